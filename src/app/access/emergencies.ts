import { stateAt, type AccessRequest, type RequestState } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import { eachRequest } from './each-request';

/** In these, what was taken in an emergency is in force or about to be. */
const LASTING: readonly RequestState[] = ['APPROVED', 'APPLYING', 'ACTIVE'];

/** An emergency is short, and so among those of its state that were changed last. */
const LOOKED_THROUGH = 200;

/** Requests of the space by which somebody has access without approval at this moment, the latest first. */
export async function emergenciesIn(
  ports: Pick<Ports, 'requests'>,
  spaceId: string,
  now: number,
): Promise<Result<AccessRequest[], StorageFailure>> {
  const found: AccessRequest[] = [];
  for (const state of LASTING) {
    let looked = 0;
    const gone = await eachRequest<StorageFailure>(ports, { by: 'space', spaceId, state }, (request) => {
      looked += 1;
      if (isEmergency(request) && LASTING.includes(stateAt(request, now))) found.push(request);
      return Promise.resolve(ok(looked < LOOKED_THROUGH));
    });
    if (!gone.ok) return gone;
  }
  return ok(found);
}

const isEmergency = (request: AccessRequest): boolean =>
  'decidedBy' in request && request.decidedBy.kind === 'break-glass';
