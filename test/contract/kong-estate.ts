import type { RestOfEstate } from '../../src/adapters/memory/kong-pages';
import type { KongEstate } from '../../src/adapters/memory/kong-source';
import type { JsonObject } from '../../src/domain/json';
import type {
  Consumer,
  CredentialKind,
  Plugin,
  PluginScope,
  Route,
  Service,
} from '../../src/domain/kong/entities';

/** A UUID that says what it is for: `id('5e', 7)`. */
export const id = (kind: string, number: number): string =>
  `${kind.padEnd(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const aService = (number: number, fields: Partial<Service> & { name: string }): Service => ({
  id: id('5e', number),
  protocol: 'http',
  host: `${fields.name}.svc`,
  port: 8080,
  path: null,
  enabled: true,
  retries: 5,
  connectTimeoutMs: 60_000,
  readTimeoutMs: 60_000,
  writeTimeoutMs: 60_000,
  tags: [],
  createdAt: 1_795_395_617,
  updatedAt: 1_795_395_617,
  ...fields,
});

export const aRoute = (number: number, serviceId: string, fields: Partial<Route> = {}): Route => ({
  id: id('40', number),
  name: `route-${number}`,
  serviceId,
  protocols: ['http', 'https'],
  methods: [],
  hosts: [],
  paths: [`/r${number}`],
  headers: {},
  snis: [],
  sources: [],
  destinations: [],
  expression: null,
  priority: null,
  regexPriority: 0,
  stripPath: true,
  pathHandling: 'v0',
  preserveHost: false,
  requestBuffering: true,
  responseBuffering: true,
  httpsRedirectStatusCode: 426,
  tags: [],
  createdAt: 1_795_395_617,
  updatedAt: 1_795_395_617,
  ...fields,
});

type PluginFields = Partial<Omit<Plugin, 'scope'>> & { name: string; scope?: Partial<PluginScope> };

export const aPlugin = (number: number, { scope, ...fields }: PluginFields): Plugin => ({
  id: id('91', number),
  instanceName: null,
  enabled: true,
  scope: { routeId: null, serviceId: null, consumerId: null, consumerGroupId: null, ...scope },
  protocols: ['grpc', 'grpcs', 'http', 'https'],
  tags: [],
  config: {},
  hiddenFields: [],
  ordering: null,
  condition: null,
  createdAt: 1_795_395_617,
  updatedAt: 1_795_395_617,
  ...fields,
});

export const aConsumer = (number: number, username: string): Consumer => ({
  id: id('c0', number),
  username,
  customId: null,
  tags: [],
  createdAt: 1_795_395_617,
});

/** A corner of the shop: two services of one team, a neighbour, and plugins at every scope. */
export const aShop = (): KongEstate => {
  const orders = aService(1, { name: 'orders', tags: ['team:orders', 'svc:orders'] });
  const checkout = aService(2, { name: 'checkout', tags: ['team:orders'] });
  const payments = aService(3, { name: 'payments', tags: ['team:orders-2'] });
  const web = aConsumer(1, 'web-storefront');
  const batch = aConsumer(2, 'bi-batch');
  const ordersRoute = aRoute(1, orders.id, {
    hosts: ['api.shop.example'],
    methods: ['GET'],
    headers: { 'x-version': ['2', '3'] },
  });
  return {
    node: {
      product: 'kong',
      edition: 'oss',
      version: '3.9.3',
      flavor: 'traditional_compatible',
      database: 'postgres',
      role: 'traditional',
    },
    services: [orders, checkout, payments],
    routes: [
      ordersRoute,
      aRoute(2, orders.id, { paths: ['~/orders/\\d+$'], regexPriority: 5, stripPath: false }),
      aRoute(3, checkout.id),
      aRoute(4, payments.id),
    ],
    plugins: [
      aPlugin(1, { name: 'correlation-id', config: { header_name: 'X-Request-Id' } }),
      aPlugin(2, { name: 'acl', scope: { serviceId: orders.id }, config: { allow: ['orders-read'] } }),
      aPlugin(3, { name: 'cors', scope: { routeId: ordersRoute.id }, enabled: false, tags: ['team:orders'] }),
      aPlugin(4, {
        name: 'rate-limiting',
        scope: { serviceId: orders.id, consumerId: web.id },
        config: { minute: 1200 },
      }),
      aPlugin(5, { name: 'rate-limiting', scope: { consumerId: batch.id }, config: { minute: 10 } }),
      aPlugin(6, { name: 'acl', scope: { serviceId: payments.id }, config: { deny: ['partners'] } }),
    ],
    consumers: [web, batch, aConsumer(3, 'support-desk')],
  };
};

/** Routes of a service, from number 100 on, each with a plugin of its own. */
export const addGuardedRoutes = (shop: KongEstate, count: number, service: string): void => {
  const many = Array.from({ length: count }, (_, index) => aRoute(100 + index, service));
  shop.routes.push(...many);
  shop.plugins.push(
    ...many.map(({ id: routeId }, index) => aPlugin(100 + index, { name: 'cors', scope: { routeId } })),
  );
};

/** What a snapshot reads beside it: memberships, an upstream, and credentials of two kinds. */
export const theRestOfTheShop = (): Required<Omit<RestOfEstate, 'consumerGroups' | 'certificates'>> => ({
  acls: [1, 2, 3].map((n) => ({
    id: id('ac', n),
    consumerId: id('c0', n),
    group: 'orders-read',
    tags: [],
    createdAt: 1_795_395_617,
  })),
  upstreams: [{ id: id('11', 1), name: 'orders', algorithm: 'round-robin', tags: [] }],
  credentialCounts: [
    { consumerId: id('c0', 1), kind: 'key-auth', count: 2 },
    { consumerId: id('c0', 2), kind: 'key-auth', count: 1 },
    { consumerId: id('c0', 1), kind: 'jwt', count: 1 },
  ],
});

/** The entities as the Admin API has them. */
export const adminApiState = (estate: KongEstate): Record<string, JsonObject[]> => ({
  services: estate.services.map(rawService),
  routes: estate.routes.map(rawRoute),
  plugins: estate.plugins.map(rawPlugin),
  consumers: estate.consumers.map((one) => ({
    id: one.id,
    username: one.username,
    custom_id: one.customId,
    tags: one.tags,
    created_at: one.createdAt,
    updated_at: one.createdAt,
  })),
  acls: (estate.acls ?? []).map(({ consumerId, createdAt, ...rest }) => ({
    ...rest,
    tags: rest.tags.length === 0 ? null : rest.tags,
    consumer: { id: consumerId },
    created_at: createdAt,
  })),
  upstreams: (estate.upstreams ?? []).map((one) => ({
    ...one,
    tags: one.tags.length === 0 ? null : one.tags,
  })),
  keyauth_credentials: credentials(estate, 'key-auth', (n) => ({
    key: `s3cr3t-key-${n}`,
    tags: ['s3cr3t-tag'],
  })),
  jwt_secrets: credentials(estate, 'jwt', (n) => ({
    key: `s3cr3t-iss-${n}`,
    secret: 's3cr3t-jwt',
    algorithm: 'HS256',
  })),
});

const credentials = (
  estate: KongEstate,
  kind: CredentialKind,
  fields: (n: number) => JsonObject,
): JsonObject[] =>
  (estate.credentialCounts ?? [])
    .filter((one) => one.kind === kind)
    .flatMap(({ consumerId, count }) => Array.from({ length: count }, () => consumerId))
    .map((consumerId, n) => ({
      id: id(`cd${kind.length}`, n),
      consumer: { id: consumerId },
      created_at: 1,
      ...fields(n),
    }));

const reference = (to: string | null): JsonObject | null => (to === null ? null : { id: to });

const rawService = ({ connectTimeoutMs, readTimeoutMs, writeTimeoutMs, ...rest }: Service): JsonObject => ({
  ...snakeCase(rest),
  connect_timeout: connectTimeoutMs,
  read_timeout: readTimeoutMs,
  write_timeout: writeTimeoutMs,
});

const rawRoute = ({ serviceId, expression, priority, ...rest }: Route): JsonObject => ({
  ...snakeCase(rest),
  // As real answers have it: nothing, not an empty list.
  ...Object.fromEntries(
    (['methods', 'hosts', 'snis', 'sources', 'destinations', 'tags'] as const)
      .filter((field) => rest[field].length === 0)
      .map((field) => [field, null]),
  ),
  service: reference(serviceId),
  ...(expression === null ? {} : { expression, priority }),
});

const rawPlugin = ({
  scope,
  hiddenFields: _,
  ordering: __,
  condition: ___,
  ...rest
}: Plugin): JsonObject => ({
  ...snakeCase(rest),
  service: reference(scope.serviceId),
  route: reference(scope.routeId),
  consumer: reference(scope.consumerId),
});

const snakeCase = (fields: object): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value as JsonObject[string],
    ]),
  );
