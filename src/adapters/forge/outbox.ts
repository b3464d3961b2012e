import kvs, { Filter, FilterConditions, Sort, WhereConditions } from '@forge/kvs';
import type { Outbox, OutboxItem, StoredOutcome } from '../../app/ports-of-access';
import type { Effect } from '../../domain/access/transition';
import { err, ok } from '../../domain/result';
import type { OutboxRow } from './access-rows';
import { ROW_VERSION } from './rows';
import { lostTheSwap, storageFailure } from './storage-call';

const ENTITY = 'outbox';
const rows = () => kvs.entity<OutboxRow>(ENTITY);

export const outboxRow = ({ effect, rev, due, attempts }: Omit<OutboxItem, 'key'>): OutboxRow => ({
  v: ROW_VERSION,
  rev,
  kind: effect.do,
  due,
  attempts,
  req: 'requestId' in effect ? effect.requestId : '',
  blob: JSON.stringify(effect),
});

const itemOf = (key: string, { rev, due, attempts, blob }: OutboxRow): OutboxItem => ({
  key,
  rev,
  due,
  attempts,
  effect: JSON.parse(blob) as Effect,
});

/** One row a piece of work. What is asked for again while it waits has another `rev`, by which workers notice. */
export const outbox: Outbox = {
  async get(key) {
    try {
      const row = await rows().get(key);
      return ok(row === undefined ? null : itemOf(key, row));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async due(kind, { now, limit }) {
    try {
      const { results } = await rows()
        .query()
        .index('by-kind-due', { partition: [kind] })
        .where(WhereConditions.lessThanEqualTo(now))
        .sort(Sort.ASC)
        .limit(Math.min(limit, MOST_ROWS))
        .getMany();
      const read = await Promise.all(results.map(async ({ key }) => ({ key, row: await rows().get(key) })));
      return ok(
        read
          .flatMap(({ key, row }) => (row === undefined || row.due > now ? [] : [itemOf(key, row)]))
          .sort((a, b) => a.due - b.due || (a.key < b.key ? -1 : 1)),
      );
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  done: (item) =>
    swapped(() =>
      kvs
        .transact()
        .delete(item.key, { entityName: ENTITY, conditions: atRev(item.rev) })
        .execute(),
    ),
  putOff: (item, due) =>
    swapped(() =>
      kvs
        .transact()
        .set(item.key, outboxRow({ ...item, due, attempts: item.attempts + 1 }), {
          entityName: ENTITY,
          // Of two who begin the same work at once, one does.
          conditions: atRev(item.rev).and('attempts', FilterConditions.equalTo(item.attempts)),
        })
        .execute(),
    ),
};

const MOST_ROWS = 100;

const atRev = (rev: number) => new Filter<OutboxRow>().and('rev', FilterConditions.equalTo(rev));

const swapped = async (write: () => Promise<unknown>): Promise<StoredOutcome> => {
  try {
    await write();
    return ok(true);
  } catch (thrown) {
    return lostTheSwap(thrown) ? err({ code: 'CONFLICT' }) : storageFailure(thrown);
  }
};
