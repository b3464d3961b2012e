import { isPassing, type ChangeFailure } from './write-change';

/** The longest that one call writes for a request; shorter than work is put off while it is done, so that no two write at the same time. */
export const CARRY_MS = 40_000;

/**
 * Whoever began to write before a request left APPLYING is done by then. What is taken away earlier is looked at once more after it, since
 * a write that was begun may still arrive.
 */
export const QUIET_MS = 60_000;

const FIRST_MS = 60_000;
const LONGEST_MS = 3_600_000;

/** When to try again, after so many attempts. */
export const nextTry = (now: number, attempts: number): number =>
  now + Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts, 10));

/** Where nothing can be written, it is looked once an hour whether that has changed. */
export const BY_HAND_MS = LONGEST_MS;

const TRIES_TO_WRITE = 6;
/** Fewer: somebody keeps access that has ended, and the alarm is what they are to be told. */
const TRIES_BEFORE_ALARM = 3;

export const isForGood = (failure: ChangeFailure, attempts: number): boolean =>
  !isPassing(failure) || attempts + 1 >= TRIES_TO_WRITE;

export const isAlarming = (failure: ChangeFailure, attempts: number): boolean =>
  !isPassing(failure) || attempts + 1 >= TRIES_BEFORE_ALARM;
