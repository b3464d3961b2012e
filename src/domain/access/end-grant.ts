import type { EpochMs } from '../time';
import { isSamePerson, type AccountId, type AliasTable } from './people';
import type { Standing } from './quorum';
import { reasonFault } from './reason';
import { overWith } from './finish-revoke';
import type {
  AccessRequest,
  Ended,
  Ending,
  Granted,
  OrphanCause,
  PostReview,
  RevokeFailed,
  Revoking,
} from './request';
import {
  arrow,
  job,
  misfit,
  momentOf,
  nextOf,
  person,
  refuse,
  type Actor,
  type SeenRev,
  type Step,
} from './transition';

const ENDABLE = ['APPROVED', 'APPLYING', 'APPLY_FAILED', 'ACTIVE'] as const;

/** The requester, and whom the access is for, may give it up at any moment, without a reason. */
export const dropGrant = (
  request: AccessRequest,
  { by, seen }: { by: AccountId; seen: SeenRev },
  { now, aliases }: { now: EpochMs; aliases: AliasTable },
): Step<Revoking | Ended | PostReview> => {
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
): Step<Revoking | Ended | PostReview> => {
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
export const expireGrant = (
  request: AccessRequest,
  { now }: { now: EpochMs },
): Step<Revoking | Ended | PostReview> => {
  if (!isEndable(request)) return refuse({ code: 'WRONG_STATE', now: request.state });
  if (now < request.expiresAt) return refuse({ code: 'NOT_DUE', due: request.expiresAt });
  return endWith(request, { as: 'expired', at: request.expiresAt }, momentOf(request, now));
};

export type Orphaning = {
  because: OrphanCause;
  /** Who did what orphaned it, and was asked what becomes of the access; null: nobody was there. */
  by: AccountId | null;
  /** What was written stays, as they chose. */
  leaves: boolean;
  /** Only through what is taken away: some was written elsewhere, and is taken back there. */
  elsewhere?: boolean;
};

const EVERYTHING = ['everything that it wrote'];

/** A grant outlives neither person nor page nor connection. */
export const orphanGrant = (
  request: AccessRequest,
  { because, by, leaves, elsewhere = false }: Orphaning,
  { now }: { now: EpochMs },
): Step<Revoking | RevokeFailed | Ended | PostReview> => {
  const at = momentOf(request, now);
  const ending: Ending = { as: 'orphaned', at, because, by, leaves };
  // Whoever takes the way away by which something is being taken back leaves it there.
  if (leaves && (request.state === 'REVOKING' || request.state === 'REVOKE_FAILED'))
    return elsewhere ? goOnWith(request, ending, at) : leaveAll(request, ending, at);
  if (leaves && !elsewhere && isEndable(request) && request.state !== 'APPROVED')
    return leaveAll(request, ending, at);
  return endWith(request, ending, at);
};

const leaveAll = (
  request: AccessRequest & Granted,
  ending: Ending,
  at: EpochMs,
): Step<Ended | PostReview> => {
  const appliedAt = 'appliedAt' in request ? request.appliedAt : null;
  return overWith(request, { appliedAt, ending, left: EVERYTHING }, { at, actor: actorOf(ending) });
};

/** It is being taken back already, and goes on where it still can. */
const goOnWith = <R extends Revoking | RevokeFailed>(request: R, ending: Ending, at: EpochMs): Step<R> => {
  const on: R = { ...request, ...nextOf(request, at), ending };
  return arrow(on, telling(ending), [{ do: 'revoke', requestId: on.id, rev: on.rev }]);
};

type Endable = Extract<AccessRequest, { state: (typeof ENDABLE)[number] }>;

const isEndable = (request: AccessRequest): request is Endable =>
  (ENDABLE as readonly string[]).includes(request.state);

/** Where nothing was written there is nothing to take back; a write that was begun may have arrived. */
const endWith = (
  request: AccessRequest,
  ending: Ending,
  at: EpochMs,
): Step<Revoking | Ended | PostReview> => {
  if (!isEndable(request)) return refuse({ code: 'WRONG_STATE', now: request.state });
  if (request.state === 'APPROVED')
    return overWith(request, { appliedAt: null, ending, left: [] }, { at, actor: actorOf(ending) });
  const appliedAt = request.state === 'ACTIVE' ? request.appliedAt : null;
  const { approvedAt, decidedBy, expiresAt } = request;
  const granted = { ...nextOf(request, at), approvedAt, decidedBy, expiresAt };
  const revoking: Revoking = { ...granted, state: 'REVOKING', appliedAt, ending };
  return arrow<Revoking | Ended | PostReview>(revoking, telling(ending), [
    { do: 'revoke', requestId: revoking.id, rev: revoking.rev },
  ]);
};

const telling = (ending: Ending) => ({
  type: 'grant.ending' as const,
  actor: actorOf(ending),
  body: {
    as: ending.as,
    ...(ending.as === 'revoked' ? { reason: ending.reason } : {}),
    ...(ending.as === 'orphaned' ? { because: ending.because, leaves: ending.leaves } : {}),
  },
});

const actorOf = (ending: Ending): Actor => {
  switch (ending.as) {
    case 'expired':
      return job('sweep');
    case 'orphaned':
      return ending.by === null ? job('sweep') : person(ending.by);
    case 'revoked':
    case 'dropped':
      return person(ending.by);
  }
};
