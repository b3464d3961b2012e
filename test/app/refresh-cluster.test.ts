import { queueDueRefreshes } from '../../src/app/refresh-when-due';
import type { MeshSource } from '../../src/app/ports';
import { accountsIn } from '../../src/domain/istio/connection-snapshot';
import type { SourceFailureCode } from '../../src/domain/source';
import { err, ok } from '../../src/domain/result';
import { good } from '../entry/a-world';
import { aCluster, aMeshConnection, aRefresh, changeAll, GATEWAY } from './a-refresh';

const showing = (...namespaces: string[]) =>
  aMeshConnection({
    spaceRules: [
      {
        spaceId: 'ORD',
        show: { services: [], tags: [], namespaces },
        change: { services: [], tags: [], namespaces: [] },
      },
    ],
  });

const begin = (connection = showing('orders')) => aRefresh({ connection, cluster: aCluster() });
const headOf = async (world: Awaited<ReturnType<typeof begin>>) => (await world.lists())?.head;
const accountsOf = async (world: Awaited<ReturnType<typeof begin>>): Promise<string[]> =>
  accountsIn((await world.lists())?.parts ?? []).map(({ namespace, name }) => `${namespace}/${name}`);

/** The same source, whose list of policies is forgotten by the server so often before its second page is asked for. */
const forgetting = (mesh: MeshSource, times: number): MeshSource => {
  let left = times;
  return {
    ...mesh,
    readPage: async (access, from, errand) => {
      if (from.collection !== 'authorizationpolicies' || from.offset === null || left <= 0)
        return mesh.readPage(access, from, errand);
      left -= 1;
      return { result: err({ code: 'LIST_EXPIRED', status: 410 }), exchanges: [] };
    },
  };
};

describe('a refresh of a cluster', () => {
  it('reads every list of the whole cluster to its end, and dates and counts it', async () => {
    const world = await begin();
    expect(await world.deliver(await world.ask())).toEqual(ok('committed'));
    expect(await headOf(world)).toMatchObject({
      readAt: '2026-11-23T10:10:00.000Z',
      address: 'https://mesh.shop.example',
      unread: [],
      counts: {
        meshconfig: 1,
        namespaces: 4,
        authorizationpolicies: 3,
        peerauthentications: 1,
        requestauthentications: 1,
        services: 4,
        serviceaccounts: 5,
        gateways: 1,
      },
    });
    expect(await accountsOf(world)).toEqual([
      'orders/orders',
      'orders/returns',
      'payments/payments',
      'storefront/cart',
      'storefront/media',
    ]);
  });

  it('reads no pod', async () => {
    const world = await begin();
    await world.deliver(await world.ask());
    const exchanges = good(await world.storage.exchanges.newest(GATEWAY, 1_000));
    expect(exchanges.length).toBeGreaterThan(8);
    expect(exchanges.filter(({ path }) => path.includes('pods'))).toEqual([]);
  });

  it('is queued by the schedule like one of a gateway', async () => {
    const world = await begin();
    expect(await queueDueRefreshes(world.ports)).toEqual(ok(1));
    expect(await world.drain()).toEqual([ok('committed')]);
    expect(await queueDueRefreshes(world.ports)).toEqual(ok(0));
  });
});

describe('a list that the server forgets while it is read', () => {
  it.each([1, 2])('is begun again, %i times, and nothing of before is kept or counted', async (times) => {
    const world = await begin();
    const ports = { ...world.ports, mesh: forgetting(world.mesh, times) };
    expect(await world.deliver(await world.ask(), undefined, ports)).toEqual(ok('committed'));
    const lists = await world.lists();
    const policies = lists?.parts.filter(({ collection }) => collection === 'authorizationpolicies') ?? [];
    expect(policies.reduce((sum, { items }) => sum + items.length, 0)).toBe(3);
    expect(lists?.head).toMatchObject({ unread: [], counts: { authorizationpolicies: 3 } });
  });

  it('is told as expired when that goes on, without a half of it', async () => {
    const world = await begin();
    const ports = { ...world.ports, mesh: forgetting(world.mesh, Infinity) };
    expect(await world.deliver(await world.ask(), undefined, ports)).toEqual(ok('committed'));
    const lists = await world.lists();
    expect(lists?.parts.map(({ collection }) => collection)).not.toContain('authorizationpolicies');
    expect(lists?.head).toMatchObject({
      unread: [{ part: 'authorizationpolicies', code: 'LIST_EXPIRED' }],
      counts: { authorizationpolicies: 0, serviceaccounts: 5 },
    });
  });

  it('leaves the chunks of before to be deleted with their generation', async () => {
    const world = await begin();
    const ports = { ...world.ports, mesh: forgetting(world.mesh, 1) };
    await world.deliver(await world.ask(), undefined, ports);
    expect((await headOf(world))?.parts.filter(({ dropped }) => dropped === true)).toHaveLength(1);
    await world.deliver(await world.ask());
    expect(good(await world.snapshots.record(GATEWAY)).doomed).toEqual([]);
    expect((await headOf(world))?.parts.filter(({ dropped }) => dropped === true)).toEqual([]);
  });
});

