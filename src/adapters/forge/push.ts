import {
  InternalServerError,
  InvocationLimitReachedError,
  PartialSuccessError,
  Queue,
  RateLimitError,
} from '@forge/events';
import { err, ok, type Result } from '../../domain/result';

/** One push takes fifty events. @source developer.atlassian.com/platform/forge/limits-async-events */
const MOST_EVENTS = 50;

type PushEvent = { body: Record<string, unknown>; delayInSeconds?: number };

/** Pushes in as many calls as it takes; the first that fails ends it. */
export const pushTo = async (
  queueKey: string,
  events: readonly PushEvent[],
): Promise<Result<true, { code: 'QUEUE_UNAVAILABLE'; detail: string }>> => {
  const queue = new Queue({ key: queueKey });
  try {
    for (let n = 0; n < events.length; n += MOST_EVENTS) await queue.push(events.slice(n, n + MOST_EVENTS));
    return ok(true);
  } catch (thrown) {
    const detail = reasonOf(thrown);
    if (detail === null) throw thrown;
    return err({ code: 'QUEUE_UNAVAILABLE', detail });
  }
};

/** What the platform answered; null for a bug of ours. The message may quote an event and is dropped. */
const reasonOf = (thrown: unknown): string | null => {
  if (thrown instanceof RateLimitError) return 'too many messages';
  if (thrown instanceof InvocationLimitReachedError) return 'too long a chain of messages';
  if (thrown instanceof PartialSuccessError) return 'not every message was taken';
  return thrown instanceof InternalServerError ? 'no answer' : null;
};
