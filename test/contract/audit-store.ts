import type { AuditStore } from '../../src/app/ports-of-audit';
import { checkpointOf, verifyCheckpoint } from '../../src/domain/access/checkpoint';
import type { Head } from '../../src/domain/access/ledger';
import { verifyingKeyOf, type SigningKey } from '../../src/domain/access/signature';
import { beginVerification } from '../../src/domain/access/verification';
import { good } from '../entry/a-world';

const KEY: SigningKey = { kid: 'k1', secretKey: new Uint8Array(32).fill(7) };
const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 23, 12);
const CONFLICT = { ok: false, error: { code: 'CONFLICT' } };

const headsOf = (count: number): Head[] =>
  Array.from({ length: count }, (_, n) => ({
    chain: `space-${String(n).padStart(6, '0')}`,
    seq: n + 1,
    // Hashes do not compress: as many pieces as a real site's.
    hash: Array.from({ length: 64 }, (_, m) =>
      ((n * 31 + m * m * 7 + ((n * m) % 13)) % 16).toString(16),
    ).join(''),
    at: NOON,
  }));

const on = (day: number, chains = 1) => checkpointOf(headsOf(chains), NOON + day * DAY, KEY);

/** What every store keeps beside the ledger. */
export const keepsAuditContract = (make: () => AuditStore): void => {
  describe('verifications', () => {
    const one = (rev: number, scope: 'whole' | 'since-checkpoint' = 'whole') => ({
      ...beginVerification({ chain: 'site', scope, at: NOON, anchors: [], unusable: [], checkpoint: null }),
      rev,
    });

    it('are kept one a chain and scope, as far as they came', async () => {
      const store = make();
      expect(good(await store.verification('site', 'whole'))).toBeNull();
      good(await store.saveVerification(one(1)));
      good(await store.saveVerification(one(1, 'since-checkpoint')));
      const further = { ...one(2), at: NOON + 5 };
      good(await store.saveVerification(further));
      expect(good(await store.verification('site', 'whole'))).toEqual(further);
      expect(good(await store.verification('site', 'since-checkpoint'))).toEqual(one(1, 'since-checkpoint'));
      expect(good(await store.verification('space-1', 'whole'))).toBeNull();
    });

    it('tell the second of two who take the same step', async () => {
      const store = make();
      const begun = await Promise.all([store.saveVerification(one(1)), store.saveVerification(one(1))]);
      expect(begun.filter(({ ok }) => ok)).toHaveLength(1);
      const both = await Promise.all([store.saveVerification(one(2)), store.saveVerification(one(2))]);
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      expect(both.find(({ ok }) => !ok)).toEqual(CONFLICT);
      expect(await store.saveVerification(one(2))).toEqual(CONFLICT);
    });
  });

  describe('checkpoints', () => {
    it('are given back as they were made, and verify', async () => {
      const store = make();
      const checkpoint = on(0, 3);
      good(await store.addCheckpoint(checkpoint));
      expect(good(await store.checkpoint('2026-11-23'))).toEqual(checkpoint);
      expect(good(await store.checkpoint('2026-11-24'))).toBeNull();
      expect(verifyCheckpoint(checkpoint, [verifyingKeyOf(KEY, 0)])).toBe('verified');
    });

    it('hold the ends of thousands of spaces', async () => {
      const store = make();
      const checkpoint = on(0, 4_000);
      good(await store.addCheckpoint(checkpoint));
      expect(good(await store.checkpoint(checkpoint.day))).toEqual(checkpoint);
    });

    it('are one a day, whoever makes them at once or later', async () => {
      const store = make();
      const both = await Promise.all([store.addCheckpoint(on(0, 1)), store.addCheckpoint(on(0, 2))]);
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      expect(both.find(({ ok }) => !ok)).toEqual(CONFLICT);
      const kept = good(await store.checkpoint('2026-11-23'));
      expect(await store.addCheckpoint(on(0, 5))).toEqual(CONFLICT);
      expect(good(await store.checkpoint('2026-11-23'))).toEqual(kept);
    });

    it('are listed the latest first, from a day on, without what they hold', async () => {
      const store = make();
      for (const day of [1, 0, 3, 2]) good(await store.addCheckpoint(on(day, day + 1)));
      const first = good(await store.checkpoints({ before: null, limit: 2 }));
      expect(first.map(({ day, chains }) => [day, chains])).toEqual([
        ['2026-11-26', 4],
        ['2026-11-25', 3],
      ]);
      const { heads: _, ...rest } = on(3, 4);
      expect(first[0]).toEqual(rest);
      const next = good(await store.checkpoints({ before: '2026-11-25', limit: 9 }));
      expect(next.map(({ day }) => day)).toEqual(['2026-11-24', '2026-11-23']);
    });
  });
};
