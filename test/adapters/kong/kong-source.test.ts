import { consumer, plugin } from '../../../src/adapters/kong/entity-shapes';
import type { KongReading } from '../../../src/app/ports';
import type { Json } from '../../../src/domain/json';
import {
  GATEWAY_PLUGINS,
  ROUTE_PLUGINS,
  type GatewayPlugins,
} from '../../../src/domain/kong/gateway-plugins';
import { err, ok } from '../../../src/domain/result';
import { aKong, notFound, page } from './a-kong';

const ORDERS = { id: 's-1', name: 'orders', host: 'orders.svc' };
const target = { connectionId: 'kong', service: 'orders' };
const CORRELATION = { id: 'p-0', name: 'correlation-id' };
const ACL = { id: 'p-1', name: 'acl', service: { id: 's-1' }, config: { allow: ['orders-read'] } };

const NOWHERE = { routeId: null, serviceId: null, consumerId: null, consumerGroupId: null };

const small = (path: string): Json | Response => {
  if (path === '/') return { version: '3.9.3', edition: 'community', configuration: {} };
  if (path.endsWith('/services/orders')) return ORDERS;
  if (path.includes('/plugins')) return page([CORRELATION, ACL]);
  if (path.includes('/routes')) return page([{ id: 'r-1', service: { id: 's-1' } }]);
  return notFound();
};

describe('paging', () => {
  it('goes on by offset, never by the address that Kong gives', async () => {
    const kong = aKong((path) => {
      if (!path.includes('/routes?')) return small(path);
      return path.includes('offset=two')
        ? page([{ id: 'r-2', service: { id: 's-1' } }])
        : page([{ id: 'r-1', service: { id: 's-1' } }], 'two');
    });
    const { result } = await kong.source.readTarget(kong.access, target, kong.errand());
    expect(result.ok && result.value.routes.map(({ id }) => id)).toEqual(['r-1', 'r-2']);
    expect(kong.paths()).toContain('/services/s-1/routes?size=1000&offset=two');
  });

  it.each([
    ['comes back to the same page', page([], 'again')],
    ['promises more without saying where', { data: [], next: '/routes?offset=x' }],
    ['is no page', { services: [] }],
    ['is an error told with 200', { message: 'API rate limit exceeded' }],
  ])('a list that %s is not taken for all', async (_, answer) => {
    const kong = aKong((path) => (path.includes('/routes?') ? answer : small(path)));
    const { result } = await kong.source.readTarget(kong.access, target, kong.errand());
    expect(result).toMatchObject(ok({ unread: [{ part: 'routes', code: 'UNREADABLE' }] }));
  });

  it('keeps the pages that were read when a later one fails', async () => {
    const kong = aKong((path) => {
      if (!path.startsWith('/plugins')) return small(path);
      return path.includes('offset') ? Response.json({}, { status: 403 }) : page([ACL], 'two');
    });
    const { result } = await kong.source.readTarget(kong.access, target, kong.errand());
    expect(result).toMatchObject(
      ok({ plugins: [{ id: 'p-1' }], unread: [{ part: 'plugins', code: 'NOT_PERMITTED', status: 403 }] }),
    );
  });
});

it('an entity that cannot be understood makes its collection unreadable, and the others stay', async () => {
  const kong = aKong((path) =>
    path.startsWith('/plugins') ? page([{ id: 'p-9', name: 'acl', config: 'nonsense' }, ACL]) : small(path),
  );
  const { result } = await kong.source.readTarget(kong.access, target, kong.errand());
  expect(result).toMatchObject(
    ok({ plugins: [{ id: 'p-1' }], unread: [{ part: 'plugins', code: 'UNREADABLE' }] }),
  );
});

