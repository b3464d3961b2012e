import type { IsoTime } from '../../domain/time';

export type Zone = { locale: string; timezone: string };

/** `23 Nov 2026, 11:04 CET`: in the reader's own zone, with the zone's name. */
export const localTime = (at: IsoTime, { locale, timezone }: Zone): string =>
  new Intl.DateTimeFormat(locale, {
    dateStyle: undefined,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: timezone,
    timeZoneName: 'short',
  }).format(new Date(at));

/** The first that is reached counts; each begins where rounding of the next smaller one would write a whole one of it. */
const STEPS: { from: number; size: number; unit: Intl.RelativeTimeFormatUnit }[] = [
  { from: 86_400 - 1_800, size: 86_400, unit: 'day' },
  { from: 3_600 - 30, size: 3_600, unit: 'hour' },
  { from: 60, size: 60, unit: 'minute' },
];

/** `just now`, `4 minutes ago`, `in 7 days`: to the nearest whole one, so that seven days less a moment are seven. */
export function age(at: IsoTime, now: IsoTime, locale: string): string {
  const seconds = (Date.parse(at) - Date.parse(now)) / 1000;
  const step = STEPS.find(({ from }) => Math.abs(seconds) >= from);
  if (step === undefined) return 'just now';
  const nearest = Math.sign(seconds) * Math.round(Math.abs(seconds) / step.size);
  // Not `auto`: its "tomorrow" would stand for whatever is a day away, also for the day after.
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always' }).format(nearest, step.unit);
}
