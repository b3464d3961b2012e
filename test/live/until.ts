import { setTimeout as sleep } from 'node:timers/promises';

import type { KeptProcess } from './kept-process';

type Wait = {
  what: string;
  holds: () => Promise<boolean>;
  /** Waiting ends with what it wrote when it ends first; it is stopped when the waiting was in vain. */
  process?: KeptProcess;
};

// Long: a machine that builds something else at the same time starts a server in a minute.
const PATIENCE_MS = 240_000;

/**
 * Asks again until it holds. A question that throws counts as one that does not hold yet.
 * @throws after four minutes, or when `process` has ended
 */
export const until = async ({ what, holds, process: kept }: Wait): Promise<void> => {
  const end = Date.now() + PATIENCE_MS;
  let last: unknown;
  while (Date.now() < end && (kept === undefined || kept.exitCode() === null)) {
    try {
      if (await holds()) return;
    } catch (thrown) {
      last = thrown;
    }
    await sleep(20);
  }
  await kept?.stop();
  throw new Error(`in vain: ${what}\n${kept?.written() ?? ''}`, { cause: last });
};
