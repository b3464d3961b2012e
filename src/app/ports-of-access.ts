import type { Hash } from '../domain/access/canonical-json';
import type { Head, LedgerRecord } from '../domain/access/ledger';
import type { AccountId } from '../domain/access/people';
import type { ApprovalPolicy } from '../domain/access/policy';
import type { AccessRequest, RequestState } from '../domain/access/request';
import type { SigningKey, VerifyingKey } from '../domain/access/signature';
import type { SignedHead } from '../domain/access/signed-head';
import type { EntryDraft } from '../domain/access/transition';
import type { Result } from '../domain/result';
import type { EpochMs } from '../domain/time';
import type { StorageFailure } from './ports';

/** Requests, the ledger that tells how they came about, and what else is stored in one transaction with them. */
export type RequestStore = {
  /** Strictly consistent. */
  get(id: string): Promise<Result<AccessRequest | null, StorageFailure>>;
  /**
   * Requests that match, each as it is stored now: indexes lag behind, so what an index named is read and compared again. A request
   * that was just stored may be missing. By `updatedAt`, the latest first; those `in-state` by `pendingUntil`, the first due first.
   */
  list(
    filter: RequestFilter,
    page: { cursor: string | null; limit: number },
  ): Promise<Result<RequestPage, StorageFailure>>;
  /** About how many, for a label: from an index that lags, and not beyond `COUNTED_AT_MOST`. */
  count(spaceId: string, state: RequestState): Promise<Result<number, StorageFailure>>;
  /** What the command did when it was given before; null when it was not. err COMMAND_REUSED when it was another command. */
  answered(command: Command): Promise<Result<Committed | null, CommandReused | StorageFailure>>;
  /**
   * Stores a decision with its ledger entry, all or nothing, at the end of the chain as it is then. A command that was stored before
   * is not stored again: its first answer is given. err CONFLICT when request or policy are not at the revision before.
   */
  commit(decision: Commit): Promise<Result<Committed, { code: 'CONFLICT' } | CommandReused | StorageFailure>>;
  /** The end of a chain; null when nothing was recorded yet. */
  head(chain: string): Promise<Result<SignedHead | null, StorageFailure>>;
  /** Records `from` to `to`, both included, in order; those that are not there are left out. At most 100. */
  records(
    chain: string,
    range: { from: number; to: number },
  ): Promise<Result<LedgerRecord[], StorageFailure>>;
  /** Who pseudonyms stand for; those that were erased, or are a job's, are absent. */
  people(actorRefs: readonly string[]): Promise<Result<ReadonlyMap<string, AccountId>, StorageFailure>>;
  /** Forgets which pseudonym was the account's. The chain stays whole. */
  erasePerson(accountId: AccountId): Promise<Result<true, StorageFailure>>;
};

export const COUNTED_AT_MOST = 500;

export type RequestFilter =
  | { by: 'page'; pageId: string }
  | { by: 'space'; spaceId: string; state: RequestState | null }
  | { by: 'requester'; accountId: AccountId }
  | { by: 'in-state'; state: RequestState };

/** `cursor` null: these were the last. */
export type RequestPage = { requests: AccessRequest[]; cursor: string | null };

/** `digest` of what was asked for: the same id for something else is refused. */
export type Command = { id: string; by: AccountId; digest: Hash };
type CommandReused = { code: 'COMMAND_REUSED' };

export type Commit = {
  chain: string;
  entry: EntryDraft;
  /** Stored if the stored `rev` is `request.rev - 1` (0: there must be none). */
  request: AccessRequest | null;
  policy: StoredPolicy | null;
  command: Command | null;
  /** Signs the new end of the chain. */
  seal: (head: Head) => SignedHead;
};
export type Committed = Pick<Commit, 'request' | 'policy'>;

/** `rev` 0: nobody set anything, the default holds. */
export type StoredPolicy = { spaceId: string; rev: number; policy: ApprovalPolicy };

export type PolicyStore = {
  /** Strictly consistent. Written through `RequestStore.commit`: every change is a ledger entry. */
  get(spaceId: string): Promise<Result<StoredPolicy, StorageFailure>>;
};

export type SigningKeys = {
  /** The key to sign with, made at the first call. Never leaves the call that signs. */
  current(): Promise<Result<SigningKey, StorageFailure>>;
  /** Every key that ever signed, the first one first. */
  verifying(): Promise<Result<VerifyingKey[], StorageFailure>>;
  /** From `at` on a new key signs; older public keys stay. err CONFLICT when somebody else rotates at the same time. */
  rotate(at: EpochMs): Promise<Result<VerifyingKey, { code: 'CONFLICT' } | StorageFailure>>;
};
