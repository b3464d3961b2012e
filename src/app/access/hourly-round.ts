import { ok, type Result } from '../../domain/result';
import type { StorageFailure } from '../ports';
import type { CarryPorts } from './carry/carry-ports';
import { nowOf } from './keep-step';

/** One look at all of something, over as many runs as it takes. `place`: where it goes on; null: it has come to its end. */
export type Round<P> = { begunAt: number; place: P | null };

/** What is looked at in rounds. */
type Looked = 'orphans' | 'left behind';

/** Confluence's points are one quota for all customers, and gateways have other things to do: a round an hour is soon enough. */
const BETWEEN_ROUNDS_MS = 3_600_000;

type RoundPorts = Pick<CarryPorts, 'readings' | 'clock'>;

/**
 * The round that is under way, or a new one, at `first`, when it is time for one. One that took longer than an hour is followed by the next
 * at once.
 */
export async function roundNow<P>(
  ports: RoundPorts,
  looked: Looked,
  first: P,
): Promise<Result<Round<P>, StorageFailure>> {
  const kept = await ports.readings.get(keyOf(looked));
  if (!kept.ok) return kept;
  const now = nowOf(ports);
  const round = kept.value === null ? null : (kept.value.data as Round<P>); // written by saveRound alone
  const isOver = round === null || (round.place === null && now - round.begunAt >= BETWEEN_ROUNDS_MS);
  return ok(isOver ? { begunAt: now, place: first } : round);
}

/** A run beside this one may keep another place: what either leaves out, the next round looks at, and looking twice changes nothing. */
export const saveRound = <P>(
  ports: RoundPorts,
  looked: Looked,
  round: Round<P>,
): Promise<Result<true, StorageFailure>> =>
  ports.readings.put(keyOf(looked), { at: ports.clock.now(), data: round });

const keyOf = (looked: Looked): string => `round of ${looked}`;
