import type { SnapshotStore } from '../../src/app/ports';
import type { SnapshotPart } from '../../src/domain/kong/connection-snapshot';
import type { Plugin } from '../../src/domain/kong/entities';
import { KONG_ORDER } from '../../src/domain/kong/reading-order';
import {
  beginRefresh,
  commitRefresh,
  noSnapshotYet,
  retire,
  type RefreshJob,
  type SnapshotRecord,
} from '../../src/domain/snapshot/refresh';
import { err, ok } from '../../src/domain/result';
import type { EstatePart } from '../../src/domain/snapshot/reading-order';
import { good } from '../entry/a-world';
import { aConsumer, aPlugin, aService } from './kong-estate';

const NOW = '2026-11-23T10:00:00.000Z';
/** When a refresh is committed, and of what. */
export const COMMIT = { now: NOW, order: KONG_ORDER };
const ADDRESS = 'https://kong.shop.example:8444';
export const GATEWAY = '01JD00000000000000000KONG1';

export const services = (...names: ('orders' | 'payments' | 's3cr3t-late')[]): SnapshotPart => ({
  collection: 'services',
  items: names.map((name) => aService(name.length, { name })),
});

type Running = SnapshotRecord & { job: RefreshJob };

/** A record on which a refresh has begun. */
export const begun = (record: SnapshotRecord, generation: string): Running => {
  const { value } = beginRefresh(record, {
    generation,
    address: ADDRESS,
    now: NOW,
    order: KONG_ORDER,
  }) as { value: Running };
  return value;
};

const next = (record: SnapshotRecord): SnapshotRecord => ({ ...record, rev: record.rev + 1 });

/** Begins, stores the parts, and does not commit. */
const written = async (store: SnapshotStore, generation: string, parts: EstatePart[]): Promise<Running> => {
  let record = good(await store.save(begun(good(await store.record(GATEWAY)), generation)));
  for (const part of parts) record = good(await store.savePart(next(record), part));
  return record as Running;
};
const committed = async (store: SnapshotStore, generation: string, parts: EstatePart[]) =>
  good(await store.save(commitRefresh(await written(store, generation, parts), COMMIT)));

const namesIn = async (store: SnapshotStore): Promise<string[] | null> => {
  const current = good(await store.current(GATEWAY));
  return current?.snapshot.services.map(({ name }) => name ?? '').sort() ?? null;
};

