import { randomUUID } from 'node:crypto';

import { createKubernetes } from '../../../host/kubernetes/kubernetes';
import type { Rule } from '../../../host/kubernetes/rights';
import { createCaller } from '../../../src/adapters/http/call';
import { createMeshSource } from '../../../src/adapters/kubernetes/mesh-source';
import type { KubernetesConnection } from '../../../src/domain/connection';
import { NOTHING } from '../../../src/domain/space-rules';
import { anErrand } from '../http/world';

const TOKEN = 's3cr3t-service-account';

/** A cluster that lets one credential do what `allow` says; spaces may show `namespaces`. */
const aCluster = (allow: Rule[], namespaces: string[]) => {
  const cluster = createKubernetes({
    manifests: [],
    now: Date.now,
    randomUuid: randomUUID,
    version: 'v1.34.1',
    crds: ['istio'],
    tokens: { [TOKEN]: { user: 'gatehouse', allow } },
  });
  const asked: string[] = [];
  const call = createCaller({
    fetch: (url, init) => {
      asked.push(`${init.method ?? 'GET'} ${new URL(url).pathname}`);
      return cluster.fetch(new Request(url, init));
    },
    now: Date.now,
    sleep: () => Promise.resolve(),
    random: () => 0,
  });
  const connection: Partial<KubernetesConnection> = {
    kind: 'kubernetes',
    id: 'mesh',
    url: 'https://mesh.shop.example',
    spaceRules: [{ spaceId: '65537', show: { ...NOTHING, namespaces }, change: NOTHING }],
  };
  const access = { connection: connection as KubernetesConnection, secrets: { current: TOKEN } };
  const parts = async (): Promise<Record<string, string>> => {
    const { result } = await createMeshSource({ call }).test(access, anErrand());
    if (!result.ok) throw new Error(result.error.code);
    return Object.fromEntries(result.value.parts.map(({ part, failure }) => [part, failure?.code ?? 'may']));
  };
  return { parts, asked };
};

const EVERYTHING: Rule[] = [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] }];
const BOUND: Rule[] = [
  {
    apiGroups: ['security.istio.io'],
    resources: ['authorizationpolicies'],
    verbs: ['get', 'list'],
    namespaces: ['orders'],
  },
  { apiGroups: [''], resources: ['pods'], verbs: ['list'], namespaces: ['orders'] },
  { apiGroups: [''], resources: ['services'], verbs: ['list'] },
];

it('tells a reader that is bound to one namespace apart from one that may read nothing', async () => {
  const { parts } = aCluster(BOUND, ['orders', 'payments']);
  const told = await parts();
  expect(told).toMatchObject({
    authorizationpolicies: 'NOT_PERMITTED',
    'authorizationpolicies in orders': 'may',
    'authorizationpolicies in payments': 'NOT_PERMITTED',
    'peerauthentications in orders': 'NOT_PERMITTED',
    services: 'may',
    pods: 'NOT_PERMITTED',
    'pods in orders': 'may',
    'serviceaccounts in orders': 'NOT_PERMITTED',
  });
  expect(told).not.toHaveProperty('services in orders');
});

it('reads no pod and no service account to find out whether it may', async () => {
  const { parts, asked } = aCluster(EVERYTHING, ['orders']);
  expect(Object.entries(await parts()).filter(([, code]) => code === 'NOT_PERMITTED')).toEqual([]);
  expect(asked.filter((path) => /pods|serviceaccounts/.test(path))).toEqual([]);
});

it('stays within what Forge lets it call, and names the namespaces that it did not try', async () => {
  const namespaces = Array.from({ length: 30 }, (_, nth) => `team-${String(nth).padStart(2, '0')}`);
  const { parts, asked } = aCluster([], namespaces);
  expect(await parts()).toMatchObject({
    'pods in team-07': 'NOT_PERMITTED',
    'namespace team-08': 'BUDGET_SPENT',
    'namespace team-29': 'BUDGET_SPENT',
  });
  expect(asked.length).toBeLessThan(100);
});
