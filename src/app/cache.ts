import type { ConnectionId } from '../domain/binding';
import { indexKong, type KongIndex, type KongSnapshot } from '../domain/kong/snapshot';

/** A snapshot as every question needs it, and which one it is. */
export type IndexedSnapshot = { index: KongIndex; generation: string };

/** What one installation remembers; it cannot name another one's snapshots. */
export type InstallationCache = {
  get(connectionId: ConnectionId, generation: string): IndexedSnapshot | undefined;
  /** The snapshot with its look-ups, kept if it is not too large. */
  put(connectionId: ConnectionId, generation: string, snapshot: KongSnapshot): IndexedSnapshot;
};

export type SnapshotCache = { of(installation: string | null): InstallationCache };

/** Half a gigabyte is what a function has; an entity with its look-ups takes about a kilobyte (`bench/kong`). */
const MOST_ENTITIES = 120_000;
const MOST_SNAPSHOTS = 4;

/**
 * The one cache: snapshots with their look-ups, so that turning a page does not unpack the whole estate again. A warm process serves many
 * sites, so the installation is part of every key; a snapshot never changes under its generation, so nothing here can be out of date.
 * Rights, rules, bindings and the name of the current generation are never in it. What was used longest ago makes way.
 */
export const createSnapshotCache = (): SnapshotCache => {
  const kept = new Map<string, IndexedSnapshot>();
  const keep = (key: string, snapshot: IndexedSnapshot): void => {
    kept.delete(key);
    kept.set(key, snapshot);
    while (kept.size > MOST_SNAPSHOTS || entitiesIn(kept) > MOST_ENTITIES) {
      const [oldest] = kept.keys();
      if (oldest === undefined) return;
      kept.delete(oldest);
    }
  };
  return {
    of: (installation) => {
      const keyOf = (id: ConnectionId, generation: string): string =>
        JSON.stringify([installation, id, generation]);
      return {
        get: (id, generation) => {
          const key = keyOf(id, generation);
          const found = kept.get(key);
          if (found !== undefined) keep(key, found);
          return found;
        },
        put: (id, generation, snapshot) => {
          const indexed = { index: indexKong(snapshot), generation };
          // Without an installation nobody could say whose it is.
          if (installation !== null) keep(keyOf(id, generation), indexed);
          return indexed;
        },
      };
    },
  };
};

const entitiesIn = (kept: ReadonlyMap<string, IndexedSnapshot>): number =>
  [...kept.values()].reduce((sum, { index }) => sum + sizeOf(index.snapshot), 0);

const sizeOf = (snapshot: KongSnapshot): number =>
  Object.values(snapshot).reduce<number>((sum, part) => sum + (Array.isArray(part) ? part.length : 0), 0);
