import { randomUUID } from 'node:crypto';

import { createKubernetes } from '../../host/kubernetes/kubernetes';
import { createMeshSource } from '../../src/adapters/kubernetes/mesh-source';
import { createMemoryMeshSource } from '../../src/adapters/memory/mesh-source';
import { aMeshConnection, rightSecrets, wrongSecrets } from './connections';
import { configMapOf, meshEstate, type Manifests } from './mesh-estate';
import { readsMeshPages } from './mesh-pages';
import { keepsMeshSourceContract, type MeshWorld } from './mesh-source';
import { tellsMeshSurroundings } from './mesh-surroundings';
import { EVERY_WHOLE_FAILURE, OLD_TOKEN, WHOLE_FAILURES } from './source-situations';
import { createTlsWorlds, type TlsWorld } from './tls-world';

const URL_OF_MESH = 'https://mesh.shop.example:443';
describe('in memory', () => {
  const begin = (manifests: Manifests): Promise<MeshWorld> => {
    const source = createMemoryMeshSource(meshEstate(manifests), { now: Date.now });
    source.accept([OLD_TOKEN]);
    const connection = aMeshConnection(URL_OF_MESH);
    const world: MeshWorld = {
      source,
      access: { connection, secrets: rightSecrets },
      forbid: (part) => {
        source.fail(part, { code: 'NOT_PERMITTED', status: 403 });
      },
      expireLists: (which) => {
        const part = 'authorizationpolicies in orders';
        if (which === 'every') source.fail(part, { code: 'LIST_EXPIRED', status: 410 });
        source.fail('authorizationpolicies further', { code: 'LIST_EXPIRED', status: 410 });
      },
      removeIstio: () => {
        source.fail('discovery', { code: 'KIND_MISSING', status: 404 });
      },
      provoke: (code) => {
        if (code === 'CREDENTIAL_MISSING') return { access: { connection, secrets: null } };
        if (code === 'UNAUTHENTICATED') return { access: { connection, secrets: wrongSecrets } };
        source.fail('everything', { code, ...WHOLE_FAILURES[code] });
        return { access: { connection, secrets: rightSecrets } };
      },
    };
    return Promise.resolve(world);
  };
  keepsMeshSourceContract(begin);
  tellsMeshSurroundings(begin);
  readsMeshPages(begin, EVERY_WHOLE_FAILURE);
});

describe('over TLS', () => {
  let beginTls: Awaited<ReturnType<typeof createTlsWorlds>>;
  let open: TlsWorld[] = [];
  beforeAll(async () => {
    beginTls = await createTlsWorlds();
  });
  afterEach(async () => {
    await Promise.all(open.map((world) => world.close()));
    open = [];
  });

  const aCluster = (
    { policies, services, around, mesh }: Manifests,
    crds: ('istio' | 'gateway-api')[] = ['istio'],
  ) =>
    createKubernetes({
      // JSON is YAML.
      manifests: [...policies, ...services, ...around, configMapOf(JSON.stringify(mesh))].map((object) =>
        JSON.stringify(object),
      ),
      now: Date.now,
      randomUuid: randomUUID,
      version: 'v1.34.1',
      crds,
      tokens: {
        [OLD_TOKEN]: {
          user: 'gatehouse',
          allow: [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] }],
        },
      },
    });

  const begin = async (manifests: Manifests): Promise<MeshWorld> => {
    const cluster = aCluster(manifests);
    const tls = await beginTls(cluster, { hostname: 'mesh.shop.example', port: 443 });
    open.push(tls);
    const accessTo = (url: string, held: typeof rightSecrets | null = rightSecrets) => ({
      connection: aMeshConnection(url),
      secrets: held,
    });
    const world: MeshWorld = {
      source: createMeshSource({ call: tls.call }),
      access: accessTo(URL_OF_MESH),
      forbid: (part) => {
        if (part.startsWith('namespace ')) {
          // Alone: the paths of everything within it begin with its own.
          tls.replace({
            fetch: (request) =>
              new URL(request.url).pathname === pathOf(part)
                ? Promise.resolve(Response.json({}, { status: 403 }))
                : cluster.fetch(request),
          });
          return;
        }
        tls.faults.failPaths ??= {};
        tls.faults.failPaths[pathOf(part)] = 403;
      },
      expireLists: (which) => {
        let left = which === 'next' ? 1 : Number.POSITIVE_INFINITY;
        tls.replace({
          fetch: (request) => {
            if (left > 0 && new URL(request.url).searchParams.has('continue')) {
              left -= 1;
              cluster.compact();
            }
            return cluster.fetch(request);
          },
        });
      },
      removeIstio: () => {
        const around = manifests.around.filter(({ kind }) => kind !== 'Gateway');
        tls.replace(aCluster({ ...manifests, policies: [], around }, []));
      },
      provoke: (code) => {
        const { url, call, budgetMs } = tls.provoke(code);
        const held =
          code === 'CREDENTIAL_MISSING' ? null : code === 'UNAUTHENTICATED' ? wrongSecrets : rightSecrets;
        return {
          access: accessTo(url, held),
          ...(call === undefined ? {} : { source: createMeshSource({ call }) }),
          ...(budgetMs === undefined ? {} : { budgetMs }),
        };
      },
    };
    return world;
  };
  keepsMeshSourceContract(begin);
  tellsMeshSurroundings(begin);
  readsMeshPages(begin, EVERY_WHOLE_FAILURE);
});

const GROUPS: Record<string, string> = {
  services: '/api/v1',
  pods: '/api/v1',
  serviceaccounts: '/api/v1',
  gateways: '/apis/networking.istio.io/v1beta1',
};

const pathOf = (part: string): string => {
  if (part === 'meshconfig') return '/api/v1/namespaces/istio-system/configmaps';
  if (part.startsWith('namespace ')) return `/api/v1/namespaces/${part.slice('namespace '.length)}`;
  const [plural = '', namespace] = part.split(' in ');
  const group = GROUPS[plural] ?? '/apis/security.istio.io/v1';
  if (namespace === undefined) return `${group}/${plural}`;
  return `${group}/namespaces/${namespace}/${plural}`;
};
