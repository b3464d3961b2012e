import type { Wanted } from '../../../domain/access/change';
import { isOurs } from '../../../domain/access/desired-mesh';
import type { Holding } from '../../../domain/access/holding';
import { err, ok, type Result } from '../../../domain/result';
import type { StorageFailure } from '../../ports';
import type { AccessRefusal } from '../access-refusal';
import type { CarryPorts } from './carry-ports';
import { guardedNow, tellOfDenyAll } from './deny-all';
import { release } from './holdings';
import { makeChange } from './write-change';

const DOER = { kind: 'job', name: 'revoke' } as const;

/** Kept back of the run's time: one workload may take this long. */
const RESERVE_MS = 60_000;

/** One look takes about fifteen outbound calls, and Forge lets an invocation make a hundred a minute. */
const MOST_LOOKS = 5;

/**
 * Removes the deny-alls that nobody needs any more: an enforced ALLOW of somebody else is known to guard every pod that the deny-all is
 * for. Beside it the deny-all changes nobody's answer, so taking it away opens nothing. Each run looks at some of them and goes on where the
 * one before it stopped, so that all have their turn, however many there are, and whatever becomes of a look.
 * @returns how many were removed
 */
export async function openWhereGuarded(ports: CarryPorts): Promise<Result<number, AccessRefusal>> {
  const kept = await ports.readings.get(PLACE);
  if (!kept.ok) return kept;
  let place = kept.value === null ? null : (kept.value.data as string | null); // written by keepPlace alone
  let removed = 0;
  let looks = 0;
  do {
    const part = await ports.grants.closed(place);
    if (!part.ok) return part;
    for (const closed of part.value.found) {
      if (looks === MOST_LOOKS || ports.clock.remainingMs() < RESERVE_MS) return ok(removed);
      // Before the look: whatever ends it, the next run goes on behind it.
      place = closed.place;
      const saved = await keepPlace(ports, place);
      if (!saved.ok) return saved;
      looks += 1;
      const done = await openIfGuarded(ports, closed.holding);
      if (!done.ok) return done;
      if (done.value) removed += 1;
    }
    place = part.value.next;
  } while (place !== null);
  const isAtStart = looks === 0 && (kept.value?.data ?? null) === null;
  const saved = isAtStart ? ok(true) : await keepPlace(ports, null);
  return saved.ok ? ok(removed) : saved;
}

/** After which of the closed workloads the next run goes on. */
const PLACE = 'place among closed workloads';

const keepPlace = (
  { readings, clock }: CarryPorts,
  place: string | null,
): Promise<Result<true, StorageFailure>> => readings.put(PLACE, { at: clock.now(), data: place });

/** It stays, or is there again, wherever it is not known before and after that somebody else's ALLOW guards the workload. */
async function openIfGuarded(
  ports: CarryPorts,
  { change, holders }: Holding,
): Promise<Result<boolean, AccessRefusal>> {
  const holder = holders.at(-1);
  if (change.kind !== 'istio-deny-all' || holder === undefined) return ok(false);
  const { requestId, spaceId } = holder;
  const letGo = async (type: 'deny-all.removed' | 'deny-all.left') => {
    const told = await tellOfDenyAll(ports, { type, change, holder });
    const ids = holders.map((one) => one.requestId);
    return told.ok ? release(ports, change, ids) : told;
  };
  const through = await ports.connections.get(change.connectionId);
  if (!through.ok) return through;
  if (through.value === null) {
    // Nobody can look any more whether it is needed, or take it away: it is told of once, and is whoever's the mesh is.
    const left = await letGo('deny-all.left');
    return left.ok ? ok(false) : left;
  }
  const look = () => guardedNow(ports, { placed: change, spaceId, counts: (policy) => !isOurs(policy) });
  const make = (want: Wanted) => makeChange(ports, { change: { ...change, want }, requestId, doer: DOER });
  const before = await look();
  if (!before.ok) return before;
  if (!before.value.covered) return stillClosed(await make('present'));
  // What somebody removed by hand, where we may not write, is open already.
  const removed = before.value.isThere ? await make('absent') : ok(true);
  if (!removed.ok) return stillClosed(removed);
  // The other ALLOW may have been taken away between our reading and our writing.
  const after = await look();
  if (!after.ok) return after;
  if (!after.value.covered) return stillClosed(await make('present'));
  const opened = await letGo('deny-all.removed');
  return opened.ok ? ok(true) : opened;
}

/** What could not be written now, the next look writes. */
const stillClosed = (made: Awaited<ReturnType<typeof makeChange>>): Result<false, AccessRefusal> =>
  made.ok || made.error.code === 'NOT_MADE' ? ok(false) : err(made.error);
