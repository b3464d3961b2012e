import { createHash } from 'node:crypto';
import kvs, { Sort } from '@forge/kvs';
import type { MappingStore } from '../../app/ports';
import { subjectKey, type Mapping, type MappingPair } from '../../domain/identity/mapping';
import { ok } from '../../domain/result';
import { ROW_VERSION, type MappingRow } from './rows';
import { storageFailure } from './storage-call';

const rows = () => kvs.entity<MappingRow>('mapping');
/** The most that one page of a query takes. */
const ROWS_A_PAGE = 100;

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

/** One row a mapping. Lists rest on an index, which may lag a moment behind. */
export const mappingStore: MappingStore = {
  async list(id) {
    try {
      const found: Mapping[] = [];
      let cursor: string | undefined;
      do {
        const query = rows()
          .query()
          .index('by-runtime', { partition: [id] })
          .sort(Sort.ASC)
          .limit(ROWS_A_PAGE);
        const page = await (cursor === undefined ? query : query.cursor(cursor)).getMany();
        found.push(...page.results.map(({ value }) => JSON.parse(value.blob) as Mapping));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return ok(found);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};
