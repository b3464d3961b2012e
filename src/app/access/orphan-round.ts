import type { RequestState } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { StorageFailure } from '../ports';
import type { CarryPorts } from './carry/carry-ports';
import { nowOf } from './keep-step';
import { LIVE } from './live-grants';

/** Where in the lists of live grants a round goes on: a state, and how far its list has come. */
export type Place = { state: RequestState; cursor: string | null };

/** One look at all live grants. `place` null: it has come to its end. */
type Round = { begunAt: number; place: Place | null };

/** Confluence's points are one quota for all customers: a round an hour is soon enough. */
const BETWEEN_ROUNDS_MS = 3_600_000;

const KEY = 'round-of-orphans';

type RoundPorts = Pick<CarryPorts, 'readings' | 'clock'>;

/** The round that is under way, or a new one when it is time for one. One that took longer than an hour is followed by the next at once. */
export async function roundNow(ports: RoundPorts): Promise<Result<Round, StorageFailure>> {
  const kept = await ports.readings.get(KEY);
  if (!kept.ok) return kept;
  const now = nowOf(ports);
  const round = kept.value === null ? null : (kept.value.data as Round); // written by saveRound alone
  const isOver = round === null || (round.place === null && now - round.begunAt >= BETWEEN_ROUNDS_MS);
  return ok(isOver ? { begunAt: now, place: FIRST } : round);
}

/** A run beside this one may keep another place: what either leaves out, the next round looks at, and looking twice changes nothing. */
export const saveRound = (ports: RoundPorts, round: Round): Promise<Result<true, StorageFailure>> =>
  ports.readings.put(KEY, { at: ports.clock.now(), data: round });

/** @param cursor of what comes next in the list; null: that was all of it */
export const placeAfter = ({ state }: Place, cursor: string | null): Place | null => {
  if (cursor !== null) return { state, cursor };
  const next = LIVE[LIVE.indexOf(state) + 1];
  return next === undefined ? null : { state: next, cursor: null };
};

const FIRST: Place = { state: LIVE[0], cursor: null };
