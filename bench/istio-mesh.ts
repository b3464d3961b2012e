import type { Call } from '../src/domain/istio/authorization/call';
import { parsePolicy } from '../src/domain/istio/parse';
import type { Policy, Workload } from '../src/domain/istio/resources';

export const at = <T>(list: readonly T[], n: number): T => {
  const item = list[n % list.length];
  if (item === undefined) throw new Error('an empty list');
  return item;
};

const serviceName = (n: number) => `service-${n}`;
export const CART: Workload = { namespace: 'team-0', labels: { app: serviceName(0) }, serviceAccount: null };
export const place = (n: number) => ({
  workload: { ...CART, namespace: `team-${n % 10}`, labels: { app: serviceName(n) } },
  dataPlane: 'sidecar' as const,
});

/** Four policies a service, in ten namespaces. */
export const aMesh = (size: number): Policy[] =>
  Array.from({ length: size }, (_, n) => {
    const read = parsePolicy(policyDocument(n, `team-${Math.floor(n / 4) % 10}`));
    if (!read.ok) throw new Error(read.error.code);
    return read.value;
  });

export const policyDocument = (n: number, namespace: string) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: `policy-${n}`, namespace },
  spec: { selector: { matchLabels: { app: serviceName(Math.floor(n / 4)) } }, ...aSpec(n) },
});

export const serviceDocument = (n: number) => ({
  metadata: { name: serviceName(n), namespace: 'team-0' },
  spec: { selector: { app: serviceName(n) }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
});

const aSpec = (n: number) => ({
  action: n % 4 === 3 ? 'DENY' : 'ALLOW',
  rules: Array.from({ length: 3 }, (_, rule) => ({
    from: [
      {
        source: {
          principals: [`cluster.local/ns/team-${rule}/sa/caller-${n % 7}`, 'cluster.local/ns/ops/*'],
        },
      },
    ],
    to: [{ operation: { methods: ['GET', 'POST'], paths: [`/api/${rule}/*`, '/health'], ports: ['8080'] } }],
    when: n % 4 === 3 ? [{ key: 'source.ip', values: ['10.66.0.0/16'] }] : [],
  })),
});

export const aCall = (n: number): Call => ({
  protocol: 'http',
  principal: `cluster.local/ns/team-${n % 4}/sa/caller-${n % 7}`,
  sourceIp: `10.${n % 70}.1.2`,
  destinationIp: '10.0.0.1',
  port: n % 5 === 0 ? 9090 : 8080,
  sni: null,
  method: n % 3 === 0 ? 'GET' : 'DELETE',
  path: `/api/${n % 4}/items/${n}`,
  host: 'service-0',
  headers: {},
  token: null,
  filterMetadata: {},
});
