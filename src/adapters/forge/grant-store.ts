import kvs, { Filter, FilterConditions, Sort, WhereConditions } from '@forge/kvs';
import type { ClosedPart, GrantFilter, GrantStore } from '../../app/ports-of-grants';
import { connectionOf, lastsUntil, type Holding } from '../../domain/access/holding';
import { err, ok } from '../../domain/result';
import { ROW_VERSION } from './rows';
import { nextRowsOf, rowsOf } from './rows-of';
import { existsAlready, lostTheSwap, storageFailure } from './storage-call';

const ENTITY = 'grant';

/** `req` and `page`: of whoever holds it last. */
type GrantRow = {
  v: number;
  rev: number;
  state: string;
  req: string;
  page: string;
  connection: string;
  appliedAt: number;
  expiresAt: number;
  blob: string;
};

const rows = () => kvs.entity<GrantRow>(ENTITY);

const rowOf = (holding: Holding): GrantRow => {
  const last = holding.holders.at(-1);
  return {
    v: ROW_VERSION,
    rev: holding.rev,
    state: holding.state,
    req: last?.requestId ?? '',
    page: last?.pageId ?? '',
    connection: connectionOf(holding),
    appliedAt: last?.since ?? 0,
    expiresAt: lastsUntil(holding),
    blob: JSON.stringify(holding),
  };
};

const holdingIn = ({ blob }: GrantRow): Holding => JSON.parse(blob) as Holding;

/** One row a thing; a second writer loses the swap of `rev`. */
export const grantStore: GrantStore = {
  async get(key) {
    try {
      const row = await rows().get(key);
      return ok(row === undefined ? null : holdingIn(row));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async save(holding) {
    const row = rowOf(holding);
    try {
      // The first of its key has no revision to compare.
      if (holding.rev === 1) await rows().set(holding.key, row, { keyPolicy: 'FAIL_IF_EXISTS' });
      else
        await kvs
          .transact()
          .set(holding.key, row, {
            entityName: ENTITY,
            conditions: new Filter<GrantRow>().and('rev', FilterConditions.equalTo(holding.rev - 1)),
          })
          .execute();
      return ok(true);
    } catch (thrown) {
      return existsAlready(thrown) || lostTheSwap(thrown)
        ? err({ code: 'CONFLICT' })
        : storageFailure(thrown);
    }
  },
  async list(filter) {
    try {
      const keys = await keysOf(filter);
      const read = await Promise.all(keys.map((key) => rows().get(key)));
      return ok(
        read
          .flatMap((row) => (row === undefined ? [] : holdingIn(row)))
          .filter((holding) => holding.state !== 'gone' && fits(holding, filter)),
      );
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async inForce(connectionId, { now, cursor }) {
    try {
      const query = rows()
        .query()
        .index('by-connection', { partition: [connectionId] })
        .where(WhereConditions.greaterThanEqualTo(now))
        .sort(Sort.ASC)
        .limit(A_PAGE);
      const page = await (cursor === null ? query : query.cursor(cursor)).getMany();
      const holdings = page.results.map(({ value }) => holdingIn(value));
      return ok({
        holdings: holdings.filter(({ state }) => state !== 'gone'),
        cursor: page.nextCursor ?? null,
      });
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async closed(after) {
    try {
      return ok(await closedAfter(after));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};

const closedAfter = async (after: string | null): Promise<ClosedPart> => {
  const { rows: listed, isLast } = await nextRowsOf<GrantRow>(ENTITY, {
    index: 'by-state-expiry',
    partition: ['closed'],
    range: 'expiresAt',
    after,
  });
  const read = await Promise.all(
    listed.map(async ({ key, place }) => ({ place, row: await rows().get(key) })),
  );
  const found = read.flatMap(({ place, row }) => {
    const holding = row === undefined ? null : holdingIn(row);
    return holding?.state === 'closed' ? [{ holding, place }] : [];
  });
  return { found, next: isLast ? null : (listed.at(-1)?.place ?? null) };
};

const A_PAGE = 100;
const MOST_ROWS = 200;

/** What expires last comes first: rows of what is gone stay, and are the oldest. */
const keysOf = async (filter: GrantFilter): Promise<string[]> => {
  const [index, partition] = indexOf(filter);
  const found = await rowsOf<GrantRow>(ENTITY, {
    index,
    partition: [partition],
    sort: Sort.DESC,
    most: MOST_ROWS,
  });
  return found.map(({ key }) => key);
};

const indexOf = (filter: GrantFilter): [string, string] => {
  switch (filter.by) {
    case 'page':
      return ['by-page', filter.pageId];
    case 'connection':
      return ['by-connection', filter.connectionId];
    case 'left':
      return ['by-state-expiry', filter.by];
  }
};

const fits = (holding: Holding, filter: GrantFilter): boolean => {
  switch (filter.by) {
    case 'page':
      return holding.holders.some(({ pageId }) => pageId === filter.pageId);
    case 'connection':
      return connectionOf(holding) === filter.connectionId;
    case 'left':
      return holding.state === filter.by;
  }
};
