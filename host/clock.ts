import { z } from 'zod';
import type { HostClock, StateFiles } from './types';

const Stored = z.object({ offsetMs: z.number() });

/**
 * Real time plus an offset that only grows. The offset is kept in the state file `clock`, so that what was
 * dated before a restart does not come to lie in the future.
 * @param realNow milliseconds since 1970.
 */
export function createClock({ state, realNow }: { state: StateFiles; realNow: () => number }): HostClock {
  const stored = Stored.safeParse(state.read('clock'));
  let offsetMs = stored.success ? stored.data.offsetMs : 0;
  const listeners: (() => Promise<void>)[] = [];
  return {
    now: () => realNow() + offsetMs,
    async advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`clock: cannot advance by ${ms} ms`);
      offsetMs += ms;
      state.write('clock', { offsetMs });
      for (const listener of listeners) await listener();
    },
    onAdvance(listener) {
      listeners.push(listener);
    },
  };
}
