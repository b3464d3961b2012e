import { createMeshWriter } from '../../src/adapters/kubernetes/mesh-writer';
import { aMemoryMeshWriter } from './a-memory-mesh-writer';
import type { Manifests } from './mesh-estate';
import { keepsMeshWriterContract, type MeshWriterWorld } from './mesh-writer';
import { aMeshConnection, rightSecrets, wrongSecrets } from './connections';
import { aCluster, calling, URL_OF_MESH } from './mesh-writer-worlds';
import { EVERY_WHOLE_FAILURE } from './source-situations';
import { createTlsWorlds, type TlsWorld } from './tls-world';

describe('in memory', () => {
  keepsMeshWriterContract(
    (manifests) => Promise.resolve(aMemoryMeshWriter(manifests, aMeshConnection(URL_OF_MESH))),
    { failures: EVERY_WHOLE_FAILURE, calls: 4 },
  );
});

describe('a Kubernetes API', () => {
  keepsMeshWriterContract((manifests) => Promise.resolve(calling(aCluster(manifests))), {
    failures: ['CREDENTIAL_MISSING', 'UNAUTHENTICATED'],
    calls: 5,
  });
});

describe('over TLS', () => {
  let begin: Awaited<ReturnType<typeof createTlsWorlds>>;
  let open: TlsWorld[] = [];
  beforeAll(async () => {
    begin = await createTlsWorlds();
  });
  afterEach(async () => {
    await Promise.all(open.map((world) => world.close()));
    open = [];
  });

  const opened = async (manifests: Manifests): Promise<MeshWriterWorld> => {
    const { standIn, ...world } = aCluster(manifests);
    const tls = await begin(standIn, { hostname: 'mesh.shop.example', port: 443 });
    open.push(tls);
    const accessTo = (url: string, held: typeof rightSecrets | null = rightSecrets) => ({
      connection: aMeshConnection(url),
      secrets: held,
    });
    return {
      ...world,
      writer: createMeshWriter({ call: tls.call }),
      access: accessTo(URL_OF_MESH),
      provoke: (code) => {
        const { url, call, budgetMs } = tls.provoke(code);
        const held =
          code === 'CREDENTIAL_MISSING' ? null : code === 'UNAUTHENTICATED' ? wrongSecrets : rightSecrets;
        return {
          access: accessTo(url, held),
          ...(call === undefined ? {} : { writer: createMeshWriter({ call }) }),
          ...(budgetMs === undefined ? {} : { budgetMs }),
        };
      },
    };
  };
  keepsMeshWriterContract(opened, { failures: EVERY_WHOLE_FAILURE, calls: 1 });
});
