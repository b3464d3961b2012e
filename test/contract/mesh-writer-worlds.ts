import { randomUUID } from 'node:crypto';

import { createKubernetes } from '../../host/kubernetes/kubernetes';
import type { TokenHolder } from '../../host/kubernetes/rights';
import { createMeshWriter } from '../../src/adapters/kubernetes/mesh-writer';
import type { JsonObject } from '../../src/domain/json';
import { aServedMesh } from './a-served-mesh-writer';
import { aMeshConnection, callerInto, rightSecrets, wrongSecrets } from './connections';
import { configMapOf, type Manifests } from './mesh-estate';
import type { MeshWriterWorld } from './mesh-writer';
import { OLD_TOKEN } from './source-situations';

export const URL_OF_MESH = 'https://mesh.shop.example:443';
const ADMIN_TOKEN = 'admin-token-0001';
const rightTo = (...verbs: string[]): TokenHolder['allow'] => [
  { apiGroups: ['security.istio.io'], resources: ['authorizationpolicies'], verbs },
];

/** The stand-in, and how its writer loses the right to write. */
export const aCluster = ({ policies, services, around, mesh }: Manifests) => {
  const writer: TokenHolder = {
    user: 'system:serviceaccount:gatehouse:gatehouse-writer',
    allow: rightTo('get', 'list', 'create', 'patch', 'delete'),
  };
  const cluster = createKubernetes({
    // JSON is YAML.
    manifests: [...policies, ...services, ...around, configMapOf(JSON.stringify(mesh))].map((object) =>
      JSON.stringify(object),
    ),
    now: Date.now,
    randomUuid: randomUUID,
    version: 'v1.34.1',
    crds: ['istio'],
    tokens: {
      [OLD_TOKEN]: writer,
      [ADMIN_TOKEN]: {
        user: 'admin',
        allow: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
      },
    },
  });
  const ask = async (method: string, path: string, body?: JsonObject) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const answer = await cluster.fetch(
      new Request(URL_OF_MESH + path, {
        method,
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': type },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    return { status: answer.status, body: (await answer.json()) as JsonObject };
  };
  const forbidWrites = () => {
    writer.allow = rightTo('get', 'list');
  };
  return { ...aServedMesh(cluster, ask), forbidWrites };
};

export const calling = ({ standIn, ...world }: ReturnType<typeof aCluster>): MeshWriterWorld => {
  const access = { connection: aMeshConnection(URL_OF_MESH), secrets: rightSecrets };
  return {
    ...world,
    writer: createMeshWriter({ call: callerInto(standIn) }),
    access,
    provoke: (code) => ({
      access: { ...access, secrets: code === 'CREDENTIAL_MISSING' ? null : wrongSecrets },
    }),
  };
};
