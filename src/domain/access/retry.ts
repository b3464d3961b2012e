import type { EpochMs } from '../time';

const FIRST_MS = 300_000;
const LONGEST_MS = 3_600_000;

/**
 * Milliseconds to wait after so many attempts: five minutes, which is as long as one attempt may take, then twice as long each time, up to an
 * hour. Up to a quarter more below that, so that what failed together is not tried together.
 * @param fraction in [0, 1)
 */
export const delayAfter = (attempts: number, fraction: number): EpochMs =>
  Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts, 10) * (1 + fraction / 4)));
