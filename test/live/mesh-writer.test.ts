import { keepsMeshWriterContract } from '../contract/mesh-writer';
import { startCluster, type Cluster } from './cluster';
import { createWriterWorlds, WRITER_FAILURES } from './writer-worlds';

jest.setTimeout(300_000);

describe('on a real API server', () => {
  let cluster: Cluster | undefined;
  let worlds: Awaited<ReturnType<typeof createWriterWorlds>> | undefined;
  beforeAll(async () => {
    cluster = await startCluster();
    worlds = await createWriterWorlds(cluster);
  });
  afterAll(async () => {
    await worlds?.close();
    await cluster?.stop();
  });

  keepsMeshWriterContract(
    (manifests) => {
      if (worlds === undefined) throw new Error('the cluster is not there');
      return worlds.begin(manifests);
    },
    { failures: WRITER_FAILURES, calls: 4 },
  );
});
