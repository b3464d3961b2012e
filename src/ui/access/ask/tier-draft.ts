import type { RateLimits } from '../../../domain/access/change';

/** A limit as it is typed, by period; empty: none for that period. */
export type TierDraft = Record<TierPeriod, string>;

/** Offered by the form. Kong knows months and years, too, which nobody asks for. */
export const TIER_PERIODS = ['second', 'minute', 'hour', 'day'] as const;
type TierPeriod = (typeof TIER_PERIODS)[number];

export const EMPTY_TIER: TierDraft = { second: '', minute: '', hour: '', day: '' };

/** The limit that is meant, or what is wrong with it. */
export function tierOf(draft: TierDraft): { tier: RateLimits } | { problem: string } {
  const typed = TIER_PERIODS.filter((period) => draft[period].trim() !== '');
  if (typed.length === 0) return { problem: 'at least one limit' };
  if (typed.some((period) => !/^[1-9]\d{0,8}$/.test(draft[period].trim())))
    return { problem: 'limits in whole numbers' };
  const tier = Object.fromEntries(typed.map((period) => [period, Number(draft[period].trim())]));
  const counts = typed.map((period) => Number(draft[period].trim()));
  const isRising = counts.every((count, nth) => count >= (counts[nth - 1] ?? 0));
  return isRising ? { tier } : { problem: 'limits that do not fall with longer periods' };
}
