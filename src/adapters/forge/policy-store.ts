import kvs from '@forge/kvs';
import type { PolicyStore, StoredPolicy } from '../../app/ports-of-access';
import { DEFAULT_POLICY, type ApprovalPolicy } from '../../domain/access/policy';
import { ok } from '../../domain/result';
import { ROW_VERSION, type SettingRow } from './rows';
import { rowsOf } from './rows-of';
import { storageFailure } from './storage-call';

export const policyKey = (spaceId: string): string => `policy#${spaceId}`;

export const policyRow = ({ rev, policy }: StoredPolicy): SettingRow => ({
  v: ROW_VERSION,
  rev,
  kind: 'policy',
  blob: JSON.stringify(policy),
});

export const policyIn = (spaceId: string, { rev, blob }: SettingRow): StoredPolicy => ({
  spaceId,
  rev,
  policy: JSON.parse(blob) as ApprovalPolicy,
});

const KIND = 'policy';

export const policyStore: PolicyStore = {
  async all() {
    try {
      const found = await rowsOf<SettingRow>('setting', { index: 'by-kind', partition: [KIND] });
      return ok(found.map(({ key, value }) => policyIn(key.slice(policyKey('').length), value)));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async get(spaceId) {
    try {
      const row = await kvs.entity<SettingRow>('setting').get(policyKey(spaceId));
      return ok(row === undefined ? { spaceId, rev: 0, policy: DEFAULT_POLICY } : policyIn(spaceId, row));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};
