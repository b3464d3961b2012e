import { filledFromSnapshot } from '../../src/app/filled-from-snapshot';
import type { KongReading } from '../../src/app/ports';
import { createRoutesExport } from '../../src/entry/exports';
import { createRefreshConsumer } from '../../src/entry/refresh-jobs';
import { ADA, aDraft, aWorld, bindByHand, connect, good, nothing, ORD, ORDERS_PAGE, RITA } from './a-world';
import { aPlugin, aRoute, aService } from './builders';

const OF_THE_ROUTES = 'plugins of the routes';
/** More than one page view has calls for. */
const ROUTES = Array.from({ length: 100 }, (_, n) => aRoute({ name: `orders-${n}`, serviceId: 'id-orders' }));
/** Of other services, more than a page of the list holds. */
const MANY = Array.from({ length: 1_100 }, (_, n) =>
  aPlugin({ name: 'acl', id: `other-${n}`, scope: { serviceId: 'id-payments' } }),
);
const STOP = aPlugin({ name: 'request-termination', id: 'stop', scope: { routeId: 'id-orders-7' } });

const begin = async () => {
  const world = aWorld();
  world.estate.kong.routes.push(...ROUTES);
  world.estate.kong.plugins.push(...MANY, STOP);
  const { id } = await connect(world, aDraft(), { [ORD]: { services: ['orders'] } });
  bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
  const ports = world.portsFor({ kind: 'anonymous' });
  const clock = { ...ports.clock, remainingMs: () => 300_000 };
  const consume = createRefreshConsumer({ ports: () => ({ ...ports, clock }), log: () => undefined });
  const refreshed = async () => {
    for (const { message } of world.refreshes.take()) await consume({ body: message });
  };
  const read = async () => {
    const view = good(await world.ask(RITA, 'readRoutes', { pageId: ORDERS_PAGE, from: 'live' }));
    const reading = view.environments[0]?.reading;
    if (reading?.state !== 'live') throw new Error(reading?.state);
    const { plugins, routes, fromSnapshot } = reading.data;
    const at = fromSnapshot?.at;
    const unread = reading.unread.filter(({ part }) => part === OF_THE_ROUTES);
    const stops = plugins.filter(({ name }) => name === 'request-termination').length;
    return { at, unread, stops, route: routes.find(({ id: each }) => each === 'id-orders-7') };
  };
  return { ...world, connectionId: id, read, refreshed };
};

describe('a tag with more services than a page view can ask for', () => {
  const WIDE = Array.from({ length: 60 }, (_, n) => aService({ name: `wide-${n}`, tags: ['wide'] }));

  const beginWide = async () => {
    const world = await begin();
    world.estate.kong.services.push(...WIDE);
    for (const { id, name } of WIDE)
      world.estate.kong.routes.push(aRoute({ name: `${name}-all`, serviceId: id }));
    world.estate.kong.routes.push(
      ...Array.from({ length: 1_000 }, (_, n) => aRoute({ name: `payments-${n}`, serviceId: 'id-payments' })),
    );
    world.estate.kong.plugins.push(
      aPlugin({ name: 'request-termination', id: 'stop-wide', scope: { serviceId: 'id-wide-7' } }),
    );
    const connection = good(await world.ask(ADA, 'readConnection', { id: world.connectionId }));
    const rules = [{ spaceId: ORD, show: { ...nothing, services: ['*'] }, change: nothing }];
    good(await world.ask(ADA, 'saveSpaceRules', { id: connection.id, rev: connection.rev, rules }));
    bindByHand(world, ORDERS_PAGE, { kong: { connectionId: connection.id, tag: 'wide' } });
    const readWide = async () => {
      const view = good(await world.ask(RITA, 'readRoutes', { pageId: ORDERS_PAGE, from: 'live' }));
      const reading = view.environments[0]?.reading;
      if (reading?.state !== 'live') throw new Error(reading?.state);
      const { routes, plugins, fromSnapshot } = reading.data;
      const unread = reading.unread.map(({ part }) => part).sort();
      const stops = plugins.filter(({ name }) => name === 'request-termination').length;
      return { routes: routes.length, stops, unread, from: fromSnapshot?.parts };
    };
    return { ...world, readWide };
  };

  it('has no routes before the gateway was read as a whole, and says that they are not known', async () => {
    const world = await beginWide();
    expect(await world.readWide()).toMatchObject({
      routes: 0,
      unread: expect.arrayContaining(['routes', 'plugins of the routes']) as string[],
      from: undefined,
    });
  });

  it('has those of that reading afterwards, with its age; a service that is newer makes them incomplete', async () => {
    const world = await beginWide();
    await world.readWide();
    await world.refreshed();
    expect(await world.readWide()).toEqual({
      routes: 60,
      stops: 1,
      unread: [],
      from: ['routes', 'plugins of the routes'],
    });
    world.estate.kong.services.push(aService({ name: 'wide-new', tags: ['wide'] }));
    expect(await world.readWide()).toMatchObject({ routes: 60, unread: ['plugins of the routes', 'routes'] });
  });
});

