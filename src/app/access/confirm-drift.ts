import { hashOf, type Hash } from '../../domain/access/canonical-json';
import type { MarkedThing } from '../../domain/access/estate';
import { grantOf, isNamedIn, type Drift, type DriftedGrant } from '../../domain/access/grant-drift';
import { holdingKey, type Holding } from '../../domain/access/holding';
import { connectionsOf } from '../../domain/access/plan';
import { stateAt, type AccessRequest, type RequestState } from '../../domain/access/request';
import type { ConnectionId } from '../../domain/binding';
import { ok, type Result } from '../../domain/result';
import type { EpochMs } from '../../domain/time';
import type { Ports, StorageFailure } from '../ports';
import { everyRequest } from './each-request';
import { nowOf } from './keep-step';

type ConfirmPorts = Pick<Ports, 'grants' | 'requests' | 'clock'>;

/**
 * The grants for which the thing has been there since before the reading began and has to be there still, as they are stored now; empty: it was
 * written, or let go of, while the reading was under way, so that nothing follows from how it was found.
 */
export async function grantsHolding(
  ports: ConfirmPorts,
  listed: Holding,
  startedAt: EpochMs,
): Promise<Result<DriftedGrant[], StorageFailure>> {
  // Whatever is stored by now, nothing follows from this reading: no look-up for each of many that were granted since.
  if (isHeldSince(listed, startedAt)) return ok([]);
  const stored = await ports.grants.get(listed.key);
  if (!stored.ok) return stored;
  const holding = stored.value;
  if (holding === null || hashOf(holding.change) !== hashOf(listed.change)) return ok([]);
  const { state, holders } = holding;
  if (isHeldSince(holding, startedAt)) return ok([]);
  if (state !== 'held' && state !== 'closed') return ok([]);
  const grants: DriftedGrant[] = [];
  for (const holder of holders) {
    const request = await ports.requests.get(holder.requestId);
    if (!request.ok) return request;
    const stands =
      state === 'closed'
        ? isOverSince(request.value, startedAt)
        : isInForceSince(request.value, startedAt, nowOf(ports));
    if (stands) grants.push(grantOf(holder));
  }
  return ok(grants);
}

const isHeldSince = ({ holders }: Holding, startedAt: EpochMs): boolean =>
  holders.some(({ since }) => since >= startedAt);

/**
 * Whether the request was done with putting a deny-all in the place of its grant before the reading began, which may have been tried for hours.
 * From then on the deny-all stands, whatever became of the request, until it is let go of.
 */
const isOverSince = (request: AccessRequest | null, startedAt: EpochMs): boolean =>
  request === null || (!UNDER_WAY.includes(request.state) && request.updatedAt < startedAt);

const UNDER_WAY: readonly RequestState[] = ['APPLYING', 'APPLY_FAILED', 'REVOKING', 'REVOKE_FAILED'];

const isInForceSince = (request: AccessRequest | null, startedAt: EpochMs, now: EpochMs): boolean =>
  request?.state === 'ACTIVE' && stateAt(request, now) === 'ACTIVE' && request.appliedAt < startedAt;

/** Whose the thing is that carries a mark; `held`: a grant holds it, or it was let go of so lately that it may have been read before. */
export type Marking =
  { is: 'held' } | { is: 'left on purpose' } | (Pick<Drift, 'grants' | 'isUnnamed'> & { is: 'extra' });

/** Whoever writes a mark may write anything there, and storage does not take everything for a key. */
const AN_ID = /^[\w-]{1,64}$/;

type Marked = { marked: MarkedThing; connectionId: ConnectionId; startedAt: EpochMs };

/**
 * Keys of what people may be carrying out by hand: it was approved, and whoever puts it there says so afterwards. Asked for before anything
 * is looked up: what they say it of meanwhile is held by then.
 */
export async function keysToBeMade(ports: ConfirmPorts): Promise<Result<ReadonlySet<Hash>, StorageFailure>> {
  const found = await everyRequest(ports, { by: 'in-state', state: 'APPROVED' });
  return found.ok ? ok(new Set(found.value.flatMap(keysOf))) : found;
}

const keysOf = ({ plan }: AccessRequest): Hash[] => plan.changes.map(holdingKey);

/** Asked of storage, thing by thing: of what an index has not listed yet nobody may say that no grant holds it. */
export async function markingOf(
  ports: ConfirmPorts,
  { marked, connectionId, startedAt }: Marked,
): Promise<Result<Marking, StorageFailure>> {
  const { requestId, keysAt } = marked;
  const here = await isAnyHeld(ports, keysAt(connectionId), startedAt);
  if (!here.ok) return here;
  if (here.value) return ok({ is: 'held' });
  const found = AN_ID.test(requestId) ? await ports.requests.get(requestId) : ok(null);
  if (!found.ok) return found;
  const request = found.value;
  if (request === null) return ok({ is: 'extra', grants: [] });
  const isPlannedHere = keysOf(request).some((key) => keysAt(connectionId).includes(key));
  // What was written through a connection that was removed is left there; through one that is there it was taken back.
  if ('ending' in request && request.ending.as === 'orphaned' && request.ending.leaves && !isPlannedHere)
    return ok({ is: 'left on purpose' });
  // Carried out by hand, and nobody has said so yet.
  if (request.state === 'APPROVED' && isPlannedHere) return ok({ is: 'held' });
  // Two connections may lead to one gateway: what is written through the one is read through the other.
  const elsewhere = connectionsOf(request.plan).filter((id) => id !== connectionId);
  const there = await isAnyHeld(ports, elsewhere.flatMap(keysAt), startedAt);
  if (!there.ok) return there;
  if (there.value) return ok({ is: 'held' });
  const { id, pageId, spaceId, plan } = request;
  const grants = [{ requestId: id, pageId, spaceId }];
  const isNamed = isNamedIn(plan.changes, marked.thing);
  return ok({ is: 'extra', grants, ...(isNamed ? {} : { isUnnamed: true }) });
}

/** `startedAt`: what was let go of since then may have been read before. */
export const isAnyHeld = async (
  { grants }: ConfirmPorts,
  keys: readonly Hash[],
  startedAt: EpochMs,
): Promise<Result<boolean, StorageFailure>> => {
  for (const key of keys) {
    const stored = await grants.get(key);
    if (!stored.ok) return stored;
    if (stored.value === null) continue;
    const { state, goneAt = 0 } = stored.value;
    if (state !== 'gone' || goneAt >= startedAt) return ok(true);
  }
  return ok(false);
};
