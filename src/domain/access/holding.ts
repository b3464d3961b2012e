import type { ConnectionId } from '../binding';
import type { EpochMs } from '../time';
import { hashOf, type Hash } from './canonical-json';
import { changeKey, type PlannedChange } from './change';

/**
 * One thing that grants hold in place: a membership, a limit, a policy. Written down before the thing is, so that whatever was begun is
 * found; one row for all requests that want the same, so that none takes away what another still has.
 */
export type Holding = {
  v: 1;
  /** Of the thing. */
  key: Hash;
  rev: number;
  /**
   * `closed`: a deny-all that stands where a grant was the last ALLOW. `left`: its grants have ended, and it stays for as long as it is used
   * for something else. `gone`: nothing of it is ours any more.
   */
  state: 'held' | 'closed' | 'left' | 'gone';
  /** As it is wanted there. */
  change: PlannedChange;
  /** The latest last. A request that has ended holds nothing, whatever this says. */
  holders: Holder[];
  /** Of one that is gone: when it was let go of. Absent: before this was written down. */
  goneAt?: EpochMs;
};

/** `since`: when writing was begun for it. */
export type Holder = {
  requestId: string;
  pageId: string;
  spaceId: string;
  since: EpochMs;
  expiresAt: EpochMs;
};

export const holdingKey = (change: PlannedChange): Hash => hashOf(changeKey(change));

export const connectionOf = ({ change }: Holding): ConnectionId => change.connectionId;

/** When the last of its grants ends; 0 when none holds it. */
export const lastsUntil = ({ holders }: Holding): EpochMs =>
  Math.max(0, ...holders.map(({ expiresAt }) => expiresAt));

/** With the holder, as the change is wanted now. Holding twice is holding once. */
export const heldBy = (stored: Holding | null, change: PlannedChange, holder: Holder): Holding => {
  const others = (stored?.holders ?? []).filter(({ requestId }) => requestId !== holder.requestId);
  return {
    v: 1,
    key: holdingKey(change),
    rev: (stored?.rev ?? 0) + 1,
    state: change.kind === 'istio-deny-all' ? 'closed' : 'held',
    change,
    holders: [...others, holder],
  };
};

/** Left there at the end of its last grant; null: that is written down already. */
export const leftBy = (stored: Holding | null, change: PlannedChange, holder: Holder): Holding | null =>
  stored?.state === 'left' && isHeldBy(stored, change, holder.requestId)
    ? null
    : { ...heldBy(stored, change, holder), state: 'left', holders: [holder] };

export const isHeldBy = (stored: Holding | null, change: PlannedChange, requestId: string): boolean =>
  stored !== null &&
  stored.state !== 'gone' &&
  stored.holders.some((holder) => holder.requestId === requestId) &&
  hashOf(stored.change) === hashOf(change);

/** Without these holders; gone when none is left. */
export const releasedBy = (stored: Holding, requestIds: readonly string[], at: EpochMs): Holding => {
  const holders = stored.holders.filter(({ requestId }) => !requestIds.includes(requestId));
  const rest = { ...stored, rev: stored.rev + 1, holders };
  return holders.length === 0 ? { ...rest, state: 'gone', goneAt: at } : rest;
};
