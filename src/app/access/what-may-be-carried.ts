import { beginApply } from '../../domain/access/begin-apply';
import { declareBreakGlass } from '../../domain/access/break-glass';
import { dropGrant, revokeGrant } from '../../domain/access/end-grant';
import { extensionOf } from '../../domain/access/extend-grant';
import { confirmByHand } from '../../domain/access/finish-apply';
import { retryRevoke } from '../../domain/access/finish-revoke';
import { judgeBreakGlass } from '../../domain/access/judge-break-glass';
import { isSamePerson, type AliasTable, type PeopleReading } from '../../domain/access/people';
import type { ApprovalPolicy } from '../../domain/access/policy';
import type { Standing } from '../../domain/access/quorum';
import type { AccessRequest } from '../../domain/access/request';
import { ok } from '../../domain/result';

export type MayCarry = Record<
  'extend' | 'drop' | 'revoke' | 'retry' | 'confirm' | 'declare' | 'judge' | 'rehearse',
  boolean
>;

export type Trying = {
  by: string;
  standings: Standing[];
  /** Whether they may break the glass. */
  declares: Standing;
  beneficiaries: PeopleReading;
  policy: ApprovalPolicy;
  aliases: AliasTable;
  now: number;
  isByHand: boolean;
};

/**
 * What somebody may do about a request once it is approved, found with the very steps that would do it. The gateway is not read: a step that
 * rests on it is tried as if nothing had changed there.
 */
export const whatMayBeCarried = (request: AccessRequest, trying: Trying): MayCarry => {
  const { by, standings, policy, aliases, now } = trying;
  const seen = { rev: request.rev, planHash: request.planHash };
  const reason = 'x'.repeat(policy.reasonMinLength);
  const decides = standings.includes('yes');
  const isTheirs = isSamePerson(aliases, request.requester, by);
  const planNow = ok({ outcome: 'changes' as const, plan: request.plan });
  const rights = {
    approvers: new Map(
      request.reviews.map((review) => [review.by, policy.clauses.map(() => 'yes' as const)]),
    ),
    declarer: 'yes',
    accounts: 'yes',
    mapped: 'yes',
    read: 'now',
  } as const;
  const takenBack = retryRevoke(request, { by, seen }, { now });
  const begun = beginApply(request, { now, policy, aliases, rights, planNow }, { by, seen });
  return {
    extend: extensionOf(request, { by, ms: 1, seen }, { now, aliases }).ok,
    drop: dropGrant(request, { by, seen }, { now, aliases }).ok,
    revoke: revokeGrant(
      request,
      { by, reason, seen },
      { now, standings, reasonMinLength: policy.reasonMinLength },
    ).ok,
    retry: (decides || isTheirs) && (request.state === 'APPLY_FAILED' ? begun : takenBack).ok,
    confirm: trying.isByHand && (decides || isTheirs) && confirmByHand(request, { by, seen }, { now }).ok,
    declare:
      trying.declares === 'yes' &&
      declareBreakGlass(request, { by, reason, seen }, { now, policy, standing: 'yes', planNow }).ok,
    judge: judgeBreakGlass(
      request,
      { by, verdict: 'JUSTIFIED', reason, seen },
      {
        now,
        aliases,
        standings,
        beneficiaries: trying.beneficiaries,
        reasonMinLength: policy.reasonMinLength,
      },
    ).ok,
    rehearse: decides && REHEARSED.has(request.state),
  };
};

/** Where it can still make a difference. */
const REHEARSED: ReadonlySet<AccessRequest['state']> = new Set<AccessRequest['state']>([
  'PENDING',
  'APPROVED',
  'APPLY_FAILED',
]);
