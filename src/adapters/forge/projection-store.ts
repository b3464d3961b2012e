import kvs, { Filter, FilterConditions } from '@forge/kvs';
import type { ProjectionStore } from '../../app/ports-of-access';
import { slotOf, type PageProjection } from '../../domain/access/page-projection';
import { err, ok } from '../../domain/result';
import { ROW_VERSION, type SettingRow } from './rows';
import { rowsOf } from './rows-of';
import { existsAlready, lostTheSwap, storageFailure } from './storage-call';

const ENTITY = 'setting';
const rows = () => kvs.entity<SettingRow>(ENTITY);

export const projectionKey = (pageId: string): string => `projection#${pageId}`;

/** The kind is the slice of the day, so that the index by kind gives each run of the sweep exactly its pages. */
const kindOf = (slot: number): string => `projection-${slot}`;

export const projectionRow = (row: PageProjection): SettingRow => ({
  v: ROW_VERSION,
  rev: row.rev,
  kind: kindOf(slotOf(row.pageId)),
  blob: JSON.stringify(row),
});

const projectionIn = ({ blob }: SettingRow): PageProjection => JSON.parse(blob) as PageProjection;

export const projectionStore: ProjectionStore = {
  async get(pageId) {
    try {
      const row = await rows().get(projectionKey(pageId));
      return ok(row === undefined ? null : projectionIn(row));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async save(row) {
    const key = projectionKey(row.pageId);
    try {
      if (row.rev === 1) await rows().set(key, projectionRow(row), { keyPolicy: 'FAIL_IF_EXISTS' });
      else
        await kvs
          .transact()
          .set(key, projectionRow(row), {
            entityName: ENTITY,
            conditions: new Filter<SettingRow>().and('rev', FilterConditions.equalTo(row.rev - 1)),
          })
          .execute();
      return ok(true);
    } catch (thrown) {
      return lostTheSwap(thrown) || existsAlready(thrown)
        ? err({ code: 'CONFLICT' })
        : storageFailure(thrown);
    }
  },
  async inSlot(slot) {
    try {
      const found = await rowsOf<SettingRow>(ENTITY, { index: 'by-kind', partition: [kindOf(slot)] });
      return ok(found.map(({ value }) => projectionIn(value)));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};
