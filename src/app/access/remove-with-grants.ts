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
 * then removed by asking again. Or they are left in place, on record with whoever chose that: nobody can take them away then.
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
  const inForce = live.value.filter(rests).filter(isLiveAt(nowOf(ports)));
  const onTheirWay = ending.value.filter(rests);
  const all = [...inForce, ...onTheirWay];
  if (all.length > 0 && grants === null) return err(liveGrants(all));
  if (all.length > 0) {
    const orphaning = { because: 'connection removed', by, leaves: grants === 'leave' } as const;
    const ended = await orphanAll(ports, grants === 'leave' ? all : inForce, orphaning);
    if (!ended.ok) return ended;
    if (grants === 'end') return ok({ removed: false, ending: all.length });
  }
  const removed = await removeConnection(ports, { id, rev, by });
  return removed.ok ? ok({ removed: true, ending: 0 }) : removed;
}
