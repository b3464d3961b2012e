import type { EpochMs } from '../time';
import type { AccessRequest, ApplyFailed, Failure } from './request';
import { arrow, job, misfit, momentOf, nextOf, refuse, type Step } from './transition';

/** APPLYING → APPLY_FAILED: a write failed for good, and what had been written was taken back, or is being taken back. */
export const failApply = (
  request: AccessRequest,
  { failure, takenBack }: { failure: Omit<Failure, 'at'>; takenBack: boolean },
  { now }: { now: EpochMs },
): Step<ApplyFailed> => {
  const fault = misfit(request, ['APPLYING'], { seen: null, now });
  if (fault !== null) return refuse(fault);
  if (request.state !== 'APPLYING') return refuse({ code: 'WRONG_STATE', now: request.state });
  const at = momentOf(request, now);
  const { approvedAt, decidedBy, expiresAt } = request;
  const failed: ApplyFailed = {
    ...nextOf(request, at),
    approvedAt,
    decidedBy,
    expiresAt,
    state: 'APPLY_FAILED',
    attempts: request.attempt,
    failure: { at, ...failure },
    takenBack,
  };
  const body = { ...failure, takenBack, attempts: request.attempt };
  return arrow(failed, { type: 'grant.apply-failed', actor: job('apply'), body }, [
    ...(takenBack ? [] : [{ do: 'revoke', requestId: failed.id, rev: failed.rev } as const]),
    { do: 'notify', whom: 'requester', requestId: failed.id, rev: failed.rev },
    { do: 'notify', whom: 'approvers', requestId: failed.id, rev: failed.rev },
  ]);
};

/** APPLY_FAILED → APPLY_FAILED, now with nothing of it left. */
export const takeBack = (request: AccessRequest, { now }: { now: EpochMs }): Step<ApplyFailed> => {
  const fault = misfit(request, ['APPLY_FAILED'], { seen: null, now });
  if (fault !== null) return refuse(fault);
  if (request.state !== 'APPLY_FAILED' || request.takenBack)
    return refuse({ code: 'WRONG_STATE', now: request.state });
  const at = momentOf(request, now);
  const { approvedAt, decidedBy, expiresAt, attempts, failure } = request;
  const taken: ApplyFailed = {
    ...nextOf(request, at),
    approvedAt,
    decidedBy,
    expiresAt,
    state: 'APPLY_FAILED',
    attempts,
    failure,
    takenBack: true,
  };
  return arrow(taken, { type: 'grant.taken-back', actor: job('apply') }, []);
};
