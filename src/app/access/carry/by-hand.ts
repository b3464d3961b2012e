import { isGone } from '../../../domain/access/in-force';
import type { AccessRequest, Granted } from '../../../domain/access/request';
import { ok, type Result } from '../../../domain/result';
import type { StorageFailure } from '../../ports';
import { nowOf } from '../keep-step';
import { readOf, worldOf } from '../plan-now';
import type { CarryPorts } from './carry-ports';
import { othersHolding, release } from './holdings';
import type { NotMade } from './write-change';

const DOER = { kind: 'job', name: 'revoke' } as const;

/**
 * Where a connection may not be written through, somebody takes away by hand what the request wrote: whether they have is read, with the
 * reader's credential, and nobody's word is asked for. What others hold has to stay.
 */
export async function takenByHand(
  ports: CarryPorts,
  request: AccessRequest & Granted,
  { failure }: NotMade,
): Promise<Result<boolean, StorageFailure>> {
  if (failure.code !== 'NOT_WRITABLE') return ok(false);
  const world = await worldOf(ports, request, DOER);
  if (!world.ok) return world;
  const read = readOf(world.value);
  for (const change of request.plan.changes) {
    const others = await othersHolding(ports, { change, requestId: request.id, now: nowOf(ports) });
    if (!others.ok) return others;
    if (others.value.length === 0 && isGone(change, read) !== true) return ok(false);
  }
  for (const change of request.plan.changes) {
    const released = await release(ports, change, [request.id]);
    if (!released.ok) return released;
  }
  return ok(true);
}
