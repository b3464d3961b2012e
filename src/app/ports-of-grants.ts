import type { ConnectionId } from '../domain/binding';
import type { Holding } from '../domain/access/holding';
import type { Result } from '../domain/result';
import type { EpochMs } from '../domain/time';
import type { StorageFailure } from './ports';

/** What grants hold in place, one row a thing. */
export type GrantStore = {
  /** Strictly consistent; null: no grant ever held it. */
  get(key: string): Promise<Result<Holding | null, StorageFailure>>;
  /** err CONFLICT when the stored `rev` is not `holding.rev - 1` (0: there must be none). */
  save(holding: Holding): Promise<Result<true, { code: 'CONFLICT' } | StorageFailure>>;
  /** As an index that lags has them, each as it is stored now; without those that are gone. At most 200. */
  list(filter: GrantFilter): Promise<Result<Holding[], StorageFailure>>;
  /**
   * All that grants of a connection hold that last until `now` or longer, a page at a time, by when the last of them ends: as an index that
   * lags has them, from the index alone. Whoever acts on one reads it again. A cursor is good for the run that it was given in.
   */
  inForce(
    connectionId: ConnectionId,
    from: { now: EpochMs; cursor: string | null },
  ): Promise<Result<{ holdings: Holding[]; cursor: string | null }, StorageFailure>>;
  /**
   * Workloads that a deny-all of ours keeps closed, a part of them at a time, always in the same order: as an index that lags has them, each
   * as it is stored now. @param after where whoever looks at them stopped; null: at the first
   */
  closed(after: string | null): Promise<Result<ClosedPart, StorageFailure>>;
};

/** `place`: where whoever stops after this one goes on; `next`: after all of them, null when these were the last. */
export type ClosedPart = { found: { holding: Holding; place: string }[]; next: string | null };

export type GrantFilter =
  | { by: 'page'; pageId: string }
  | { by: 'connection'; connectionId: ConnectionId }
  /** Consumers that were made for grants that have ended, and are used for something else. */
  | { by: 'left' };
