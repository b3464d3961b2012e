import { err, ok } from '../../../src/domain/result';
import type { Plugin } from '../../../src/domain/kong/entities';
import type { Json } from '../../../src/domain/json';
import { aKong, notFound, page } from './a-kong';

const ORDERS = { id: 's-1', name: 'orders', host: 'orders.svc' };
const target = { connectionId: 'kong', service: 'orders' };
const CORRELATION = { id: 'p-0', name: 'correlation-id' };
const ACL = { id: 'p-1', name: 'acl', service: { id: 's-1' }, config: { allow: ['orders-read'] } };

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

describe('global plugins remembered by the caller', () => {
  const remembering = (known: Plugin[] | null) => {
    const kept: Plugin[][] = [];
    return {
      kept,
      get: () => Promise.resolve(known),
      put: (_: string, plugins: Plugin[]) => {
        kept.push(plugins);
        return Promise.resolve();
      },
    };
  };

  it('are kept after a whole list', async () => {
    const globals = remembering(null);
    const kong = aKong(small, { globals });
    await kong.source.readTarget(kong.access, target, kong.errand());
    expect(globals.kept.map((plugins) => plugins.map(({ id }) => id))).toEqual([['p-0']]);
  });

  it('are not kept after half a list', async () => {
    const globals = remembering(null);
    const failing = (path: string) =>
      path.startsWith('/plugins') ? Response.json({}, { status: 403 }) : small(path);
    const kong = aKong(failing, { globals });
    await kong.source.readTarget(kong.access, target, kong.errand());
    expect(globals.kept).toEqual([]);
  });

  it('spare the list of all plugins', async () => {
    const globals = remembering([]);
    const nested = (path: string) => (path.startsWith('/plugins') ? notFound() : small(path));
    const kong = aKong(nested, { globals });
    const { result } = await kong.source.readTarget(kong.access, target, kong.errand());
    expect(result).toMatchObject(ok({ plugins: [{ id: 'p-0' }, { id: 'p-1' }], unread: [] }));
    expect(kong.paths()).toContain('/routes/r-1/plugins?size=1000');
  });

  it('do not make a call for each of many routes', async () => {
    const globals = remembering([]);
    const routes = Array.from({ length: 40 }, (_, index) => ({ id: `r-${index}`, service: { id: 's-1' } }));
    const kong = aKong((path) => (path.includes('/routes?') ? page(routes) : small(path)), { globals });
    await kong.source.readTarget(kong.access, target, kong.errand());
    expect(kong.paths()).toContain('/plugins?size=1000');
    expect(kong.paths().length).toBeLessThan(8);
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
