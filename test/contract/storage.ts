import type { ConnectionStore, ExchangeLog, ReadingStore, SecretStore } from '../../src/app/ports';
import type { Connection, Exchange } from '../../src/domain/connection';
import { good } from '../entry/a-world';

export type StorageWorld = {
  connections: ConnectionStore;
  secrets: SecretStore;
  readings: ReadingStore;
  exchanges: ExchangeLog;
  /** Moves the time on. */
  wait: (ms: number) => void;
};

export const aConnection = (changes: { id?: string; name?: string; rev?: number } = {}): Connection => ({
  id: '00000000000000000000000001',
  rev: 1,
  name: 'Shop gateway',
  owners: [{ kind: 'group', groupId: 'platform' }],
  reader: { state: 'absent' },
  writer: { state: 'read-only' },
  spaceRules: [],
  createdAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
  kind: 'kong',
  api: { type: 'admin', url: 'https://kong.shop.example:8444', workspace: null, tokenHeader: null },
  ...changes,
});

const anExchange = (path: string): Exchange => ({
  at: '2026-11-23T10:00:00.000Z',
  correlationId: '00000000000000000000000009',
  actor: { kind: 'person', accountId: '712020:rita' },
  purpose: 'show-routes',
  method: 'GET',
  path,
  outcome: { status: 200 },
  tookMs: 12,
  bytes: 345,
});

const CONFLICT = { ok: false, error: { code: 'CONFLICT' } };
const ONE = '00000000000000000000000001';

