import type { EpochMs } from '../time';
import { isSamePerson, type AccountId, type AliasTable } from './people';
import type { Standing } from './quorum';
import { reasonFault } from './reason';
import type { AccessRequest, Ended, Ending, Revoking } from './request';
import { arrow, job, misfit, momentOf, nextOf, person, refuse, type SeenRev, type Step } from './transition';

const ENDABLE = ['APPROVED', 'APPLYING', 'APPLY_FAILED', 'ACTIVE'] as const;

/** The requester, and whom the access is for, may give it up at any moment, without a reason. */
export const dropGrant = (
  request: AccessRequest,
  { by, seen }: { by: AccountId; seen: SeenRev },
  { now, aliases }: { now: EpochMs; aliases: AliasTable },
): Step<Revoking | Ended> => {
  const fault = misfit(request, ENDABLE, { seen, now });
  if (fault !== null) return refuse(fault);
  const { beneficiary } = request.plan;
  const theirs = [request.requester, ...(beneficiary.kind === 'myself' ? [beneficiary.accountId] : [])];
  if (!theirs.some((one) => isSamePerson(aliases, one, by))) return refuse({ code: 'NOT_YOURS' });
  const at = momentOf(request, now);
  return endWith(request, { as: 'dropped', at, by }, at);
};

/** Somebody who could decide takes it back, and says why. */
export const revokeGrant = (
  request: AccessRequest,
  { by, reason, seen }: { by: AccountId; reason: string; seen: SeenRev },
  { now, standings, reasonMinLength }: { now: EpochMs; standings: Standing[]; reasonMinLength: number },
): Step<Revoking | Ended> => {
  const fault = misfit(request, ENDABLE, { seen, now }) ?? reasonFault(reason, reasonMinLength);
  if (fault !== null) return refuse(fault);
  if (!standings.includes('yes')) {
    const isUnclear = standings.includes('not known');
    return refuse(isUnclear ? { code: 'CANNOT_VERIFY', what: ['approvers'] } : { code: 'NOT_AN_APPROVER' });
  }
  const at = momentOf(request, now);
  return endWith(request, { as: 'revoked', at, by, reason }, at);
};

/** The sweep's: readers treat the access as ended from `expiresAt` on, whenever this comes by. */
export const expireGrant = (request: AccessRequest, { now }: { now: EpochMs }): Step<Revoking | Ended> => {
  if (!isEndable(request)) return refuse({ code: 'WRONG_STATE', now: request.state });
  if (now < request.expiresAt) return refuse({ code: 'NOT_DUE', due: request.expiresAt });
  return endWith(request, { as: 'expired', at: request.expiresAt }, momentOf(request, now));
};

type Endable = Extract<AccessRequest, { state: (typeof ENDABLE)[number] }>;

const isEndable = (request: AccessRequest): request is Endable =>
  (ENDABLE as readonly string[]).includes(request.state);

/** Where nothing was written there is nothing to take back; a write that was begun may have arrived. */
const endWith = (request: AccessRequest, ending: Ending, at: EpochMs): Step<Revoking | Ended> => {
  if (!isEndable(request)) return refuse({ code: 'WRONG_STATE', now: request.state });
  const { approvedAt, decidedBy, expiresAt } = request;
  const granted = { ...nextOf(request, at), approvedAt, decidedBy, expiresAt };
  const actor = ending.as === 'expired' ? job('sweep') : person(ending.by);
  const body = { as: ending.as, ...(ending.as === 'revoked' ? { reason: ending.reason } : {}) };
  if (request.state === 'APPROVED') {
    const ended: Ended = { ...granted, state: 'ENDED', appliedAt: null, ending, endedAt: at };
    return arrow<Revoking | Ended>(ended, { type: 'grant.ended', actor, body }, [
      { do: 'notify', whom: 'requester', requestId: ended.id, rev: ended.rev },
    ]);
  }
  const appliedAt = request.state === 'ACTIVE' ? request.appliedAt : null;
  const revoking: Revoking = { ...granted, state: 'REVOKING', appliedAt, ending };
  return arrow<Revoking | Ended>(revoking, { type: 'grant.ending', actor, body }, [
    { do: 'revoke', requestId: revoking.id, rev: revoking.rev },
    { do: 'notify', whom: 'requester', requestId: revoking.id, rev: revoking.rev },
  ]);
};