/** What every SnapshotStore keeps. */
export const keepsSnapshotContract = (create: () => SnapshotStore): void => {
  it('has nothing of a connection that was never read', async () => {
    const store = create();
    expect(await store.record(GATEWAY)).toEqual(ok(noSnapshotYet(GATEWAY)));
    expect(await store.current(GATEWAY)).toEqual(ok(null));
  });

  it('reads nothing of a generation that is not committed', async () => {
    const store = create();
    await written(store, 'g1', [services('orders'), services('payments')]);
    expect(await namesIn(store)).toBeNull();
  });

  it('reads all parts of a committed generation, with its address and time', async () => {
    const store = create();
    const consumers: SnapshotPart = { collection: 'consumers', items: [aConsumer(1, 'web')] };
    await committed(store, 'g1', [services('orders'), consumers]);
    expect(good(await store.current(GATEWAY))).toMatchObject({
      address: ADDRESS,
      generation: 'g1',
      snapshot: { readAt: NOW, unread: [], services: [{ name: 'orders' }], consumers: [{ username: 'web' }] },
    });
  });

  it('goes on reading the old generation while a new one is written and until it is committed', async () => {
    const store = create();
    await committed(store, 'g1', [services('orders')]);
    const record = await written(store, 'g2', [services('orders', 'payments')]);
    expect(await namesIn(store)).toEqual(['orders']);
    const after = good(await store.save(commitRefresh(record, COMMIT)));
    expect(await namesIn(store)).toEqual(['orders', 'payments']);
    good(await store.sweep(GATEWAY, after.doomed));
    good(await store.sweep(GATEWAY, after.doomed));
    expect(await namesIn(store)).toEqual(['orders', 'payments']);
  });

  it('lets one of two begin', async () => {
    const store = create();
    const record = good(await store.record(GATEWAY));
    const both = await Promise.all([store.save(begun(record, 'g1')), store.save(begun(record, 'g2'))]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(both).toContainEqual(err({ code: 'CONFLICT' }));
  });

  it('refuses a part, and keeps nothing of it, when somebody else changed the record', async () => {
    const store = create();
    const record = await written(store, 'g1', [services('orders')]);
    good(await store.savePart(next(record), services('payments')));
    expect(await store.savePart(next(record), services('s3cr3t-late'))).toEqual(err({ code: 'CONFLICT' }));
    good(await store.save(commitRefresh(good(await store.record(GATEWAY)) as Running, COMMIT)));
    expect(await namesIn(store)).toEqual(['orders', 'payments']);
  });

  it('drops a record at the revision that was seen, and takes no part of a refresh from before', async () => {
    const store = create();
    const running = await written(store, 'g1', [services('orders')]);
    expect(await store.drop(GATEWAY, running.rev - 1)).toEqual(err({ code: 'CONFLICT' }));
    const retired = good(await store.save(retire(running)));
    expect(retired).toMatchObject({ current: null, job: null, doomed: [{ generation: 'g1' }] });
    good(await store.sweep(GATEWAY, retired.doomed));
    good(await store.drop(GATEWAY, retired.rev));
    expect(await store.savePart(next(running), services('s3cr3t-late'))).toEqual(err({ code: 'CONFLICT' }));
    expect(await store.record(GATEWAY)).toEqual(ok(noSnapshotYet(GATEWAY)));
    expect(await store.current(GATEWAY)).toEqual(ok(null));
  });

  describe('the plugins of the whole gateway', () => {
    const ofGateway = aPlugin(1, { name: 'key-auth' });
    const ofConsumer = aPlugin(2, { name: 'rate-limiting', scope: { consumerId: aConsumer(2, 'batch').id } });
    const ofService = aPlugin(3, { name: 'acl', scope: { serviceId: aService(6, { name: 'orders' }).id } });
    const page = (...items: Plugin[]): SnapshotPart => ({ collection: 'plugins', items });
    const consumers: SnapshotPart = {
      collection: 'consumers',
      items: [aConsumer(1, 'web'), aConsumer(2, 'batch')],
    };

    it('are there without those of services and routes, dated, with the consumers they are for', async () => {
      const store = create();
      const parts = [page(ofService), page(ofGateway, ofService, ofConsumer), consumers];
      await committed(store, 'g1', parts);
      expect(good(await store.gatewayPlugins(GATEWAY))).toEqual({
        gateway: {
          readAt: NOW,
          plugins: [ofGateway, ofConsumer],
          consumers: [aConsumer(2, 'batch')],
          totalPlugins: 0,
          totalRoutes: 0, // counted by whoever reads the pages
          unread: [],
        },
        address: ADDRESS,
      });
      expect(good(await store.current(GATEWAY))?.snapshot.plugins).toHaveLength(3);
    });

    it('are none of a generation that is not committed', async () => {
      const store = create();
      expect(await store.gatewayPlugins(GATEWAY)).toEqual(ok(null));
      await committed(store, 'g1', [page(ofGateway)]);
      const record = await written(store, 'g2', [page(ofService)]);
      expect(good(await store.gatewayPlugins(GATEWAY))?.gateway.plugins).toEqual([ofGateway]);
      const after = good(await store.save(commitRefresh(record, COMMIT)));
      good(await store.sweep(GATEWAY, after.doomed));
      expect(good(await store.gatewayPlugins(GATEWAY))?.gateway.plugins).toEqual([]);
    });

    it('say that they are not all when the snapshot’s plugins are not', async () => {
      const store = create();
      const record = await written(store, 'g1', [page(ofGateway)]);
      const unread = [{ part: 'plugins', code: 'UNREADABLE' as const }];
      good(await store.save(commitRefresh({ ...record, job: { ...record.job, unread } }, COMMIT)));
      expect(good(await store.gatewayPlugins(GATEWAY))?.gateway.unread).toEqual(unread);
    });
  });

  describe('the lists of a cluster', () => {
    const accounts = (...names: string[]): EstatePart => ({
      collection: 'serviceaccounts',
      items: names.map((name) => ({ namespace: 'orders', name })),
    });
    const namespaces: EstatePart = { collection: 'namespaces', items: [{ name: 'orders', labels: {} }] };

    it('are there, those that are asked for, with what is told of the whole snapshot', async () => {
      const store = create();
      expect(await store.lists(GATEWAY, ['serviceaccounts'])).toEqual(ok(null));
      const record = await committed(store, 'g1', [namespaces, accounts('web'), accounts('batch')]);
      expect(good(await store.lists(GATEWAY, ['serviceaccounts']))).toEqual({
        head: record.current,
        parts: [accounts('web'), accounts('batch')],
      });
    });

    it('are none of a generation that is not committed', async () => {
      const store = create();
      await committed(store, 'g1', [accounts('web')]);
      await written(store, 'g2', [accounts('batch')]);
      expect(good(await store.lists(GATEWAY, ['serviceaccounts']))?.parts).toEqual([accounts('web')]);
    });

    it('are without what was dropped because its list was begun again', async () => {
      const store = create();
      const { job, ...record } = await written(store, 'g1', [accounts('half'), namespaces, accounts('web')]);
      const parts = job.parts.map((part, n) => (n === 0 ? { ...part, dropped: true as const } : part));
      good(await store.save(commitRefresh({ ...record, job: { ...job, parts } }, COMMIT)));
      expect(good(await store.lists(GATEWAY, ['serviceaccounts']))?.parts).toEqual([accounts('web')]);
      expect(good(await store.lists(GATEWAY, ['namespaces']))?.parts).toEqual([namespaces]);
    });
  });

  it('keeps the snapshots of two connections apart', async () => {
    const store = create();
    await committed(store, 'g1', [services('orders')]);
    expect(await store.current('01JD00000000000000000KONG2')).toEqual(ok(null));
  });
};