/** What every storage does, whichever it is. */
export const keepsStorageContract = (make: () => StorageWorld): void => {
  describe('connections', () => {
    it('lists a connection as soon as it is added, by name', async () => {
      const { connections } = make();
      expect(good(await connections.list())).toEqual([]);
      good(await connections.put(aConnection({ id: `${ONE.slice(0, -1)}2`, name: 'B' })));
      good(await connections.put(aConnection({ name: 'A' })));
      expect(good(await connections.list()).map(({ name }) => name)).toEqual(['A', 'B']);
      expect(good(await connections.get(ONE))).toEqual(aConnection({ name: 'A' }));
      expect(good(await connections.get('no-such-connection'))).toBeNull();
    });

    it('tells the second of two who save at once, and keeps what the first saved', async () => {
      const { connections } = make();
      good(await connections.put(aConnection()));
      const both = await Promise.all([
        connections.put(aConnection({ rev: 2, name: 'first' })),
        connections.put(aConnection({ rev: 2, name: 'second' })),
      ]);
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      expect(both.find(({ ok }) => !ok)).toEqual(CONFLICT);
      const kept = both[0].ok ? 'first' : 'second';
      expect(good(await connections.get(ONE))).toMatchObject({ rev: 2, name: kept });
    });

    it('does not add one that exists, nor change one that does not', async () => {
      const { connections } = make();
      good(await connections.put(aConnection()));
      expect(await connections.put(aConnection({ name: 'again' }))).toEqual(CONFLICT);
      expect(await connections.put(aConnection({ id: `${ONE.slice(0, -1)}7`, rev: 2 }))).toEqual(CONFLICT);
      expect(good(await connections.list())).toHaveLength(1);
    });

    it('adds both when two are added at once', async () => {
      const { connections } = make();
      const ids = ['3', '4', '5'].map((last) => ONE.slice(0, -1) + last);
      for (const answer of await Promise.all(ids.map((id) => connections.put(aConnection({ id, name: id })))))
        good(answer);
      expect(good(await connections.list()).map(({ id }) => id)).toEqual(ids);
    });

    it('removes only the revision that was seen, with its health', async () => {
      const { connections } = make();
      good(await connections.put(aConnection()));
      good(
        await connections.noteHealth(ONE, { lastSuccessAt: '2026-11-23T10:00:00.000Z', lastFailure: null }),
      );
      expect(await connections.remove(ONE, 2)).toEqual(CONFLICT);
      good(await connections.remove(ONE, 1));
      expect(good(await connections.list())).toEqual([]);
      expect(good(await connections.health(ONE))).toEqual({ lastSuccessAt: null, lastFailure: null });
      expect(await connections.remove(ONE, 1)).toEqual(CONFLICT);
    });

    it('remembers how a connection did last', async () => {
      const { connections } = make();
      const failed = {
        lastSuccessAt: null,
        lastFailure: { at: '2026-11-23T10:00:00.000Z', code: 'TIMEOUT' as const },
      };
      good(await connections.noteHealth(ONE, failed));
      expect(good(await connections.health(ONE))).toEqual(failed);
    });
  });

  describe('secrets', () => {
    it('keeps reader and writer apart and forgets what is removed', async () => {
      const { secrets } = make();
      expect(good(await secrets.get(ONE, 'reader'))).toBeNull();
      good(await secrets.put(ONE, 'reader', { current: 's3cr3t-new', previous: 's3cr3t-old' }));
      good(await secrets.put(ONE, 'writer', { current: 's3cr3t-writer' }));
      good(await secrets.remove(ONE, 'writer'));
      expect(good(await secrets.get(ONE, 'reader'))).toEqual({
        current: 's3cr3t-new',
        previous: 's3cr3t-old',
      });
      expect(good(await secrets.get(ONE, 'writer'))).toBeNull();
      good(await secrets.remove(ONE, 'writer'));
    });
  });

  describe('readings', () => {
    const at = '2026-11-23T10:00:00.000Z';
    /** Text that does not compress, so that it needs several chunks. */
    const large = (seed: number) => {
      let state = seed;
      return Array.from({ length: 60_000 }, () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648));
    };

    it('gives back the last reading, small or large, and null when there is none', async () => {
      const { readings } = make();
      expect(good(await readings.get('orders'))).toBeNull();
      good(await readings.put('orders', { at, data: { routes: ['a'], text: 'ü “x”' } }));
      expect(good(await readings.get('orders'))).toEqual({ at, data: { routes: ['a'], text: 'ü “x”' } });
      good(await readings.put('orders', { at, data: large(1) }));
      expect(good(await readings.get('orders'))).toEqual({ at, data: large(1) });
      good(await readings.put('orders', { at, data: large(2) }));
      expect(good(await readings.get('orders'))).toEqual({ at, data: large(2) });
    });

    it('takes any key and keeps keys apart', async () => {
      const { readings } = make();
      const strange = `${'x'.repeat(900)} [“ü”, {}]`;
      good(await readings.put(strange, { at, data: 1 }));
      good(await readings.put(`${strange}!`, { at, data: 2 }));
      expect(good(await readings.get(strange))).toEqual({ at, data: 1 });
    });

    it('shows one whole reading when two are put at once', async () => {
      const { readings } = make();
      const [one, two] = [large(3), large(4)];
      await Promise.all([
        readings.put('orders', { at, data: one }),
        readings.put('orders', { at, data: two }),
      ]);
      const kept = good(await readings.get('orders'));
      expect([JSON.stringify(one), JSON.stringify(two)]).toContain(JSON.stringify(kept?.data));
    });
  });

  describe('exchanges', () => {
    it('gives back the newest, newest first, of one connection', async () => {
      const world = make();
      for (const n of [1, 2, 3]) {
        good(await world.exchanges.append(ONE, [anExchange(`/${n}a`), anExchange(`/${n}b`)]));
        world.wait(1000);
      }
      good(await world.exchanges.append('other', [anExchange('/other')]));
      expect(good(await world.exchanges.newest(ONE, 3)).map(({ path }) => path)).toEqual([
        '/3b',
        '/3a',
        '/2b',
      ]);
      expect(good(await world.exchanges.newest(ONE, 50))).toHaveLength(6);
      expect(good(await world.exchanges.newest(ONE, 1))).toEqual([anExchange('/3b')]);
    });

    it('keeps hundreds of long calls of one invocation', async () => {
      const { exchanges } = make();
      const many = Array.from({ length: 400 }, (_, n) => anExchange(`/${'x'.repeat(400)}/${n}`));
      good(await exchanges.append(ONE, many));
      const newest = good(await exchanges.newest(ONE, 50));
      expect(newest).toEqual(many.slice(-50).reverse());
    });
  });
};
