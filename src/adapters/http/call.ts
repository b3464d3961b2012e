import pLimit from 'p-limit';

import type { Errand, SourceFailure, StoredSecrets } from '../../app/ports';
import type { Exchange } from '../../domain/connection';
import type { Json } from '../../domain/json';
import { err, type Result } from '../../domain/result';
import type { SourceFailureCode } from '../../domain/source';
import { addressOf, type Address, type Transport } from './address';
import { attempt, exchangeStart, type Attempt, type AttemptDeps, type Wire } from './attempt';

export type CallerDeps = AttemptDeps & {
  sleep: (ms: number) => Promise<void>;
  /** 0 ≤ x < 1. */
  random: () => number;
  /** The longest one request may take; ten seconds unless said. */
  requestTimeoutMs?: number;
  /** `forge` unless said: plain http and other ports are refused before a secret is sent anywhere. */
  transport?: Transport;
};

/** How the source adapters reach the outside. `open` begins an errand: its budget runs from there. */
export type Caller = { open(line: Line): Session };

export type Line = {
  /** The API's base as an admin typed it. */
  url: string;
  errand: Errand;
  /** null: the API takes none. */
  credential: { secrets: StoredSecrets | null; headersOf: (secret: string) => Record<string, string> } | null;
};

export type Session = {
  get(path: string): Promise<Result<Json, SourceFailure>>;
  send(request: Request): Promise<Result<Json, SourceFailure>>;
  /** Sends a write, once: whoever does not learn what became of it has to read. */
  write(request: Request): Promise<WriteAnswer>;
  /** Every request of this errand that was sent or refused on our side, in the order of their start. */
  exchanges(): Exchange[];
};

type Request = Pick<Wire, 'method' | 'path' | 'body' | 'accept' | 'contentType' | 'refusalOf'>;

/** `refusal`: what `refusalOf` made of the failure's body. `taken`: whether the write may have taken effect all the same. */
export type WriteAnswer =
  | { ok: true; status: number; body: Json; warnings: string[] }
  | { ok: false; failure: SourceFailure; refusal: Json; taken: 'no' | 'not known' };

/** Requests of one errand at a time. The other side is a production gateway. */
const CONCURRENCY = 6;
const REQUEST_TIMEOUT_MS = 10_000;
const MOST_TRIES = 3;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4_000;

/**
 * The one way out of the source adapters. Failures are values with closed codes. GETs that meet 429 or 5xx are tried up to three times,
 * with full jitter, after `Retry-After`, and never past the budget; nothing else is repeated, a write never. No conditional headers, ever: Kong applies
 * a write that it answers with 412 (recorded, Kong 3.9.3). A 401 for the current secret is asked again with the previous one, while a
 * token is being exchanged.
 */
export const createCaller = (deps: CallerDeps): Caller => ({
  open: (line) => openSession(deps, line),
});

