import type { ClosedPart, GrantFilter, GrantStore } from '../../app/ports-of-grants';
import { connectionOf, lastsUntil, type Holding } from '../../domain/access/holding';
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
    list: (filter) => {
      const listed = [...kept.values()]
        .filter((one) => one.state !== 'gone' && fits(one, filter))
        .sort((a, b) => lastsUntil(b) - lastsUntil(a))
        .slice(0, MOST_LISTED);
      return Promise.resolve(ok(structuredClone(listed)));
    },
    closed: (after) =>
      Promise.resolve(
        ok(
          partAfter(
            [...kept.values()].filter(({ state }) => state === 'closed'),
            after,
          ),
        ),
      ),
    inForce: (connectionId, { now, cursor }) => {
      const isMeant = (one: Holding): boolean =>
        one.state !== 'gone' && connectionOf(one) === connectionId && lastsUntil(one) >= now;
      const { found, next } = partAfter([...kept.values()].filter(isMeant), cursor);
      return Promise.resolve(ok({ holdings: found.map(({ holding }) => holding), cursor: next }));
    },
  };
};

const MOST_LISTED = 200;
const A_PART = 100;

const partAfter = (holdings: readonly Holding[], after: string | null): ClosedPart => {
  const found = holdings
    .map((holding) => ({ holding: structuredClone(holding), place: placeOf(holding) }))
    .filter(({ place }) => after === null || place > after)
    .sort((a, b) => (a.place < b.place ? -1 : 1));
  const part = found.slice(0, A_PART);
  return { found: part, next: found.length > A_PART ? (part.at(-1)?.place ?? null) : null };
};

const placeOf = (holding: Holding): string =>
  `${String(lastsUntil(holding)).padStart(16, '0')}.${holding.key}`;

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
