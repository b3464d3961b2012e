import type { MeshSource } from '../../src/app/ports';
import { err, ok } from '../../src/domain/result';
import { aMesh, aMeshOfManyPolicies, type Manifests } from './mesh-estate';
import {
  anErrand,
  EVERY_WHOLE_FAILURE,
  NEW_TOKEN,
  OLD_TOKEN,
  WHOLE_FAILURES,
  type WholeFailure,
} from './source-situations';

type Access = Parameters<MeshSource['test']>[0];

/** A cluster that holds manifests and takes `OLD_TOKEN` only. */
export type MeshWorld = {
  source: MeshSource;
  access: Access;
  /**
   * From now on this part answers 403: a kind or `services` in one namespace (`… in orders`), or `meshconfig`. `serviceaccounts` is their list
   * of the whole cluster alone.
   */
  forbid(part: string): void | Promise<void>;
  /** Continue tokens expire before they are used: the next one, or every one. */
  expireLists(which: 'next' | 'every'): void;
  removeIstio(): void | Promise<void>;
  /** Makes everything fail in that way; answers the access and the time with which it shows. */
  provoke(failure: WholeFailure): { access: Access; source?: MeshSource; budgetMs?: number };
};

const orders = { connectionId: 'mesh', namespace: 'orders', labels: { app: 'orders' } };
const KINDS = ['authorizationpolicies', 'peerauthentications', 'requestauthentications'];

