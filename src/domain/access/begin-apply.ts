import type { EpochMs } from '../time';
import type { AccountId, AliasTable } from './people';
import type { ApprovalPolicy } from './policy';
import { clausesMet, type Standing } from './quorum';
import type { AccessRequest, Applying, Approved, Stale, StaleCause } from './request';
import { countedApprovals } from './review-request';
import { makeStale, planCause, policyCause, type PlanNow } from './staleness';
import { arrow, job, misfit, momentOf, nextOf, refuse, type Refusal, type Step } from './transition';

export type ApplyFacts = {
  now: EpochMs;
  policy: ApprovalPolicy;
  aliases: AliasTable;
  /** Of everybody who approved, found just now. */
  standings: ReadonlyMap<AccountId, Standing[]>;
  planNow: PlanNow;
};

/**
 * APPROVED → APPLYING, or STALE if policy, plan or the approvers' right changed since. What the approval rested on is found anew
 * directly before anything is written; what cannot be verified is not written.
 */
export const beginApply = (request: AccessRequest, facts: ApplyFacts): Step<Applying | Stale> => {
  const fault = misfit(request, ['APPROVED'], { seen: null, now: facts.now });
  if (fault !== null) return refuse(fault);
  if (request.state !== 'APPROVED') return refuse({ code: 'WRONG_STATE', now: request.state });
  const actor = job('apply');
  const cause =
    policyCause(request, facts.policy) ?? approversCause(request, facts) ?? planCause(request, facts.planNow);
  if (cause !== null && 'code' in cause) return refuse(cause);
  if (cause !== null) return makeStale(request, { cause, actor }, facts);
  const at = momentOf(request, facts.now);
  const { approvedAt, decidedBy, expiresAt } = request;
  const applying: Applying = {
    ...nextOf(request, at),
    approvedAt,
    decidedBy,
    expiresAt,
    state: 'APPLYING',
    startedAt: at,
    attempt: 1,
  };
  return arrow(applying, { type: 'grant.applying', actor }, []);
};

const approversCause = (request: Approved, facts: ApplyFacts): StaleCause | Refusal | null => {
  if (request.decidedBy.kind === 'policy') return null;
  const unread = facts.policy.clauses.map((): Standing => 'not known');
  const approvals = countedApprovals(request, request.reviews, facts.aliases).map(({ by }) => ({
    by,
    standings: facts.standings.get(by) ?? unread,
  }));
  switch (clausesMet(facts.policy, approvals, facts.aliases).outcome) {
    case 'met':
      return null;
    case 'cannotVerify':
      return { code: 'CANNOT_VERIFY', what: ['approvers'] };
    case 'missing':
      return { kind: 'approvers' };
  }
};