const openSession = (deps: CallerDeps, line: Line): Session => {
  const limit = pLimit(CONCURRENCY);
  const exchanges: Exchange[] = [];
  const address = addressOf(line.url, deps.transport);
  const deadline = deps.now() + line.errand.budgetMs;
  const credentials = credentialsOf(line);

  const once = async (request: Request): Promise<Attempt> => {
    const headers = credentials.current();
    const first = await attempt(deps, wireOf(request, headers));
    exchanges.push(first.exchange);
    const other = credentials.after(first.answer, headers);
    if (other === null) return first;
    const second = await attempt(deps, wireOf(request, other));
    exchanges.push(second.exchange);
    if (second.answer.ok || second.answer.error.code !== 'UNAUTHENTICATED') credentials.prefer(other);
    return second;
  };
  const wireOf = (request: Request, headers: Record<string, string>): Wire => ({
    ...request,
    ...(address as Extract<Address, { ok: true }>),
    headers,
    errand: line.errand,
    timeoutMs: deps.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    deadline,
  });
  const withRetries = async (request: Request): Promise<Attempt['answer']> => {
    for (let tries = 1; ; tries += 1) {
      if (deps.now() >= deadline) return err({ code: 'BUDGET_SPENT' });
      const { answer, retryAfterMs } = await once(request);
      if (answer.ok || request.method !== 'GET' || tries === MOST_TRIES) return answer;
      if (!WORTH_A_RETRY.has(answer.error.code)) return answer;
      const wait = (retryAfterMs ?? 0) + jitter(deps.random, tries);
      if (deps.now() + wait >= deadline) return answer;
      await deps.sleep(wait);
    }
  };
  /** Why nothing is sent at all. */
  const hindrance = (request: Request): SourceFailureCode | null => {
    if (address.ok) return credentials.problem();
    const start = exchangeStart({ ...request, prefix: '', errand: line.errand }, deps.now());
    exchanges.push({ ...start, outcome: { failure: address.code }, tookMs: 0, bytes: 0 });
    return address.code;
  };
  const send = async (request: Request): Promise<Attempt['answer']> => {
    const code = hindrance(request);
    return code === null ? limit(() => withRetries(request)) : err({ code });
  };
  const write = async (request: Request): Promise<WriteAnswer> => {
    const code = hindrance(request) ?? (deps.now() >= deadline ? 'BUDGET_SPENT' : null);
    if (code !== null) return { ok: false, failure: { code }, refusal: null, taken: 'no' };
    return writeAnswer(await limit(() => once(request)));
  };
  return {
    get: (path) => send({ method: 'GET', path }),
    send,
    write,
    exchanges: () => [...exchanges].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  };
};

const writeAnswer = ({ answer, received }: Attempt): WriteAnswer => {
  if (answer.ok && received !== null)
    return { ok: true, status: received.status, body: answer.value, warnings: received.warnings };
  const failure: SourceFailure = answer.ok ? { code: 'UNREADABLE' } : answer.error;
  return { ok: false, failure, refusal: received?.refusal ?? null, taken: takenOf(failure, received) };
};

/** What does not so much as get through a certificate or past the platform was not taken; nor was what was answered with 4xx. */
const takenOf = ({ code }: SourceFailure, received: Attempt['received']): 'no' | 'not known' => {
  if (received === null) return NEVER_SENT.has(code) ? 'no' : 'not known';
  return received.status >= 400 && received.status < 500 && received.status !== 408 ? 'no' : 'not known';
};

const NEVER_SENT: ReadonlySet<SourceFailureCode> = new Set([
  'HOST_UNKNOWN',
  'PRIVATE_CA',
  'HOST_NOT_APPROVED',
]);

const WORTH_A_RETRY: ReadonlySet<SourceFailureCode> = new Set(['RATE_LIMITED', 'SERVER_ERROR']);

const jitter = (random: () => number, tries: number): number =>
  random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);

type Headers = Record<string, string>;

/** Which secret to send: the current one, and the previous one while only that is accepted. */
const credentialsOf = ({ credential }: Line) => {
  const secrets = credential?.secrets ?? null;
  const headersOf = (secret: string): Headers => credential?.headersOf(secret) ?? {};
  let preferred = secrets === null ? {} : headersOf(secrets.current);
  const previous = secrets?.previous === undefined ? null : headersOf(secrets.previous);
  return {
    current: (): Headers => preferred,
    after: (answer: Attempt['answer'], sent: Headers): Headers | null =>
      !answer.ok && answer.error.code === 'UNAUTHENTICATED' && sent !== previous ? previous : null,
    prefer: (headers: Headers): void => {
      preferred = headers;
    },
    /** A secret that cannot stand in a header is refused here: `fetch` would repeat it in its error. */
    problem: (): SourceFailureCode | null => {
      if (credential === null) return null;
      if (secrets === null || secrets.current === '') return 'CREDENTIAL_MISSING';
      return [secrets.current, secrets.previous ?? ''].every((secret) => /^[\x20-\x7e]*$/.test(secret))
        ? null
        : 'UNAUTHENTICATED';
    },
  };
};
