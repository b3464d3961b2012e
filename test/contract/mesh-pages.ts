import type { EstatePage, Fetched } from '../../src/app/ports';
import {
  MESH_COLLECTIONS,
  type MeshCollection,
  type MeshItems,
} from '../../src/domain/istio/connection-snapshot';
import { err } from '../../src/domain/result';
import { aMesh, aMeshOfManyPolicies, type Manifests } from './mesh-estate';
import type { MeshWorld } from './mesh-source';
import { anErrand, WHOLE_FAILURES, type WholeFailure } from './source-situations';

/** A real cluster has accounts of its own, elsewhere. */
const isOfMesh = ({ namespace }: MeshItems['serviceaccounts']): boolean =>
  ['orders', 'payments', 'storefront'].includes(namespace);

/** What every MeshSource keeps when the whole cluster is read list by list. */
export const readsMeshPages = (
  begin: (manifests: Manifests) => Promise<MeshWorld>,
  failures: readonly WholeFailure[],
): void => {
  const allOf = async <C extends MeshCollection>(world: MeshWorld, collection: C, within?: string) => {
    const items: MeshItems[C][] = [];
    let offset: string | null = null;
    let pages = 0;
    do {
      const from = { collection, offset, ...(within === undefined ? {} : { within }) };
      const read: Fetched<EstatePage<MeshItems[C]>> = await world.source.readPage(
        world.access,
        from,
        anErrand(),
      );
      if (!read.result.ok) throw new Error(read.result.error.code);
      items.push(...read.result.value.items);
      ({ offset } = read.result.value);
      pages += 1;
    } while (offset !== null);
    return { items, pages };
  };
  const placesOf = (items: readonly (MeshItems['services'] | MeshItems['serviceaccounts'])[]): string[] =>
    items.map((item) => {
      const { namespace, name } = 'metadata' in item ? item.metadata : item;
      return `${namespace}/${name}`;
    });
  const first = async (world: MeshWorld, collection: MeshCollection, within?: string) => {
    const from = { collection, offset: null, ...(within === undefined ? {} : { within }) };
    return (await world.source.readPage(world.access, from, anErrand())).result;
  };

  it('reads service accounts of every namespace, and nothing of them but where they are', async () => {
    const { items } = await allOf(await begin(aMesh()), 'serviceaccounts');
    expect(items.filter(isOfMesh)).toEqual([
      { namespace: 'orders', name: 'orders' },
      { namespace: 'orders', name: 'returns' },
      { namespace: 'payments', name: 'payments' },
      { namespace: 'storefront', name: 'cart' },
      { namespace: 'storefront', name: 'media' },
    ]);
  });

  it('reads the policies, services and gateways of every namespace, and the settings of the mesh', async () => {
    const world = await begin(aMesh());
    const policies = await Promise.all(
      (['authorizationpolicies', 'peerauthentications', 'requestauthentications'] as const).map((kind) =>
        allOf(world, kind),
      ),
    );
    expect(policies.map(({ items }) => placesOf(items as never))).toEqual([
      ['mesh-root/deny-admin', 'orders/orders-viewer', 'payments/payments-only'],
      ['mesh-root/default'],
      ['orders/tokens'],
    ]);
    expect(placesOf((await allOf(world, 'services')).items)).toEqual(
      expect.arrayContaining([
        'orders/orders',
        'orders/orders-admin',
        'payments/outside',
        'payments/payments',
      ]),
    );
    expect((await allOf(world, 'gateways')).items).toMatchObject([{ metadata: { name: 'shop' } }]);
    expect((await allOf(world, 'meshconfig')).items).toMatchObject([{ rootNamespace: 'mesh-root' }]);
  });

  it('reads which namespaces there are, with their labels', async () => {
    const { items } = await allOf(await begin(aMesh()), 'namespaces');
    expect(items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['mesh-root', 'orders', 'payments', 'storefront']),
    );
    expect(items.find(({ name }) => name === 'orders')?.labels).toMatchObject({
      'istio-injection': 'enabled',
    });
  });

  it('keeps no annotation but the one that says that a policy is only tried out', async () => {
    const mesh = aMesh();
    const annotations = { 'istio.io/dry-run': 'true', 'istio.io/rev': 'canary', note: 's3cr3t-note' };
    for (const object of [...mesh.policies, ...mesh.services, ...mesh.around])
      object.metadata = { ...(object.metadata as object), annotations };
    const world = await begin(mesh);
    const all = await Promise.all(MESH_COLLECTIONS.map((collection) => allOf(world, collection)));
    const text = JSON.stringify(all);
    expect(text).not.toMatch(/s3cr3t|canary/);
    const policies = await allOf(world, 'authorizationpolicies');
    for (const { metadata } of policies.items)
      expect(metadata.annotations).toEqual({ 'istio.io/dry-run': 'true' });
  });

  it('reads one namespace where the whole list may not be read', async () => {
    const world = await begin(aMesh());
    await world.forbid('serviceaccounts');
    expect(await first(world, 'serviceaccounts')).toEqual(err({ code: 'NOT_PERMITTED', status: 403 }));
    expect(placesOf((await allOf(world, 'serviceaccounts', 'orders')).items)).toEqual([
      'orders/orders',
      'orders/returns',
    ]);
    await world.forbid('serviceaccounts in payments');
    expect(await first(world, 'serviceaccounts', 'payments')).toEqual(
      err({ code: 'NOT_PERMITTED', status: 403 }),
    );
  });

  it('reads the one namespace itself, and says that one is not there', async () => {
    const world = await begin(aMesh());
    expect((await allOf(world, 'namespaces', 'orders')).items).toMatchObject([{ name: 'orders' }]);
    expect(await first(world, 'namespaces', 'nowhere')).toEqual(err({ code: 'NOT_THERE', status: 404 }));
    expect((await allOf(world, 'serviceaccounts', 'nowhere')).items).toEqual([]);
  });

  describe('lists longer than a page', () => {
    it('come in pages, every policy on one of them', async () => {
      const { items, pages } = await allOf(await begin(aMeshOfManyPolicies()), 'authorizationpolicies');
      expect(pages).toBe(3);
      expect(new Set(items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).size).toBe(1_103);
    });

    it('say that the server has forgotten where they were, and can be begun again', async () => {
      const world = await begin(aMeshOfManyPolicies());
      world.expireLists('every');
      const page = await first(world, 'authorizationpolicies');
      if (!page.ok) throw new Error(page.error.code);
      const { offset } = page.value;
      expect(offset).not.toBeNull();
      const from = { collection: 'authorizationpolicies' as const, offset };
      const { result } = await world.source.readPage(world.access, from, anErrand());
      expect(result).toEqual(err({ code: 'LIST_EXPIRED', status: 410 }));
      expect(await first(world, 'authorizationpolicies')).toMatchObject({ ok: true });
    });
  });

  it('says that the cluster does not know the policies, and reads the rest', async () => {
    const world = await begin(aMesh());
    await world.removeIstio();
    expect(await first(world, 'peerauthentications')).toMatchObject(err({ code: 'KIND_MISSING' }));
    expect((await allOf(world, 'serviceaccounts')).items.filter(isOfMesh)).toHaveLength(5);
  });

  it.each(failures)('tells %s from every other failure, page by page', async (code) => {
    const world = await begin(aMesh());
    const { access, source = world.source, budgetMs = 22_000 } = world.provoke(code);
    const from = { collection: 'serviceaccounts' as const, offset: null };
    const { result } = await source.readPage(access, from, anErrand({ budgetMs }));
    expect(result).toEqual(err({ code, ...WHOLE_FAILURES[code] }));
  });
};
