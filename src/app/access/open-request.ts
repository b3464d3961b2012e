import { approveByPolicy, openRequest as open } from '../../domain/access/open-request';
import { planHash } from '../../domain/access/plan';
import { explainPlan } from '../../domain/access/plan-words';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { whatIsAsked, type AskedFor } from './asked-for';
import { answeredBefore, keepStep, nowOf } from './keep-step';
import { planRefusal } from './plan-refusal';

export type Opening = AskedFor & {
  reason: string;
  ticket: string | null;
  /** Of the plan that the person saw. */
  planHash: string;
  command: Command;
};

/** Stores the request with the plan as the world gives it now, if it is the one that the person saw. */
export async function openRequest(
  ports: ResolverPorts,
  opening: Opening,
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, opening.command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  const found = await whatIsAsked(ports, opening);
  if (!found.ok) return found;
  const { ask, planNow } = found.value;
  if (!planNow.ok) return err(planRefusal(planNow.error));
  if (planNow.value.outcome === 'nothing to change')
    return err({ code: 'NO_PLAN', because: ['Nothing would change.', ...planNow.value.because] });
  const { plan } = planNow.value;
  if (planHash(plan) !== opening.planHash) return err({ code: 'PLAN_CHANGED', plan: explainPlan(plan) });
  const stored = await ports.policies.get(opening.page.spaceId);
  if (!stored.ok) return stored;
  const facts = { now: nowOf(ports), policy: stored.value.policy, plan };
  const { by, page, reason, ticket } = opening;
  const step = open(
    {
      id: ports.ids.next(),
      by,
      spaceId: page.spaceId,
      pageId: page.id,
      ask,
      reason,
      ticket,
      extension: null,
    },
    facts,
  );
  if (!step.ok) return step;
  const opened = await keepStep(ports, step, opening.command);
  if (!opened.ok || opened.value.state !== 'PENDING') return opened;
  const approved = approveByPolicy(opened.value, facts);
  return approved.ok ? keepStep(ports, approved, null) : opened;
}
