import kvs from '@forge/kvs';
import { z } from 'zod';
import type { PageSettingsStore } from '../../app/ports';
import { ok } from '../../domain/result';
import { ROW_VERSION, type SettingRow } from './rows';
import { storageFailure } from './storage-call';

const rows = () => kvs.entity<SettingRow>('setting');
const keyOf = (pageId: string): string => `page:${pageId}`;
const settings = z.object({ ownerGroup: z.string() });

/** What space admins decide about a page. Not a content property: every editor of the page could change that. */
export const pageSettingsStore: PageSettingsStore = {
  async ownerGroup(pageId) {
    try {
      const row = await rows().get(keyOf(pageId));
      return ok(row === undefined ? null : settings.parse(JSON.parse(row.blob)).ownerGroup);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async setOwnerGroup(pageId, groupId) {
    try {
      if (groupId === null) await rows().delete(keyOf(pageId));
      else await rows().set(keyOf(pageId), settingRow({ ownerGroup: groupId }));
      return ok(true);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};

const settingRow = (value: z.infer<typeof settings>): SettingRow => ({
  v: ROW_VERSION,
  rev: 0,
  kind: 'page',
  blob: JSON.stringify(value),
});