it('ends in a partial answer when the time is over: what was read is there, what was not is named', async () => {
  const kong = aKong((path) => {
    if (path.includes('/routes?')) kong.pass(22_001);
    return small(path);
  });
  const { result } = await kong.source.readTarget(kong.access, target, kong.errand());
  expect(result).toMatchObject(
    ok({
      services: [{ name: 'orders' }],
      routes: [{ id: 'r-1' }],
      plugins: [],
      unread: [{ part: 'plugins', code: 'BUDGET_SPENT' }],
    }),
  );
});

it('asks for nothing else when the service is not there', async () => {
  const kong = aKong((path) => (path.startsWith('/services') ? notFound() : small(path)));
  const { result } = await kong.source.readTarget(kong.access, target, kong.errand());
  expect(result).toEqual(err({ code: 'NOT_THERE', status: 404 }));
  expect(kong.paths().sort()).toEqual(['/', '/services/orders']);
});

it('takes only services that carry the tag, whatever Kong answers', async () => {
  const kong = aKong((path) =>
    path.startsWith('/services?') ? page([{ ...ORDERS, tags: ['team:other'] }]) : small(path),
  );
  const byTag = { connectionId: 'kong', tag: 'team:orders' };
  const { result } = await kong.source.readTarget(kong.access, byTag, kong.errand());
  expect(result).toMatchObject(ok({ services: [], unread: [] }));
});

it('finds only what it is narrowed to, also where it has to read everything', async () => {
  const kong = aKong(() =>
    page([ORDERS, { id: 's-2', name: 'payments', host: 'h', tags: ['team:payments'] }]),
  );
  const names = ['orders', ...Array.from({ length: 20 }, (_, index) => `other-${index}`)];
  const search = { query: '', within: { names, tags: ['team:orders'] }, limit: 10 };
  const { result } = await kong.source.searchServices(kong.access, search, kong.errand());
  expect(result).toMatchObject(ok({ services: [{ name: 'orders' }], more: false }));
  expect(kong.paths()).toEqual(['/services?size=1000']);
});

