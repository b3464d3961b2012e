import fc from 'fast-check';

import { consumer, plugin, route, service } from '../../../src/adapters/kong/entity-shapes';
import { nodeOf } from '../../../src/adapters/kong/node-shape';
import type { Json } from '../../../src/domain/json';

const SHAPES = { service, route, plugin, consumer };
const FIELDS = [
  'id',
  'name',
  'host',
  'service',
  'config',
  'tags',
  'headers',
  'sources',
  'ordering',
  'protocols',
];

/** Any JSON, and objects that look like entities with anything in their fields. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.constantFrom(...FIELDS, '__proto__', 'constructor'), fc.jsonValue()),
  fc.record({ id: fc.string(), name: fc.string(), host: fc.string(), config: fc.jsonValue() }),
);

it.each(Object.keys(SHAPES) as (keyof typeof SHAPES)[])('no JSON makes the reading of a %s throw', (kind) => {
  fc.assert(
    fc.property(anything, (json) => {
      const read = SHAPES[kind].safeParse(json);
      if (read.success) expect(typeof read.data.id).toBe('string');
    }),
    { numRuns: 2_000 },
  );
});

it('no JSON makes the reading of a node’s page throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      nodeOf(json as Json);
    }),
  );
});

it('takes Kong’s defaults for what is absent or null', () => {
  expect(service.parse({ id: 's', host: 'h', name: null, tags: null })).toMatchObject({
    protocol: 'http',
    port: 80,
    retries: 5,
    enabled: true,
    tags: [],
    connectTimeoutMs: 60_000,
  });
  expect(route.parse({ id: 'r', service: null, hosts: null })).toMatchObject({
    protocols: ['http', 'https'],
    hosts: [],
    stripPath: true,
    pathHandling: 'v0',
    httpsRedirectStatusCode: 426,
    serviceId: null,
  });
  expect(plugin.parse({ id: 'p', name: 'cors' })).toMatchObject({
    enabled: true,
    config: {},
    hiddenFields: [],
  });
});

it('takes an empty map for an empty list, and the other way round, as Lua writes them', () => {
  expect(route.parse({ id: 'r', tags: {}, headers: [], snis: {} })).toMatchObject({ tags: [], headers: {} });
});

it.each([
  ['service', { id: 's', host: 7 }],
  ['service', { host: 'h' }],
  ['route', { id: 'r', paths: '/x' }],
  ['route', { id: 'r', strip_path: 'yes' }],
  ['plugin', { id: 'p', name: 'acl', enabled: 1 }],
  ['plugin', { id: 'p' }],
] as const)('does not half-understand a %s such as %j', (kind, json) => {
  expect(SHAPES[kind].safeParse(json).success).toBe(false);
});

it('keeps the order that Enterprise sets, and the condition as text', () => {
  const ordering = { before: { access: ['rate-limiting'] }, after: { access: ['key-auth'] } };
  const read = plugin.parse({ id: 'p', name: 'acl', ordering, condition: 'http.path == "/x"' });
  expect(read.ordering).toEqual({ before: ['rate-limiting'], after: ['key-auth'] });
  expect(read.condition).toBe('http.path == "/x"');
});

it.each([
  [{ version: '3.9.3', edition: 'community' }, 'oss'],
  [{ version: '3.10.0.1', edition: 'enterprise' }, 'enterprise'],
  [{ version: '2.8.4.1-enterprise-edition' }, 'enterprise'],
  [{ version: '2.8.3' }, 'oss'],
])('%j is %s', (page, edition) => {
  expect(nodeOf({ ...page, configuration: { database: 'off' } })).toMatchObject({ edition, database: 'off' });
});

it.each([{}, { version: 'v1.30.2' }, { version: '3.9.3' }, [], null, 'Welcome to kong'])(
  '%j is not Kong’s page',
  (page) => {
    expect(nodeOf(page as Json)).toBeNull();
  },
);
