import { changeWords } from '../../../domain/access/change-words';
import { connectionsOf } from '../../../domain/access/plan';
import type { AccessRequest, Granted } from '../../../domain/access/request';
import { err, ok, type Result } from '../../../domain/result';
import type { AccessRefusal } from '../access-refusal';
import type { CarryPorts } from './carry-ports';
import { release } from './holdings';
import { takeAway } from './take-away';
import type { NotMade } from './write-change';

/**
 * Through a connection that was removed nobody can take anything away any more: what was written there stays, and is told; everything else
 * is taken away.
 * @returns what stays there, in words; null: `failed` is about something else. err the first other write that failed
 */
export async function takeAwayWithoutGone(
  ports: CarryPorts,
  request: AccessRequest & Granted,
  failed: NotMade,
): Promise<Result<string[] | null, NotMade | AccessRefusal>> {
  if (failed.failure.code !== 'CONNECTION_GONE') return ok(null);
  const gone = new Set<string>();
  for (const id of connectionsOf(request.plan)) {
    const found = await ports.connections.get(id);
    if (!found.ok) return found;
    if (found.value === null) gone.add(id);
  }
  const { changes } = request.plan;
  const taken = await takeAway(
    ports,
    request,
    changes.filter(({ connectionId }) => !gone.has(connectionId)),
  );
  if (!taken.ok) return err(taken.error);
  const staying = changes.filter(({ connectionId }) => gone.has(connectionId));
  for (const change of staying) {
    const released = await release(ports, change, [request.id]);
    if (!released.ok) return released;
  }
  return ok([
    ...taken.value,
    ...staying.map((change) => `${changeWords(change)}: its connection was removed`),
  ]);
}
