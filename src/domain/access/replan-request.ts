import type { EpochMs } from '../time';
import { planFault } from './open-request';
import { isSamePerson, type AccountId, type AliasTable } from './people';
import { planHash, type Plan } from './plan';
import { policyHash, type ApprovalPolicy } from './policy';
import type { AccessRequest, Pending } from './request';
import { arrow, misfit, momentOf, nextOf, person, refuse, type SeenRev, type Step } from './transition';

/**
 * STALE → PENDING: a new plan for the same ask, under the policy as it is now. All reviews are void. Only the requester and whoever made
 * the plan before may; whoever does is the plan's author and reviews it no more.
 */
export const replanRequest = (
  request: AccessRequest,
  { by, seen }: { by: AccountId; seen: SeenRev },
  { now, policy, plan, aliases }: { now: EpochMs; policy: ApprovalPolicy; plan: Plan; aliases: AliasTable },
): Step<Pending> => {
  const fault =
    misfit(request, ['STALE'], { seen, now }) ??
    planFault(plan, { policy, extension: request.extension, now });
  if (fault !== null) return refuse(fault);
  const mayPlan = [request.requester, request.planAuthor].some((one) => isSamePerson(aliases, one, by));
  if (!mayPlan) return refuse({ code: 'NOT_YOURS' });
  const at = momentOf(request, now);
  const pending: Pending = {
    ...nextOf(request, at, {
      plan,
      planHash: planHash(plan),
      planAuthor: by,
      policyHash: policyHash(policy),
      reviews: [],
    }),
    state: 'PENDING',
    pendingUntil: at + policy.pendingTimeoutMs,
  };
  const body = { was: request.planHash, voided: request.reviews.length };
  return arrow(pending, { type: 'request.replanned', actor: person(by), body }, [
    { do: 'notify', whom: 'approvers', requestId: pending.id, rev: pending.rev },
  ]);
};
