import { changeWords } from '../../domain/access/change-words';
import { confirmByHand } from '../../domain/access/finish-apply';
import { isInForce } from '../../domain/access/in-force';
import { connectionsOf } from '../../domain/access/plan';
import type { AccessRequest } from '../../domain/access/request';
import type { Connection } from '../../domain/connection';
import { err, ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { hold, holderOf } from './carry/holdings';
import { isWritable } from './carry/write-change';
import { answeredBefore, keepStep, nowOf } from './keep-step';
import { readOf, worldOf } from './plan-now';
import { mayHaveItCarriedOut } from './retry-grant';

/** The plan's connections that may not be written through: what it changes there is done by hand. */
export async function byHandThrough(
  { connections }: Pick<Ports, 'connections'>,
  { plan }: AccessRequest,
): Promise<Result<Connection[], StorageFailure>> {
  const found = await Promise.all(connectionsOf(plan).map((id) => connections.get(id)));
  const failed = found.find((one) => !one.ok);
  if (failed?.ok === false) return failed;
  return ok(
    found
      .flatMap((one) => (one.ok && one.value !== null ? one.value : []))
      .filter((connection) => !isWritable(connection)),
  );
}

/**
 * Somebody says that a request was carried out by hand. It is in force once reading back, with the reader's credential, finds every change
 * of it: nobody's word is enough. err NOT_SEEN names what is not there.
 */
export async function confirmGrant(
  ports: ResolverPorts,
  request: AccessRequest,
  { by, seen, command }: { by: string; seen: { rev: number }; command: Command },
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  const may = await mayHaveItCarriedOut(ports, request, by);
  if (!may.ok) return may;
  const step = confirmByHand(request, { by, seen }, { now: nowOf(ports) });
  if (!step.ok) return step;
  const hands = await byHandThrough(ports, request);
  if (!hands.ok) return hands;
  // Where everything can be written, it is written: nothing is left to confirm.
  if (hands.value.length === 0) return err({ code: 'WRONG_STATE', now: request.state });
  const world = await worldOf(ports, request, { kind: 'person', accountId: by });
  if (!world.ok) return world;
  const read = readOf(world.value);
  const missing = request.plan.changes.filter((change) => isInForce(change, read) !== true);
  if (missing.length > 0) return err({ code: 'NOT_SEEN', missing: missing.map(changeWords) });
  for (const change of request.plan.changes) {
    const held = await hold(ports, change, holderOf(step.value.request, nowOf(ports)));
    if (!held.ok) return held;
  }
  return keepStep(ports, step, command);
}
