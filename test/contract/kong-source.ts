import type { Fetched, EstatePage, KongSource } from '../../src/app/ports';
import type { KongEstate } from '../../src/adapters/memory/kong-source';
import type { KongTarget } from '../../src/domain/binding';
import { err, ok } from '../../src/domain/result';
import type { SnapshotCollection, SnapshotItems } from '../../src/domain/kong/connection-snapshot';
import {
  aConsumer,
  addGuardedRoutes,
  aPlugin,
  aRoute,
  aService,
  aShop,
  id,
  theRestOfTheShop,
} from './kong-estate';
import { keepsPageViewContract } from './kong-page-view';
import { ordersOf, ours, type KongWorld } from './kong-world';
import { anErrand, EVERY_WHOLE_FAILURE, NEW_TOKEN, OLD_TOKEN, WHOLE_FAILURES } from './source-situations';

const byId = <T extends { id: string }>(items: T[]): T[] => [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

/**
 * What every KongSource keeps; `begin` starts a world that ends with `end`. A world may give the estate other ids and names, and add to
 * it what its gateway does, so expectations are of the estate as it is afterwards.
 */
export const keepsKongSourceContract = (begin: (estate: KongEstate) => Promise<KongWorld>): void => {
  const read = async (world: KongWorld, target: KongTarget) => {
    const { result } = await world.source.readTarget(world.access, target, anErrand());
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };

  it('reads a service by name with its routes and the plugins at every scope that touches them', async () => {
    const shop = aShop();
    const world = await begin(shop);
    const reading = await read(world, ordersOf(shop));
    expect(reading.node).toEqual(shop.node);
    expect(reading.services).toEqual([shop.services[0]]);
    expect(byId(reading.routes)).toEqual(shop.routes.slice(0, 2));
    expect(byId(ours(world, reading.plugins))).toEqual(shop.plugins.slice(0, 5));
    expect(byId(ours(world, reading.consumers))).toEqual(shop.consumers.slice(0, 2));
    expect(reading.unread).toEqual([]);
  });

  it('reads a service by its id', async () => {
    const shop = aShop();
    const world = await begin(shop);
    const reading = await read(world, { connectionId: 'kong', service: shop.services[1]?.id ?? '' });
    expect(reading.services).toEqual([shop.services[1]]);
    expect(reading.routes).toEqual([shop.routes[2]]);
  });

  it('reads every service with the tag, and none whose tag only begins like it', async () => {
    const shop = aShop();
    const world = await begin(shop);
    const tag = shop.services[1]?.tags[0] ?? '';
    const reading = await read(world, { connectionId: 'kong', tag });
    expect(byId(reading.services)).toEqual(shop.services.slice(0, 2));
    expect(reading.routes).toHaveLength(3);
  });

  it.each(['team:nobody', 'team:orders,svc:orders', 'team:orders/team:orders-2', ''])(
    'finds nothing under the tag %j, and that is all there is',
    async (tag) => {
      const reading = await read(await begin(aShop()), { connectionId: 'kong', tag });
      expect(reading).toMatchObject({ services: [], routes: [], unread: [] });
    },
  );

  it.each(['no-such', '..', '.', '', '../services/orders', 'orders/routes', 'orders?x=1', '%2e%2e'])(
    'says that there is no service %j',
    async (service) => {
      const world = await begin(aShop());
      const { result } = await world.source.readTarget(
        world.access,
        { connectionId: 'kong', service },
        anErrand(),
      );
      expect(result).toMatchObject(err({ code: 'NOT_THERE' }));
    },
  );

  it('reads past the first thousand of routes and plugins', async () => {
    const shop = aShop();
    addGuardedRoutes(shop, 1_100, id('5e', 1));
    const world = await begin(shop);
    const reading = await read(world, ordersOf(shop));
    expect(new Set(reading.routes.map(({ id: one }) => one)).size).toBe(1_102);
    expect(new Set(ours(world, reading.plugins).map(({ id: one }) => one)).size).toBe(1_105);
    expect(reading.unread).toEqual([]);
  });

  it('reads a tag that many services carry', async () => {
    const shop = aShop();
    const many = Array.from({ length: 40 }, (_, index) =>
      aService(100 + index, { name: `team-${index}`, tags: ['team:many'] }),
    );
    shop.services.push(...many);
    shop.routes.push(...many.map(({ id: service }, index) => aRoute(100 + index, service)));
    const world = await begin(shop);
    const reading = await read(world, { connectionId: 'kong', tag: shop.services[3]?.tags[0] ?? '' });
    expect(reading.services).toHaveLength(40);
    expect(byId(reading.routes)).toEqual(shop.routes.slice(4));
  });

  it.each(['by id', 'by username'])(
    'finds the consumer that stands in for strangers, named %s',
    async (how) => {
      const shop = aShop();
      const guest = aConsumer(80, 'guest');
      shop.consumers.push(guest);
      const anonymous = how === 'by id' ? guest.id : 'guest';
      const config = { key_names: ['apikey'], anonymous };
      shop.plugins.push(aPlugin(80, { name: 'key-auth', scope: { routeId: id('40', 1) }, config }));
      shop.plugins.push(
        aPlugin(81, { name: 'jwt', scope: { serviceId: id('5e', 1) }, config: { anonymous: 'nobody' } }),
      );
      const world = await begin(shop);
      const reading = await read(world, ordersOf(shop));
      expect(reading.consumers).toContainEqual(shop.consumers.at(-1));
      expect(reading.unread).toEqual([]);
    },
  );

  it('finds the consumers that many plugins name', async () => {
    const shop = aShop();
    for (let index = 10; index < 70; index += 1) {
      const consumer = aConsumer(index, `app-${index}`);
      shop.consumers.push(consumer);
      const scope = { serviceId: id('5e', 1), consumerId: consumer.id };
      shop.plugins.push(aPlugin(index, { name: 'rate-limiting', scope, config: { minute: 5 } }));
    }
    const world = await begin(shop);
    const reading = await read(world, ordersOf(shop));
    expect(ours(world, reading.consumers)).toHaveLength(62);
    expect(reading.unread).toEqual([]);
  });

  it.each(['node', 'plugins', 'consumers'])(
    'shows the rest when %s may not be read, and names what is missing',
    async (part) => {
      const shop = aShop();
      const world = await begin(shop);
      world.forbid(part);
      const reading = await read(world, ordersOf(shop));
      expect(reading.unread).toContainEqual({ part, code: 'NOT_PERMITTED', status: 403 });
      expect(reading.routes).toHaveLength(2);
      expect(reading[part as 'node' | 'plugins' | 'consumers']).toEqual(part === 'node' ? null : []);
    },
  );

  it.each(EVERY_WHOLE_FAILURE)('tells %s from every other failure', async (code) => {
    const shop = aShop();
    const world = await begin(shop);
    const { access, source = world.source, budgetMs = 22_000 } = world.provoke(code);
    const { result } = await source.readTarget(access, ordersOf(shop), anErrand({ budgetMs }));
    expect(result).toEqual(err({ code, ...WHOLE_FAILURES[code] }));
  });

  it('reads with the older credential while only that is accepted, and logs both tries', async () => {
    const shop = aShop();
    const world = await begin(shop);
    const access = { ...world.access, secrets: { current: NEW_TOKEN, previous: OLD_TOKEN } };
    const { result, exchanges } = await world.source.readTarget(access, ordersOf(shop), anErrand());
    expect(result.ok).toBe(true);
    expect(exchanges.map(({ outcome }) => outcome)).toContainEqual({ status: 401 });
    expect(exchanges.map(({ outcome }) => outcome)).toContainEqual({ status: 200 });
  });

  it('ties every call to the person, the purpose and the correlation id', async () => {
    const shop = aShop();
    const world = await begin(shop);
    const errand = anErrand({ purpose: 'bind-page', correlationId: '01JD0000000000000000000042' });
    const { exchanges } = await world.source.readTarget(world.access, ordersOf(shop), errand);
    expect(exchanges.length).toBeGreaterThan(2);
    for (const { actor, purpose, correlationId, path } of exchanges) {
      expect({ actor, purpose, correlationId }).toEqual({
        actor: { kind: 'person', accountId: '712020:rita' },
        purpose: 'bind-page',
        correlationId: '01JD0000000000000000000042',
      });
      expect(path).not.toContain('?');
    }
  });

  describe('for a page view', () => {
    keepsPageViewContract(begin);
  });

  describe('searching', () => {
    const search = async (world: KongWorld, fields: Partial<Parameters<KongSource['searchServices']>[1]>) => {
      const asked = { query: '', within: 'everything' as const, limit: 50, ...fields };
      const { result } = await world.source.searchServices(world.access, asked, anErrand());
      if (!result.ok) throw new Error(result.error.code);
      return { names: result.value.services.map(({ name }) => name), more: result.value.more };
    };

    /** A shop's names, in their order, and the part that only they have: none where they are all there is. */
    const namesOf = (shop: KongEstate) => {
      const [orders = '', checkout = '', payments = ''] = shop.services.map(({ name }) => name ?? '');
      return { orders, checkout, payments, common: orders.slice(0, -'orders'.length) };
    };

    it('finds services whose name contains the text, in the order of their names', async () => {
      const shop = aShop();
      const world = await begin(shop);
      const { orders, checkout, payments, common } = namesOf(shop);
      expect(await search(world, { query: common })).toEqual({
        names: [checkout, orders, payments],
        more: false,
      });
      for (const query of [orders.slice(0, -3).toUpperCase(), orders.slice(1)])
        expect(await search(world, { query })).toEqual({ names: [orders], more: false });
    });

    it('says that there is more than it shows', async () => {
      const shop = aShop();
      const world = await begin(shop);
      const { orders, checkout, common } = namesOf(shop);
      expect(await search(world, { query: common, limit: 2 })).toEqual({
        names: [checkout, orders],
        more: true,
      });
    });

    it('finds nothing outside the names and tags it is narrowed to', async () => {
      const shop = aShop();
      const world = await begin(shop);
      const { orders, payments } = namesOf(shop);
      const ofOrders = shop.services[0]?.tags[1] ?? '';
      const within = { names: [payments, 'gone'], tags: [ofOrders, 'x,y'] };
      expect(await search(world, { within })).toEqual({ names: [orders, payments], more: false });
      expect(await search(world, { within: { names: [], tags: [] } })).toEqual({ names: [], more: false });
      const tags = Array.from({ length: 50 }, (_, index) => `none-${index}`).concat(ofOrders);
      expect(await search(world, { within: { names: [], tags } })).toEqual({ names: [orders], more: false });
    });

    it('fails with its reason, never with an empty list', async () => {
      const world = await begin(aShop());
      world.forbid('services');
      const asked = { query: '', within: 'everything', limit: 50 } as const;
      const { result } = await world.source.searchServices(world.access, asked, anErrand());
      expect(result).toEqual(err({ code: 'NOT_PERMITTED', status: 403 }));
    });
  });

  describe('reading the whole estate', () => {
    const allOf = async <C extends SnapshotCollection>(world: KongWorld, collection: C) => {
      const items: SnapshotItems[C][] = [];
      let offset: string | null = null;
      let pages = 0;
      do {
        const from: { collection: C; offset: string | null } = { collection, offset };
        const read: Fetched<EstatePage<SnapshotItems[C]>> = await world.source.readPage(
          world.access,
          from,
          anErrand(),
        );
        const { result } = read;
        if (!result.ok) throw new Error(result.error.code);
        items.push(...result.value.items);
        ({ offset } = result.value);
        pages += 1;
      } while (offset !== null);
      const isOurs = (item: object): boolean =>
        world.isForeign === undefined ||
        ('id' in item && typeof item.id === 'string' && !world.isForeign(item.id)) ||
        ('consumerId' in item && typeof item.consumerId === 'string' && !world.isForeign(item.consumerId));
      return { items: collection === 'node' ? items : items.filter(isOurs), pages };
    };
    const byOwner = <T extends { consumerId: string }>(items: T[]): T[] =>
      [...items].sort((a, b) => (a.consumerId < b.consumerId ? -1 : 1));
    const aWholeShop = () => Object.assign(aShop(), theRestOfTheShop());

    it('reads each collection, in the order of ids', async () => {
      const shop = aWholeShop();
      const world = await begin(shop);
      expect((await allOf(world, 'node')).items).toEqual([shop.node]);
      expect((await allOf(world, 'services')).items).toEqual(shop.services);
      expect((await allOf(world, 'routes')).items).toEqual(shop.routes);
      expect((await allOf(world, 'plugins')).items).toEqual(shop.plugins);
      expect((await allOf(world, 'consumers')).items).toEqual(shop.consumers);
      expect((await allOf(world, 'acls')).items).toEqual(shop.acls);
      expect((await allOf(world, 'upstreams')).items).toEqual(shop.upstreams);
      expect((await allOf(world, 'certificates')).items).toEqual([]);
    });

    it('counts the credentials of each consumer and tells nothing else of them', async () => {
      const shop = aWholeShop();
      const world = await begin(shop);
      const keys = (await allOf(world, 'key-auths')).items;
      const tokens = (await allOf(world, 'jwts')).items;
      expect([...byOwner(keys), ...tokens]).toEqual(shop.credentialCounts);
      expect((await allOf(world, 'hmac-auths')).items).toEqual([]);
    });

    it('reads a large collection in pages, each entity once', async () => {
      const shop = aWholeShop();
      shop.routes.push(...Array.from({ length: 2_300 }, (_, n) => aRoute(100 + n, id('5e', 1))));
      const { items, pages } = await allOf(await begin(shop), 'routes');
      expect(pages).toBeGreaterThanOrEqual(3);
      expect(items.map((route) => route.id)).toEqual(shop.routes.map((route) => route.id));
    });

    it('fails with its reason, never with an empty page', async () => {
      const world = await begin(aWholeShop());
      world.forbid('acls');
      const from = { collection: 'acls', offset: null } as const;
      const { result, exchanges } = await world.source.readPage(world.access, from, anErrand());
      expect(result).toEqual(err({ code: 'NOT_PERMITTED', status: 403 }));
      expect(exchanges).toHaveLength(1);
    });
  });

  describe('testing the connection', () => {
    const parts = ['services', 'routes', 'plugins', 'consumers', 'acls'];

    it('says what answers and what may be read', async () => {
      const shop = aShop();
      const world = await begin(shop);
      const { result } = await world.source.test(world.access, anErrand());
      expect(result).toEqual(ok({ node: shop.node, parts: parts.map((part) => ({ part, failure: null })) }));
    });

    it('names the collection that may not be read', async () => {
      const world = await begin(aShop());
      world.forbid('acls');
      const { result } = await world.source.test(world.access, anErrand());
      if (!result.ok) throw new Error(result.error.code);
      expect(result.value.parts.filter(({ failure }) => failure !== null)).toEqual([
        { part: 'acls', failure: { code: 'NOT_PERMITTED', status: 403 } },
      ]);
    });

    it.each(EVERY_WHOLE_FAILURE)('tells %s from every other failure', async (code) => {
      const world = await begin(aShop());
      const { access, source = world.source, budgetMs = 22_000 } = world.provoke(code);
      const { result } = await source.test(access, anErrand({ budgetMs }));
      expect(result).toMatchObject(err({ code }));
    });
  });
};
