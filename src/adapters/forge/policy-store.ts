import kvs from '@forge/kvs';
import type { PolicyStore, StoredPolicy } from '../../app/ports-of-access';
import { DEFAULT_POLICY, type ApprovalPolicy } from '../../domain/access/policy';
import { ok } from '../../domain/result';
import { ROW_VERSION, type SettingRow } from './rows';
import { storageFailure } from './storage-call';

export const policyKey = (spaceId: string): string => `policy#${spaceId}`;

export const policyRow = ({ rev, policy }: StoredPolicy): SettingRow => ({
  v: ROW_VERSION,
  rev,
  kind: 'policy',
  blob: JSON.stringify(policy),
});

const KIND = 'policy';
const ROWS_A_PAGE = 100;

export const policyStore: PolicyStore = {
  async all() {
    try {
      const found: StoredPolicy[] = [];
      let cursor: string | undefined;
      do {
        const query = kvs
          .entity<SettingRow>('setting')
          .query()
          .index('by-kind', { partition: [KIND] })
          .limit(ROWS_A_PAGE);
        const page = await (cursor === undefined ? query : query.cursor(cursor)).getMany();
        found.push(
          ...page.results.map(({ key, value: { rev, blob } }) => ({
            spaceId: key.slice(policyKey('').length),
            rev,
            policy: JSON.parse(blob) as ApprovalPolicy,
          })),
        );
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return ok(found);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async get(spaceId) {
    try {
      const row = await kvs.entity<SettingRow>('setting').get(policyKey(spaceId));
      return ok(
        row === undefined
          ? { spaceId, rev: 0, policy: DEFAULT_POLICY }
          : { spaceId, rev: row.rev, policy: JSON.parse(row.blob) as ApprovalPolicy },
      );
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};
