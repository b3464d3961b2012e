import { createMeshSource } from '../../../src/adapters/kubernetes/mesh-source';
import type { KubernetesConnection } from '../../../src/domain/connection';
import type { Json } from '../../../src/domain/json';
import { anErrand, aWorld } from '../http/world';

/** A mesh source over answers by path (query included). */
export const aCluster = (answers: (path: string) => Json | Response, url = 'https://mesh.shop.example') => {
  const world = aWorld((sent) => {
    const { pathname, search } = new URL(sent.url);
    const answer = answers(decodeURIComponent(pathname + search));
    return answer instanceof Response ? answer : Response.json(answer);
  });
  const connection: Partial<KubernetesConnection> = { kind: 'kubernetes', id: 'mesh', url, spaceRules: [] };
  return {
    ...world,
    source: createMeshSource({ call: world.call }),
    access: {
      connection: connection as KubernetesConnection,
      secrets: { current: 's3cr3t-service-account' },
    },
    paths: () =>
      world.sent.map(({ url: sent }) => decodeURIComponent(sent.replace('https://mesh.shop.example', ''))),
    errand: anErrand,
  };
};

export const target = { connectionId: 'mesh', namespace: 'orders', labels: { app: 'orders' } };

export const list = (items: Json[] | null): Json => ({
  kind: 'List',
  metadata: { resourceVersion: '1' },
  items,
});

export const status = (code: number, reason: string): Response =>
  Response.json({ kind: 'Status', code, reason, message: 'User "s3cr3t-user" cannot …' }, { status: code });

export const discovery = (version: string): Json => ({
  kind: 'APIGroup',
  preferredVersion: { groupVersion: `security.istio.io/${version}`, version },
});

/** A mesh in which everything is empty. */
export const empty = (path: string): Json | Response => {
  if (path === '/version') return { major: '1', minor: '34', gitVersion: 'v1.34.1' };
  if (path === '/apis/security.istio.io') return discovery('v1');
  if (path.includes('/selfsubjectaccessreviews')) return { status: { allowed: true } };
  if (path.includes('/configmaps/')) return { data: { mesh: 'rootNamespace: istio-system\n' } };
  if (/^\/api\/v1\/namespaces\/[^/?]+$/.test(path)) return { metadata: { name: 'orders', labels: {} } };
  return list([]);
};
