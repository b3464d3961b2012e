import type { EpochMs } from '../time';
import type { AccountId, AliasTable } from './people';
import { planHash, type Plan } from './plan';
import { planDifferences } from './plan-difference';
import type { ApprovalPolicy } from './policy';
import { clausesMet, type Standing } from './quorum';
import type { AccessRequest, Applying, Granted, Stale, StaleCause } from './request';
import { countedApprovals } from './review-request';
import { makeStale, planCause, policyCause, staleSentences, type PlanNow } from './staleness';
import {
  arrow,
  job,
  misfit,
  momentOf,
  nextOf,
  person,
  refuse,
  type Refusal,
  type SeenRev,
  type Step,
} from './transition';

export type ApplyFacts = {
  now: EpochMs;
  policy: ApprovalPolicy;
  aliases: AliasTable;
  rights: Rights;
  planNow: PlanNow;
};

/** Whether those whose word it rests on may still give it. */
export type Rights = {
  /** Of everybody who approved, one per clause. */
  approvers: ReadonlyMap<AccountId, Standing[]>;
  /** Of who broke the glass; of no meaning otherwise. */
  declarer: Standing;
  /** Whether the requester's account, and that of whom the access is for, are in use. */
  accounts: Standing;
  /** Whether whom the access is for still calls as its consumer, where an admin's word says that. */
  mapped: Standing;
  /**
   * `now`: everything was read just now. `partly`: a job cannot ask Confluence what somebody else administers, so what was found when
   * they decided stands for that; the ledger says so.
   */
  read: 'now' | 'partly';
};

/** By whom: the job that writes, or somebody who tries once more. */
type Beginning = { by: AccountId; seen: SeenRev } | 'job';

/**
 * APPROVED or APPLY_FAILED → APPLYING, or STALE if policy, plan or somebody's right changed since; an emergency that failed is only refused. What the approval rested on is found
 * anew directly before anything is written; what cannot be verified is not written.
 */
export const beginApply = (
  request: AccessRequest,
  facts: ApplyFacts,
  beginning: Beginning = 'job',
): Step<Applying | Stale> => {
  const seen = beginning === 'job' ? null : beginning.seen;
  const fault = misfit(request, ['APPROVED', 'APPLY_FAILED'], { seen, now: facts.now });
  if (fault !== null) return refuse(fault);
  if (request.state !== 'APPROVED' && request.state !== 'APPLY_FAILED')
    return refuse({ code: 'WRONG_STATE', now: request.state });
  if (request.state === 'APPLY_FAILED' && !request.takenBack) return refuse({ code: 'NOT_TAKEN_BACK' });
  const actor = beginning === 'job' ? job('apply') : person(beginning.by);
  const cause =
    policyCause(request, facts.policy) ?? rightsCause(request, facts) ?? planCause(request, facts.planNow);
  if (cause !== null && 'code' in cause) return refuse(cause);
  // It may have been open for a moment, and has to be judged: giving it up leads there, STALE does not.
  const isJudged = request.state === 'APPLY_FAILED' && request.decidedBy.kind === 'break-glass';
  if (cause !== null && isJudged) return refuse({ code: 'GLASS_OUTDATED', because: staleSentences(cause) });
  if (cause !== null) return makeStale(request, { cause, actor }, facts);
  const at = momentOf(request, facts.now);
  const { approvedAt, decidedBy, expiresAt } = request;
  const attempt = request.state === 'APPROVED' ? 1 : request.attempts + 1;
  const applying: Applying = {
    ...nextOf(request, at),
    approvedAt,
    decidedBy,
    expiresAt,
    state: 'APPLYING',
    startedAt: at,
    attempt,
  };
  const body = { attempt, rights: facts.rights.read };
  return arrow<Applying | Stale>(
    applying,
    { type: 'grant.applying', actor, body },
    beginning === 'job' ? [] : [{ do: 'apply', requestId: applying.id, rev: applying.rev }],
  );
};

const rightsCause = (request: Granted & AccessRequest, facts: ApplyFacts): StaleCause | Refusal | null => {
  const { accounts, mapped, declarer } = facts.rights;
  if (accounts === 'no')
    return { kind: 'requester', because: 'The account that asked, or that the access is for, is closed.' };
  if (accounts === 'not known')
    return { code: 'CANNOT_VERIFY', what: ['whether the account that asked is in use'] };
  if (mapped === 'no')
    return { kind: 'requester', because: 'Whom the access is for is not mapped to that consumer any more.' };
  if (mapped === 'not known') return { code: 'CANNOT_VERIFY', what: ['who the consumer is'] };
  switch (request.decidedBy.kind) {
    case 'policy':
      return null;
    case 'break-glass':
      if (declarer === 'not known') return { code: 'CANNOT_VERIFY', what: ['who may break the glass'] };
      return declarer === 'yes' ? null : { kind: 'approvers' };
    case 'people':
      return approversCause(request, facts);
  }
};

const approversCause = (request: AccessRequest, facts: ApplyFacts): StaleCause | Refusal | null => {
  const unread = facts.policy.clauses.map((): Standing => 'not known');
  const approvals = countedApprovals(request, request.reviews, facts.aliases).map(({ by }) => ({
    by,
    standings: facts.rights.approvers.get(by) ?? unread,
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

/**
 * Whether what is being carried out may go on, whoever or whatever interrupted it: all that beginning rests on is looked at anew. Writing
 * may have begun, so the world is looked at as it would be without what this request wrote, and what was seen of its own changes does not
 * count.
 * @param facts.planNow planned with what carries this request's mark as held
 * @returns null: it may; why it is STALE once nothing of it is left; or what could not be verified
 */
export const mayGoOn = (request: Applying, facts: ApplyFacts): StaleCause | Refusal | null =>
  policyCause(request, facts.policy) ?? rightsCause(request, facts) ?? goingCause(request, facts.planNow);

const goingCause = (request: Applying, planNow: PlanNow): StaleCause | Refusal | null => {
  if (!planNow.ok || planNow.value.outcome !== 'changes') return planCause(request, planNow);
  const [was, is] = [unseen(request.plan), unseen(planNow.value.plan)];
  if (planHash(was) === planHash(is)) return null;
  return {
    kind: 'plan',
    was: request.planHash,
    is: planHash(planNow.value.plan),
    difference: planDifferences(was, is),
  };
};

/** The plan as far as it does not tell what its own changes found. */
const unseen = (plan: Plan): Plan => ({
  ...plan,
  changes: plan.changes.map((change) => {
    switch (change.kind) {
      case 'kong-acl':
        return { ...change, seen: { aclId: null } };
      case 'kong-consumer':
        return { ...change, seen: { consumerId: null } };
      case 'kong-rate-limit':
        return { ...change, seen: { pluginId: null, updatedAt: null } };
      case 'istio-grant':
      case 'istio-deny-all':
        return { ...change, seen: { resourceVersion: null } };
    }
  }),
});