describe('what may not be listed in the whole cluster', () => {
  it('is read in the namespaces that spaces may show and in the root namespace, and the rest is named', async () => {
    const world = await begin(showing('storefront', 'orders', '*'));
    world.cluster.serviceAccounts.push({ namespace: 'mesh-root', name: 'istiod' });
    world.mesh.fail('serviceaccounts', { code: 'NOT_PERMITTED', status: 403 });
    expect(await world.deliver(await world.ask())).toEqual(ok('committed'));
    expect(await accountsOf(world)).toEqual([
      'mesh-root/istiod',
      'orders/orders',
      'orders/returns',
      'storefront/cart',
      'storefront/media',
    ]);
    expect(await headOf(world)).toMatchObject({
      unread: [{ part: 'serviceaccounts', code: 'NOT_PERMITTED', status: 403 }],
      readWithin: { serviceaccounts: ['mesh-root', 'orders', 'storefront'] },
      counts: { serviceaccounts: 5, gateways: 1 },
    });
  });

  it('names the namespace in which it may not be read either', async () => {
    const world = await begin(showing('orders', 'payments'));
    for (const part of ['serviceaccounts', 'serviceaccounts in payments'])
      world.mesh.fail(part, { code: 'NOT_PERMITTED', status: 403 });
    await world.deliver(await world.ask());
    expect((await headOf(world))?.unread.map(({ part }) => part)).toEqual([
      'serviceaccounts',
      'serviceaccounts in payments',
    ]);
    expect((await headOf(world))?.readWithin).toEqual({ serviceaccounts: ['mesh-root', 'orders'] });
  });

  it('goes on when the rules change while it is read', async () => {
    const world = await begin(showing('orders', 'payments', 'storefront'));
    world.mesh.fail('serviceaccounts', { code: 'NOT_PERMITTED', status: 403 });
    const limits = { mostCalls: 10, reserveMs: 20_000 };
    expect(await world.deliver(await world.ask(), limits)).toEqual(ok('goes on'));
    good(await world.storage.connections.put({ ...showing('storefront'), rev: 2 }));
    expect((await world.drain(limits)).at(-1)).toEqual(ok('committed'));
    expect((await headOf(world))?.readWithin?.serviceaccounts).toEqual(
      expect.arrayContaining(['storefront']),
    );
  });

  it('keeps the old snapshot when nothing may be read anywhere', async () => {
    const world = await begin();
    await world.deliver(await world.ask());
    const old = await world.content();
    changeAll(world.cluster);
    world.mesh.fail('everything', { code: 'NOT_PERMITTED', status: 403 });
    expect(await world.deliver(await world.ask())).toEqual(ok('given up'));
    expect(await world.content()).toBe(old);
    expect(good(await world.snapshots.record(GATEWAY)).lastFailure).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});

describe('what else could not be read', () => {
  it('names the kinds that the cluster does not know, and keeps the rest', async () => {
    const world = await begin();
    world.mesh.fail('discovery', { code: 'KIND_MISSING', status: 404 });
    expect(await world.deliver(await world.ask())).toEqual(ok('committed'));
    expect((await headOf(world))?.unread).toEqual(
      ['authorizationpolicies', 'peerauthentications', 'requestauthentications'].map((part) => ({
        part,
        code: 'KIND_MISSING',
        status: 404,
      })),
    );
    expect(await accountsOf(world)).toHaveLength(5);
  });

  it('takes a cluster that does not know Istio’s gateways for one that has none', async () => {
    const world = await begin();
    world.mesh.fail('gateways', { code: 'KIND_MISSING', status: 404 });
    await world.deliver(await world.ask());
    expect((await headOf(world))?.unread).toEqual([]);
  });

  it.each<SourceFailureCode>(['UNAUTHENTICATED', 'REFUSED', 'SERVER_ERROR'])(
    'keeps the old snapshot when everything answers %s, and says so',
    async (code) => {
      const world = await begin();
      await world.deliver(await world.ask());
      const old = await world.content();
      changeAll(world.cluster);
      world.mesh.fail('everything', { code });
      const first = await world.deliver(await world.ask());
      expect((await world.drain()).at(-1) ?? first).toEqual(ok('given up'));
      expect(await world.content()).toBe(old);
      expect(good(await world.snapshots.record(GATEWAY)).lastFailure).toMatchObject({ code });
    },
  );
});
