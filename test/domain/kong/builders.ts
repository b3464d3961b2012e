import type { JsonObject } from '../../../src/domain/json';
import type { Acl, Consumer, Plugin, Route, Service } from '../../../src/domain/kong/entities';
import type { KongSnapshot } from '../../../src/domain/kong/snapshot';

/** Kong entities with Kong's own defaults; a test says only what matters to it. */
export const aService = (over: Partial<Service> = {}): Service => ({
  id: 'orders',
  name: over.id ?? 'orders',
  protocol: 'http',
  host: 'orders.shop.example',
  port: 80,
  path: null,
  enabled: true,
  retries: 5,
  connectTimeoutMs: 60_000,
  readTimeoutMs: 60_000,
  writeTimeoutMs: 60_000,
  tags: [],
  createdAt: 1,
  updatedAt: 1,
  ...over,
});

export const aRoute = (over: Partial<Route> = {}): Route => ({
  id: 'orders-list',
  name: over.id ?? 'orders-list',
  serviceId: 'orders',
  protocols: ['http', 'https'],
  methods: [],
  hosts: [],
  paths: ['/orders'],
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
  createdAt: 1,
  updatedAt: 1,
  ...over,
});

/** `r` route orders-list, `s` service orders, `c` consumer web-storefront, `g` consumer group gold; '' is global. */
const scopeOf = (letters: string): Plugin['scope'] => ({
  routeId: letters.includes('r') ? 'orders-list' : null,
  serviceId: letters.includes('s') ? 'orders' : null,
  consumerId: letters.includes('c') ? 'web-storefront' : null,
  consumerGroupId: letters.includes('g') ? 'gold' : null,
});

export const aPlugin = (
  name: string,
  {
    on = 's',
    config = {},
    ...over
  }: Partial<Omit<Plugin, 'config'>> & { on?: string; config?: JsonObject } = {},
): Plugin => ({
  id: `${name}@${on}`,
  name,
  instanceName: null,
  enabled: true,
  scope: scopeOf(on),
  protocols: ['grpc', 'grpcs', 'http', 'https'],
  tags: [],
  config,
  hiddenFields: [],
  ordering: null,
  condition: null,
  createdAt: 1,
  updatedAt: 1,
  ...over,
});

export const aConsumer = (id: string, over: Partial<Consumer> = {}): Consumer => ({
  id,
  username: id,
  customId: null,
  tags: [],
  createdAt: 1,
  ...over,
});

export const anAcl = (consumerId: string, group: string): Acl => ({
  id: `${consumerId}/${group}`,
  consumerId,
  group,
  tags: [],
  createdAt: 1,
});

/** Service orders with route orders-list, consumers web-storefront (orders-read) and partner-acme (partners), read completely. */
export const aSnapshot = (over: Partial<KongSnapshot> = {}): KongSnapshot => ({
  node: {
    product: 'kong',
    edition: 'oss',
    version: '3.9.3',
    flavor: 'traditional_compatible',
    database: 'postgres',
    role: 'traditional',
  },
  services: [aService()],
  routes: [aRoute()],
  plugins: [],
  consumers: [aConsumer('web-storefront'), aConsumer('partner-acme')],
  acls: [anAcl('web-storefront', 'orders-read'), anAcl('partner-acme', 'partners')],
  unread: [],
  ...over,
});
