import fc from 'fast-check';
import { age } from '../../src/ui/parts/time';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const said = (ms: number): string =>
  age(new Date(NOW + ms).toISOString(), new Date(NOW).toISOString(), 'en-GB');

const UNITS: Record<string, number> = { minute: MINUTE, hour: HOUR, day: DAY };

describe('how long ago, or how soon, something is', () => {
  it.each([
    [7 * DAY - 3_000, 'in 7 days'],
    [DAY - MINUTE, 'in 1 day'],
    [HOUR - 10_000, 'in 1 hour'],
    [90 * MINUTE, 'in 2 hours'],
    [-26 * HOUR, '1 day ago'],
    [-4 * MINUTE - 20_000, '4 minutes ago'],
    [-59_000, 'just now'],
    [2_000, 'just now'],
  ])('%d ms are %s', (ms, words) => {
    expect(said(ms)).toBe(words);
  });

  it('is never off by more than half of the unit it is told in, and no count fills the next unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: MINUTE, max: 400 * DAY }), fc.constantFrom(1, -1), (ms, sign) => {
        const words = said(sign * ms);
        const [, count = '', unit = ''] = /(\d+) (minute|hour|day)s?/.exec(words) ?? [];
        const size = UNITS[unit] ?? 0;
        expect(words.startsWith('in ')).toBe(sign === 1);
        expect(Math.abs(ms - Number(count) * size)).toBeLessThanOrEqual(size / 2);
        expect(Number(count)).toBeLessThan(unit === 'day' ? Infinity : unit === 'hour' ? 24 : 60);
      }),
    );
  });
});
