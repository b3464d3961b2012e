import kvs from '@forge/kvs';
import type { PageSettingsStore } from '../../app/ports';
import { ok } from '../../domain/result';
import { recordedSettings, settingKind } from './recorded-settings';
import { ROW_VERSION, type SettingRow } from './rows';
import { storageFailure } from './storage-call';

const rows = () => kvs.entity<SettingRow>('setting');
const ROWS_A_PAGE = 100;

/** One row a page that access was asked for on, so that those of a space are found without going through its requests. */
export const askedKey = (pageId: string): string => `asked#${pageId}`;
const askedKind = (spaceId: string): string => `asked#${spaceId}`;
export const askedRow = (pageId: string, spaceId: string): SettingRow => ({
  v: ROW_VERSION,
  rev: 1,
  kind: askedKind(spaceId),
  blob: JSON.stringify(pageId),
});

/** What space admins decide about a page. Not a content property: every editor of the page could change that. */
export const pageSettingsStore: PageSettingsStore = {
  async ownerGroup(pageId) {
    const owner = await recordedSettings.get('owner', pageId);
    return owner.ok ? ok(owner.value?.value.groupId ?? null) : owner;
  },
  async pagesIn(spaceId) {
    try {
      const owner = { spaceId, groupId: null };
      const [asked, owned] = await Promise.all([
        rowsOf(askedKind(spaceId)),
        rowsOf(settingKind({ kind: 'owner', id: '', rev: 0, value: owner })),
      ]);
      const pages = [
        ...asked.map(({ value }) => JSON.parse(value.blob) as string),
        ...owned.map(({ key }) => key.slice(key.indexOf('#') + 1)),
      ];
      return ok([...new Set(pages)].sort());
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};

const rowsOf = async (kind: string): Promise<{ key: string; value: SettingRow }[]> => {
  const found: { key: string; value: SettingRow }[] = [];
  let cursor: string | undefined;
  do {
    const query = rows()
      .query()
      .index('by-kind', { partition: [kind] })
      .limit(ROWS_A_PAGE);
    const page = await (cursor === undefined ? query : query.cursor(cursor)).getMany();
    found.push(...page.results);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
};
