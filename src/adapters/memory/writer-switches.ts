import type { Errand, SourceFailure, StoredSecrets } from '../../app/ports';
import type { WriteFailure, WriteFailureCode, Written } from '../../app/ports-of-writing';
import type { Exchange } from '../../domain/connection';
import { err, ok, type Result } from '../../domain/result';
import type { SourceFailureCode } from '../../domain/source';
import type { WriteOutcome } from '../http/make-so';

/** Where calls are cut off: after `after` calls, reads and writes alike. */
export type Cut = {
  after: number;
  failure: WriteFailure;
  /** Whether a write that is cut off took effect all the same. */
  took: boolean;
  /** Whether everything after it fails too, as when a process ends or a network goes. */
  lasting: boolean;
};

/** How a writer in memory is made to misbehave. `part` is the product's word for what is read (`acls`) or written (`write acls`). */
export type WriterSwitches = {
  /** null mends it. `everything` is every part. */
  fail(part: string, failure: WriteFailure | null): void;
  /** Which secrets are accepted; null (as at the start) asks for none. */
  accept(secrets: string[] | null): void;
  /** Counts from now on; null: nothing is cut off any more. */
  cut(cut: Cut | null): void;
  /** Called once, directly before the next write: what somebody else does between our reading and our writing. */
  beforeWrite(act: () => void | Promise<void>): void;
  /** Calls so far. */
  calls(): number;
};

/** The calls of one errand. */
export type Calls = {
  read<T>(part: string, value: () => T): Result<T, WriteFailure>;
  /** `effect` answers why it was not taken, or null. */
  write(part: string, effect: () => WriteFailure | null): Promise<WriteOutcome>;
};

/** What became of the request is then not known. */
const AMBIGUOUS: ReadonlySet<WriteFailureCode> = new Set<SourceFailureCode>([
  'TIMEOUT',
  'BUDGET_SPENT',
  'REFUSED',
  'SERVER_ERROR',
  'UNREADABLE',
  'WRONG_PRODUCT',
]);
const OVERTAKEN: ReadonlySet<WriteFailureCode> = new Set<WriteFailureCode>(['CHANGED_MEANWHILE']);

const outcomeOf = (failure: WriteFailure): WriteOutcome =>
  AMBIGUOUS.has(failure.code)
    ? { is: 'not known', failure }
    : { is: OVERTAKEN.has(failure.code) ? 'overtaken' : 'refused', failure };

type State = {
  failing: Map<string, WriteFailure>;
  accepted: string[] | null;
  cut: Cut | null;
  act: (() => void | Promise<void>) | null;
  calls: number;
};

export const createWriterSwitches = (now: () => number) => {
  const state: State = { failing: new Map(), accepted: null, cut: null, act: null, calls: 0 };
  const switches: WriterSwitches = {
    fail: (part, failure) => {
      if (failure === null) state.failing.delete(part);
      else state.failing.set(part, failure);
    },
    accept: (secrets) => {
      state.accepted = secrets;
    },
    cut: (cut) => {
      state.cut = cut === null ? null : { ...cut };
    },
    beforeWrite: (act) => {
      state.act = act;
    },
    calls: () => state.calls,
  };
  /** Runs one errand over what is in memory. */
  const run = async <T>(
    { errand, secrets }: { errand: Errand; secrets: StoredSecrets | null },
    act: (calls: Calls) => Promise<Result<T, WriteFailure>>,
  ): Promise<Written<T>> => {
    const exchanges: Exchange[] = [];
    const log = (method: string, part: string, failure: WriteFailure | null): void => {
      const { correlationId, actor, purpose } = errand;
      const outcome = failure === null ? { status: 200 } : outcomeInLog(failure);
      const at = new Date(now()).toISOString();
      const path = `/${part.replace('write ', '')}`;
      exchanges.push({ at, correlationId, actor, purpose, method, path, outcome, tookMs: 0, bytes: 0 });
    };
    const refused = refusalOf(state.accepted, secrets);
    if (refused !== null) {
      if (refused.status !== undefined) log('GET', '', refused);
      return { result: err(refused), exchanges };
    }
    const result = await act(callsOf(state, log));
    return { result, exchanges };
  };
  return { switches, run };
};

const callsOf = (
  state: State,
  log: (method: string, part: string, failure: WriteFailure | null) => void,
): Calls => {
  /** The failure of this call, if it is one of those to fail. */
  const met = (part: string): { failure: WriteFailure; took: boolean } | null => {
    state.calls += 1;
    const set = state.failing.get('everything') ?? state.failing.get(part);
    if (set !== undefined) return { failure: set, took: false };
    const { cut } = state;
    if (cut === null) return null;
    if (cut.after > 0) {
      cut.after -= 1;
      return null;
    }
    if (!cut.lasting) state.cut = null;
    const { failure, took } = cut;
    cut.took = false; // what follows a cut that lasts takes no effect
    return { failure, took };
  };
  return {
    read: (part, value) => {
      const cut = met(part);
      log('GET', part, cut?.failure ?? null);
      return cut === null ? ok(structuredClone(value())) : err(cut.failure);
    },
    write: async (part, effect) => {
      const { act } = state;
      state.act = null;
      await act?.();
      const cut = met(part);
      const failure = cut === null || cut.took ? effect() : null;
      const told = cut?.failure ?? failure;
      log('POST', part, told);
      return told === null ? { is: 'written' } : outcomeOf(told);
    },
  };
};

const refusalOf = (accepted: string[] | null, secrets: StoredSecrets | null): WriteFailure | null => {
  if (accepted === null) return null;
  if (secrets === null) return { code: 'CREDENTIAL_MISSING' };
  const held = [secrets.current, secrets.previous];
  return held.some((secret) => secret !== undefined && accepted.includes(secret))
    ? null
    : { code: 'UNAUTHENTICATED', status: 401 };
};

/** The statuses of what only a writer meets; the log knows a source's failures beside them. */
const STATUS: Record<Exclude<WriteFailureCode, SourceFailureCode>, number> = {
  FOREIGN: 409,
  FIELD_CONFLICT: 409,
  CHANGED_MEANWHILE: 409,
  INVALID: 400,
  ADMISSION_REFUSED: 400,
  QUOTA_EXCEEDED: 403,
  NOT_READ_BACK: 200,
};
const isWritersOwn = (code: WriteFailureCode): code is keyof typeof STATUS => Object.hasOwn(STATUS, code);

const outcomeInLog = ({ code, status }: WriteFailure): Exchange['outcome'] => {
  if (status !== undefined) return { status };
  return isWritersOwn(code) ? { status: STATUS[code] } : { failure: code };
};

/** As a source's failure: what a test of the credential meets. */
export const asSourceFailure = ({ code, status }: WriteFailure): SourceFailure => ({
  code: isWritersOwn(code) ? 'UNREADABLE' : code,
  ...(status === undefined ? {} : { status }),
});