it('consumers that plugins name and that were too many to ask for come from that reading, or are not known', async () => {
  const world = await begin();
  const partner = { id: 'id-partner', username: 'partner', customId: null, tags: [], createdAt: 1 };
  // Named by no plugin, and without a username, as plugins for everybody are without a consumer.
  const nobody = { ...partner, id: 'id-nobody', username: null, customId: 'nobody' };
  world.estate.kong.consumers.push(partner, nobody);
  await world.read();
  await world.refreshed();
  const { connectionId: id, portsFor } = world;
  const ports = portsFor({ kind: 'anonymous' });
  const found = await ports.connections.get(id);
  const connection = found.ok ? found.value : null;
  if (connection?.kind !== 'kong') throw new Error('no connection');
  const named = (consumerId: string) => aPlugin({ name: 'acl', id: consumerId, scope: { consumerId } });
  const forAll = aPlugin({ name: 'cors' });
  const filled = async (...plugins: KongReading['plugins']) => {
    const reading: KongReading = {
      ...{ node: null, services: [], routes: [], consumers: [], gatewayPluginsAt: null },
      plugins,
      unread: [{ part: 'consumers', code: 'NOT_READ_YET' }],
    };
    const result = { result: { ok: true as const, value: reading }, exchanges: [] };
    const is = await filledFromSnapshot(ports, connection, result);
    if (!is.ok || !is.value.result.ok) throw new Error('not filled');
    const { consumers, unread } = is.value.result.value;
    return { consumers: consumers.map((one) => one.id), unread: unread.length };
  };
  expect(await filled(named(partner.id), forAll)).toEqual({ consumers: [partner.id], unread: 0 });
  expect(await filled(named(partner.id), named('newer'))).toEqual({ consumers: [partner.id], unread: 1 });
});

describe('plugins of more routes than a page view can ask for', () => {
  it('are unread before the gateway was read as a whole, and nobody is told that a route is open', async () => {
    const world = await begin();
    const { at, unread, stops, route } = await world.read();
    expect({ at, stops }).toEqual({ at: undefined, stops: 0 });
    expect(unread).toMatchObject([{ code: 'NOT_READ_YET' }]);
    expect(route?.withoutCredential).toBe('unknown');
  });

  it('come from the reading of the whole gateway, with its age', async () => {
    const world = await begin();
    await world.read();
    await world.refreshed();
    world.time.now += 20 * 60_000;
    expect(await world.read()).toMatchObject({ at: '2026-11-23T10:00:00.000Z', unread: [], stops: 1 });
  });

  it('stay unread for a route that is newer than that reading', async () => {
    const world = await begin();
    await world.read();
    await world.refreshed();
    world.estate.kong.routes.push(aRoute({ name: 'orders-new', serviceId: 'id-orders' }));
    const { unread, stops, route } = await world.read();
    expect(unread).toMatchObject([{ code: 'NOT_READ_YET' }]);
    expect(stops).toBe(1);
    expect(route?.needs).toContain(
      'This may be incomplete, since Kong’s plugins of the routes could not be read.',
    );
  });

  it('are told with their age in an export, and as not known where a route is newer', async () => {
    const world = await begin();
    await world.read();
    await world.refreshed();
    const run = createRoutesExport({ portsFor: world.portsFor, log: () => undefined });
    const asked = { principal: { accountId: RITA } };
    const exported = async () => JSON.stringify(await run({ context: { contentId: ORDERS_PAGE } }, asked));
    const known = await exported();
    expect(known).toContain('Plugins of the routes as of 2026-11-23T10:00:00.000Z.');
    expect(known).not.toContain('others are not known');
    world.estate.kong.routes.push(aRoute({ name: 'orders-new', serviceId: 'id-orders' }));
    expect(await exported()).toContain('others are not known');
  });
});
