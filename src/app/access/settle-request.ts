import type { ApprovalPolicy } from '../../domain/access/policy';
import type { AccessRequest } from '../../domain/access/request';
import { recheck, type PlanNow } from '../../domain/access/staleness';
import { timeOut } from '../../domain/access/time-out';
import { job, type Step } from '../../domain/access/transition';
import { err, ok, type Result } from '../../domain/result';
import type { AccessRefusal } from './access-refusal';
import { keepStep, nowOf, type StoringPorts } from './keep-step';

/**
 * The request after everything that happened to it without anybody's click: its time has run out, or the policy it was asked under
 * is another one now. What is already so is left alone, so this may run at any time and any number of times.
 */
export async function settleRequest(
  ports: StoringPorts,
  request: AccessRequest,
  policy: ApprovalPolicy,
): Promise<Result<AccessRequest, AccessRefusal>> {
  const step = dueStep(request, policy, nowOf(ports));
  if (step === null) return ok(request);
  const kept = await keepStep(ports, step, null);
  if (kept.ok || kept.error.code !== 'CONFLICT') return kept;
  const now = await ports.requests.get(request.id);
  return now.ok && now.value !== null ? ok(now.value) : kept;
}

const dueStep = (request: AccessRequest, policy: ApprovalPolicy, now: number): Step | null => {
  const timedOut = timeOut(request, { now });
  if (timedOut.ok) return timedOut;
  if (request.state !== 'PENDING' && request.state !== 'APPROVED') return null;
  // The gateway is not asked here: only what storage knows counts.
  const unread: PlanNow = err({ code: 'NOT_READ', parts: [] });
  const stale = recheck(request, { actor: job('policy') }, { now, policy, planNow: unread });
  return stale.ok ? stale : null;
};
