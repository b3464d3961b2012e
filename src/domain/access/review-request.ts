import type { EpochMs } from '../time';
import type { Hash } from './canonical-json';
import { expiryOf } from './lifetime';
import { isSamePerson, personOf, type AccountId, type AliasTable, type PeopleReading } from './people';
import type { ApprovalPolicy } from './policy';
import { clausesMet, type Standing } from './quorum';
import { reasonFault } from './reason';
import type { AccessRequest, Approved, Denied, Pending, Review, Stale } from './request';
import { makeStale, planCause, policyCause, type PlanNow } from './staleness';
import { arrow, misfit, momentOf, nextOf, person, refuse, type Refusal, type Step } from './transition';

/** `seen`: what was on the reviewer's screen. `by` only from what the platform says. */
export type ReviewCommand = {
  by: AccountId;
  verdict: 'approve' | 'deny';
  reason: string;
  seen: { rev: number; planHash: Hash };
};

export type ReviewFacts = {
  now: EpochMs;
  policy: ApprovalPolicy;
  aliases: AliasTable;
  /** Of the reviewer, one per clause of `policy`, found just now. */
  standings: Standing[];
  /** The people behind the beneficiary, through the mapping; empty when it is nobody's. */
  beneficiaries: PeopleReading;
  /** From a fresh reading; only an approval looks at it. */
  planNow: PlanNow;
};

/** PENDING → PENDING, APPROVED, DENIED or STALE. The first person of a quorum that is met approves for all. */
export const reviewRequest = (
  request: AccessRequest,
  command: ReviewCommand,
  facts: ReviewFacts,
): Step<Pending | Approved | Denied | Stale> => {
  const fault = misfit(request, ['PENDING'], { seen: command.seen, now: facts.now });
  if (fault !== null) return refuse(fault);
  if (request.state !== 'PENDING') return refuse({ code: 'WRONG_STATE', now: request.state });
  const bar = barTo(request, command, facts);
  if (bar !== null) return refuse(bar);

  const cause =
    policyCause(request, facts.policy) ??
    // A denial opens nothing: it holds also while the gateway cannot be read.
    (command.verdict === 'approve' ? planCause(request, facts.planNow) : null);
  if (cause !== null && 'code' in cause) return refuse(cause);
  if (cause !== null) return makeStale(request, { cause, actor: person(command.by) }, facts);
  const at = momentOf(request, facts.now);
  const { by, verdict, reason } = command;
  const reviews = [...request.reviews, { by, at, verdict, reason, standings: facts.standings }];
  return verdict === 'deny' ? denyWith(request, reviews, facts) : approveWith(request, reviews, facts);
};

/** Why this person may not give this review. */
const barTo = (request: Pending, command: ReviewCommand, facts: ReviewFacts): Refusal | null => {
  if (command.seen.planHash !== request.planHash)
    return { code: 'CONFLICT', now: request.state, rev: request.rev, by: null };
  const own = ownRequestBar(request, command.by, facts);
  if (own !== null) return own;
  if (facts.standings.length !== facts.policy.clauses.length) throw new Error('one standing per clause');
  if (!facts.standings.includes('yes')) {
    return facts.standings.includes('not known')
      ? { code: 'CANNOT_VERIFY', what: ['approvers'] }
      : { code: 'NOT_AN_APPROVER' };
  }
  if (request.reviews.some(({ by }) => isSamePerson(facts.aliases, by, command.by)))
    return { code: 'ALREADY_REVIEWED' };
  return reasonFault(command.reason, command.verdict === 'deny' ? facts.policy.reasonMinLength : 0);
};

/** Nobody reviews what is theirs, under any of their accounts. */
const ownRequestBar = (
  request: AccessRequest,
  by: AccountId,
  { aliases, beneficiaries }: { aliases: AliasTable; beneficiaries: PeopleReading },
): Refusal | null => {
  const is = (account: AccountId): boolean => isSamePerson(aliases, account, by);
  if (is(request.requester)) return { code: 'OWN_REQUEST', as: 'requester' };
  if (is(request.planAuthor)) return { code: 'OWN_REQUEST', as: 'plan author' };
  const { beneficiary } = request.plan;
  const isMine = beneficiary.kind === 'myself' && is(beneficiary.accountId);
  if (isMine || (beneficiaries.read === 'complete' && beneficiaries.people.some(is)))
    return { code: 'OWN_REQUEST', as: 'beneficiary' };
  return beneficiaries.read === 'complete' ? null : { code: 'CANNOT_VERIFY', what: [beneficiaries.what] };
};

/** Approvals by people who are none of the request's own: an alias may have become known after a review was given. */
export const countedApprovals = (
  { requester, planAuthor }: AccessRequest,
  reviews: readonly Review[],
  aliases: AliasTable,
): Review[] =>
  reviews.filter(
    ({ verdict, by }) =>
      verdict === 'approve' && ![requester, planAuthor].some((own) => isSamePerson(aliases, own, by)),
  );

const denyWith = (request: Pending, reviews: Review[], { now, policy, aliases }: ReviewFacts) => {
  const at = momentOf(request, now);
  const denials = reviews.filter(({ verdict }) => verdict === 'deny');
  const people = new Set(denials.map(({ by }) => personOf(aliases, by)));
  const next = nextOf(request, at, { reviews });
  const last = denials[denials.length - 1];
  if (last === undefined) throw new Error('a denial without a review');
  const actor = person(last.by);
  const body = { verdict: 'deny', reason: last.reason };
  if (people.size < policy.denials) {
    const pending: Pending = { ...next, state: 'PENDING', pendingUntil: request.pendingUntil };
    return arrow<Pending | Denied>(pending, { type: 'request.reviewed', actor, body }, []);
  }
  const denied: Denied = { ...next, state: 'DENIED', deniedAt: at, deniedBy: denials.map(({ by }) => by) };
  return arrow<Pending | Denied>(denied, { type: 'request.denied', actor, body }, [
    { do: 'notify', whom: 'requester', requestId: denied.id, rev: denied.rev },
  ]);
};

const approveWith = (request: Pending, reviews: Review[], facts: ReviewFacts): Step<Pending | Approved> => {
  const { policy, aliases } = facts;
  const at = momentOf(request, facts.now);
  const approvals = countedApprovals(request, reviews, aliases);
  const last = approvals[approvals.length - 1];
  if (last === undefined) throw new Error('an approval without a review');
  const next = nextOf(request, at, { reviews });
  const body = { verdict: 'approve', reason: last.reason, standings: last.standings };
  const actor = person(last.by);
  const quorum = clausesMet(policy, approvals, aliases);
  if (quorum.outcome !== 'met') {
    const pending: Pending = { ...next, state: 'PENDING', pendingUntil: request.pendingUntil };
    return arrow(pending, { type: 'request.reviewed', actor, body }, []);
  }
  const expiresAt = expiryOf(request.plan.lifetime, { policy, extension: request.extension, now: at });
  if (expiresAt <= at) return refuse({ code: 'DURATION_WRONG', maximumMs: policy.maximumDurationMs });
  const people = [...new Set(quorum.clauses.flatMap(({ metBy }) => metBy))];
  const approved: Approved = {
    ...next,
    state: 'APPROVED',
    approvedAt: at,
    decidedBy: { kind: 'people', people },
    expiresAt,
  };
  return arrow(approved, { type: 'request.approved', actor, body: { ...body, expiresAt } }, [
    { do: 'apply', requestId: approved.id, rev: approved.rev },
    { do: 'notify', whom: 'requester', requestId: approved.id, rev: approved.rev },
  ]);
};
