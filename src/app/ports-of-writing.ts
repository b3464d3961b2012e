import type { Connection, Exchange } from '../domain/connection';
import type { IstioChange, KongChange, PlannedChange } from '../domain/access/change';
import type { Standing } from '../domain/access/standing';
import type { WriteFailureCode } from '../domain/access/write-failure';
import type { Result } from '../domain/result';
import type { Access, Errand, Fetched, KongTest, MeshTest } from './ports';

export type { Standing, WriteFailureCode };

/** A change and the request that it is made for, whose mark the written object carries. */
export type Marked<C extends PlannedChange = PlannedChange> = { change: C; requestId: string };

/**
 * Carries changes out on one system with its writer credential. Every method reads before it writes and never writes what is so already;
 * what does not carry a mark of ours is never changed, whatever its name. `Fetched.exchanges` are there on failure too.
 */
export type Writer<K extends Connection, C extends PlannedChange> = {
  /** How things stand to the change now. Writes nothing. */
  look(access: Access<K>, marked: Marked<C>, errand: Errand): Promise<Written<Standing>>;
  /**
   * Makes it so and reads it back. Doing it again changes nothing (`wrote` false). Afterwards what was wanted is in force, or an error says
   * why not; after an ambiguous failure (TIMEOUT, SERVER_ERROR) doing it again finds out. `present` is in force under whichever request's
   * mark; `absent` takes away what carries any mark of ours: whoever has two grants that want the same looks first.
   */
  make(access: Access<K>, marked: Marked<C>, errand: Errand): Promise<Written<Made>>;
  /**
   * Asks the other side whether it would take the write, without writing: its schemas, its admission, our rights. `warnings` are its
   * own and ours, whole sentences.
   */
  rehearse(access: Access<K>, marked: Marked<C>, errand: Errand): Promise<Written<{ warnings: string[] }>>;
};

type KongConnection = Extract<Connection, { kind: 'kong' }>;
type KubernetesConnection = Extract<Connection, { kind: 'kubernetes' }>;

export type KongWriter = Writer<KongConnection, KongChange> & {
  /**
   * What answers, what the credential may read of what it has to read before it writes, and what it may write, as far as that shows without
   * writing: Kong has no question for rights, only one for schemas.
   */
  test(access: Access<KongConnection>, errand: Errand): Promise<Fetched<KongTest>>;
};
export type MeshWriter = Writer<KubernetesConnection, IstioChange> & {
  /** What answers, and what the credential may do with AuthorizationPolicies in each namespace that some space may change. */
  test(access: Access<KubernetesConnection>, errand: Errand): Promise<Fetched<MeshTest>>;
};

/** `left`: `absent` was wanted, and this stays there all the same: it is not ours, or others have come to use it. */
export type Made = { wrote: boolean; left?: string };

export type Written<T> = { result: Result<T, WriteFailure>; exchanges: Exchange[] };

/** `detail` is made of names that the plan has, of field names, and of the other side's closed words; never a body. */
export type WriteFailure = { code: WriteFailureCode; status?: number; detail?: string };
