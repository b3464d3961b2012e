import { beginApply, mayGoOn, type ApplyFacts } from '../../../domain/access/begin-apply';
import { failApply, stopApply } from '../../../domain/access/fail-apply';
import { finishApply } from '../../../domain/access/finish-apply';
import { connectionsOf } from '../../../domain/access/plan';
import {
  stateAt,
  type AccessRequest,
  type Applying,
  type Approved,
  type StaleCause,
} from '../../../domain/access/request';
import type { Step } from '../../../domain/access/transition';
import { err, ok, type Result } from '../../../domain/result';
import type { AccessRefusal } from '../access-refusal';
import { aliasTable } from '../aliases';
import { keepStep, nowOf } from '../keep-step';
import { planNowOf, planOnGoing } from '../plan-now';
import type { CarryPorts } from './carry-ports';
import { BY_HAND_MS, CARRY_MS, isForGood, nextTry } from './carry-time';
import { failureOf } from './failure-words';
import { hold, holderOf } from './holdings';
import { rightsNow } from './rights-now';
import { takeAwayWritten } from './take-away';
import { isWritable, makeChange } from './write-change';

/** `notBefore`: it is to be tried again then. */
export type Carried = 'done' | { notBefore: number };

const DOER = { kind: 'job', name: 'apply' } as const;

/**
 * APPROVED or APPLYING → ACTIVE: what it rests on is checked anew, then every change is made and read back, in the plan's order. What was
 * begun before and did not end is gone on with. A write that fails for good takes back what was written, in reverse.
 */
export async function applyGrant(
  ports: CarryPorts,
  request: AccessRequest,
  attempts: number,
): Promise<Result<Carried, AccessRefusal>> {
  const until = nowOf(ports) + CARRY_MS;
  const state = stateAt(request, nowOf(ports));
  if (request.state !== state) return ok('done');
  if (request.state !== 'APPROVED' && request.state !== 'APPLYING') return ok('done');
  const hands = await needsHands(ports, request);
  if (!hands.ok) return hands;
  if (hands.value && request.state === 'APPROVED') return ok({ notBefore: nowOf(ports) + BY_HAND_MS });
  if (request.state === 'APPROVED') return begin(ports, request, { attempts, until });
  return goOn(ports, request, { attempts, until });
}

/** Whether some connection of the plan cannot be written through. One that is gone is the plan's question. */
async function needsHands(
  { connections }: CarryPorts,
  { plan }: AccessRequest,
): Promise<Result<boolean, AccessRefusal>> {
  for (const id of connectionsOf(plan)) {
    const found = await connections.get(id);
    if (!found.ok) return found;
    if (found.value !== null && !isWritable(found.value)) return ok(true);
  }
  return ok(false);
}

type Trying = { attempts: number; until: number };

async function begin(
  ports: CarryPorts,
  request: Approved,
  trying: Trying,
): Promise<Result<Carried, AccessRefusal>> {
  const facts = await factsNow(ports, request);
  if (!facts.ok) return facts.error.code === 'CANNOT_VERIFY' ? again(ports, trying.attempts) : facts;
  const kept = await keepStep(ports, beginApply(request, facts.value), null);
  if (!kept.ok) return afterRefusal(ports, kept.error, trying.attempts);
  return kept.value.state === 'APPLYING' ? writeAll(ports, kept.value, trying) : ok('done');
}

/** Everything that the right to write rests on, read just now. `planned`: what the world gives. */
export async function factsNow(
  ports: CarryPorts,
  request: Parameters<typeof rightsNow>[1],
  planned: typeof planNowOf = planNowOf,
): Promise<Result<ApplyFacts, AccessRefusal>> {
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const { policy } = stored.value;
  const [aliases, rights, planNow] = await Promise.all([
    aliasTable(ports),
    rightsNow(ports, request, policy),
    planned(ports, request, DOER),
  ]);
  if (!aliases.ok) return aliases;
  if (!planNow.ok) return planNow;
  return ok({ now: nowOf(ports), policy, aliases: aliases.value, rights, planNow: planNow.value });
}

/** Goes on with what was begun, where all that beginning rests on still holds. Where it does not, what was written goes, and it is STALE. */
async function goOn(
  ports: CarryPorts,
  request: Applying,
  trying: Trying,
): Promise<Result<Carried, AccessRefusal>> {
  const facts = await factsNow(ports, request, planOnGoing);
  if (!facts.ok) return facts.error.code === 'CANNOT_VERIFY' ? again(ports, trying.attempts) : facts;
  const cause = mayGoOn(request, facts.value);
  if (cause === null) return writeAll(ports, request, trying);
  if ('code' in cause) return afterRefusal(ports, cause, trying.attempts);
  return stop(ports, request, cause);
}

async function writeAll(
  ports: CarryPorts,
  request: Applying,
  { attempts, until }: Trying,
): Promise<Result<Carried, AccessRefusal>> {
  const holder = holderOf(request, request.startedAt);
  for (const change of request.plan.changes) {
    if (nowOf(ports) >= until) return ok({ notBefore: nowOf(ports) });
    const held = await hold(ports, change, holder);
    if (!held.ok) return held;
    const made = await makeChange(ports, { change, requestId: request.id, doer: DOER, until });
    if (made.ok) continue;
    if (made.error.code !== 'NOT_MADE') return err(made.error);
    return isForGood(made.error.failure, attempts)
      ? fail(ports, request, failureOf(made.error))
      : again(ports, attempts);
  }
  const kept = await keepStep(ports, finishApply(request, { now: nowOf(ports) }), null);
  return kept.ok ? ok('done') : afterRefusal(ports, kept.error, attempts);
}

/** Takes back what was written. What cannot be taken back now is tried for ever by the work that follows from the step. */
async function fail(
  ports: CarryPorts,
  request: Applying,
  failure: { code: string; what: string },
): Promise<Result<Carried, AccessRefusal>> {
  const taken = await takeAwayWritten(ports, request);
  if (!taken.ok) return taken;
  const step = failApply(request, { failure, takenBack: taken.value }, { now: nowOf(ports) });
  return over(ports, step);
}

async function stop(
  ports: CarryPorts,
  request: Applying,
  cause: StaleCause,
): Promise<Result<Carried, AccessRefusal>> {
  const taken = await takeAwayWritten(ports, request);
  if (!taken.ok) return taken;
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const facts = { now: nowOf(ports), policy: stored.value.policy };
  return over(ports, stopApply(request, { cause, takenBack: taken.value }, facts));
}

const over = async (ports: CarryPorts, step: Step): Promise<Result<Carried, AccessRefusal>> => {
  const kept = await keepStep(ports, step, null);
  return kept.ok ? ok('done') : afterRefusal(ports, kept.error, 0);
};

const again = (ports: CarryPorts, attempts: number): Result<Carried, never> =>
  ok({ notBefore: nextTry(nowOf(ports), attempts) });

/** Somebody was faster: what they did is looked at anew. What could not be verified is tried again; everything else is over. */
const afterRefusal = (
  ports: CarryPorts,
  refusal: AccessRefusal,
  attempts: number,
): Result<Carried, AccessRefusal> => {
  switch (refusal.code) {
    case 'CONFLICT':
      return ok({ notBefore: nowOf(ports) });
    case 'CANNOT_VERIFY':
      return again(ports, attempts);
    case 'STORAGE_UNAVAILABLE':
      return err(refusal);
    default:
      return ok('done');
  }
};
