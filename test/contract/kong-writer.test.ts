import type { KongConnection } from '../../src/domain/connection';
import { aMemoryKongWriter } from './a-memory-kong-writer';
import { keepsKongWriterContract } from './kong-writer';
import { EVERY_WHOLE_FAILURE } from './source-situations';

const CONNECTION: KongConnection = {
  kind: 'kong',
  id: 'kong',
  rev: 1,
  name: 'Shop gateway',
  owners: [{ kind: 'group', groupId: 'platform' }],
  reader: { state: 'absent' },
  writer: { state: 'absent' },
  spaceRules: [],
  createdAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
  api: {
    type: 'admin',
    url: 'https://kong.shop.example:8444',
    workspace: null,
    tokenHeader: 'Kong-Admin-Token',
  },
};

describe('in memory', () => {
  keepsKongWriterContract(
    (estate) => Promise.resolve(aMemoryKongWriter(estate, CONNECTION)),
    EVERY_WHOLE_FAILURE,
  );
});
