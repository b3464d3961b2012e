import type { EpochMs } from '../time';
import { isSamePerson, type AccountId, type AliasTable } from './people';
import type { AccessRequest, Cancelled } from './request';
import { arrow, misfit, momentOf, nextOf, person, refuse, type SeenRev, type Step } from './transition';

/** PENDING or STALE → CANCELLED, by the requester alone. */
export const withdrawRequest = (
  request: AccessRequest,
  { by, seen }: { by: AccountId; seen: SeenRev },
  { now, aliases }: { now: EpochMs; aliases: AliasTable },
): Step<Cancelled> => {
  const fault = misfit(request, ['PENDING', 'STALE'], { seen, now });
  if (fault !== null) return refuse(fault);
  if (!isSamePerson(aliases, by, request.requester)) return refuse({ code: 'NOT_YOURS' });
  const at = momentOf(request, now);
  const cancelled: Cancelled = { ...nextOf(request, at), state: 'CANCELLED', cancelledAt: at };
  return arrow(cancelled, { type: 'request.withdrawn', actor: person(by) }, []);
};
