import { concerning, unreadLists } from '../istio/unread-kinds';
import type { WorkloadFacts } from '../istio/workload/guards';
import type { KongSnapshot } from '../kong/snapshot';
import { changeKey, isOfKong, type PlannedChange } from './change';
import { foundByHand } from './grant-drift';
import { thingsIn, type ThingsRead } from './things-read';

/** What was read of both planes; null: nothing of it was. Of the mesh's policies those of namespaces that `unread` names may be missing. */
type Read = { kong: KongSnapshot | null; mesh: Pick<WorkloadFacts, 'policies' | 'unread'> | null };

/** What was read, as it is asked of every change. */
export type BothRead = (change: PlannedChange) => ThingsRead | null;

/** Look-ups are built once. */
export const bothIn = ({ kong, mesh }: Read): BothRead => {
  const gateway = kong === null ? null : thingsIn({ of: 'kong', snapshot: kong });
  const policies =
    mesh === null
      ? null
      : thingsIn({ of: 'mesh', policies: mesh.policies, isListed: isListedIn(mesh.unread) });
  return (change) => (isOfKong(change) ? gateway : policies);
};

const isListedIn =
  (unread: WorkloadFacts['unread']) =>
  (namespace: string): boolean =>
    concerning(unreadLists(unread, 'authorizationpolicies'), new Set([namespace])).length === 0;

/** Whether what the change wants there is there, whoever put it there; null: that was not read. */
export const isInForce = (change: PlannedChange, both: BothRead): boolean | null => {
  const things = both(change);
  const found = things === null ? null : foundByHand(change, things);
  return found === null || found.is === 'not known' ? null : found.is === 'as granted';
};

/** Whether nothing of what the change put there is there; null: that was not read. */
export const isGone = (change: PlannedChange, both: BothRead): boolean | null => {
  const things = both(change);
  const standing = things?.standing({ ...change, want: 'absent' }) ?? null;
  if (things === null || standing === null) return null;
  // What is there and carries no mark is `left`: whoever put it there by hand has to take it away by hand.
  const isThere = standing.is !== 'as wanted' || standing.left !== undefined;
  if (isThere) return false;
  return things.wouldShow(change) ? true : null;
};

/** Keys of the changes whose things carry the request's mark: what it wrote so far. */
export const keysMarkedBy = (
  requestId: string,
  changes: readonly PlannedChange[],
  both: BothRead,
): string[] =>
  changes
    .filter((change) => {
      const standing = both(change)?.standing(change) ?? null;
      return standing !== null && 'by' in standing && standing.by === requestId;
    })
    .map(changeKey);
