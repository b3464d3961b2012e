import { createHash } from 'node:crypto';
import kvs, { Sort } from '@forge/kvs';
import type { MappingStore } from '../../app/ports';
import { subjectKey, type Mapping } from '../../domain/identity/mapping';
import { err, ok } from '../../domain/result';
import { ROW_VERSION, type MappingRow } from './rows';
import { existsAlready, storageFailure } from './storage-call';

const ENTITY = 'mapping';
const rows = () => kvs.entity<MappingRow>(ENTITY);
/** The most that one page of a query, and one batch of deletions, takes. */
const ROWS_A_PAGE = 100;
const DELETED_AT_A_TIME = 25;
const NOT_FOUND = 'KEY_NOT_FOUND';

type Key = Pick<Mapping, 'connectionId' | 'subject'> & { consumer: Pick<Mapping['consumer'], 'id'> };

/** Made of what is mapped, so a pair is there once; account ids have characters that keys do not take. */
const keyOf = ({ connectionId, subject, consumer }: Key): string =>
  `${connectionId}:${createHash('sha256')
    .update(JSON.stringify([subjectKey(subject), consumer.id]))
    .digest('hex')
    .slice(0, 40)}`;

/** One row a mapping. Lists rest on an index, which may lag a moment behind. */
export const mappingStore: MappingStore = {
  async list(id) {
    try {
      const found = await rowsOf(id);
      return ok(found.map(({ value }) => JSON.parse(value.blob) as Mapping));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async add(mapping) {
    try {
      await rows().set(keyOf(mapping), rowOf(mapping), { keyPolicy: 'FAIL_IF_EXISTS' });
      return ok(true);
    } catch (thrown) {
      return existsAlready(thrown) ? err({ code: 'CONFLICT' }) : storageFailure(thrown);
    }
  },
  async remove(mapping) {
    try {
      await rows().delete(keyOf(mapping));
      return ok(true);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async removeAll(id) {
    try {
      const keys = (await rowsOf(id)).map(({ key }) => key);
      for (let n = 0; n < keys.length; n += DELETED_AT_A_TIME) {
        const some = keys.slice(n, n + DELETED_AT_A_TIME);
        const { failedKeys } = await kvs.batchDelete(some.map((key) => ({ key, entityName: ENTITY })));
        const failed = failedKeys.find(({ error }) => error.code !== NOT_FOUND);
        if (failed !== undefined) return err({ code: 'STORAGE_UNAVAILABLE', detail: failed.error.code });
      }
      return ok(true);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};

const rowOf = (mapping: Mapping): MappingRow => ({
  v: ROW_VERSION,
  rev: 1,
  subject: subjectKey(mapping.subject),
  runtime: mapping.connectionId,
  at: Date.parse(mapping.assertedAt),
  blob: JSON.stringify(mapping),
});

const rowsOf = async (id: string) => {
  const found: { key: string; value: MappingRow }[] = [];
  let cursor: string | undefined;
  do {
    const query = rows()
      .query()
      .index('by-runtime', { partition: [id] })
      .sort(Sort.ASC)
      .limit(ROWS_A_PAGE);
    const page = await (cursor === undefined ? query : query.cursor(cursor)).getMany();
    found.push(...page.results);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
};
