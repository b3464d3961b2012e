import type { RefreshMessage, RefreshQueue } from '../../app/ports';
import { err, ok } from '../../domain/result';

export type QueuedMessage = { message: RefreshMessage; delaySeconds: number };

export type MemoryRefreshQueue = RefreshQueue & {
  /** Takes out what waits, oldest first. */
  take(): QueuedMessage[];
  /** From now on pushes fail; null mends it. */
  fail(detail: string | null): void;
};

/** A queue in memory. Nothing is delivered by itself: a test takes messages out and hands them to the consumer. */
export const createMemoryRefreshQueue = (): MemoryRefreshQueue => {
  let waiting: QueuedMessage[] = [];
  let broken: string | null = null;
  return {
    push: (messages) => {
      if (broken !== null) return Promise.resolve(err({ code: 'QUEUE_UNAVAILABLE', detail: broken }));
      waiting.push(...structuredClone(messages));
      return Promise.resolve(ok(true));
    },
    take: () => {
      const taken = waiting;
      waiting = [];
      return taken;
    },
    fail: (detail) => {
      broken = detail;
    },
  };
};
