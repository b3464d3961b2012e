import { reviewRequest as review } from '../../domain/access/review-request';
import type { PlanNow } from '../../domain/access/staleness';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { aliasTable } from './aliases';
import { beneficiariesOf } from './beneficiaries';
import { answeredBefore, keepStep, nowOf } from './keep-step';
import { planNowOf } from './plan-now';
import { standingsOf } from './standings';
import type { VisibleRequest } from './visible-request';

export type Reviewing = {
  by: string;
  verdict: 'approve' | 'deny';
  reason: string;
  seen: { rev: number; planHash: string };
  command: Command;
};

/** Nothing of the gateway is read for somebody who may not decide anyway, nor for a denial, which opens nothing. */
const UNREAD: PlanNow = err({ code: 'NOT_READ', parts: ['the gateway'] });

/** Checks the reviewer's right now, plans anew from a fresh reading, and stores what follows. */
export async function reviewRequest(
  ports: ResolverPorts,
  { request, page }: VisibleRequest,
  { command, ...given }: Reviewing,
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  const isApproval = given.verdict === 'approve';
  // A page that was moved has other approvers, and it is not for us to say which of both count.
  if (isApproval && page !== null && page.spaceId !== request.spaceId)
    return err({ code: 'CANNOT_VERIFY', what: ['the page is in another space now'] });
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const { policy } = stored.value;
  const where = { by: given.by, spaceId: request.spaceId, pageId: request.pageId };
  const [standings, beneficiaries, aliases] = await Promise.all([
    standingsOf(ports, policy, where),
    beneficiariesOf(ports, request),
    aliasTable(ports),
  ]);
  if (!aliases.ok) return aliases;
  const planNow =
    isApproval && standings.includes('yes')
      ? await planNowOf(ports, request, { kind: 'person', accountId: given.by })
      : ok(UNREAD);
  if (!planNow.ok) return planNow;
  const step = review(request, given, {
    now: nowOf(ports),
    policy,
    aliases: aliases.value,
    standings,
    beneficiaries,
    planNow: planNow.value,
  });
  return keepStep(ports, step, command);
}
