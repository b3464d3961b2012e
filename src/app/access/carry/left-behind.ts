import { hashOf } from '../../../domain/access/canonical-json';
import type { PlannedChange } from '../../../domain/access/change';
import { changeWords } from '../../../domain/access/change-words';
import { chainOfSpace } from '../../../domain/access/ledger';
import { leftBy, type Holder, type Holding } from '../../../domain/access/holding';
import { job } from '../../../domain/access/transition';
import { err, ok, type Result } from '../../../domain/result';
import type { StorageFailure } from '../../ports';
import type { AccessRefusal } from '../access-refusal';
import { roundNow, saveRound } from '../hourly-round';
import { nowOf, store } from '../keep-step';
import type { CarryPorts } from './carry-ports';
import { othersHolding, release, swap } from './holdings';
import { makeChange } from './write-change';

const DOER = { kind: 'job', name: 'revoke' } as const;

/** Kept back of the run's time: one consumer may take this long. */
const RESERVE_MS = 60_000;

/**
 * Lets go of the thing at the end of its last grant. A consumer that was made here and has come to be used for something else stays, and is
 * written down as left: whoever uses it may let go of it, too, and nobody else would come back for it. What is not ours stays for good.
 */
export const letGo = (
  ports: CarryPorts,
  { change, holder, left }: { change: PlannedChange; holder: Holder; left: string | null },
): Promise<Result<true, StorageFailure>> =>
  left !== null && change.kind === 'kong-consumer'
    ? swap(ports, change, (stored) => leftBy(stored, change, holder))
    : release(ports, change, [holder.requestId]);

/**
 * Takes away, once an hour, what was left for the sake of something else that has gone since. The gateway decides: what is still used there
 * stays, and is asked about again.
 * @returns how many were taken away
 */
export async function takeWhatWasLeft(ports: CarryPorts): Promise<Result<number, AccessRefusal>> {
  const found = await roundNow(ports, 'left behind', { after: '' });
  if (!found.ok) return found;
  const { begunAt, place } = found.value;
  if (place === null) return ok(0);
  const left = await ports.grants.list({ by: 'left' });
  if (!left.ok) return left;
  const rest = left.value.filter(({ key }) => key > place.after).sort((a, b) => (a.key < b.key ? -1 : 1));
  let taken = 0;
  for (const holding of rest) {
    if (ports.clock.remainingMs() < RESERVE_MS) return ok(taken);
    const done = await takeIfFree(ports, holding);
    if (!done.ok) return done;
    if (done.value) taken += 1;
    const saved = await saveRound(ports, 'left behind', { begunAt, place: { after: holding.key } });
    if (!saved.ok) return saved;
  }
  const saved = await saveRound(ports, 'left behind', { begunAt, place: null });
  return saved.ok ? ok(taken) : saved;
}

async function takeIfFree(
  ports: CarryPorts,
  { change, holders }: Holding,
): Promise<Result<boolean, AccessRefusal>> {
  const holder = holders.at(-1);
  if (holder === undefined) return ok(false);
  const { requestId } = holder;
  const others = await othersHolding(ports, { change, requestId, now: nowOf(ports) });
  if (!others.ok) return others;
  // Somebody has begun to hold it again: its end is theirs to bring about.
  if (others.value.length > 0) return ok(false);
  const made = await makeChange(ports, { change: { ...change, want: 'absent' }, requestId, doer: DOER });
  if (!made.ok) {
    if (made.error.code !== 'NOT_MADE') return err(made.error);
    if (made.error.failure.code !== 'CONNECTION_GONE') return ok(false);
    const released = await release(ports, change, [requestId]);
    return released.ok ? ok(false) : released;
  }
  if (made.value.left !== null) return ok(false);
  const told = await tell(ports, change, holder);
  if (!told.ok) return told;
  const released = await release(ports, change, [requestId]);
  return released.ok ? ok(true) : released;
}

/** Told once, however often it is done: the command is the request's and the thing's. */
async function tell(
  ports: CarryPorts,
  change: PlannedChange,
  { requestId, spaceId }: Holder,
): Promise<Result<unknown, AccessRefusal>> {
  const id = hashOf(['grant.left-taken', requestId, changeWords(change)]);
  return store(ports, {
    chain: chainOfSpace(spaceId),
    entry: {
      type: 'grant.left-taken',
      at: nowOf(ports),
      actor: job('revoke'),
      req: requestId,
      rev: null,
      planHash: null,
      body: { what: changeWords(change) },
    },
    command: { id, by: 'job:revoke', digest: id },
  });
}
