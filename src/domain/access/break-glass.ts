import type { EpochMs } from '../time';
import type { Hash } from './canonical-json';
import { expiryOf } from './lifetime';
import type { AccountId } from './people';
import type { ApprovalPolicy } from './policy';
import type { Standing } from './quorum';
import { reasonFault } from './reason';
import type { AccessRequest, Approved, Stale } from './request';
import { makeStale, planCause, policyCause, type PlanNow } from './staleness';
import { arrow, misfit, momentOf, nextOf, person, refuse, type Refusal, type Step } from './transition';

export type DeclareCommand = { by: AccountId; reason: string; seen: { rev: number; planHash: Hash } };

/** `standing`: is who declares one of those who may? Found just now. */
export type DeclareFacts = { now: EpochMs; policy: ApprovalPolicy; standing: Standing; planNow: PlanNow };

/**
 * PENDING → APPROVED without approval: the glass is broken. For a short time that the policy fixes; everybody who was passed over is told,
 * and somebody who had no part in it judges it when the access has ended.
 */
export const declareBreakGlass = (
  request: AccessRequest,
  { by, reason, seen }: DeclareCommand,
  facts: DeclareFacts,
): Step<Approved | Stale> => {
  const { policy, now } = facts;
  const fault = misfit(request, ['PENDING'], { seen, now });
  if (fault !== null) return refuse(fault);
  if (request.state !== 'PENDING') return refuse({ code: 'WRONG_STATE', now: request.state });
  const bar = barTo(request, { seen, reason }, facts);
  if (bar !== null) return refuse(bar);
  if (policy.breakGlass === null) return refuse({ code: 'NO_BREAK_GLASS' });
  const cause = policyCause(request, policy) ?? planCause(request, facts.planNow);
  if (cause !== null && 'code' in cause) return refuse(cause);
  if (cause !== null) return makeStale(request, { cause, actor: person(by) }, facts);
  const at = momentOf(request, now);
  const { maximumMs, reviewWithinMs } = policy.breakGlass;
  const asked = expiryOf(request.plan.lifetime, { policy, extension: null, now: at });
  const approved: Approved = {
    ...nextOf(request, at),
    state: 'APPROVED',
    approvedAt: at,
    decidedBy: { kind: 'break-glass', by, at, reason, reviewWithinMs },
    expiresAt: Math.min(asked, at + maximumMs),
  };
  const body = { reason, expiresAt: approved.expiresAt };
  const about = { requestId: approved.id, rev: approved.rev };
  return arrow<Approved | Stale>(approved, { type: 'glass.broken', actor: person(by), body }, [
    { do: 'apply', ...about },
    { do: 'notify', whom: 'approvers', ...about },
    { do: 'notify', whom: 'requester', ...about },
  ]);
};

const barTo = (
  request: AccessRequest,
  { seen, reason }: Omit<DeclareCommand, 'by'>,
  { policy, standing }: DeclareFacts,
): Refusal | null => {
  if (seen.planHash !== request.planHash)
    return { code: 'CONFLICT', now: request.state, rev: request.rev, by: null };
  // What is extended was approved by people; to go on without them is another request.
  if (policy.breakGlass === null || request.extension !== null) return { code: 'NO_BREAK_GLASS' };
  if (standing === 'not known') return { code: 'CANNOT_VERIFY', what: ['who may break the glass'] };
  if (standing === 'no') return { code: 'MAY_NOT_DECLARE' };
  return reasonFault(reason, policy.reasonMinLength);
};
