import { createRoutesExport } from '../../src/entry/exports';
import { createRefreshConsumer } from '../../src/entry/refresh-jobs';
import {
  ADA,
  aDraft,
  ANONYMOUS,
  aWorld,
  bindByHand,
  CART_PAGE,
  connect,
  good,
  ORD,
  ORDERS_PAGE,
  RITA,
  SHOP,
} from './a-world';
import { anAccessWorld, preview } from './an-access-world';
import { aPlugin } from './builders';

const HOUR_MS = 3_600_000;
/** Of other services, more than a page of the list holds. */
const MANY = Array.from({ length: 150 }, (_, n) =>
  aPlugin({ name: 'acl', id: `other-${n}`, scope: { serviceId: 'id-payments' } }),
);
const LOGIN = aPlugin({ name: 'jwt', id: 'login' });
const STOP = aPlugin({ name: 'request-termination', id: 'stop', config: { status_code: 503 } });

/** The pages of orders and cart, bound to a gateway with many plugins, one of them the whole gateway's. */
const begin = async () => {
  const world = aWorld();
  world.estate.kong.plugins.push(...MANY, LOGIN);
  Object.assign(world.estate.kong, { pageSize: 100 });
  const { id } = await connect(world, aDraft(), {
    [ORD]: { services: ['orders'] },
    [SHOP]: { services: ['cart'] },
  });
  bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
  bindByHand(world, CART_PAGE, { kong: { connectionId: id, service: 'cart' } });
  const clock = world.portsFor({ kind: 'anonymous' }).clock;
  const consume = createRefreshConsumer({
    ports: () => ({
      ...world.portsFor({ kind: 'anonymous' }),
      clock: { ...clock, remainingMs: () => 300_000 },
    }),
    log: () => undefined,
  });
  /** Carries out what was queued; answers how many messages that were. */
  const refreshed = async (): Promise<number> => {
    const waiting = world.refreshes.take();
    for (const { message } of waiting) await consume({ body: message });
    return waiting.length;
  };
  const read = async (who: string | null = RITA, pageId = ORDERS_PAGE) => {
    const view = good(await world.ask(who, 'readRoutes', { pageId, from: 'live' }));
    const reading = view.environments[0]?.reading;
    if (reading?.state !== 'live') throw new Error(reading?.state);
    const { plugins, routes, gatewayPluginsAt: at } = reading.data;
    return { at, unread: reading.unread, names: plugins.map(({ name }) => name), route: routes[0] };
  };
  return { ...world, id, read, refreshed };
};

describe('plugins of the whole gateway, on a page', () => {
  it('are unread before the gateway was read as a whole, and nobody is told that a route is open', async () => {
    const world = await begin();
    expect(await world.read(ANONYMOUS, CART_PAGE)).toMatchObject({
      at: null,
      unread: [{ part: 'plugins of the whole gateway', code: 'NOT_READ_YET' }],
      names: [],
      route: {
        withoutCredential: 'unknown',
        needs: [
          'Which credential is asked for is not known.',
          'This may be incomplete, since Kong’s plugins of the whole gateway could not be read.',
        ],
      },
    });
  });

  it('come from the reading of the whole gateway, with its age, and the service’s own from now', async () => {
    const world = await begin();
    await world.read();
    expect(await world.refreshed()).toBe(1);
    world.time.now += 20 * 60_000;
    const limit = aPlugin({ name: 'rate-limiting', scope: { serviceId: 'id-orders' } });
    world.estate.kong.plugins.push(limit, STOP);
    expect(await world.read()).toMatchObject({
      at: '2026-11-23T10:00:00.000Z',
      unread: [],
      names: ['key-auth', 'jwt', 'rate-limiting'],
      route: { withoutCredential: 'denied' },
    });
  });

  it('are read anew when somebody refreshes a page that shows old ones, and at most once an hour', async () => {
    const world = await begin();
    await world.read();
    await world.refreshed();
    world.estate.kong.plugins.push(STOP);
    world.time.now += HOUR_MS - 60_000;
    await world.read();
    expect(await world.refreshed()).toBe(0);
    world.time.now += 60_000;
    good(await world.ask(RITA, 'readRoutes', { pageId: ORDERS_PAGE, from: 'remembered' }));
    expect(await world.refreshed()).toBe(0);
    expect((await world.read()).names).not.toContain('request-termination');
    await world.read();
    expect(await world.refreshed()).toBe(1);
    expect(await world.read()).toMatchObject({
      at: '2026-11-23T11:00:00.000Z',
      names: expect.arrayContaining(['request-termination']) as unknown,
    });
    expect(await world.refreshed()).toBe(0);
  });

  it('are not read anew for anonymous visitors, nor for a page that may not show its service', async () => {
    const world = await begin();
    await world.read(ANONYMOUS, CART_PAGE);
    bindByHand(world, ORDERS_PAGE, { kong: { connectionId: world.id, service: 'id-payments' } });
    good(await world.ask(RITA, 'readRoutes', { pageId: ORDERS_PAGE, from: 'live' }));
    expect(await world.refreshed()).toBe(0);
  });

  it.each([
    ['another address', { url: 'https://other.shop.example' }],
    ['another workspace of the same node', { workspace: 'partners' }],
  ])('are never those of %s', async (_, changes) => {
    const world = await begin();
    await world.read();
    await world.refreshed();
    const { rev } = good(await world.ask(ADA, 'readConnection', { id: world.id }));
    const { target, ...draft } = aDraft();
    const api = { ...target.api, ...changes };
    const reader = { change: 'set', secret: 's3cr3t-reader-2' };
    const moved = { ...draft, reader, target: { ...target, api } };
    good(await world.ask(ADA, 'saveConnection', { id: world.id, rev, draft: moved }));
    expect(await world.read()).toMatchObject({ at: null, unread: [{ code: 'NOT_READ_YET' }] });
    expect(
      good(await world.ask(RITA, 'readSnapshotState', { pageId: ORDERS_PAGE })).map(({ readAt }) => readAt),
    ).toEqual([null]);
  });

  it('are told with their age, or as missing, in an export', async () => {
    const world = await begin();
    const run = createRoutesExport({ portsFor: world.portsFor, log: () => undefined });
    const exported = async () =>
      JSON.stringify(await run({ context: { contentId: ORDERS_PAGE } }, { principal: { accountId: RITA } }));
    const before = await exported();
    expect(before).toContain('key-auth; others are not known');
    expect(before).toMatch(/plugins of the whole gateway could not be read: This is taken from/);
    await world.refreshed();
    const after = await exported();
    expect(after).toContain('Plugins of the whole gateway as of 2026-11-23T10:00:00.000Z.');
    expect(after).not.toContain('not known');
  });
});

it('a plan of access rests on plugins as they are now, never on remembered ones', async () => {
  const world = await anAccessWorld();
  world.estate.kong.plugins.push(...MANY);
  Object.assign(world.estate.kong, { pageSize: 100 });
  const before = good(await preview(world));
  world.estate.kong.plugins.push(STOP);
  expect(JSON.stringify(good(await preview(world)))).not.toBe(JSON.stringify(before));
});
