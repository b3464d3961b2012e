import { connectionsOf } from '../../domain/access/plan';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import { removeConnection } from '../remove-connection';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { nowOf } from './keep-step';
import {
  endingRequests,
  isLiveAt,
  liveGrants,
  liveRequests,
  orphanAll,
  restsOnConnection,
} from './live-grants';

/** What becomes of grants that rest on what is taken away: whoever takes it away says so; null: they were not asked. */
export type GrantsChoice = 'end' | 'leave' | null;

type Removing = { id: string; rev: number; grants: GrantsChoice; by: string };

/**
 * Removes a connection once nothing in force rests on it. Grants end first, through this very connection: it stays until they have, and is
 * then removed by asking again. Or what was written through it is left in place, on record with whoever chose that: nobody can take it away
 * then. What the same grants have elsewhere is taken back there.
 * @returns `ending`: so many are being ended, and the connection is still there. err LIVE_GRANTS when nobody said what becomes of them.
 */
export async function removeWithGrants(
  ports: ResolverPorts,
  { id, rev, grants, by }: Removing,
): Promise<Result<{ removed: boolean; ending: number }, AccessRefusal>> {
  const [live, ending] = await Promise.all([liveRequests(ports), endingRequests(ports)]);
  if (!live.ok) return live;
  if (!ending.ok) return ending;
  const rests = restsOnConnection(id);
  const isInForce = isLiveAt(nowOf(ports));
  const [inForce, over] = parted(live.value.filter(rests), isInForce);
  // Where its time is over and nobody has come by to take it back, it is there still.
  const onTheirWay = [...over.filter(({ state }) => state !== 'APPROVED'), ...ending.value.filter(rests)];
  const all = [...inForce, ...onTheirWay];
  if (all.length > 0 && grants === null) return err(liveGrants(all));
  if (all.length > 0) {
    const ended =
      grants === 'leave'
        ? await leaveAll(ports, all, { id, by })
        : await orphanAll(ports, inForce, { because: 'connection removed', by, leaves: false });
    if (!ended.ok) return ended;
    if (grants === 'end') return ok({ removed: false, ending: all.length });
  }
  const removed = await removeConnection(ports, { id, rev, by });
  return removed.ok ? ok({ removed: true, ending: 0 }) : removed;
}

async function leaveAll(
  ports: ResolverPorts,
  requests: readonly AccessRequest[],
  { id, by }: Pick<Removing, 'id' | 'by'>,
): Promise<Result<number, AccessRefusal>> {
  const isElsewhere = ({ plan }: AccessRequest): boolean => connectionsOf(plan).some((one) => one !== id);
  const leaving = { because: 'connection removed', by, leaves: true } as const;
  const [partly, whole] = parted(requests, isElsewhere);
  const ended = await orphanAll(ports, partly, { ...leaving, elsewhere: true });
  return ended.ok ? orphanAll(ports, whole, leaving) : ended;
}

const parted = <T>(all: readonly T[], is: (one: T) => boolean): [T[], T[]] => [
  all.filter(is),
  all.filter((one) => !is(one)),
];
