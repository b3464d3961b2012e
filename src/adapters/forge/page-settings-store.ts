import type { PageSettingsStore } from '../../app/ports';
import { ok } from '../../domain/result';
import { recordedSettings, settingKind } from './recorded-settings';
import { ROW_VERSION, type SettingRow } from './rows';
import { rowsOf } from './rows-of';
import { storageFailure } from './storage-call';

const settingsOf = (kind: string) => rowsOf<SettingRow>('setting', { index: 'by-kind', partition: [kind] });

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
        settingsOf(askedKind(spaceId)),
        settingsOf(settingKind({ kind: 'owner', id: '', rev: 0, value: owner })),
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
