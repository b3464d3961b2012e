import type { Errand, SourceFailure } from '../../app/ports';
import type { Exchange } from '../../domain/connection';
import type { Json } from '../../domain/json';
import { err, ok, type Result } from '../../domain/result';
import { readJson } from './body';
import { codeOfError, failureOfAnswer } from './failure';

export type AttemptDeps = {
  /** Plain `fetch`; the platform's checks are behind it. */
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since 1970. */
  now: () => number;
};

/** One request on the wire. */
export type Wire = {
  base: string;
  prefix: string;
  /** Below the base, with its query: `/services?size=1000`. */
  path: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers: Record<string, string>;
  body?: Json;
  /** What to ask for beside plain JSON: Kubernetes' metadata-only form. */
  accept?: string;
  /** What the body is, when it is not plain JSON: an apply. */
  contentType?: string;
  /** What may be known of a failure's body. Without it no body of a failure is read: Kong's repeat keys. */
  refusalOf?: (body: Json) => Json;
  errand: Errand;
  timeoutMs: number;
  /** Milliseconds since 1970: when the errand's budget ends. */
  deadline: number;
};

export type Attempt = {
  answer: Result<Json, SourceFailure>;
  exchange: Exchange;
  /** What `Retry-After` asks for. */
  retryAfterMs: number | null;
  /** What came beside the answer; null: nothing came. `refusal` is null when there is none, or it could not be read. */
  received: { status: number; warnings: string[]; refusal: Json } | null;
};

/** Sends `wire` once. Everything that can go wrong outside is an answer. */
export const attempt = async (deps: AttemptDeps, wire: Wire): Promise<Attempt> => {
  const startedAt = deps.now();
  const left = wire.deadline - startedAt;
  const entry = (rest: Pick<Exchange, 'outcome' | 'bytes'>): Exchange => ({
    ...exchangeStart(wire, startedAt),
    tookMs: deps.now() - startedAt,
    ...rest,
  });
  try {
    // One clock for the request and for the errand: whichever ends first.
    const signal = AbortSignal.timeout(Math.max(0, Math.min(wire.timeoutMs, left)));
    const response = await before(signal, deps.fetch(wire.base + wire.path, initOf(wire, signal)));
    const read = await before(signal, answerOf(wire, response));
    return {
      answer: read.answer,
      exchange: entry({ outcome: outcomeOf(response, read.answer), bytes: read.bytes }),
      retryAfterMs: retryAfterOf(response, deps.now()),
      received: { status: response.status, warnings: warningsOf(response), refusal: read.refusal },
    };
  } catch (error) {
    const code = !isAbort(error) ? codeOfError(error) : left <= wire.timeoutMs ? 'BUDGET_SPENT' : 'TIMEOUT';
    return {
      answer: err({ code }),
      exchange: entry({ outcome: { failure: code }, bytes: 0 }),
      retryAfterMs: null,
      received: null,
    };
  }
};

/** The parts of a log entry that are known before anything is sent. The query is left out: it may hold what a person searched for. */
export const exchangeStart = (
  wire: Pick<Wire, 'prefix' | 'path' | 'method' | 'errand'>,
  at: number,
): Pick<Exchange, 'at' | 'correlationId' | 'actor' | 'purpose' | 'method' | 'path'> => ({
  at: new Date(at).toISOString(),
  correlationId: wire.errand.correlationId,
  actor: wire.errand.actor,
  purpose: wire.errand.purpose,
  method: wire.method,
  path: wire.prefix + (wire.path.split('?')[0] ?? ''),
});

const initOf = (wire: Wire, signal: AbortSignal): RequestInit => ({
  method: wire.method,
  // Followed redirects would take the credential to another host.
  redirect: 'manual',
  signal,
  headers: {
    accept: wire.accept ?? 'application/json',
    'user-agent': 'Gatehouse',
    'x-correlation-id': wire.errand.correlationId,
    ...(wire.body === undefined ? {} : { 'content-type': wire.contentType ?? 'application/json' }),
    ...wire.headers,
  },
  ...(wire.body === undefined ? {} : { body: JSON.stringify(wire.body) }),
});

type Read = { answer: Result<Json, SourceFailure>; bytes: number; refusal: Json };

const answerOf = async (wire: Wire, response: Response): Promise<Read> => {
  const failure = failureOfAnswer(wire.method, response);
  if (failure !== null) return { answer: err(failure), ...(await refusalIn(wire, response)) };
  const { json, bytes } = await readJson(response);
  const answer = json.ok ? ok(json.value) : err({ ...json.error, status: response.status });
  return { answer, bytes, refusal: null };
};

/** The status has been said; a body that breaks off or is no JSON takes nothing from it. */
const refusalIn = async (
  { refusalOf }: Wire,
  response: Response,
): Promise<Pick<Read, 'bytes' | 'refusal'>> => {
  if (refusalOf === undefined) {
    await response.body?.cancel();
    return { bytes: 0, refusal: null };
  }
  try {
    const { json, bytes } = await readJson(response);
    return { bytes, refusal: json.ok ? refusalOf(json.value) : null };
  } catch {
    return { bytes: 0, refusal: null };
  }
};

const MOST_WARNINGS = 10;
const LONGEST_WARNING = 300;

/** Kubernetes' warnings: `299 - "text"`, one header each, which `fetch` joins. @source kubernetes.io, api-concepts: "Warning" header */
const warningsOf = (response: Response): string[] =>
  [...(response.headers.get('warning') ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)]
    .slice(0, MOST_WARNINGS)
    .map(([, text = '']) => text.replace(/\\(.)/g, '$1').slice(0, LONGEST_WARNING));

const outcomeOf = (response: Response, answer: Read['answer']): Exchange['outcome'] =>
  !answer.ok && answer.error.code === 'HOST_NOT_APPROVED'
    ? { failure: 'HOST_NOT_APPROVED' }
    : { status: response.status };

/** `promise`, or a rejection as soon as the signal fires: not every `fetch` between us and the network heeds signals. */
const before = async <T>(signal: AbortSignal, promise: Promise<T>): Promise<T> => {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
};

/** By name: the error may come from another realm. */
const isAbort = (error: unknown): boolean => {
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : null;
  return name === 'TimeoutError' || name === 'AbortError';
};

/** Seconds or an HTTP date. */
const retryAfterOf = (response: Response, now: number): number | null => {
  const value = response.headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
};
