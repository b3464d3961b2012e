import fc from 'fast-check';
import type { Call } from '../../../src/domain/istio/authorization/call';
import { compile } from '../../../src/domain/istio/authorization/compile';
import { guardOf } from '../../../src/domain/istio/authorization/guard';
import { decide } from '../../../src/domain/istio/authorization/decide';
import {
  DEFAULT_MESH_CONFIG,
  type DataPlane,
  type MeshConfig,
  type Policy,
  type Workload,
} from '../../../src/domain/istio/resources';
import type { Unread } from '../../../src/domain/source';

export const CART: Workload = { namespace: 'storefront', labels: { app: 'cart' }, serviceAccount: 'cart' };
export const ORDERS = 'cluster.local/ns/orders/sa/orders';
export const SEARCH = 'cluster.local/ns/storefront/sa/search';

type Around = { dataPlane?: DataPlane; workload?: Workload; mesh?: Partial<MeshConfig>; unread?: Unread[] };

/** Asks whether calls may be made to the cart service. */
export function asking(policies: readonly Policy[], around: Around = {}) {
  const { dataPlane = 'sidecar', workload = CART, mesh = {}, unread = [] } = around;
  const compiled = compile(policies, { ...DEFAULT_MESH_CONFIG, ...mesh }, unread);
  const guard = guardOf(compiled, { workload, dataPlane });
  return (call: Call) => decide(guard, call);
}

export const ask = (policies: readonly Policy[], call: Call, around: Around = {}) =>
  asking(policies, around)(call);

/** A whole call: everything known, no token, no extra headers. */
export const aCall = (parts: Partial<Call> = {}): Call => ({
  protocol: 'http',
  principal: ORDERS,
  sourceIp: '10.1.2.3',
  destinationIp: '10.9.9.9',
  port: 8080,
  sni: null,
  method: 'GET',
  path: '/items',
  host: 'cart.storefront',
  headers: {},
  token: null,
  filterMetadata: {},
  ...parts,
});

const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });

const sources = fc.record(
  {
    principals: some(ORDERS, SEARCH, '*', 'cluster.local/ns/orders/*'),
    notPrincipals: some(ORDERS),
    namespaces: some('orders', 'storefront', 'or*'),
    notNamespaces: some('orders'),
    serviceAccounts: some('orders/orders', 'search'),
    ipBlocks: some('10.1.0.0/16', '10.2.3.4'),
    notIpBlocks: some('10.1.0.0/16'),
    requestPrincipals: some('*', 'id.example/ann'),
  },
  { requiredKeys: [] },
);
const operations = fc.record(
  {
    methods: some('GET', 'POST', '*'),
    notMethods: some('GET'),
    paths: some('/items', '/items*', '*.html', '/{*}/x'),
    notPaths: some('/admin*', '/items'),
    hosts: some('cart.storefront', '*.example'),
    ports: some('8080', '9090'),
    notPorts: some('8080'),
  },
  { requiredKeys: [] },
);
const conditions = fc.oneof(
  fc.record({ key: fc.constant('source.namespace'), values: some('orders'), notValues: some('storefront') }),
  fc.record({ key: fc.constant('request.headers[x-a]'), values: some('1', '*'), notValues: some('2') }),
);
export const rules = fc.record(
  {
    from: fc.array(fc.record({ source: sources }), { maxLength: 2 }),
    to: fc.array(fc.record({ operation: operations }), { maxLength: 2 }),
    when: fc.array(conditions, { maxLength: 1 }),
  },
  { requiredKeys: [] },
);

/** Specs of AuthorizationPolicies as people write them; most say something about the calls of `calls`. */
export const specs = (action: fc.Arbitrary<'ALLOW' | 'DENY' | 'AUDIT'>) =>
  fc.record({ action, rules: fc.array(rules, { maxLength: 3 }) });

export const dataPlanes = fc.constantFrom<DataPlane>('sidecar', 'gateway', 'ztunnel');

export const calls: fc.Arbitrary<Call> = fc.record({
  protocol: fc.constantFrom('http' as const, 'tcp' as const),
  principal: fc.constantFrom(ORDERS, SEARCH, null),
  sourceIp: fc.constantFrom('10.1.2.3', '10.2.3.4'),
  destinationIp: fc.constant('10.9.9.9'),
  port: fc.constantFrom(8080, 9090),
  sni: fc.constant(null),
  method: fc.constantFrom('GET', 'POST', 'DELETE'),
  path: fc.constantFrom('/items', '/items/7', '/admin', '/x.html'),
  host: fc.constantFrom('cart.storefront', 'shop.example'),
  headers: fc.constantFrom<Record<string, string>>({}, { 'x-a': '1' }, { 'X-A': '2' }),
  token: fc.constant(null),
  filterMetadata: fc.constant({}),
});
