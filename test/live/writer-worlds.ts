import { createMeshWriter } from '../../src/adapters/kubernetes/mesh-writer';
import type { JsonObject } from '../../src/domain/json';
import type { StandIn } from '../../host/types';
import { aServedMesh } from '../contract/a-served-mesh-writer';
import type { Manifests } from '../contract/mesh-estate';
import type { MeshWriterWorld } from '../contract/mesh-writer';
import { ADMIN_TOKEN, READER, type Cluster } from './cluster';
import { applyDefinitions, definitionsIn } from './crds';
import { freePort } from './free-port';
import { aMeshConnection, callerInto } from '../contract/connections';
import { applyManifests, callerTo } from './mesh-worlds';
import { apply, asking } from './objects';
import { SERVER_NAME } from './server-files';
import { until } from './until';

/** What the writer's contract can provoke here: the server is a real one, and does not break at will. */
export const WRITER_FAILURES = ['REFUSED', 'CREDENTIAL_MISSING', 'UNAUTHENTICATED'] as const;

const URL_OF_MESH = `https://${SERVER_NAME}:443`;
const RBAC = 'rbac.authorization.k8s.io';
const POLICIES = '/apis/security.istio.io/v1/namespaces/orders/authorizationpolicies';

const rights = (name: string, verbs: string[]): JsonObject[] => [
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRole',
    metadata: { name },
    rules: [{ apiGroups: ['security.istio.io'], resources: ['authorizationpolicies'], verbs }],
  },
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
    subjects: [{ apiGroup: RBAC, kind: 'User', name: READER.user }],
  },
];

/** The cluster as something that answers requests, whatever their host. */
export const served = (cluster: Cluster): StandIn => ({
  fetch: async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    const headers = Object.fromEntries(request.headers);
    return cluster.fetch(pathname + search, {
      method: request.method,
      headers,
      ...(body === '' ? {} : { body }),
    });
  },
});

/** Worlds of the MeshWriter contract on one real cluster, one after the other: each begins with an empty mesh. */
export const createWriterWorlds = async (cluster: Cluster) => {
  const ask = asking(cluster);
  const asWriter = asking(cluster, READER.token);
  await applyDefinitions(ask, definitionsIn('istio.yaml'));
  for (const object of rights('contract-reads', ['get', 'list'])) await apply(ask, object);
  const writing = rights('contract-writes', ['create', 'patch', 'delete']);
  const mayWrite = async (): Promise<boolean> =>
    (await asWriter('DELETE', `${POLICIES}/no-such-policy`)).status !== 403;
  const grant = async (): Promise<void> => {
    for (const object of writing) await apply(ask, object);
    await until({ what: 'the writer may write', holds: mayWrite });
  };
  const closed = callerTo({ port: await freePort() });
  const asAdmin = async (method: string, path: string, body?: JsonObject) => {
    if (method !== 'PATCH') return ask(method, path, body);
    const headers = {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      'content-type': 'application/merge-patch+json',
    };
    const answer = await cluster.fetch(path, { method, headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as JsonObject };
  };
  const begin = async (manifests: Manifests): Promise<MeshWriterWorld> => {
    await applyManifests(ask, manifests);
    await grant();
    const { standIn, ...world } = aServedMesh(served(cluster), asAdmin);
    const access = { connection: aMeshConnection(URL_OF_MESH), secrets: { current: READER.token } };
    return {
      ...world,
      writer: createMeshWriter({ call: callerInto(standIn) }),
      access,
      forbidWrites: async () => {
        await ask('DELETE', `/apis/${RBAC}/v1/clusterrolebindings/contract-writes`);
        await until({ what: 'the writer may not write', holds: async () => !(await mayWrite()) });
      },
      provoke: (code) => {
        if (code === 'REFUSED') return { access, writer: createMeshWriter(closed) };
        const secrets = code === 'CREDENTIAL_MISSING' ? null : { current: 'nobody-knows-this' };
        return { access: { ...access, secrets } };
      },
    };
  };
  return { begin, close: () => closed.close() };
};
