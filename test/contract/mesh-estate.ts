import type { MeshEstate } from '../../src/adapters/memory/mesh-source';
import { parsePolicy } from '../../src/domain/istio/parse';
import { parseGateway } from '../../src/domain/istio/parse-gateway';
import { parseMetadata, parseService } from '../../src/domain/istio/parse-kubernetes';
import { parseMeshConfig } from '../../src/domain/istio/parse-mesh-config';
import type { Metadata } from '../../src/domain/istio/resources';
import type { JsonObject } from '../../src/domain/json';
import type { Result } from '../../src/domain/result';

/** What a cluster is started with: its objects as manifests, and the text of MeshConfig. */
export type Manifests = {
  policies: JsonObject[];
  services: JsonObject[];
  /** Namespaces, pods, service accounts and gateways. */
  around: JsonObject[];
  mesh: JsonObject;
};

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

const anObject = (type: string, where: string, rest: JsonObject = {}): JsonObject => {
  const [apiVersion = '', kind = ''] = type.split(' ');
  const [namespace = '', name = ''] = where.split('/');
  const { labels = {}, ...others } = rest;
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === '' ? {} : { namespace }), labels },
    ...others,
  };
};

const aPod = (where: string, labels: JsonObject): JsonObject =>
  anObject('v1 Pod', where, {
    labels,
    spec: {
      containers: [{ name: 'app', image: 'app', env: [{ name: 'KEY', value: 's3cr3t-environment' }] }],
    },
  });

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
  around: [
    anObject('v1 Namespace', '/orders', { labels: { 'istio-injection': 'enabled' } }),
    ...['mesh-root', 'payments', 'storefront'].map((name) => anObject('v1 Namespace', `/${name}`)),
    aPod('orders/orders-v1-a', { app: 'orders', version: 'v1', 'pod-template-hash': 'a' }),
    aPod('orders/orders-v1-b', { app: 'orders', version: 'v1', 'pod-template-hash': 'b' }),
    aPod('orders/orders-v2-c', { app: 'orders', version: 'v2', 'pod-template-hash': 'c' }),
    aPod('orders/returns-d', { app: 'returns' }),
    ...['orders/orders', 'orders/returns', 'storefront/cart', 'storefront/media', 'payments/payments'].map(
      (where) => anObject('v1 ServiceAccount', where),
    ),
    anObject('networking.istio.io/v1 Gateway', 'mesh-root/shop', {
      spec: {
        selector: { istio: 'ingressgateway' },
        servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
      },
    }),
  ],
  mesh: { rootNamespace: 'mesh-root', trustDomain: 'cluster.local' },
});

const read = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

const ofKind = (objects: JsonObject[], kind: string): JsonObject[] =>
  objects.filter((object) => object.kind === kind);
const metadataOf = (object: JsonObject): Metadata => read(parseMetadata(object)).metadata;

export const meshEstate = ({ policies, services, around, mesh }: Manifests): MeshEstate => ({
  version: 'v1.34.1',
  mesh: parseMeshConfig(mesh),
  policies: policies.map((policy) => read(parsePolicy(policy))),
  services: services.map((service) => read(parseService(service))),
  namespaces: Object.fromEntries(
    ofKind(around, 'Namespace')
      .map(metadataOf)
      .map(({ name, labels }) => [name, labels]),
  ),
  pods: ofKind(around, 'Pod')
    .map(metadataOf)
    .map(({ namespace, name, labels: { 'pod-template-hash': _hash, ...labels } }) => ({
      namespace,
      name,
      labels,
    })),
  serviceAccounts: ofKind(around, 'ServiceAccount').map(metadataOf),
  gateways: ofKind(around, 'Gateway').map((gateway) => read(parseGateway(gateway, 'istio'))),
});

export const configMapOf = (mesh: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio', namespace: 'istio-system' },
  data: { mesh },
});

/** With 1 100 policies more in `orders`: three pages of a list. */
export const aMeshOfManyPolicies = (): Manifests => {
  const mesh = aMesh();
  for (let index = 0; index < 1_100; index += 1) {
    const where = `orders/p-${String(index).padStart(4, '0')}`;
    mesh.policies.push(aPolicy('AuthorizationPolicy', where, { rules: [{}] }));
  }
  return mesh;
};
