import {
  InternalServerError,
  InvocationLimitReachedError,
  PartialSuccessError,
  Queue,
  RateLimitError,
} from '@forge/events';
import type { RefreshQueue } from '../../app/ports';
import { err, ok } from '../../domain/result';

/** As the manifest names it. */
const QUEUE = 'refresh';
/** One push takes fifty events. @source developer.atlassian.com/platform/forge/limits-async-events */
const MOST_EVENTS = 50;

export const refreshQueue: RefreshQueue = {
  async push(messages) {
    const queue = new Queue({ key: QUEUE });
    try {
      for (let n = 0; n < messages.length; n += MOST_EVENTS) {
        const some = messages.slice(n, n + MOST_EVENTS);
        await queue.push(
          some.map(({ message, delaySeconds }) => ({ body: message, delayInSeconds: delaySeconds })),
        );
      }
      return ok(true);
    } catch (thrown) {
      const detail = reasonOf(thrown);
      if (detail === null) throw thrown;
      return err({ code: 'QUEUE_UNAVAILABLE', detail });
    }
  },
};

/** What the platform answered; null for a bug of ours. The message may quote an event and is dropped. */
const reasonOf = (thrown: unknown): string | null => {
  if (thrown instanceof RateLimitError) return 'too many messages';
  if (thrown instanceof InvocationLimitReachedError) return 'too long a chain of messages';
  if (thrown instanceof PartialSuccessError) return 'not every message was taken';
  return thrown instanceof InternalServerError ? 'no answer' : null;
};
