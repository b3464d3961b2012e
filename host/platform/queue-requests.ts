import { z } from 'zod';
import type { Json } from '../../src/domain/json';

/** Bodies of the queue calls as @forge/events 3.0.8 sends them. */
const Event = z.object({
  body: z.custom<Json>(),
  delayInSeconds: z.number().optional(),
  concurrency: z.object({ key: z.string(), limit: z.number() }).optional(),
});
export const Publish = z.object({ queueName: z.string(), jobId: z.string(), payload: z.array(Event) });
export const JobOf = z.object({ queueName: z.string(), jobId: z.string() });
export type Publish = z.infer<typeof Publish>;

/** What a consumer returns to have its event again (@forge/events InvocationError). */
export const Retry = z.object({
  _retry: z.literal(true),
  retryOptions: z
    .object({
      retryAfter: z.number().optional(),
      retryReason: z.string().optional(),
      retryData: z.custom<Json>().optional(),
    })
    .optional(),
});
export type RetryOptions = NonNullable<z.infer<typeof Retry>['retryOptions']>;

/** developer.atlassian.com/platform/forge/limits-async-events */
const MAX_EVENTS = 50;
const MAX_PUSH_BYTES = 200 * 1024;
const MAX_LONG_EVENT_BYTES = 100 * 1024;
const MAX_DELAY_S = 900;
const MAX_EVENTS_PER_MINUTE = 500;
const SHORT_S = 55;

type Window = { since: number; used: number };

/** The answer to a push that Forge would not take, undefined when it would. */
export function pushRefusal(
  { payload }: Publish,
  { timeoutSeconds, window, now }: { timeoutSeconds: number; window: Window; now: number },
): Response | undefined {
  const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
  if (payload.length === 0 || payload.length > MAX_EVENTS)
    return Response.json({ message: `A push has 1 to ${MAX_EVENTS} events` }, { status: 400 });
  if (payload.some(({ delayInSeconds = 0 }) => delayInSeconds < 0 || delayInSeconds > MAX_DELAY_S))
    return Response.json({ message: `delayInSeconds is 0 to ${MAX_DELAY_S}` }, { status: 400 });
  if (bytesOf(payload) > MAX_PUSH_BYTES)
    return Response.json({ errorMessage: 'A push has at most 200 KB' }, { status: 413 });
  if (timeoutSeconds > SHORT_S && payload.some((event) => bytesOf(event) > MAX_LONG_EVENT_BYTES))
    return Response.json(
      { errorMessage: 'An event of a long-running consumer has at most 100 KB' },
      { status: 413 },
    );
  if (now - window.since >= 60_000) Object.assign(window, { since: now, used: 0 });
  window.used += payload.length;
  if (window.used > MAX_EVENTS_PER_MINUTE) return new Response(null, { status: 429 });
  return undefined;
}
