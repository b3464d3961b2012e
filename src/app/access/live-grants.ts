import { callerName } from '../../domain/access/ask';
import { orphanGrant, type Orphaning } from '../../domain/access/end-grant';
import { connectionsOf } from '../../domain/access/plan';
import { stateAt, type AccessRequest, type RequestState } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import type { Refusal } from '../refusal';
import type { AccessRefusal } from './access-refusal';
import { everyRequest } from './each-request';
import { keepStep, nowOf, type StoringPorts } from './keep-step';

/** Something of these is in force, or may be. */
export const LIVE: readonly [RequestState, ...RequestState[]] = [
  'ACTIVE',
  'APPLYING',
  'APPROVED',
  'APPLY_FAILED',
];
/** Something of these is still there, and is being taken away. */
export const ENDING: readonly RequestState[] = ['REVOKING', 'REVOKE_FAILED'];

type Listing = Pick<Ports, 'requests'>;

/** All requests of the site of which something is in force or may be, and those that are being ended. */
export const liveRequests = (ports: Listing): Promise<Result<AccessRequest[], StorageFailure>> =>
  inStates(ports, LIVE);
export const endingRequests = (ports: Listing): Promise<Result<AccessRequest[], StorageFailure>> =>
  inStates(ports, ENDING);

const inStates = async (
  ports: Listing,
  states: readonly RequestState[],
): Promise<Result<AccessRequest[], StorageFailure>> => {
  const found: AccessRequest[] = [];
  for (const state of states) {
    const some = await everyRequest(ports, { by: 'expiring', state });
    if (!some.ok) return some;
    found.push(...some.value);
  }
  return ok(found);
};

/** Ids of the connections that the request rests on. */
export const connectionsUnder = ({ plan, ask }: AccessRequest): string[] => [
  ...new Set([
    ...connectionsOf(plan),
    ...[ask.kong, ask.mesh].flatMap((one) => (one === null ? [] : one.connectionId)),
  ]),
];

export const restsOnConnection =
  (id: string) =>
  (request: AccessRequest): boolean =>
    connectionsUnder(request).includes(id);

/** Asks whoever takes away what they rest on what becomes of them; nothing has been changed. */
export const liveGrants = (requests: readonly AccessRequest[]): Refusal => {
  const callers = [...new Set(requests.map(({ plan: { beneficiary } }) => callerName(beneficiary)))].sort();
  const [shown, left] = [callers.slice(0, SHOWN), callers.length - SHOWN];
  const named = left > 0 ? [...shown, `${left} more`] : shown;
  return { code: 'LIVE_GRANTS', detail: `${requests.length} (${named.join(', ')})` };
};

const SHOWN = 5;

/** Ends the requests, each with its own entry. One that somebody else ends at the same moment is ended. */
export async function orphanAll(
  ports: StoringPorts,
  requests: readonly AccessRequest[],
  orphaning: Orphaning,
): Promise<Result<number, AccessRefusal>> {
  let ended = 0;
  for (const request of requests) {
    const step = orphanGrant(request, orphaning, { now: nowOf(ports) });
    if (!step.ok) continue;
    const kept = await keepStep(ports, step, null);
    if (kept.ok) ended += 1;
    else if (kept.error.code !== 'CONFLICT') return kept;
  }
  return ok(ended);
}

/** Deadlines that have passed count, whenever the sweep comes by. */
export const isLiveAt =
  (now: number) =>
  (request: AccessRequest): boolean =>
    LIVE.includes(stateAt(request, now));
