import type { Manifests } from '../contract/mesh-estate';
import { readsMeshPages } from '../contract/mesh-pages';
import { keepsMeshSourceContract, type MeshWorld } from '../contract/mesh-source';
import { startCluster, type Cluster } from './cluster';
import { createMeshWorlds, FAILURES } from './mesh-worlds';

jest.setTimeout(300_000);

describe('over a real API server', () => {
  let cluster: Cluster | undefined;
  let worlds: Awaited<ReturnType<typeof createMeshWorlds>> | undefined;
  beforeAll(async () => {
    cluster = await startCluster();
    worlds = await createMeshWorlds(cluster);
  });
  afterAll(async () => {
    await worlds?.close();
    await cluster?.stop();
  });

  const begin = (manifests: Manifests): Promise<MeshWorld> => {
    if (worlds === undefined) throw new Error('the cluster is not there');
    return worlds.begin(manifests);
  };
  keepsMeshSourceContract(begin, FAILURES);
  readsMeshPages(begin, FAILURES);
});
