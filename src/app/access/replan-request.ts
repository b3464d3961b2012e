import { replanRequest as replan } from '../../domain/access/replan-request';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { answeredBefore, keepStep, nowOf } from './keep-step';
import { planNowOf } from './plan-now';
import { planRefusal } from './plan-refusal';

/** Plans a STALE request anew, for the same ask, under the policy as it is now. */
export async function replanRequest(
  ports: ResolverPorts,
  request: AccessRequest,
  { command, ...given }: { by: string; seen: { rev: number }; command: Command },
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  if (![request.requester, request.planAuthor].includes(given.by)) return err({ code: 'NOT_YOURS' });
  const planNow = await planNowOf(ports, request, given.by);
  if (!planNow.ok) return planNow;
  if (!planNow.value.ok) return err(planRefusal(planNow.value.error));
  const planned = planNow.value.value;
  if (planned.outcome === 'nothing to change')
    return err({ code: 'NO_PLAN', because: ['Nothing would change.', ...planned.because] });
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const facts = { now: nowOf(ports), policy: stored.value.policy, plan: planned.plan, aliases: [] };
  return keepStep(ports, replan(request, given, facts), command);
}
