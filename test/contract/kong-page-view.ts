import type { KongReading } from '../../src/app/ports';
import type { KongEstate } from '../../src/adapters/memory/kong-source';
import type { KongTarget } from '../../src/domain/binding';
import type { GatewayPlugins } from '../../src/domain/kong/gateway-plugins';
import { addGuardedRoutes, aPlugin, aRoute, aService, aShop, id } from './kong-estate';
import { ordersOf, ours, type KongWorld } from './kong-world';
import { anErrand } from './source-situations';

const byId = <T extends { id: string }>(items: T[]): T[] => [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

const LOGIN = aPlugin(40, { name: 'key-auth' });

type Showing = { gateway: GatewayPlugins | null; mostCalls?: number; target?: KongTarget };

/** What every KongSource keeps where a page is shown: see `ShownTarget`. */
export const keepsPageViewContract = (begin: (estate: KongEstate) => Promise<KongWorld>): void => {
  const read = async (world: KongWorld, shop: KongEstate): Promise<KongReading> => {
    const { result } = await world.source.readTarget(world.access, ordersOf(shop), anErrand());
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };
  const READ_AT = '2026-11-23T08:40:00.000Z';
  const show = async (
    world: KongWorld,
    shop: KongEstate,
    { gateway, mostCalls = 90, target = ordersOf(shop) }: Showing,
  ) => {
    const shown = { target, gateway, mostCalls };
    const { result } = await world.source.showTarget(world.access, shown, anErrand());
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };
  /** As a snapshot of the morning has them, when one plugin of the gateway was another and its consumer had another name. */
  const ofTheMorning = ({ plugins, consumers }: KongEstate, fields: Partial<GatewayPlugins> = {}) => ({
    readAt: READ_AT,
    plugins: [LOGIN, ...plugins.slice(4, 5)],
    consumers: consumers.slice(1, 2).map((one) => ({ ...one, username: 'batch-of-the-morning' })),
    totalPlugins: 2_500,
    totalRoutes: 4_000,
    unread: [],
    ...fields,
  });
  const withManyPlugins = () => {
    const shop = aShop();
    addGuardedRoutes(shop, 1_100, id('5e', 3));
    return shop;
  };
  const idsOf = (items: { id: string }[]): string[] => items.map((item) => item.id);

  it('reads everything now at a gateway whose plugins fit a page', async () => {
    const shop = aShop();
    const world = await begin(shop);
    const live = await read(world, shop);
    for (const gateway of [null, ofTheMorning(shop, { totalPlugins: 6 })]) {
      const shown = await show(world, shop, { gateway });
      expect({ ...shown, plugins: byId(shown.plugins) }).toEqual({ ...live, plugins: byId(live.plugins) });
      expect(shown.gatewayPluginsAt).toBeNull();
    }
  });

  it('takes the plugins of the whole gateway from its snapshot, dated, and all others as they are now', async () => {
    const shop = aShop();
    const world = await begin(shop);
    const reading = await show(world, shop, { gateway: ofTheMorning(shop) });
    expect(reading.gatewayPluginsAt).toBe(READ_AT);
    expect(idsOf(byId(reading.plugins))).toEqual(idsOf(byId([...shop.plugins.slice(1, 5), LOGIN])));
    expect(byId(reading.consumers)).toMatchObject([shop.consumers[0], { username: 'batch-of-the-morning' }]);
    expect(reading.unread).toEqual([]);
  });

  it('names the plugins of the whole gateway as unread while there is no snapshot, and shows all others', async () => {
    const shop = withManyPlugins();
    const reading = await show(await begin(shop), shop, { gateway: null });
    expect(reading.unread).toEqual([{ part: 'plugins of the whole gateway', code: 'NOT_READ_YET' }]);
    expect(idsOf(byId(reading.plugins))).toEqual(idsOf(shop.plugins.slice(1, 4)));
    expect(reading.gatewayPluginsAt).toBeNull();
  });

  it('names them as unread, with its reason, when the snapshot has not all of them', async () => {
    const shop = withManyPlugins();
    const world = await begin(shop);
    const unread = [{ part: 'plugins', code: 'NOT_PERMITTED' as const, status: 403 }];
    const reading = await show(world, shop, { gateway: ofTheMorning(shop, { unread }) });
    expect(reading.unread).toEqual([
      { part: 'plugins of the whole gateway', code: 'NOT_PERMITTED', status: 403 },
    ]);
    expect(reading.plugins).toHaveLength(3);
  });

  const withManyRoutes = () => {
    const shop = aShop();
    shop.routes.push(...Array.from({ length: 100 }, (_, n) => aRoute(100 + n, id('5e', 1))));
    return shop;
  };

  it('names the plugins of more routes than it has calls as unread, and lists no gateway for them', async () => {
    const shop = withManyRoutes();
    const reading = await show(await begin(shop), shop, { gateway: ofTheMorning(shop), mostCalls: 50 });
    expect(reading.unread).toEqual([{ part: 'plugins of the routes', code: 'NOT_READ_YET' }]);
    expect(reading.gatewayPluginsAt).toBe(READ_AT);
    expect(reading.plugins.filter(({ scope }) => scope.routeId !== null)).toEqual([]);
    const [orders] = reading.services;
    expect(reading.plugins.some(({ scope }) => scope.serviceId === orders?.id)).toBe(true);
  });

  it('reads everything now for that many routes where one page holds every plugin', async () => {
    const shop = withManyRoutes();
    const world = await begin(shop);
    const reading = await show(world, shop, {
      gateway: ofTheMorning(shop, { totalPlugins: 900 }),
      mostCalls: 50,
    });
    expect(reading).toMatchObject({ gatewayPluginsAt: null, unread: [] });
    expect(byId(ours(world, reading.plugins))).toEqual(shop.plugins.slice(0, 5));
  });

  /** Sixty services with a tag of their own, a route each; the first has a plugin, and so has its route. */
  const withManyServices = () => {
    const shop = aShop();
    for (let n = 100; n < 160; n += 1) {
      shop.services.push(aService(n, { name: `wide-${n}`, tags: ['wide'] }));
      shop.routes.push(aRoute(n + 500, id('5e', n)));
    }
    shop.plugins.push(
      aPlugin(100, { name: 'acl', scope: { serviceId: id('5e', 100) }, config: { allow: ['wide'] } }),
      aPlugin(101, { name: 'cors', scope: { routeId: id('40', 600) } }),
    );
    return shop;
  };
  /** By the name that their tag has by now. */
  const wideOf = ({ services }: KongEstate): KongTarget => ({
    connectionId: 'kong',
    tag: services.at(-1)?.tags[0] ?? '',
  });
  const NOT_READ_YET = 'NOT_READ_YET';

  it('leaves the routes of more services than it has calls to the snapshot, and the plugins of both', async () => {
    const shop = withManyServices();
    const world = await begin(shop);
    const reading = await show(world, shop, {
      gateway: ofTheMorning(shop),
      mostCalls: 50,
      target: wideOf(shop),
    });
    expect(reading.services).toHaveLength(60);
    expect(reading.routes).toEqual([]);
    expect(reading.unread).toEqual([
      { part: 'routes', code: NOT_READ_YET },
      { part: 'plugins of the services', code: NOT_READ_YET },
      { part: 'plugins of the routes', code: NOT_READ_YET },
    ]);
    expect(reading.plugins.filter(({ scope }) => scope.serviceId ?? scope.routeId)).toEqual([]);
  });

  it('reads the plugins of the services now where it has calls for them, though not for their routes', async () => {
    const shop = withManyServices();
    const world = await begin(shop);
    const reading = await show(world, shop, { gateway: ofTheMorning(shop), target: wideOf(shop) });
    expect(reading.unread).toEqual([
      { part: 'routes', code: NOT_READ_YET },
      { part: 'plugins of the routes', code: NOT_READ_YET },
    ]);
    expect(idsOf(reading.plugins)).toContain(shop.plugins.at(-2)?.id);
    expect(idsOf(reading.plugins)).not.toContain(shop.plugins.at(-1)?.id);
  });

  it('reads all of it now at a gateway whose routes and plugins fit a page', async () => {
    const shop = withManyServices();
    const world = await begin(shop);
    const gateway = ofTheMorning(shop, { totalPlugins: 90, totalRoutes: 90 });
    const reading = await show(world, shop, { gateway, mostCalls: 50, target: wideOf(shop) });
    expect(reading.routes).toHaveLength(60);
    expect(reading.unread).toEqual([]);
    expect(idsOf(reading.plugins)).toEqual(expect.arrayContaining(idsOf(shop.plugins.slice(-2))));
  });

  it('shows the rest when plugins may not be read, and names what is missing', async () => {
    const shop = aShop();
    const world = await begin(shop);
    world.forbid('plugins');
    const reading = await show(world, shop, { gateway: null });
    expect(reading.unread).toEqual([{ part: 'plugins', code: 'NOT_PERMITTED', status: 403 }]);
    expect(reading.routes).toHaveLength(2);
  });
};