/** What every MeshSource keeps; `begin` starts a world, and `failures` are those that can be provoked in it. */
export const keepsMeshSourceContract = (
  begin: (manifests: Manifests) => Promise<MeshWorld>,
  failures: readonly WholeFailure[] = EVERY_WHOLE_FAILURE,
): void => {
  const read = async (world: MeshWorld, namespace = 'orders') => {
    const { result } = await world.source.readTarget(world.access, { ...orders, namespace }, anErrand());
    if (!result.ok) throw new Error(result.error.code);
    const names = result.value.policies.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    return { ...result.value, names: names.sort() };
  };

  it('reads the policies of the namespace and of the root namespace, and no others', async () => {
    const reading = await read(await begin(aMesh()));
    expect(reading.names).toEqual([
      'mesh-root/default',
      'mesh-root/deny-admin',
      'orders/orders-viewer',
      'orders/tokens',
    ]);
    expect(reading).toMatchObject({ unread: [], unreadable: [] });
  });

  it('reads what the policies say', async () => {
    const { policies } = await read(await begin(aMesh()));
    const viewer = policies.find(({ metadata }) => metadata.name === 'orders-viewer');
    expect(viewer).toMatchObject({
      kind: 'AuthorizationPolicy',
      spec: { action: 'ALLOW', selector: { matchLabels: { app: 'orders' } } },
      unknownFields: [],
    });
  });

  it('takes the root namespace from the mesh’s settings', async () => {
    const { mesh } = await read(await begin(aMesh()));
    expect(mesh).toMatchObject({ known: true, config: { rootNamespace: 'mesh-root' } });
  });

  it('assumes Istio’s defaults when the settings may not be read, and says so', async () => {
    const world = await begin(aMesh());
    await world.forbid('meshconfig');
    const reading = await read(world);
    expect(reading.mesh).toMatchObject({ known: false, config: { rootNamespace: 'istio-system' } });
    expect(reading.names).toEqual(['orders/orders-viewer', 'orders/tokens']);
    expect(reading.unread).toEqual([{ part: 'meshconfig', code: 'NOT_PERMITTED', status: 403 }]);
  });

  it('reads a namespace that is the root namespace once', async () => {
    const reading = await read(await begin(aMesh()), 'mesh-root');
    expect(reading.names).toEqual(['mesh-root/default', 'mesh-root/deny-admin']);
  });

  it('has nothing to tell of a namespace without policies', async () => {
    const { names, unread } = await read(await begin(aMesh()), 'nowhere');
    expect(names).toEqual(['mesh-root/default', 'mesh-root/deny-admin']);
    expect(unread.filter(({ part }) => part !== 'namespace nowhere')).toEqual([]);
  });

  it('shows the rest when one kind may not be read in one namespace, and names it', async () => {
    const world = await begin(aMesh());
    await world.forbid('authorizationpolicies in mesh-root');
    const reading = await read(world);
    expect(reading.names).toEqual(['mesh-root/default', 'orders/orders-viewer', 'orders/tokens']);
    expect(reading.unread).toEqual([
      { part: 'authorizationpolicies in mesh-root', code: 'NOT_PERMITTED', status: 403 },
    ]);
  });

  it('fails when no kind may be read anywhere', async () => {
    const world = await begin(aMesh());
    for (const kind of KINDS)
      for (const place of ['orders', 'mesh-root']) await world.forbid(`${kind} in ${place}`);
    const { result } = await world.source.readTarget(world.access, orders, anErrand());
    expect(result).toEqual(err({ code: 'NOT_PERMITTED', status: 403 }));
  });

  describe('lists longer than a page', () => {
    it('are read to their end', async () => {
      const { names, unread } = await read(await begin(aMeshOfManyPolicies()));
      expect(new Set(names).size).toBe(1_104);
      expect(unread).toEqual([]);
    });

    it('are begun again once when they expire', async () => {
      const world = await begin(aMeshOfManyPolicies());
      world.expireLists('next');
      const { names, unread } = await read(world);
      expect(names).toHaveLength(1_104);
      expect(unread).toEqual([]);
    });

    it('are told as expired when that happens again, and half of them is not shown', async () => {
      const world = await begin(aMeshOfManyPolicies());
      world.expireLists('every');
      const { names, unread } = await read(world);
      expect(names).not.toContain('orders/p-0000');
      expect(names).toContain('orders/tokens');
      expect(unread).toEqual([
        { part: 'authorizationpolicies in orders', code: 'LIST_EXPIRED', status: 410 },
      ]);
    });
  });

  it('says that a cluster has no Istio', async () => {
    const world = await begin(aMesh());
    await world.removeIstio();
    const { result } = await world.source.readTarget(world.access, orders, anErrand());
    expect(result).toMatchObject(err({ code: 'KIND_MISSING' }));
  });

  it.each(failures)('tells %s from every other failure', async (code) => {
    const world = await begin(aMesh());
    const { access, source = world.source, budgetMs = 22_000 } = world.provoke(code);
    const { result } = await source.readTarget(access, orders, anErrand({ budgetMs }));
    expect(result).toEqual(err({ code, ...WHOLE_FAILURES[code] }));
  });

  it('reads with the older credential while only that is accepted, and logs both tries', async () => {
    const world = await begin(aMesh());
    const access = { ...world.access, secrets: { current: NEW_TOKEN, previous: OLD_TOKEN } };
    const { result, exchanges } = await world.source.readTarget(access, orders, anErrand());
    expect(result.ok).toBe(true);
    expect(exchanges.map(({ outcome }) => outcome)).toContainEqual({ status: 401 });
    expect(exchanges.map(({ outcome }) => outcome)).toContainEqual({ status: 200 });
  });

  it('ties every call to the person, the purpose and the correlation id', async () => {
    const world = await begin(aMesh());
    const errand = anErrand({ purpose: 'show-policies', correlationId: '01JD0000000000000000000043' });
    const { exchanges } = await world.source.readTarget(world.access, orders, errand);
    expect(exchanges.length).toBeGreaterThan(6);
    for (const { actor, purpose, correlationId, path } of exchanges) {
      expect({ actor, purpose, correlationId }).toEqual({
        actor: { kind: 'person', accountId: '712020:rita' },
        purpose: 'show-policies',
        correlationId: '01JD0000000000000000000043',
      });
      expect(path).not.toContain('?');
    }
  });

  describe('searching', () => {
    const search = async (world: MeshWorld, fields: Partial<Parameters<MeshSource['searchServices']>[1]>) => {
      const asked = { namespaces: 'everything' as const, query: '', limit: 50, ...fields };
      const { result } = await world.source.searchServices(world.access, asked, anErrand());
      if (!result.ok) throw new Error(result.error.code);
      const { services, more, unread } = result.value;
      return {
        names: services.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`),
        more,
        unread,
      };
    };

    it('finds services that select something, by namespace and name', async () => {
      const { names } = await search(await begin(aMesh()), {});
      expect(names).toEqual(['orders/orders', 'orders/orders-admin', 'payments/payments']);
    });

    it('finds those whose name contains the text, in the namespaces asked for', async () => {
      const world = await begin(aMesh());
      expect((await search(world, { query: 'admin' })).names).toEqual(['orders/orders-admin']);
      expect((await search(world, { namespaces: ['payments', 'payments'] })).names).toEqual([
        'payments/payments',
      ]);
      expect((await search(world, { namespaces: [] })).names).toEqual([]);
    });

    it('says that there is more than it shows', async () => {
      const { names, more } = await search(await begin(aMesh()), { limit: 1 });
      expect({ names, more }).toEqual({ names: ['orders/orders'], more: true });
    });

    it('names the namespace that may not be read', async () => {
      const world = await begin(aMesh());
      await world.forbid('services in payments');
      const found = await search(world, { namespaces: ['orders', 'payments'] });
      expect(found.names).toEqual(['orders/orders', 'orders/orders-admin']);
      expect(found.unread).toEqual([{ part: 'services in payments', code: 'NOT_PERMITTED', status: 403 }]);
    });

    it('fails with its reason, never with an empty list', async () => {
      const world = await begin(aMesh());
      await world.forbid('services in payments');
      const asked = { namespaces: ['payments'], query: '', limit: 50 };
      const { result } = await world.source.searchServices(world.access, asked, anErrand());
      expect(result).toEqual(err({ code: 'NOT_PERMITTED', status: 403 }));
    });
  });

  describe('testing the connection', () => {
    const parts = [
      ...KINDS,
      ...['services', 'meshconfig', 'namespaces', 'pods', 'serviceaccounts', 'gateways'],
    ];

    it('says what answers and what may be read', async () => {
      const world = await begin(aMesh());
      const { result } = await world.source.test(world.access, anErrand());
      const version = expect.stringMatching(/^v1\.34\.\d+$/) as string;
      expect(result).toEqual(ok({ version, parts: parts.map((part) => ({ part, failure: null })) }));
    });

    it('names what may not be read', async () => {
      const world = await begin(aMesh());
      await world.forbid('meshconfig');
      const { result } = await world.source.test(world.access, anErrand());
      if (!result.ok) throw new Error(result.error.code);
      expect(result.value.parts.filter(({ failure }) => failure !== null)).toEqual([
        { part: 'meshconfig', failure: { code: 'NOT_PERMITTED', status: 403 } },
      ]);
    });

    it('says of each kind that the cluster does not know it', async () => {
      const world = await begin(aMesh());
      await world.removeIstio();
      const { result } = await world.source.test(world.access, anErrand());
      if (!result.ok) throw new Error(result.error.code);
      const missing = result.value.parts.filter(({ failure }) => failure?.code === 'KIND_MISSING');
      expect(missing.map(({ part }) => part)).toEqual(KINDS);
    });

    it.each(failures)('tells %s from every other failure', async (code) => {
      const world = await begin(aMesh());
      const { access, source = world.source, budgetMs = 22_000 } = world.provoke(code);
      const { result } = await source.test(access, anErrand({ budgetMs }));
      expect(result).toMatchObject(err({ code }));
    });
  });
};
