import { remindOfJudgement } from '../../domain/access/judge-break-glass';
import type { RequestState } from '../../domain/access/request';
import { outboxKey, type Effect } from '../../domain/access/transition';
import { ok, type Result } from '../../domain/result';
import type { AccessRefusal } from './access-refusal';
import { carryOut } from './carry-out';
import type { CarryPorts } from './carry/carry-ports';
import { openWhereGuarded } from './carry/deny-all';
import { endOrphans } from './end-orphans';
import { keepStep, nowOf } from './keep-step';

/** Kept back of the run's time: one request may take this long. */
const RESERVE_MS = 60_000;
const A_LIST = 50;

/** What has to be done about a request in a state that is none to stay in. */
const UNFINISHED: readonly [RequestState, 'apply' | 'revoke'][] = [
  ['REVOKING', 'revoke'],
  ['REVOKE_FAILED', 'revoke'],
  ['APPLYING', 'apply'],
  ['APPROVED', 'apply'],
];

/**
 * What is found by how things stand, whatever was lost on the way: requests on their way for which no work is left in the outbox, workloads
 * that are closed without need, grants whose reason is gone, and judgements that nobody gave in time. For the sweep, which takes deadlines itself.
 * @returns how many things were done
 */
export async function endDue(ports: CarryPorts): Promise<Result<number, AccessRefusal>> {
  let done = 0;
  for (const [state, doing] of UNFINISHED) {
    const found = await ports.requests.list({ by: 'expiring', state }, { cursor: null, limit: A_LIST });
    if (!found.ok) return found;
    for (const { id, rev } of found.value.requests) {
      if (ports.clock.remainingMs() < RESERVE_MS) return ok(done);
      const effect: Effect = { do: doing, requestId: id, rev };
      const waiting = await ports.outbox.get(outboxKey(effect));
      if (!waiting.ok) return waiting;
      if (waiting.value !== null) continue;
      const carried = await carryOut(ports, { effect, attempts: 0 });
      if (!carried.ok) return carried;
      done += 1;
    }
  }
  const reminded = await remindAll(ports);
  if (!reminded.ok) return reminded;
  const orphaned = await endOrphans(ports);
  if (!orphaned.ok) return orphaned;
  const opened = await openWhereGuarded(ports);
  return opened.ok ? ok(done + reminded.value + orphaned.value + opened.value) : opened;
}

const remindAll = async (ports: CarryPorts): Promise<Result<number, AccessRefusal>> => {
  const filter = { by: 'in-state', state: 'POST_REVIEW' } as const;
  const found = await ports.requests.list(filter, { cursor: null, limit: A_LIST });
  if (!found.ok) return found;
  let reminded = 0;
  for (const request of found.value.requests) {
    const step = remindOfJudgement(request, { now: nowOf(ports) });
    if (!step.ok) continue;
    const kept = await keepStep(ports, step, null);
    if (kept.ok) reminded += 1;
    else if (kept.error.code === 'STORAGE_UNAVAILABLE') return kept;
  }
  return ok(reminded);
};
