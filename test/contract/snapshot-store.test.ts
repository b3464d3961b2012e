import { randomBytes } from 'node:crypto';
import type { Kvs } from '../../host/platform/kvs';
import { snapshotStore } from '../../src/adapters/forge/snapshot-store';
import { createMemorySnapshotStore } from '../../src/adapters/memory/snapshot-store';
import { commitRefresh, type RefreshJob, type SnapshotRecord } from '../../src/domain/snapshot/refresh';
import { err } from '../../src/domain/result';
import { good } from '../entry/a-world';
import { aKvs, installForge, uninstallForge } from './forge-in-process';
import { aPlugin, aRoute } from './kong-estate';
import { begun, COMMIT, GATEWAY, keepsSnapshotContract, services } from './snapshot-store';

const NOW = '2026-11-23T10:00:00.000Z';

describe('in memory', () => {
  keepsSnapshotContract(createMemorySnapshotStore);
});

describe('on Forge', () => {
  const onForge = () => {
    const kvs = aKvs(() => Date.parse(NOW));
    /** Keys of the rows that each request asked for. */
    const asked: string[][] = [];
    const counting: Kvs = {
      ...kvs,
      handle: (path, body) => {
        asked.push([...body.matchAll(/"key":"([^"]+)"/g)].map(([, key]) => key ?? ''));
        return kvs.handle(path, body);
      },
    };
    installForge({ kvs: counting });
    const rows = () =>
      (kvs.dump() as { entities: { snapshot?: Record<string, { blob: string }> } }).entities.snapshot ?? {};
    return { store: snapshotStore, rows, asked };
  };
  afterAll(uninstallForge);
  keepsSnapshotContract(() => onForge().store);

  /** Text that does not compress. */
  const noise = (kilobytes: number): string => randomBytes(kilobytes * 768).toString('base64');
  const routes = (count: number, kilobytes: number) => ({
    collection: 'routes' as const,
    items: Array.from({ length: count }, (_, n) => aRoute(n, 's', { tags: [noise(kilobytes)] })),
  });

  it('cuts a part into values below 100 KiB and puts it together again', async () => {
    const { store, rows } = onForge();
    const part = routes(50, 8);
    const record = good(await store.save(begun(good(await store.record(GATEWAY)), 'g1')));
    const after = good(await store.savePart({ ...record, rev: 2 }, part)) as SnapshotRecord & {
      job: RefreshJob;
    };
    expect(after.job.parts[0]?.chunks).toBeGreaterThan(3);
    for (const row of Object.values(rows())) expect(JSON.stringify(row).length).toBeLessThan(100 * 1024);
    good(await store.save(commitRefresh(after, COMMIT)));
    expect(good(await store.current(GATEWAY))?.snapshot.routes).toEqual(part.items);
  });

  it('reads the plugins of the whole gateway without a row of any other part', async () => {
    const { store, asked } = onForge();
    let record = good(await store.save(begun(good(await store.record(GATEWAY)), 'g1')));
    const plugins = {
      collection: 'plugins' as const,
      items: [
        aPlugin(1, { name: 'cors' }),
        ...Array.from({ length: 900 }, (_, n) =>
          aPlugin(10 + n, { name: 'acl', scope: { serviceId: 's' }, tags: [noise(1)] }),
        ),
      ],
    };
    for (const part of [routes(20, 8), plugins])
      record = good(await store.savePart({ ...record, rev: record.rev + 1 }, part));
    good(await store.save(commitRefresh(record as SnapshotRecord & { job: RefreshJob }, COMMIT)));
    asked.length = 0;
    expect(good(await store.gatewayPlugins(GATEWAY))?.gateway.plugins).toHaveLength(1);
    expect(asked).toEqual([[`kong:${GATEWAY}:record`], [`kong:${GATEWAY}:g1:1:0`]]);
  });

  it('takes a generation of an older version, whose plugins are not apart, for what it is', async () => {
    const { store } = onForge();
    const plugins = [aPlugin(1, { name: 'cors' }), aPlugin(2, { name: 'acl', scope: { serviceId: 's' } })];
    const record = good(await store.save(begun(good(await store.record(GATEWAY)), 'g1')));
    // As it was kept: one part, and nothing about it.
    const saved = good(
      await store.savePart({ ...record, rev: 2 }, { collection: 'routes', items: plugins as never }),
    ) as SnapshotRecord & { job: RefreshJob };
    const parts = saved.job.parts.map((part) => ({ ...part, collection: 'plugins' as const }));
    good(await store.save(commitRefresh({ ...saved, job: { ...saved.job, parts } }, COMMIT)));
    expect(good(await store.gatewayPlugins(GATEWAY))?.gateway.plugins).toEqual([plugins[0]]);
  });

  it('refuses a part that no single transaction takes', async () => {
    const { store, rows } = onForge();
    const record = good(await store.save(begun(good(await store.record(GATEWAY)), 'g1')));
    const refused = await store.savePart({ ...record, rev: 2 }, routes(100, 30));
    expect(refused).toEqual(err({ code: 'PART_TOO_LARGE' }));
    expect(Object.keys(rows())).toHaveLength(1);
  });

  it('leaves nothing of generations that were swept', async () => {
    const { store, rows } = onForge();
    let record = good(await store.save(begun(good(await store.record(GATEWAY)), 'g1')));
    for (let n = 0; n < 30; n += 1)
      record = good(await store.savePart({ ...record, rev: record.rev + 1 }, services('orders')));
    const old = record.job;
    expect(Object.keys(rows())).toHaveLength(31);
    good(await store.sweep(GATEWAY, old === null ? [] : [old]));
    expect(Object.keys(rows())).toHaveLength(1);
  });
});
