import type { EpochMs } from '../time';
import { isSamePerson, type AccountId, type AliasTable, type PeopleReading } from './people';
import type { Standing } from './quorum';
import { reasonFault } from './reason';
import type { AccessRequest, Judged, PostReview } from './request';
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

export type Judgement = {
  by: AccountId;
  verdict: 'JUSTIFIED' | 'VIOLATION';
  reason: string;
  seen: SeenRev;
};

export type JudgeFacts = {
  now: EpochMs;
  aliases: AliasTable;
  /** Of who judges, one per clause of the policy: whoever decides about requests judges. */
  standings: Standing[];
  /** The people behind the beneficiary. */
  beneficiaries: PeopleReading;
  reasonMinLength: number;
};

/** POST_REVIEW → JUSTIFIED or VIOLATION, by somebody who decides here and had no part in it. */
export const judgeBreakGlass = (
  request: AccessRequest,
  { by, verdict, reason, seen }: Judgement,
  facts: JudgeFacts,
): Step<Judged> => {
  const fault = misfit(request, ['POST_REVIEW'], { seen, now: facts.now });
  if (fault !== null) return refuse(fault);
  if (request.state !== 'POST_REVIEW') return refuse({ code: 'WRONG_STATE', now: request.state });
  const bar = barTo(request, by, facts) ?? reasonFault(reason, facts.reasonMinLength);
  if (bar !== null) return refuse(bar);
  const at = momentOf(request, facts.now);
  const { approvedAt, decidedBy, expiresAt, appliedAt, ending, endedAt, left } = request;
  const judged: Judged = {
    ...nextOf(request, at),
    ...{ approvedAt, decidedBy, expiresAt, appliedAt, ending, endedAt, left },
    state: verdict,
    judged: { by, at, reason },
  };
  return arrow(judged, { type: 'glass.judged', actor: person(by), body: { verdict, reason } }, [
    { do: 'notify', whom: 'requester', requestId: judged.id, rev: judged.rev },
  ]);
};

const barTo = (
  { requester, plan, decidedBy }: PostReview,
  by: AccountId,
  { aliases, beneficiaries, standings }: JudgeFacts,
): Refusal | null => {
  const is = (account: AccountId): boolean => isSamePerson(aliases, account, by);
  if (decidedBy.kind === 'break-glass' && is(decidedBy.by)) return { code: 'OWN_REQUEST', as: 'declarer' };
  if (is(requester)) return { code: 'OWN_REQUEST', as: 'requester' };
  const { beneficiary } = plan;
  if (beneficiary.kind === 'myself' && is(beneficiary.accountId))
    return { code: 'OWN_REQUEST', as: 'beneficiary' };
  if (beneficiaries.read === 'incomplete') return { code: 'CANNOT_VERIFY', what: [beneficiaries.what] };
  if (beneficiaries.people.some(is)) return { code: 'OWN_REQUEST', as: 'beneficiary' };
  if (standings.includes('yes')) return null;
  return standings.includes('not known')
    ? { code: 'CANNOT_VERIFY', what: ['approvers'] }
    : { code: 'NOT_AN_APPROVER' };
};

/** POST_REVIEW → POST_REVIEW, once: nobody judged in time, and whoever decides here is told again. */
export const remindOfJudgement = (request: AccessRequest, { now }: { now: EpochMs }): Step<PostReview> => {
  if (request.state !== 'POST_REVIEW' || request.overdue)
    return refuse({ code: 'WRONG_STATE', now: request.state });
  if (now < request.reviewDueAt) return refuse({ code: 'NOT_DUE', due: request.reviewDueAt });
  const at = momentOf(request, now);
  const overdue: PostReview = { ...request, ...nextOf(request, at), overdue: true };
  const body = { due: request.reviewDueAt };
  return arrow(overdue, { type: 'glass.judgement-overdue', actor: job('sweep'), body }, [
    { do: 'notify', whom: 'approvers', requestId: overdue.id, rev: overdue.rev },
  ]);
};
