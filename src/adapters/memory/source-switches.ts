import type { Errand, Fetched, SourceFailure, StoredSecrets } from '../../app/ports';
import type { Exchange } from '../../domain/connection';
import { err, type Result } from '../../domain/result';

/** How a source in memory is made to misbehave. `part` is the product's word (`plugins`), or `everything`. */
export type SourceSwitches = {
  /** null mends it. */
  fail(part: string, failure: SourceFailure | null): void;
  /** Which secrets are accepted; null (as at the start) asks for none. */
  accept(secrets: string[] | null): void;
};

/** One errand's calls: what fails, and what goes into the log. */
export type Asking = {
  failureOf: (part: string) => SourceFailure | null;
  /** Writes one call into the log and answers its failure. */
  ask: (part: string) => SourceFailure | null;
};

type Trip = { errand: Errand; secrets: StoredSecrets | null };

export const createSwitches = (now: () => number) => {
  const failing = new Map<string, SourceFailure>();
  let accepted: string[] | null = null;
  const switches: SourceSwitches = {
    fail: (part, failure) => {
      if (failure === null) failing.delete(part);
      else failing.set(part, failure);
    },
    accept: (secrets) => {
      accepted = secrets;
    },
  };
  const refused = (secrets: StoredSecrets | null): { failure: SourceFailure | null; attempts: number } => {
    if (accepted === null) return { failure: null, attempts: 0 };
    if (secrets === null) return { failure: { code: 'CREDENTIAL_MISSING' }, attempts: 0 };
    const candidates = [secrets.current, ...(secrets.previous === undefined ? [] : [secrets.previous])];
    const attempts = candidates.findIndex((secret) => accepted?.includes(secret));
    const failure: SourceFailure = { code: 'UNAUTHENTICATED', status: 401 };
    return attempts < 0 ? { failure, attempts: candidates.length } : { failure: null, attempts };
  };
  /** Runs one errand over what is in memory. */
  const run = <T>(
    { errand, secrets }: Trip,
    read: (asking: Asking) => Result<T, SourceFailure>,
  ): Promise<Fetched<T>> => {
    const exchanges: Exchange[] = [];
    const log = (part: string, outcome: Exchange['outcome']): void => {
      const { correlationId, actor, purpose } = errand;
      const at = new Date(now()).toISOString();
      const call = { method: 'GET', path: `/${part}`, outcome, tookMs: 0, bytes: 0 };
      exchanges.push({ at, correlationId, actor, purpose, ...call });
    };
    const { failure, attempts } = refused(secrets);
    for (let count = 0; count < attempts; count += 1) log('', { status: 401 });
    if (failure !== null) return Promise.resolve({ result: err(failure), exchanges });
    const failureOf = (part: string): SourceFailure | null =>
      failing.get('everything') ?? failing.get(part) ?? null;
    const ask = (part: string): SourceFailure | null => {
      const met = failureOf(part);
      log(part, met === null ? { status: 200 } : outcomeOf(met));
      return met;
    };
    return Promise.resolve({ result: read({ failureOf, ask }), exchanges });
  };
  return { switches, run };
};

const outcomeOf = ({ code, status }: SourceFailure): Exchange['outcome'] =>
  status === undefined ? { failure: code } : { status };
