import { aMesh, type Manifests } from './mesh-estate';
import type { MeshWorld } from './mesh-source';
import { anErrand } from './source-situations';

const target = { connectionId: 'mesh', namespace: 'orders', labels: { app: 'orders' } };

/** What every MeshSource tells of what stands around a workload. */
export const tellsMeshSurroundings = (begin: (manifests: Manifests) => Promise<MeshWorld>): void => {
  const read = async (world: MeshWorld, namespace = 'orders') => {
    const { result } = await world.source.readTarget(world.access, { ...target, namespace }, anErrand());
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };

  it('tells the labels of the namespace, of the workload’s pods, and nothing of other pods', async () => {
    const { surroundings, unread } = await read(await begin(aMesh()));
    expect(unread).toEqual([]);
    expect(surroundings.namespaceLabels).toMatchObject({ 'istio-injection': 'enabled' });
    expect(surroundings.podLabels).toEqual([
      { app: 'orders', version: 'v1' },
      { app: 'orders', version: 'v2' },
    ]);
  });

  it('tells the services of the namespace with their ports', async () => {
    const { surroundings } = await read(await begin(aMesh()));
    expect(surroundings.services?.map(({ metadata }) => metadata.name).sort()).toEqual([
      'orders',
      'orders-admin',
    ]);
    expect(surroundings.services?.[0]?.ports).toMatchObject([{ name: 'http', port: 80, targetPort: '8080' }]);
  });

  it('tells the gateways of the namespace and of the root namespace, and on which pods they run', async () => {
    const { surroundings } = await read(await begin(aMesh()));
    expect(surroundings.gateways).toMatchObject([
      {
        api: 'istio',
        metadata: { namespace: 'mesh-root', name: 'shop' },
        selector: { istio: 'ingressgateway' },
      },
    ]);
  });

  it('tells the service accounts of the namespace and of those that policies name', async () => {
    const { surroundings } = await read(await begin(aMesh()));
    expect(surroundings.serviceAccounts).toEqual([
      { namespace: 'orders', names: ['orders', 'returns'] },
      { namespace: 'storefront', names: ['cart', 'media'] },
    ]);
  });

  it('keeps nothing of a pod but its labels', async () => {
    expect(JSON.stringify(await read(await begin(aMesh())))).not.toContain('s3cr3t');
  });

  it('says that a namespace is not there', async () => {
    const { surroundings, unread } = await read(await begin(aMesh()), 'nowhere');
    expect(surroundings.namespaceLabels).toBeNull();
    expect(unread).toEqual([{ part: 'namespace nowhere', code: 'NOT_THERE', status: 404 }]);
  });

  it.each([
    ['namespace orders', 'namespaceLabels'],
    ['pods in orders', 'podLabels'],
    ['services in orders', 'services'],
    ['gateways in mesh-root', 'gateways'],
  ] as const)('names %s when it may not be read, and never shows it as empty', async (part, field) => {
    const world = await begin(aMesh());
    await world.forbid(part);
    const { surroundings, unread } = await read(world);
    expect(unread).toEqual([{ part, code: 'NOT_PERMITTED', status: 403 }]);
    expect(surroundings[field]).toBeNull();
  });

  it('names the namespace whose service accounts may not be read, and tells the others', async () => {
    const world = await begin(aMesh());
    await world.forbid('serviceaccounts in storefront');
    const { surroundings, unread } = await read(world);
    expect(unread).toEqual([{ part: 'serviceaccounts in storefront', code: 'NOT_PERMITTED', status: 403 }]);
    expect(surroundings.serviceAccounts).toEqual([{ namespace: 'orders', names: ['orders', 'returns'] }]);
  });
};