describe('what a page view asks for', () => {
  const GUEST = { id: 'c-guest', username: 'guest' };
  const known = (fields: Partial<GatewayPlugins> = {}): GatewayPlugins => ({
    readAt: '2026-11-23T08:40:00.000Z',
    plugins: [],
    consumers: [],
    totalPlugins: 2_500,
    totalRoutes: 4_000,
    unread: [],
    ...fields,
  });
  const asked = async (
    kong: ReturnType<typeof aKong>,
    gateway: GatewayPlugins | null,
    mostCalls = 90,
  ): Promise<KongReading> => {
    const shown = { target, gateway, mostCalls };
    const { result } = await kong.source.showTarget(kong.access, shown, kong.errand());
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };
  const many = (path: string): Json | Response =>
    path.startsWith('/plugins') ? page([CORRELATION], 'two') : small(path);

  it('is no list of all plugins where the snapshot knows those of the gateway', async () => {
    const kong = aKong((path) => (path.startsWith('/plugins') ? notFound() : small(path)));
    expect(await asked(kong, known())).toMatchObject({
      plugins: [{ id: 'p-0' }, { id: 'p-1' }],
      gatewayPluginsAt: '2026-11-23T08:40:00.000Z',
      unread: [],
    });
    expect(kong.paths().sort()).toEqual([
      '/',
      '/routes/r-1/plugins?size=1000',
      '/services/orders',
      '/services/s-1/plugins?size=1000',
      '/services/s-1/routes?size=1000',
    ]);
  });

  it('is one page of that list at most where nothing is known, and then says what is missing', async () => {
    const kong = aKong(many);
    expect(await asked(kong, null)).toMatchObject({
      gatewayPluginsAt: null,
      unread: [{ part: GATEWAY_PLUGINS, code: 'NOT_READ_YET' }],
    });
    expect(kong.paths().filter((path) => path.startsWith('/plugins'))).toEqual(['/plugins?size=1000']);
  });

  it('is that page alone where it holds every plugin of a small gateway: nothing shown is old', async () => {
    const kong = aKong(small);
    expect(await asked(kong, known({ totalPlugins: 12 }))).toMatchObject({
      gatewayPluginsAt: null,
      unread: [],
    });
    expect(kong.paths()).not.toContain('/routes/r-1/plugins?size=1000');
  });

  it('is a plugin’s place of now: one that was the gateway’s and is a service’s by now is shown once', async () => {
    const moved = { ...plugin.parse(ACL), scope: NOWHERE, config: { allow: ['of-before'] } };
    const { plugins } = await asked(aKong(many), known({ plugins: [moved] }));
    expect(plugins.filter(({ id }) => id === 'p-1')).toMatchObject([
      { scope: { serviceId: 's-1' }, config: { allow: ['orders-read'] } },
    ]);
  });

  it('is no list and no plugin of a route for a service with more routes than there are calls, and says so', async () => {
    const routes = Array.from({ length: 40 }, (_, index) => ({ id: `r-${index}`, service: { id: 's-1' } }));
    const kong = aKong((path) => (path.includes('/routes?') ? page(routes) : small(path)));
    expect(await asked(kong, known(), 45)).toMatchObject({
      plugins: [{ id: 'p-0' }, { id: 'p-1' }],
      unread: [{ part: ROUTE_PLUGINS, code: 'NOT_READ_YET' }],
    });
    expect(kong.paths().sort()).toEqual([
      '/',
      '/services/orders',
      '/services/s-1/plugins?size=1000',
      '/services/s-1/routes?size=1000',
    ]);
  });

  it('is no list of routes for a tag with more services than there are calls', async () => {
    const services = Array.from({ length: 60 }, (_, n) => ({
      id: `s-${n}`,
      name: `wide-${n}`,
      host: 'wide',
      tags: ['wide'],
    }));
    const kong = aKong((path) => (path.startsWith('/services?') ? page(services) : small(path)));
    const shown = { target: { connectionId: 'kong', tag: 'wide' }, gateway: known(), mostCalls: 45 };
    const { result } = await kong.source.showTarget(kong.access, shown, kong.errand());
    expect(result).toMatchObject(ok({ routes: [], plugins: [] }));
    expect(kong.paths().sort()).toEqual(['/', '/services?tags=wide&size=1000']);
  });

  it('leaves the consumers of remembered plugins to the snapshot, and asks whether a stand-in is still there', async () => {
    const limits = Array.from({ length: 50 }, (_, n) =>
      plugin.parse({ id: `p-${n + 10}`, name: 'rate-limiting', consumer: { id: `c-${n}` } }),
    );
    const login = plugin.parse({ id: 'p-9', name: 'key-auth', config: { anonymous: 'guest' } });
    const kong = aKong((path) => (path === '/consumers/guest' ? GUEST : many(path)));
    const consumers = limits.map(({ scope }) => consumer.parse({ id: scope.consumerId }));
    const reading = await asked(kong, known({ plugins: [login, ...limits], consumers }));
    expect(reading.consumers).toHaveLength(51);
    expect(kong.paths().filter((path) => path.includes('consumers'))).toEqual(['/consumers/guest']);
  });

  it('is no list of consumers where plugins name more than there are calls, and says that some are not known', async () => {
    const plugins = Array.from({ length: 60 }, (_, n) => ({
      id: `p-${n + 10}`,
      name: 'rate-limiting',
      consumer: { id: `c-${n}` },
      service: { id: 's-1' },
    }));
    const kong = aKong((path) => {
      if (path.startsWith('/services/s-1/plugins')) return page(plugins);
      return path.startsWith('/consumers?') ? page([{ id: 'c-0' }], 'two') : many(path);
    });
    const reading = await asked(kong, known(), 40);
    expect(reading.consumers.map(({ id }) => id)).toEqual(['c-0']);
    expect(reading.unread).toEqual([{ part: 'consumers', code: 'NOT_READ_YET' }]);
    expect(kong.paths().filter((path) => path.startsWith('/consumers'))).toEqual(['/consumers?size=1000']);
  });

  it('finds many consumers in a page of their list and the others one by one, not by listing all', async () => {
    const own = Array.from({ length: 30 }, (_, n) => ({
      id: `p-${n + 10}`,
      name: 'rate-limiting',
      service: { id: 's-1' },
      consumer: { id: `c-${n}` },
    }));
    const kong = aKong((path) => {
      if (path === '/services/s-1/plugins?size=1000') return page(own);
      if (path.startsWith('/consumers?')) return page([{ id: 'c-0' }, { id: 'c-other' }], 'two');
      return path.startsWith('/consumers/') ? { id: path.slice('/consumers/'.length) } : many(path);
    });
    const reading = await asked(kong, known());
    expect(reading.consumers).toHaveLength(30);
    expect(kong.paths()).not.toContain('/consumers?size=1000&offset=two');
  });
});

