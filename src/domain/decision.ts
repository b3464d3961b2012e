import type { Unread } from './source';

/**
 * May this call be made? The same shape for both planes; each plane closes `R` over its own reason codes.
 * `unknown` exactly when two completions of what is not known would give different verdicts: a part that was not read,
 * a plugin or matcher we cannot evaluate. It is never used for "we did not look" and never stands for "denied".
 */
export type Decision<R extends Reason = Reason> = {
  verdict: Verdict;
  /** In the order in which the product decides; the deciding one is last. Never empty. */
  reasons: R[];
  /** What could not be read and could change the verdict. Empty unless `unknown`. */
  unread: Unread[];
};

export type Verdict = 'allowed' | 'denied' | 'unknown';

/** A closed code and the values its sentence needs. Text for people is made in an `explain` of the plane, never here. */
export type Reason = { code: string };

/** Same verdict from every completion, or else `unknown`. `verdicts` holds at least one. */
export const agreedVerdict = (verdicts: readonly [Verdict, ...Verdict[]]): Verdict =>
  verdicts.every((verdict) => verdict === verdicts[0]) ? verdicts[0] : 'unknown';
