import kvs from '@forge/kvs';
import type { AnySetting, Setting, SettingStore, Settings } from '../../app/ports-of-access';
import { ok } from '../../domain/result';
import { ROW_VERSION, type SettingRow } from './rows';
import { storageFailure } from './storage-call';

export const settingKey = ({ kind, id }: Pick<AnySetting, 'kind' | 'id'>): string => `${kind}#${id}`;

/** What a row is found by; those of pages by their space. */
export const settingKind = (setting: AnySetting): string =>
  setting.kind === 'owner' ? `${setting.kind}#${setting.value.spaceId}` : setting.kind;

export const settingRow = (setting: AnySetting): SettingRow => ({
  v: ROW_VERSION,
  rev: setting.rev,
  kind: settingKind(setting),
  blob: JSON.stringify(setting.value),
});

export const recordedSettings: SettingStore = {
  async get<K extends keyof Settings>(kind: K, id: string) {
    try {
      const row = await kvs.entity<SettingRow>('setting').get(settingKey({ kind, id }));
      if (row === undefined) return ok(null);
      const setting: Setting<K> = { kind, id, rev: row.rev, value: JSON.parse(row.blob) as Settings[K] };
      return ok(setting);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};
