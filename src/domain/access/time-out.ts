import type { EpochMs } from '../time';
import type { AccessRequest, TimedOut } from './request';
import { arrow, job, momentOf, nextOf, refuse, type Step } from './transition';

/** PENDING or STALE → TIMED_OUT, once nobody may decide it any more. Dated by the deadline's passing, not by the sweep's. */
export const timeOut = (request: AccessRequest, { now }: { now: EpochMs }): Step<TimedOut> => {
  if (request.state !== 'PENDING' && request.state !== 'STALE')
    return refuse({ code: 'WRONG_STATE', now: request.state });
  if (now < request.pendingUntil) return refuse({ code: 'NOT_DUE', due: request.pendingUntil });
  const timedOut: TimedOut = {
    ...nextOf(request, momentOf(request, now)),
    state: 'TIMED_OUT',
    timedOutAt: request.pendingUntil,
  };
  const body = { due: request.pendingUntil };
  return arrow(timedOut, { type: 'request.timed-out', actor: job('sweep'), body }, [
    { do: 'notify', whom: 'requester', requestId: timedOut.id, rev: timedOut.rev },
  ]);
};
