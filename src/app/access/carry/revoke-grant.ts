import { takeBack } from '../../../domain/access/fail-apply';
import { failRevoke, finishRevoke } from '../../../domain/access/finish-revoke';
import type { AccessRequest, ApplyFailed, RevokeFailed, Revoking } from '../../../domain/access/request';
import { err, ok, type Result } from '../../../domain/result';
import type { AccessRefusal } from '../access-refusal';
import { keepStep, nowOf } from '../keep-step';
import type { Carried } from './apply-grant';
import { takenByHand } from './by-hand';
import type { CarryPorts } from './carry-ports';
import { isAlarming, nextTry, QUIET_MS } from './carry-time';
import { failureOf } from './failure-words';
import { takeAwayWithoutGone } from './gone-connections';
import { takeAway, takeAwayWritten } from './take-away';
import type { NotMade } from './write-change';

/**
 * REVOKING or REVOKE_FAILED → ENDED, and APPLY_FAILED → taken back, or STALE: everything that the request wrote is taken away and read back. What
 * fails is tried for ever; that it fails is recorded and told once.
 */
export async function revokeGrant(
  ports: CarryPorts,
  request: AccessRequest,
  attempts: number,
): Promise<Result<Carried, AccessRefusal>> {
  switch (request.state) {
    case 'APPLY_FAILED':
      return request.takenBack ? ok('done') : takeBackAll(ports, request, attempts);
    case 'REVOKING':
    case 'REVOKE_FAILED':
      return endAll(ports, request, attempts);
    default:
      return ok('done');
  }
}

type Ending = Revoking | RevokeFailed;

async function endAll(
  ports: CarryPorts,
  request: Ending,
  attempts: number,
): Promise<Result<Carried, AccessRefusal>> {
  const taken = await takeAllAway(ports, request);
  if (!taken.ok) {
    if (taken.error.code !== 'NOT_MADE') return err(taken.error);
    const gone = await takenByHand(ports, request, taken.error);
    if (!gone.ok) return gone;
    if (!gone.value) return failed(ports, request, { failed: taken.error, attempts });
  }
  const quietAt = leftApplyingAt(request) + QUIET_MS;
  if (nowOf(ports) < quietAt) return ok({ notBefore: quietAt });
  const left = taken.ok ? taken.value : [];
  return stored(ports, await keepStep(ports, finishRevoke(request, { left }, { now: nowOf(ports) }), null));
}

async function takeAllAway(
  ports: CarryPorts,
  request: Ending,
): Promise<Result<string[], NotMade | AccessRefusal>> {
  const taken = await takeAway(ports, request, request.plan.changes);
  if (taken.ok || taken.error.code !== 'NOT_MADE') return taken;
  const left = await takeAwayWithoutGone(ports, request, taken.error);
  if (!left.ok) return left;
  return left.value === null ? taken : ok(left.value);
}

/** From then on nobody begins to write for it. Where it never was in force, it left APPLYING when it began to end. */
const leftApplyingAt = (request: Ending): number =>
  request.appliedAt ?? (request.state === 'REVOKING' ? request.updatedAt : request.failure.at);

type Failing = { failed: NotMade; attempts: number };

async function failed(
  ports: CarryPorts,
  request: Ending,
  { failed: one, attempts }: Failing,
): Promise<Result<Carried, AccessRefusal>> {
  const notBefore = nextTry(nowOf(ports), attempts);
  if (request.state === 'REVOKE_FAILED' || !isAlarming(one.failure, attempts)) return ok({ notBefore });
  const told = { failure: failureOf(one), attempts: attempts + 1 };
  const kept = await keepStep(ports, failRevoke(request, told, { now: nowOf(ports) }), null);
  return kept.ok || kept.error.code !== 'STORAGE_UNAVAILABLE' ? ok({ notBefore }) : kept;
}

async function takeBackAll(
  ports: CarryPorts,
  request: ApplyFailed,
  attempts: number,
): Promise<Result<Carried, AccessRefusal>> {
  const taken = await takeAwayWritten(ports, request);
  if (!taken.ok) return taken;
  if (!taken.value) return ok({ notBefore: nextTry(nowOf(ports), attempts) });
  const quietAt = request.failure.at + QUIET_MS;
  if (nowOf(ports) < quietAt) return ok({ notBefore: quietAt });
  const space = await ports.policies.get(request.spaceId);
  if (!space.ok) return space;
  const facts = { now: nowOf(ports), policy: space.value.policy };
  return stored(ports, await keepStep(ports, takeBack(request, facts), null));
}

/** Somebody was faster: what they did is looked at anew. */
const stored = (
  ports: CarryPorts,
  kept: Result<AccessRequest, AccessRefusal>,
): Result<Carried, AccessRefusal> => {
  if (kept.ok) return ok('done');
  if (kept.error.code === 'CONFLICT') return ok({ notBefore: nowOf(ports) });
  return kept.error.code === 'STORAGE_UNAVAILABLE' ? kept : ok('done');
};