describe('Konnect (from specification)', () => {
  const api = {
    type: 'konnect',
    region: 'eu',
    controlPlaneId: '2b901f63-bf47-4cd4-9736-085024a3d2d9',
    flavor: 'expressions',
  } as const;
  const base =
    'https://eu.api.konghq.com/v2/control-planes/2b901f63-bf47-4cd4-9736-085024a3d2d9/core-entities';

  it('is read below the control plane, with a bearer token and without a node page', async () => {
    const kong = aKong(small, { api });
    const { result } = await kong.source.readTarget(kong.access, target, kong.errand());
    expect(result).toMatchObject(
      ok({ node: { edition: 'konnect', flavor: 'expressions' }, routes: [{ id: 'r-1' }], unread: [] }),
    );
    expect(kong.sent.every(({ url }) => url.startsWith(`${base}/`))).toBe(true);
    expect(kong.sent[0]?.headers.get('authorization')).toBe('Bearer s3cr3t-admin-token');
  });

  it('a test of the connection fails when nothing can be listed', async () => {
    const kong = aKong(() => Response.json({ status: 401 }, { status: 401 }), { api });
    const { result } = await kong.source.test(kong.access, kong.errand());
    expect(result).toEqual(err({ code: 'UNAUTHENTICATED', status: 401 }));
  });
});

it('an Admin API that asks for no credential is read without one', async () => {
  const api = {
    type: 'admin',
    url: 'https://kong.shop.example:8444',
    workspace: null,
    tokenHeader: null,
  } as const;
  const kong = aKong(small, { api });
  const { result } = await kong.source.readTarget({ ...kong.access, secrets: null }, target, kong.errand());
  expect(result.ok).toBe(true);
  expect(kong.sent[0]?.headers.has('kong-admin-token')).toBe(false);
});

it('a workspace keeps its entities apart, the node’s page has none', async () => {
  const api = {
    type: 'admin',
    url: 'https://kong.shop.example:8444/admin/',
    workspace: 'shop',
    tokenHeader: null,
  } as const;
  const kong = aKong((path) => small(path.replace('/admin', '').replace('/shop', '')), { api });
  const { result } = await kong.source.readTarget(kong.access, target, kong.errand());
  expect(result).toMatchObject(ok({ unread: [] }));
  expect(kong.paths().sort()).toEqual([
    '/admin/',
    '/admin/shop/plugins?size=1000',
    '/admin/shop/services/orders',
    '/admin/shop/services/s-1/routes?size=1000',
  ]);
});

it.each([
  ['another API', { kind: 'Status', code: 403 }],
  ['Kong’s proxy port', notFound()],
])('%s is not Kong’s Admin API', async (_, root) => {
  const kong = aKong((path) => (path === '/' ? root : small(path)));
  const { result } = await kong.source.test(kong.access, kong.errand());
  expect(result).toMatchObject(err({ code: 'WRONG_PRODUCT' }));
});
