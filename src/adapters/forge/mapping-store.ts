import { createHash } from 'node:crypto';
import kvs, { Filter, FilterConditions } from '@forge/kvs';
import type { MappingStore } from '../../app/ports';
import { subjectKey, type Mapping, type MappingPair } from '../../domain/identity/mapping';
import { ok } from '../../domain/result';
import { ROW_VERSION, type MappingRow } from './rows';
import { rowsOf } from './rows-of';
import { storageFailure } from './storage-call';

const rows = () => kvs.entity<MappingRow>('mapping');
/** The most that one page of a query takes. */

/** Made of what is mapped, so a pair is there once; account ids have characters that keys do not take. */
export const mappingKey = ({ connectionId, subject, consumer }: MappingPair): string =>
  `${connectionId}:${createHash('sha256')
    .update(JSON.stringify([subjectKey(subject), consumer.id]))
    .digest('hex')
    .slice(0, 40)}`;

export const mappingRow = (mapping: Mapping): MappingRow => ({
  v: ROW_VERSION,
  rev: 1,
  subject: subjectKey(mapping.subject),
  runtime: mapping.connectionId,
  at: Date.parse(mapping.assertedAt),
  blob: JSON.stringify(mapping),
});

export const isMapped = async (pair: MappingPair): Promise<boolean> =>
  (await rows().get(mappingKey(pair))) !== undefined;

const mappingsBy = async (index: 'by-runtime' | 'by-subject', partition: string): Promise<Mapping[]> => {
  const found = await rowsOf<MappingRow>('mapping', { index, partition: [partition] });
  return found.map(({ value }) => JSON.parse(value.blob) as Mapping);
};

/** One row a mapping. Lists rest on an index, which may lag a moment behind. */
export const mappingStore: MappingStore = {
  async list(id) {
    try {
      return ok(await mappingsBy('by-runtime', id));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async of(subject) {
    try {
      return ok(await mappingsBy('by-subject', subjectKey(subject)));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async forgetWhoSaid(id, accountId, standIn) {
    try {
      for (const mapping of await mappingsBy('by-runtime', id))
        if (mapping.assertedBy === accountId) await forgetIn(mapping, accountId, standIn);
      return ok(true);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};

/** Only the row that was read is written: one that was taken back meanwhile stays away. */
const forgetIn = async (mapping: Mapping, accountId: string, standIn: string): Promise<void> => {
  const key = mappingKey(mapping);
  const row = await rows().get(key);
  if (row === undefined) return;
  const stored = JSON.parse(row.blob) as Mapping;
  if (stored.assertedBy !== accountId) return;
  await kvs
    .transact()
    .set(key, mappingRow({ ...stored, assertedBy: standIn }), {
      entityName: 'mapping',
      conditions: new Filter<MappingRow>().and('rev', FilterConditions.equalTo(row.rev)),
    })
    .execute();
};
