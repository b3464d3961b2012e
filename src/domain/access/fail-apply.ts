import type { EpochMs } from '../time';
import type { ApprovalPolicy } from './policy';
import type { AccessRequest, ApplyFailed, Applying, Failure, Stale, StaleCause } from './request';
import { makeStale, staleSentences } from './staleness';
import { arrow, job, misfit, momentOf, nextOf, refuse, type Step } from './transition';

type Failing = { failure: Omit<Failure, 'at'>; takenBack: boolean; outdated?: StaleCause };

/** APPLYING → APPLY_FAILED: a write failed for good, and what had been written was taken back, or is being taken back. */
export const failApply = (
  request: AccessRequest,
  { failure, takenBack, outdated }: Failing,
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
    ...(outdated === undefined ? {} : { outdated }),
  };
  const body = { ...failure, takenBack, attempts: request.attempt };
  return arrow(failed, { type: 'grant.apply-failed', actor: job('apply'), body }, [
    ...(takenBack ? [] : [{ do: 'revoke', requestId: failed.id, rev: failed.rev } as const]),
    { do: 'notify', whom: 'requester', requestId: failed.id, rev: failed.rev },
    { do: 'notify', whom: 'approvers', requestId: failed.id, rev: failed.rev },
  ]);
};

/**
 * APPLYING → STALE: directly before more was written, what it rests on was found to have changed, and what had been written was taken back.
 * What could not be taken back yet is APPLY_FAILED until it is. So is an emergency, for good: its access may have been open for a moment,
 * and whatever was taken without approval has to be judged.
 */
export const stopApply = (
  request: Applying,
  { cause, takenBack }: { cause: StaleCause; takenBack: boolean },
  facts: { now: EpochMs; policy: ApprovalPolicy },
): Step<Stale | ApplyFailed> => {
  const isJudged = request.decidedBy.kind === 'break-glass';
  if (takenBack && !isJudged) return makeStale(request, { cause, actor: job('apply') }, facts);
  const failure = { code: 'WORLD_CHANGED', what: staleSentences(cause).join(' ') };
  return failApply(request, { failure, takenBack, ...(isJudged ? {} : { outdated: cause }) }, facts);
};

/** APPLY_FAILED with nothing of it left any more: → APPLY_FAILED, or STALE where that was found before. */
export const takeBack = (
  request: AccessRequest,
  { now, policy }: { now: EpochMs; policy: ApprovalPolicy },
): Step<ApplyFailed | Stale> => {
  const fault = misfit(request, ['APPLY_FAILED'], { seen: null, now });
  if (fault !== null) return refuse(fault);
  if (request.state !== 'APPLY_FAILED' || request.takenBack)
    return refuse({ code: 'WRONG_STATE', now: request.state });
  const at = momentOf(request, now);
  const { approvedAt, decidedBy, expiresAt, attempts, failure, outdated } = request;
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
  if (outdated !== undefined)
    return makeStale(
      { ...request, takenBack: true },
      { cause: outdated, actor: job('apply') },
      { now, policy },
    );
  return arrow<ApplyFailed | Stale>(taken, { type: 'grant.taken-back', actor: job('apply') }, []);
};
