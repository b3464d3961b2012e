import { remindOfJudgement } from '../../domain/access/judge-break-glass';
import type { AccessRequest, RequestState } from '../../domain/access/request';
import { outboxKey, type Effect } from '../../domain/access/transition';
import { ok, type Result } from '../../domain/result';
import type { RequestFilter } from '../ports-of-access';
import type { AccessRefusal } from './access-refusal';
import { carryOut } from './carry-out';
import type { CarryPorts } from './carry/carry-ports';
import { takeWhatWasLeft } from './carry/left-behind';
import { openWhereGuarded } from './carry/open-where-guarded';
import { eachRequest } from './each-request';
import { endOrphans } from './end-orphans';
import { keepStep, nowOf } from './keep-step';

/** Kept back of the run's time: one request may take this long. */
const RESERVE_MS = 60_000;

/** What has to be done about a request in a state that is none to stay in, or not before what was written is taken back. */
const UNFINISHED: readonly [RequestState, 'apply' | 'revoke'][] = [
  ['REVOKING', 'revoke'],
  ['REVOKE_FAILED', 'revoke'],
  ['APPLYING', 'apply'],
  ['APPROVED', 'apply'],
  ['APPLY_FAILED', 'revoke'],
];

/** What was taken back waits for somebody to try it again. */
const isAtRest = (request: AccessRequest): boolean => request.state === 'APPLY_FAILED' && request.takenBack;

/**
 * What is found by how things stand, whatever was lost on the way: requests on their way for which no work is left in the outbox, workloads
 * that are closed without need, grants whose reason is gone, consumers that were left and are free now, and judgements that nobody gave in time. For the sweep, which takes deadlines itself.
 * @returns how many things were done
 */
export async function endDue(ports: CarryPorts): Promise<Result<number, AccessRefusal>> {
  let done = 0;
  for (const part of [finishAll, remindAll, endOrphans, openWhereGuarded, takeWhatWasLeft]) {
    const some = await part(ports);
    if (!some.ok) return some;
    done += some.value;
  }
  return ok(done);
}

const finishAll = async (ports: CarryPorts): Promise<Result<number, AccessRefusal>> => {
  let done = 0;
  for (const [state, doing] of UNFINISHED) {
    const some = await each(ports, { by: 'expiring', state }, async (request) =>
      isAtRest(request) ? ok(0) : finish(ports, { do: doing, requestId: request.id, rev: request.rev }),
    );
    if (!some.ok) return some;
    done += some.value;
  }
  return ok(done);
};

/** What waits in the outbox is left to whoever works on that. */
const finish = async (ports: CarryPorts, effect: Effect): Promise<Result<number, AccessRefusal>> => {
  const waiting = await ports.outbox.get(outboxKey(effect));
  if (!waiting.ok) return waiting;
  if (waiting.value !== null) return ok(0);
  const carried = await carryOut(ports, { effect, attempts: 0 });
  return carried.ok ? ok(1) : carried;
};

const remindAll = (ports: CarryPorts): Promise<Result<number, AccessRefusal>> =>
  each(ports, { by: 'in-state', state: 'POST_REVIEW' }, async (request) => {
    const step = remindOfJudgement(request, { now: nowOf(ports) });
    if (!step.ok) return ok(0);
    const kept = await keepStep(ports, step, null);
    if (kept.ok) return ok(1);
    return kept.error.code === 'STORAGE_UNAVAILABLE' ? kept : ok(0);
  });

/** While there is time. */
const each = async (
  ports: CarryPorts,
  filter: RequestFilter,
  act: (request: AccessRequest) => Promise<Result<number, AccessRefusal>>,
): Promise<Result<number, AccessRefusal>> => {
  let done = 0;
  const gone = await eachRequest<AccessRefusal>(ports, filter, async (request) => {
    if (ports.clock.remainingMs() < RESERVE_MS) return ok(false);
    const some = await act(request);
    if (!some.ok) return some;
    done += some.value;
    return ok(true);
  });
  return gone.ok ? ok(done) : gone;
};
