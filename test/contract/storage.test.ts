import { createIds } from '../../src/adapters/forge/clock-and-ids';
import { connectionStore } from '../../src/adapters/forge/connection-store';
import { createExchangeLog } from '../../src/adapters/forge/exchange-log';
import { createReadingStore } from '../../src/adapters/forge/reading-store';
import { createRequestStore } from '../../src/adapters/forge/request-store';
import { secretStore } from '../../src/adapters/forge/secret-store';
import { createMemoryStorage } from '../../src/adapters/memory/storage';
import type { Faults } from '../../host/types';
import { good } from '../entry/a-world';
import { aKvs, installForge, uninstallForge } from './forge-in-process';
import { aConnection, keepsStorageContract, type StorageWorld } from './storage';

const NOON = Date.UTC(2026, 10, 23, 12);

const onForge = (faults: Faults = {}) => {
  let now = NOON;
  let next = 0;
  const kvs = aKvs(() => now, faults);
  installForge({ kvs });
  const clock = { now: () => new Date(now).toISOString(), remainingMs: () => 25_000 };
  const ids = createIds({
    now: () => now,
    bytes: (count) => Uint8Array.from({ length: count }, () => (next += 1) % 256),
  });
  const world: StorageWorld = {
    connections: connectionStore,
    secrets: secretStore,
    readings: createReadingStore(ids),
    exchanges: createExchangeLog({ clock, ids }),
    wait: (ms) => {
      now += ms;
    },
  };
  return { kvs, ...world };
};

describe('in memory', () => {
  keepsStorageContract(() => ({ ...createMemoryStorage(), wait: () => undefined }));
});

describe('on Forge', () => {
  afterAll(uninstallForge);
  keepsStorageContract(() => onForge());

  const snapshotKeys = (kvs: ReturnType<typeof aKvs>): string[] => {
    const { entities } = kvs.dump() as { entities: Record<string, Record<string, unknown>> };
    return Object.keys(entities.snapshot ?? {});
  };
  const noise = (length: number) => Array.from({ length }, (_, n) => Math.sin(n) * 1e15);

  it('leaves no chunk of a generation that was replaced', async () => {
    const { kvs, readings } = onForge();
    const at = '2026-11-23T10:00:00.000Z';
    good(await readings.put('orders', { at, data: noise(40_000) }));
    expect(snapshotKeys(kvs).length).toBeGreaterThan(3);
    good(await readings.put('orders', { at, data: 'small' }));
    expect(snapshotKeys(kvs)).toHaveLength(1);
  });

  it('never reads half a generation: without its pointer it does not exist', async () => {
    const faults: Faults = {};
    const { kvs, readings } = onForge(faults);
    const at = '2026-11-23T10:00:00.000Z';
    good(await readings.put('orders', { at, data: 'before' }));
    const handle = kvs.handle.bind(kvs);
    let writes = 0;
    kvs.handle = (where, body) =>
      where.endsWith('/entity/set') && (writes += 1) > 1
        ? Response.json({ code: 'RATE_LIMIT_EXCEEDED', message: 'too many' }, { status: 429 })
        : handle(where, body);
    expect(await readings.put('orders', { at, data: noise(40_000) })).toEqual({
      ok: false,
      error: { code: 'STORAGE_UNAVAILABLE', detail: 'RATE_LIMIT_EXCEEDED' },
    });
    expect(good(await readings.get('orders'))).toEqual({ at, data: 'before' });
  });

  it('lists a connection just added although queries lag behind', async () => {
    const { connections } = onForge({ storageLagMs: 60_000 });
    good(await connections.put(aConnection()));
    expect(good(await connections.list())).toHaveLength(1);
  });

  it('shows no exchange that is older than 30 days, deleted or not', async () => {
    const world = onForge();
    const call = { method: 'GET', path: '/', outcome: { status: 200 }, tookMs: 1, bytes: 1 };
    const actor = { kind: 'job', name: 'sweep' } as const;
    const at = '2026-11-23T10:00:00.000Z';
    good(
      await world.exchanges.append('a', [{ at, correlationId: '1', actor, purpose: 'show-routes', ...call }]),
    );
    expect(good(await world.exchanges.newest('a', 50))).toHaveLength(1);
    world.wait(30 * 86_400_000 + 1);
    expect(good(await world.exchanges.newest('a', 50))).toEqual([]);
  });

  it('knows whoever the log names to the report of personal data', async () => {
    const world = onForge();
    const call = { method: 'GET', path: '/', outcome: { status: 200 }, tookMs: 1, bytes: 1 };
    const actor = { kind: 'person', accountId: '712020:rita' } as const;
    const exchange = {
      at: '2026-11-23T10:00:00.000Z',
      correlationId: '1',
      actor,
      purpose: 'show-routes',
      ...call,
    } as const;
    good(await world.exchanges.append('a', [exchange, exchange]));
    const requests = createRequestStore({
      ids: createIds({ now: () => NOON, bytes: () => new Uint8Array(10) }),
    });
    expect(good(await requests.notReportedSince(NOON, 9)).map(({ accountId }) => accountId)).toEqual([
      '712020:rita',
    ]);
  });

  it('says that storage does not answer, with its code and nothing else', async () => {
    const { connections } = onForge({ storageRateLimited: 1 });
    expect(await connections.get('00000000000000000000000001')).toMatchObject({
      ok: false,
      error: { code: 'STORAGE_UNAVAILABLE' },
    });
  });

  it('puts no secret anywhere but into secret storage', async () => {
    const { kvs, secrets } = onForge();
    good(await secrets.put('00000000000000000000000001', 'reader', { current: 's3cr3t-planted' }));
    const { secrets: kept, ...rest } = kvs.dump();
    expect(JSON.stringify(kept)).toContain('s3cr3t-planted');
    expect(JSON.stringify(rest)).not.toContain('s3cr3t-planted');
  });
});
