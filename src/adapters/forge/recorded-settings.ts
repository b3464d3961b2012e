import kvs from '@forge/kvs';
import type { AnySetting, Setting, SettingStore, Settings } from '../../app/ports-of-access';
import { ok } from '../../domain/result';
import { ROW_VERSION, type SettingRow } from './rows';
import { storageFailure } from './storage-call';

export const settingKey = ({ kind, id }: Pick<AnySetting, 'kind' | 'id'>): string => `${kind}#${id}`;

export const settingRow = ({ kind, rev, value }: AnySetting): SettingRow => ({
  v: ROW_VERSION,
  rev,
  kind,
  blob: JSON.stringify(value),
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
