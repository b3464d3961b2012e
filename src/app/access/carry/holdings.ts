import type { PlannedChange } from '../../../domain/access/change';
import {
  heldBy,
  holdingKey,
  isHeldBy,
  releasedBy,
  type Holder,
  type Holding,
} from '../../../domain/access/holding';
import { stateAt, type AccessRequest, type Granted, type RequestState } from '../../../domain/access/request';
import { err, ok, type Result } from '../../../domain/result';
import type { Ports, StorageFailure } from '../../ports';
import { nowOf } from '../keep-step';

type HoldingPorts = Pick<Ports, 'grants' | 'requests'>;
type ReleasingPorts = Pick<Ports, 'grants' | 'requests' | 'clock'>;

export const holderOf = (request: AccessRequest & Granted, since: number): Holder => ({
  requestId: request.id,
  pageId: request.pageId,
  spaceId: request.spaceId,
  since,
  expiresAt: request.expiresAt,
});

/** Others write the same row; each time it takes one of them to win. */
const ATTEMPTS = 8;

/** Writes down that the request holds the thing, before the thing is written. */
export const hold = (
  ports: HoldingPorts,
  change: PlannedChange,
  holder: Holder,
): Promise<Result<true, StorageFailure>> =>
  swap(ports, change, (stored) =>
    isHeldBy(stored, change, holder.requestId) ? null : heldBy(stored, change, holder),
  );

/** Writes down that these requests hold it no more. */
export const release = (
  ports: ReleasingPorts,
  change: PlannedChange,
  requestIds: readonly string[],
): Promise<Result<true, StorageFailure>> =>
  swap(ports, change, (stored) =>
    stored?.holders.some(({ requestId }) => requestIds.includes(requestId)) === true
      ? releasedBy(stored, requestIds, nowOf(ports))
      : null,
  );

/** Changes the thing's row, whoever else does meanwhile. @param next null: it may stay as it is */
export async function swap(
  { grants }: HoldingPorts,
  change: PlannedChange,
  next: (stored: Holding | null) => Holding | null,
): Promise<Result<true, StorageFailure>> {
  const key = holdingKey(change);
  for (let tries = 1; tries <= ATTEMPTS; tries += 1) {
    const stored = await grants.get(key);
    if (!stored.ok) return stored;
    const wanted = next(stored.value);
    if (wanted === null) return ok(true);
    const saved = await grants.save(wanted);
    if (saved.ok) return saved;
    if (saved.error.code === 'STORAGE_UNAVAILABLE') return err(saved.error);
  }
  return err({ code: 'STORAGE_UNAVAILABLE', detail: 'too many at once' });
}

/** States in which a request wants its things there. */
const LIVE: readonly RequestState[] = ['APPLYING', 'ACTIVE'];

/** Other requests for which the thing has to stay, found by how each stands now: a row may name some that have ended. */
export async function othersHolding(
  { grants, requests }: HoldingPorts,
  { change, requestId, now }: { change: PlannedChange; requestId: string; now: number },
): Promise<Result<Holder[], StorageFailure>> {
  const stored = await grants.get(holdingKey(change));
  if (!stored.ok) return stored;
  const others = (stored.value?.holders ?? []).filter((holder) => holder.requestId !== requestId);
  const live: Holder[] = [];
  for (const holder of others) {
    const found = await requests.get(holder.requestId);
    if (!found.ok) return found;
    if (found.value !== null && LIVE.includes(stateAt(found.value, now))) live.push(holder);
  }
  return ok(live);
}
