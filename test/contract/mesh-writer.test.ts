import type { KubernetesConnection } from '../../src/domain/connection';
import { aMemoryMeshWriter } from './a-memory-mesh-writer';
import { keepsMeshWriterContract } from './mesh-writer';
import { EVERY_WHOLE_FAILURE } from './source-situations';

const connectionTo = (url: string): KubernetesConnection => ({
  kind: 'kubernetes',
  id: 'mesh',
  rev: 1,
  name: 'Shop mesh',
  owners: [{ kind: 'group', groupId: 'platform' }],
  reader: { state: 'absent' },
  writer: { state: 'absent' },
  spaceRules: [],
  createdAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
  url,
});

describe('in memory', () => {
  keepsMeshWriterContract(
    (manifests) => Promise.resolve(aMemoryMeshWriter(manifests, connectionTo('https://mesh.shop.example'))),
    EVERY_WHOLE_FAILURE,
  );
});
