import type { Ask, MeshAsk } from '../../../src/domain/access/ask';
import { DEFAULT_MESH_CONFIG, type Policy } from '../../../src/domain/istio/resources';
import type { WorkloadFacts } from '../../../src/domain/istio/workload/guards';
import { anAuthorizationPolicy } from '../istio/policies';
import { DAY } from './builders';

export const REFUNDS = 'cluster.local/ns/payments/sa/refunds';

/** Somebody else's word on the orders workload: the storefront may call. */
export const theirs = (spec: object = {}, name = 'orders-callers') =>
  anAuthorizationPolicy(
    {
      selector: { matchLabels: { app: 'orders' } },
      action: 'ALLOW',
      rules: [{ from: [{ source: { principals: ['cluster.local/ns/storefront/sa/cart'] } }] }],
      ...spec,
    },
    { name, namespace: 'orders' },
  );

/** The orders workload behind sidecars, guarded by an ALLOW of its owners. */
export const aWorkload = (
  policies: Policy[] = [theirs()],
  over: Partial<WorkloadFacts> = {},
): WorkloadFacts => ({
  bound: { namespace: 'orders', labels: { app: 'orders' } },
  policies,
  mesh: DEFAULT_MESH_CONFIG,
  surroundings: {
    namespaceLabels: { 'istio-injection': 'enabled' },
    services: [],
    podLabels: [{ app: 'orders', version: 'v1' }],
    gateways: [],
    serviceAccounts: [
      { namespace: 'orders', names: ['orders'] },
      { namespace: 'payments', names: ['refunds', 'ledger'] },
    ],
  },
  unread: [],
  ...over,
});

export const aMeshAsk = (over: Partial<MeshAsk> = {}): MeshAsk => ({
  connectionId: 'mesh',
  namespace: 'orders',
  labels: { app: 'orders' },
  caller: { kind: 'account', namespace: 'payments', name: 'refunds' },
  methods: ['GET'],
  paths: ['/orders/*'],
  ...over,
});

/** Payments' refunds asks for reading orders, in the mesh alone. */
export const aMeshOnlyAsk = (over: Partial<MeshAsk> = {}, heldByGrant: string[] = []): Ask => ({
  beneficiary: { kind: 'account', name: 'payments/refunds' },
  lifetime: { kind: 'for', ms: 7 * DAY },
  heldByGrant,
  kong: null,
  mesh: aMeshAsk(over),
});
