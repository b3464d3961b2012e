import type { GrantFilter, GrantStore } from '../../app/ports-of-grants';
import { connectionOf, lastEnd, type Holding } from '../../domain/access/holding';
import { err, ok } from '../../domain/result';

export type MemoryGrants = GrantStore & {
  /** All that is kept. */
  all(): Holding[];
};

/** What grants hold, in memory. Values are copied in and out, as a real store would. */
export const createMemoryGrants = (): MemoryGrants => {
  const kept = new Map<string, Holding>();
  return {
    all: () => structuredClone([...kept.values()]),
    get: (key) => Promise.resolve(ok(structuredClone(kept.get(key) ?? null))),
    save: (holding) => {
      if ((kept.get(holding.key)?.rev ?? 0) !== holding.rev - 1)
        return Promise.resolve(err({ code: 'CONFLICT' as const }));
      kept.set(holding.key, structuredClone(holding));
      return Promise.resolve(ok(true));
    },
    list: (filter) =>
      Promise.resolve(
        ok(structuredClone([...kept.values()].filter((one) => one.state !== 'gone' && fits(one, filter)))),
      ),
    inForce: (connectionId, { now, cursor }) => {
      const isMeant = (one: Holding): boolean =>
        one.state !== 'gone' && connectionOf(one) === connectionId && lastEnd(one) >= now;
      const all = [...kept.values()].filter(isMeant).sort((a, b) => lastEnd(a) - lastEnd(b));
      const from = Number(cursor ?? '0');
      const holdings = structuredClone(all.slice(from, from + A_PAGE));
      const isMore = from + A_PAGE < all.length;
      return Promise.resolve(ok({ holdings, cursor: isMore ? String(from + A_PAGE) : null }));
    },
  };
};

const A_PAGE = 100;

const fits = (holding: Holding, filter: GrantFilter): boolean => {
  switch (filter.by) {
    case 'page':
      return holding.holders.some(({ pageId }) => pageId === filter.pageId);
    case 'connection':
      return connectionOf(holding) === filter.connectionId;
    case 'closed':
    case 'left':
      return holding.state === filter.by;
  }
};
