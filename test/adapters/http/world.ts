import { createCaller, type CallerDeps, type Line, type Session } from '../../../src/adapters/http/call';
import type { Errand } from '../../../src/app/ports';

type Sent = {
  url: string;
  method: string;
  headers: Headers;
  signal: AbortSignal;
  redirect: RequestRedirect | undefined;
  body: string | null;
};
type Answering = (sent: Sent, count: number) => Response | Promise<Response>;

export const anErrand = (fields: Partial<Errand> = {}): Errand => ({
  actor: { kind: 'person', accountId: '712020:rita' },
  purpose: 'show-routes',
  correlationId: '01JD0000000000000000000000',
  budgetMs: 22_000,
  ...fields,
});

/** A fetch of ours, and a clock that moves when somebody sleeps. */
export const aWorld = (answering: Answering, deps: Pick<CallerDeps, 'transport'> = {}) => {
  let now = Date.parse('2026-11-23T10:00:00.000Z');
  const sent: Sent[] = [];
  const slept: number[] = [];
  const call = createCaller({
    fetch: async (url, init) => {
      const request: Sent = {
        url,
        method: init.method ?? 'GET',
        headers: new Headers(init.headers),
        signal: init.signal as AbortSignal,
        redirect: init.redirect,
        body: typeof init.body === 'string' ? init.body : null,
      };
      sent.push(request);
      return answering(request, sent.length);
    },
    now: () => now,
    sleep: (ms) => {
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
    random: () => 0.5,
    ...deps,
  });
  const open = (line: Partial<Line> = {}): Session =>
    call.open({ url: 'https://kong.shop.example:8444', errand: anErrand(), credential: null, ...line });
  return { call, open, sent, slept, pass: (ms: number) => (now += ms) };
};

/** undici's way of saying that the network failed. */
export const fetchFailed = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(`s3cr3t-in-message ${code}`), { code }) });
