import type { KongReading } from '../../src/app/ports';
import type { KongEstate } from '../../src/adapters/memory/kong-source';
import type { KongTarget } from '../../src/domain/binding';
import type { GatewayPlugins } from '../../src/domain/kong/gateway-plugins';
import { aPlugin, aRoute, aShop, id } from './kong-estate';
import type { KongWorld } from './kong-world';
import { anErrand } from './source-situations';

const orders: KongTarget = { connectionId: 'kong', service: 'orders' };
const byId = <T extends { id: string }>(items: T[]): T[] => [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

/** What every KongSource keeps where a page is shown: see `ShownTarget`. */
export const keepsPageViewContract = (begin: (estate: KongEstate) => Promise<KongWorld>): void => {
  const read = async (world: KongWorld): Promise<KongReading> => {
    const { result } = await world.source.readTarget(world.access, orders, anErrand());
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };
  const READ_AT = '2026-11-23T08:40:00.000Z';
  const show = async (
    world: KongWorld,
    gateway: GatewayPlugins | null,
    { target = orders, mostCalls = 90 }: { target?: KongTarget; mostCalls?: number } = {},
  ) => {
    const shown = { target, gateway, mostCalls };
    const { result } = await world.source.showTarget(world.access, shown, anErrand());
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };
  /** As a snapshot of the morning has them, when one plugin of the gateway was another and its consumer had another name. */
  const ofTheMorning = ({ plugins, consumers }: KongEstate, fields: Partial<GatewayPlugins> = {}) => ({
    readAt: READ_AT,
    plugins: [aPlugin(40, { name: 'key-auth' }), ...plugins.filter((one) => one.id === id('91', 5))],
    consumers: consumers
      .filter((one) => one.id === id('c0', 2))
      .map((one) => ({ ...one, username: 'bi-batch-of-the-morning' })),
    total: 2_500,
    unread: [],
    ...fields,
  });
  const withManyPlugins = () => {
    const shop = aShop();
    const payments = id('5e', 3);
    shop.plugins.push(
      ...Array.from({ length: 1_100 }, (_, n) =>
        aPlugin(100 + n, { name: `p-${n}`, scope: { serviceId: payments } }),
      ),
    );
    return shop;
  };

  it('reads everything now at a gateway whose plugins fit a page', async () => {
    const world = await begin(aShop());
    const live = await read(world);
    for (const gateway of [null, ofTheMorning(aShop(), { total: 6 })]) {
      const shown = await show(world, gateway);
      expect({ ...shown, plugins: byId(shown.plugins) }).toEqual({ ...live, plugins: byId(live.plugins) });
      expect(shown.gatewayPluginsAt).toBeNull();
    }
  });

  it('takes the plugins of the whole gateway from its snapshot, dated, and all others as they are now', async () => {
    const shop = aShop();
    const reading = await show(await begin(shop), ofTheMorning(shop));
    expect(reading.gatewayPluginsAt).toBe(READ_AT);
    expect(byId(reading.plugins).map((one) => one.id)).toEqual([2, 3, 4, 5, 40].map((n) => id('91', n)));
    expect(byId(reading.consumers).map(({ username }) => username)).toEqual([
      'web-storefront',
      'bi-batch-of-the-morning',
    ]);
    expect(reading.unread).toEqual([]);
  });

  it('names the plugins of the whole gateway as unread while there is no snapshot, and shows all others', async () => {
    const reading = await show(await begin(withManyPlugins()), null);
    expect(reading.unread).toEqual([{ part: 'plugins of the whole gateway', code: 'NOT_READ_YET' }]);
    expect(byId(reading.plugins).map((one) => one.id)).toEqual([2, 3, 4].map((n) => id('91', n)));
    expect(reading.gatewayPluginsAt).toBeNull();
  });

  it('names them as unread, with its reason, when the snapshot has not all of them', async () => {
    const shop = withManyPlugins();
    const unread = [{ part: 'plugins', code: 'NOT_PERMITTED' as const, status: 403 }];
    const reading = await show(await begin(shop), ofTheMorning(shop, { unread }));
    expect(reading.unread).toEqual([
      { part: 'plugins of the whole gateway', code: 'NOT_PERMITTED', status: 403 },
    ]);
    expect(reading.plugins).toHaveLength(3);
  });

  it('reads everything now for a service with more routes than it has calls', async () => {
    const shop = aShop();
    shop.routes.push(...Array.from({ length: 100 }, (_, n) => aRoute(100 + n, id('5e', 1))));
    const reading = await show(await begin(shop), ofTheMorning(shop), { mostCalls: 50 });
    expect(reading.gatewayPluginsAt).toBeNull();
    expect(byId(reading.plugins)).toEqual(shop.plugins.slice(0, 5));
  });

  it('shows the rest when plugins may not be read, and names what is missing', async () => {
    const world = await begin(aShop());
    world.forbid('plugins');
    const reading = await show(world, null);
    expect(reading.unread).toEqual([{ part: 'plugins', code: 'NOT_PERMITTED', status: 403 }]);
    expect(reading.routes).toHaveLength(2);
  });
};
