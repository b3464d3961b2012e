import fc from 'fast-check';
import type { ProjectionVerdict } from '../../../src/domain/access/judge-projection';
import { genesis } from '../../../src/domain/access/ledger';
import {
  alterationIn,
  isNoticed,
  projectAnew,
  slotAt,
  slotOf,
  SLOTS_A_DAY,
} from '../../../src/domain/access/page-projection';
import type { AccessRequest } from '../../../src/domain/access/request';
import { anApproved, aPending, DAY, HOUR, NOW } from './builders';
import { aPageProjection } from './page-builders';

const KEY = { kid: 'k1', secretKey: new Uint8Array(32).fill(7) };
const PLACE = { app: 'ari:app', installation: 'inst-1', page: '131073' };
const SPACE = '65537';
const facts = (requests: AccessRequest[] = [aPending()], seq = 1) => ({
  place: PLACE,
  requests,
  spaceId: SPACE,
  head: { ...genesis('space-65537'), seq },
  now: NOW,
});

describe('what a page should show', () => {
  it('is a new revision when its requests are not what it last showed', () => {
    const first = projectAnew(null, facts(), KEY);
    expect(first).toMatchObject({ isNew: true, row: { rev: 1, property: { rev: 1, writtenRev: 0 } } });
    const second = projectAnew(first.row, facts([anApproved()]), KEY);
    expect(second).toMatchObject({ isNew: true, row: { rev: 2, property: { rev: 2 } } });
    expect(second.projection).toMatchObject({ rev: 2, gatehouseState: 'approved' });
  });

  it('stays the same revision, signed again, while only other pages went on', () => {
    const first = projectAnew(null, facts(), KEY);
    const again = projectAnew(first.row, { ...facts([aPending()], 40), now: NOW + HOUR }, KEY);
    expect(again).toMatchObject({ isNew: false, row: first.row });
    expect(again.projection).toMatchObject({ rev: 1, chain: { seq: 1 } });
  });
});

describe('what is found on a page', () => {
  const written = aPageProjection({
    property: { ...aPageProjection().property, writtenRev: 1, writtenAt: NOW },
  });
  const never = aPageProjection();
  const LATER = NOW + HOUR;

  it.each<[ProjectionVerdict, string | null]>([
    [{ verdict: 'verified' }, null],
    [{ verdict: 'BEHIND', rev: 1, stored: 2 }, null],
    [{ verdict: 'altered', because: 'signature' }, 'signature'],
    [{ verdict: 'altered', because: 'rolled back' }, 'rolled back'],
    [{ verdict: 'unsigned' }, 'unsigned'],
    [{ verdict: 'missing', neverWritten: false }, 'missing'],
    [{ verdict: 'foreign', of: PLACE }, 'foreign'],
    [{ verdict: 'unknown key', kid: 'k9' }, 'unknown key'],
  ])('%j is somebody’s doing, or not: %s', (verdict, because) => {
    expect(alterationIn(verdict, written, LATER)).toBe(because);
  });

  it('is nobody’s doing where nothing of ours ever stood: a copied page brings its property along', () => {
    for (const verdict of [
      { verdict: 'foreign', of: PLACE },
      { verdict: 'unsigned' },
      { verdict: 'missing', neverWritten: true },
    ] as const)
      expect(alterationIn(verdict, never, LATER)).toBeNull();
  });

  it('accuses nobody of what a list shows that lags behind our own writing', () => {
    for (const verdict of [
      { verdict: 'altered', because: 'rolled back' },
      { verdict: 'missing', neverWritten: false },
    ] as const) {
      expect(alterationIn(verdict, written, NOW + 59_000)).toBeNull();
      expect(alterationIn(verdict, written, NOW + 60_000)).not.toBeNull();
    }
    expect(alterationIn({ verdict: 'altered', because: 'signature' }, written, NOW)).toBe('signature');
  });

  it('is noticed once, until it is put right or altered again', () => {
    const seen = { version: 4, at: '2026-11-23T10:00:00.000Z' };
    const noticed = {
      because: 'signature',
      ...seen,
      seenAt: NOW,
      chain: 'space-65537',
      entry: 3,
      restoredAt: null,
    } as const;
    expect(isNoticed(written, seen)).toBe(false);
    expect(isNoticed({ ...written, alteration: noticed }, seen)).toBe(true);
    expect(isNoticed({ ...written, alteration: noticed }, { ...seen, version: 5 })).toBe(false);
    expect(isNoticed({ ...written, alteration: { ...noticed, restoredAt: NOW } }, seen)).toBe(false);
  });
});

describe('the slices of the day', () => {
  it('give every page one of 288, and every moment one', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 4_000_000_000_000 }), (page, now) => {
        for (const slot of [slotOf(String(page)), slotAt(now)])
          expect(Number.isInteger(slot) && slot >= 0 && slot < SLOTS_A_DAY).toBe(true);
        expect(slotAt(now + DAY)).toBe(slotAt(now));
        expect(slotAt(now + DAY / SLOTS_A_DAY)).toBe((slotAt(now) + 1) % SLOTS_A_DAY);
      }),
    );
  });

  it('spread pages evenly', () => {
    const counts = new Map<number, number>();
    for (let page = 0; page < 28_800; page += 1) {
      const slot = slotOf(String(131_073 + page));
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBeLessThan(200);
    expect(counts.size).toBe(SLOTS_A_DAY);
  });
});
