import type { WorkQueue } from '../../app/ports-of-access';
import { err, ok } from '../../domain/result';

export type MemoryWork = WorkQueue & {
  /** What was pushed and not taken, in order. */
  take(): string[];
  /** While true, every push is refused. */
  refuse(refuses: boolean): void;
};

/** Messages in memory; whoever tests delivers them, or does not. */
export const createMemoryWork = (): MemoryWork => {
  let waiting: string[] = [];
  let refuses = false;
  return {
    push: (keys) => {
      if (refuses) return Promise.resolve(err({ code: 'QUEUE_UNAVAILABLE', detail: 'switched off' }));
      waiting.push(...keys);
      return Promise.resolve(ok(true));
    },
    take: () => {
      const taken = waiting;
      waiting = [];
      return taken;
    },
    refuse: (now) => {
      refuses = now;
    },
  };
};
