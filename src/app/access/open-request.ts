import { approveByPolicy, openRequest as open } from '../../domain/access/open-request';
import { planHash } from '../../domain/access/plan';
import { explainPlan } from '../../domain/access/plan-words';
import type { Homed } from '../../domain/access/home';
import type { AccessRequest } from '../../domain/access/request';
import type { Transition } from '../../domain/access/transition';
import { err, ok, type Result } from '../../domain/result';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { whatIsAsked, type AskedFor } from './asked-for';
import { atHome } from './homes';
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
  const { ask, planNow, homed } = found.value;
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
  const opened = await keepAtHome(ports, step.value, { opening, homed });
  if (!opened.ok || opened.value.state !== 'PENDING') return opened;
  const approved = approveByPolicy(opened.value, facts);
  return approved.ok ? keepStep(ports, approved, null) : opened;
}

/** How often somebody else may make another page, or this one, the home in the same moment. */
const TRIES = 3;

/** Stores the request on the home of what it asks for: the page becomes it where nothing was asked for yet. */
async function keepAtHome(
  ports: ResolverPorts,
  opened: Transition,
  { opening: { page, command }, homed }: { opening: Opening; homed: Homed[] },
): Promise<Result<AccessRequest, AccessRefusal>> {
  for (let tries = 1; ; tries += 1) {
    const homes = await atHome(ports, page, homed);
    if (!homes.ok) return homes;
    const kept = await keepStep(ports, ok({ ...opened, settings: homes.value }), command);
    // A request that is not there yet can only lose to whoever made a page the home.
    if (kept.ok || kept.error.code !== 'NO_SUCH_REQUEST' || tries === TRIES) return kept;
  }
}
