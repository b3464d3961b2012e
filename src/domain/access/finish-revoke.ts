import type { EpochMs } from '../time';
import type { AccountId } from './people';
import type { AccessRequest, Ended, Ending, Failure, Granted, PostReview, RevokeFailed } from './request';
import {
  arrow,
  job,
  misfit,
  momentOf,
  nextOf,
  person,
  refuse,
  type Actor,
  type Effect,
  type SeenRev,
  type Step,
} from './transition';

/** REVOKING or REVOKE_FAILED → ENDED, or POST_REVIEW after a broken glass: reading back found nothing of it that is ours. */
export const finishRevoke = (
  request: AccessRequest,
  { left }: { left: string[] },
  { now }: { now: EpochMs },
): Step<Ended | PostReview> => {
  if (request.state !== 'REVOKING' && request.state !== 'REVOKE_FAILED')
    return refuse({ code: 'WRONG_STATE', now: request.state });
  const { appliedAt, ending } = request;
  const at = momentOf(request, now);
  return overWith(request, { appliedAt, ending, left }, { at, actor: job('revoke') });
};

type How = { appliedAt: EpochMs | null; ending: Ending; left: string[] };

/** The end of a grant, told to whoever asked; after a broken glass the approvers are told as well, since one of them has to judge it. */
export const overWith = (
  request: AccessRequest & Granted,
  how: How,
  { at, actor }: { at: EpochMs; actor: Actor },
): Step<Ended | PostReview> => {
  const { approvedAt, decidedBy, expiresAt } = request;
  const over = { ...nextOf(request, at), approvedAt, decidedBy, expiresAt, ...how, endedAt: at };
  const { ending, left } = how;
  const body = {
    as: ending.as,
    left,
    ...(ending.as === 'revoked' ? { reason: ending.reason } : {}),
    ...(ending.as === 'orphaned' ? { because: ending.because, leaves: ending.leaves } : {}),
  };
  const told = { type: 'grant.ended', actor, body } as const;
  const tell = (whom: 'requester' | 'approvers'): Effect => ({
    do: 'notify',
    whom,
    requestId: over.id,
    rev: over.rev,
  });
  if (decidedBy.kind !== 'break-glass')
    return arrow<Ended | PostReview>({ ...over, state: 'ENDED' }, told, [tell('requester')]);
  const review: PostReview = {
    ...over,
    state: 'POST_REVIEW',
    reviewDueAt: at + decidedBy.reviewWithinMs,
    overdue: false,
  };
  return arrow<Ended | PostReview>(review, told, [tell('requester'), tell('approvers')]);
};

/** REVOKING → REVOKE_FAILED, once: it is tried for ever after, and nothing more is recorded before it succeeds. */
export const failRevoke = (
  request: AccessRequest,
  { failure, attempts }: { failure: Omit<Failure, 'at'>; attempts: number },
  { now }: { now: EpochMs },
): Step<RevokeFailed> => {
  if (request.state !== 'REVOKING') return refuse({ code: 'WRONG_STATE', now: request.state });
  const at = momentOf(request, now);
  const { approvedAt, decidedBy, expiresAt, appliedAt, ending } = request;
  const failed: RevokeFailed = {
    ...nextOf(request, at),
    approvedAt,
    decidedBy,
    expiresAt,
    state: 'REVOKE_FAILED',
    appliedAt,
    ending,
    attempts,
    failure: { at, ...failure },
  };
  const body = { ...failure, attempts };
  return arrow(failed, { type: 'grant.revoke-failed', actor: job('revoke'), body }, [
    { do: 'notify', whom: 'approvers', requestId: failed.id, rev: failed.rev },
    { do: 'notify', whom: 'requester', requestId: failed.id, rev: failed.rev },
  ]);
};

/** REVOKE_FAILED → REVOKE_FAILED: it is tried for ever anyway; somebody has it tried now, which is theirs to answer for. */
export const retryRevoke = (
  request: AccessRequest,
  { by, seen }: { by: AccountId; seen: SeenRev },
  { now }: { now: EpochMs },
): Step<RevokeFailed> => {
  const fault = misfit(request, ['REVOKE_FAILED'], { seen, now });
  if (fault !== null) return refuse(fault);
  if (request.state !== 'REVOKE_FAILED') return refuse({ code: 'WRONG_STATE', now: request.state });
  const { approvedAt, decidedBy, expiresAt, appliedAt, ending, attempts, failure } = request;
  const again: RevokeFailed = {
    ...nextOf(request, momentOf(request, now)),
    approvedAt,
    decidedBy,
    expiresAt,
    state: 'REVOKE_FAILED',
    appliedAt,
    ending,
    attempts,
    failure,
  };
  return arrow(again, { type: 'grant.revoke-retried', actor: person(by) }, [
    { do: 'revoke', requestId: again.id, rev: again.rev },
  ]);
};
