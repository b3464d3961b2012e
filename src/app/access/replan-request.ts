import { replanRequest as replan } from '../../domain/access/replan-request';
import { isSamePerson } from '../../domain/access/people';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { aliasTable } from './aliases';
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
  const aliases = await aliasTable(ports);
  if (!aliases.ok) return aliases;
  const isTheirs = [request.requester, request.planAuthor].some((one) =>
    isSamePerson(aliases.value, one, given.by),
  );
  if (!isTheirs) return err({ code: 'NOT_YOURS' });
  const planNow = await planNowOf(ports, request, { kind: 'person', accountId: given.by });
  if (!planNow.ok) return planNow;
  if (!planNow.value.ok) return err(planRefusal(planNow.value.error));
  const planned = planNow.value.value;
  if (planned.outcome === 'nothing to change')
    return err({ code: 'NO_PLAN', because: ['Nothing would change.', ...planned.because] });
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const { policy } = stored.value;
  const facts = { now: nowOf(ports), policy, plan: planned.plan, aliases: aliases.value };
  return keepStep(ports, replan(request, given, facts), command);
}
