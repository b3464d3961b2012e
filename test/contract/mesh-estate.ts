import type { MeshEstate } from '../../src/adapters/memory/mesh-source';
import { parsePolicy } from '../../src/domain/istio/parse';
import { parseService } from '../../src/domain/istio/parse-kubernetes';
import { parseMeshConfig } from '../../src/domain/istio/parse-mesh-config';
import type { JsonObject } from '../../src/domain/json';
import type { Result } from '../../src/domain/result';

/** What a cluster is started with: its objects as manifests, and the text of MeshConfig. */
export type Manifests = { policies: JsonObject[]; services: JsonObject[]; mesh: JsonObject };

export const aPolicy = (kind: string, where: string, spec: JsonObject): JsonObject => {
  const [namespace = '', name = ''] = where.split('/');
  return { apiVersion: 'security.istio.io/v1', kind, metadata: { name, namespace }, spec };
};

const aService = (where: string, selector: JsonObject): JsonObject => {
  const [namespace = '', name = ''] = where.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  };
};

/** A corner of the shop's mesh, with another root namespace than the usual one. */
export const aMesh = (): Manifests => ({
  policies: [
    aPolicy('AuthorizationPolicy', 'orders/orders-viewer', {
      selector: { matchLabels: { app: 'orders' } },
      rules: [{ from: [{ source: { principals: ['cluster.local/ns/storefront/sa/cart'] } }] }],
    }),
    aPolicy('AuthorizationPolicy', 'mesh-root/deny-admin', {
      action: 'DENY',
      rules: [{ to: [{ operation: { paths: ['/admin*'] } }] }],
    }),
    aPolicy('AuthorizationPolicy', 'payments/payments-only', { rules: [{}] }),
    aPolicy('PeerAuthentication', 'mesh-root/default', { mtls: { mode: 'STRICT' } }),
    aPolicy('RequestAuthentication', 'orders/tokens', {
      jwtRules: [{ issuer: 'https://login.shop.example', jwksUri: 'https://login.shop.example/keys' }],
    }),
  ],
  services: [
    aService('orders/orders', { app: 'orders' }),
    aService('orders/orders-admin', { app: 'orders', tier: 'admin' }),
    aService('payments/payments', { app: 'payments' }),
    aService('payments/outside', {}),
  ],
  mesh: { rootNamespace: 'mesh-root', trustDomain: 'cluster.local' },
});

const read = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

export const meshEstate = ({ policies, services, mesh }: Manifests): MeshEstate => ({
  version: 'v1.34.1',
  mesh: parseMeshConfig(mesh),
  policies: policies.map((policy) => read(parsePolicy(policy))),
  services: services.map((service) => read(parseService(service))),
});

export const configMapOf = (mesh: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio', namespace: 'istio-system' },
  data: { mesh },
});
