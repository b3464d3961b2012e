import type { EpochMs } from '../time';
import type { AccountId } from './people';
import type { AccessRequest, Active, Applying, Approved } from './request';
import {
  arrow,
  job,
  misfit,
  momentOf,
  nextOf,
  person,
  refuse,
  type Actor,
  type EntryType,
  type SeenRev,
  type Step,
} from './transition';

/** APPLYING → ACTIVE: everything was written and read back. */
export const finishApply = (request: AccessRequest, { now }: { now: EpochMs }): Step<Active> => {
  const fault = misfit(request, ['APPLYING'], { seen: null, now });
  if (fault !== null) return refuse(fault);
  if (request.state !== 'APPLYING') return refuse({ code: 'WRONG_STATE', now: request.state });
  return inForce(request, { type: 'grant.active', actor: job('apply') }, now);
};

/**
 * APPROVED → ACTIVE where a connection may not be written through: somebody says that it was carried out by hand. Reading back has to
 * have seen it: nobody's word is enough.
 */
export const confirmByHand = (
  request: AccessRequest,
  { by, seen }: { by: AccountId; seen: SeenRev },
  { now }: { now: EpochMs },
): Step<Active> => {
  const fault = misfit(request, ['APPROVED'], { seen, now });
  if (fault !== null) return refuse(fault);
  if (request.state !== 'APPROVED') return refuse({ code: 'WRONG_STATE', now: request.state });
  return inForce(request, { type: 'grant.confirmed', actor: person(by) }, now);
};

type Told = { type: EntryType; actor: Actor };

const inForce = (request: Applying | Approved, told: Told, now: EpochMs): Step<Active> => {
  const at = momentOf(request, now);
  const { approvedAt, decidedBy, expiresAt } = request;
  const active: Active = {
    ...nextOf(request, at),
    approvedAt,
    decidedBy,
    expiresAt,
    state: 'ACTIVE',
    appliedAt: at,
  };
  return arrow(active, { ...told, body: { expiresAt } }, [
    { do: 'notify', whom: 'requester', requestId: active.id, rev: active.rev },
  ]);
};
