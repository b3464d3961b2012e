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

const STEPS: [seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
];

/** `just now`, `4 minutes ago`, `in 2 days`. */
export function age(at: IsoTime, now: IsoTime, locale: string): string {
  const seconds = (Date.parse(at) - Date.parse(now)) / 1000;
  const step = STEPS.find(([size]) => Math.abs(seconds) >= size);
  if (step === undefined) return 'just now';
  const [size, unit] = step;
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}
