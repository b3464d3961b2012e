import { isForgotten } from '../../domain/access/forget';
import type { AccessRequest, OrphanCause, RequestState } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { StorageFailure } from '../ports';
import type { AccessRefusal } from './access-refusal';
import type { CarryPorts } from './carry/carry-ports';
import { roundNow, saveRound } from './hourly-round';
import { connectionsUnder, LIVE, orphanAll } from './live-grants';
import { readingOnce, stillMapped } from './still-mapped';

/** Kept back of the run's time: for a part that was begun. */
const RESERVE_MS = 60_000;

/** So many are looked at, and ended, before it is written down how far that has come. */
const A_PART = 50;

/**
 * Ends grants of which the reason is gone without anybody's click here: an account that was closed, a caller that is no longer mapped to
 * whom it was for, a page that was put in the bin, a connection that was removed before a list named the grant. Every live grant is looked at in rounds, a part of them at a time: a run goes on where
 * the one before it stopped, and a round begins an hour after the last one began. What could not be read ends nothing, and is asked about
 * again in the next round.
 * @returns how many
 */
export async function endOrphans(ports: CarryPorts): Promise<Result<number, AccessRefusal>> {
  const found = await roundNow(ports, 'orphans', FIRST);
  if (!found.ok) return found;
  const { begunAt } = found.value;
  let { place } = found.value;
  const read = { ...ports, ...mappingsOnce(ports) };
  let ended = 0;
  while (place !== null && ports.clock.remainingMs() >= RESERVE_MS) {
    const done = await endPart(read, place);
    if (!done.ok) return done;
    ended += done.value.ended;
    place = placeAfter(place, done.value.cursor);
    const saved = await saveRound(ports, 'orphans', { begunAt, place });
    if (!saved.ok) return saved;
  }
  return ok(ended);
}

/** Where in the lists of live grants a round goes on: a state, and how far its list has come. */
type Place = { state: RequestState; cursor: string | null };

const FIRST: Place = { state: LIVE[0], cursor: null };

/** @param cursor of what comes next in the list; null: that was all of it */
const placeAfter = ({ state }: Place, cursor: string | null): Place | null => {
  if (cursor !== null) return { state, cursor };
  const next = LIVE[LIVE.indexOf(state) + 1];
  return next === undefined ? null : { state: next, cursor: null };
};

/** Whole ports, of which lists that many requests rest on are read once. */
const mappingsOnce = (ports: CarryPorts): Pick<CarryPorts, 'mappings' | 'confluence'> => {
  const { mappings, confluence } = readingOnce(ports);
  return {
    mappings: { ...ports.mappings, ...mappings },
    confluence: { ...ports.confluence, ...confluence },
  };
};

type Part = { ended: number; cursor: string | null };

const endPart = async (ports: CarryPorts, { state, cursor }: Place): Promise<Result<Part, AccessRefusal>> => {
  const page = await ports.requests.list({ by: 'expiring', state }, { cursor, limit: A_PART });
  if (!page.ok) return page;
  let left: readonly AccessRequest[] = page.value.requests;
  let ended = 0;
  for (const [because, find] of CAUSES) {
    const found = await find(ports, left);
    if (!found.ok) return found;
    const orphans = new Set(found.value);
    const done = await orphanAll(ports, [...orphans], { because, by: null, leaves: false });
    if (!done.ok) return done;
    ended += done.value;
    left = left.filter((request) => !orphans.has(request));
  }
  return ok({ ended, cursor: page.value.cursor });
};

type Find = (
  ports: CarryPorts,
  requests: readonly AccessRequest[],
) => Promise<Result<AccessRequest[], StorageFailure>>;

const accountsOf = ({ requester, plan: { beneficiary } }: AccessRequest): string[] => [
  requester,
  ...(beneficiary.kind === 'myself' ? [beneficiary.accountId] : []),
];

const ofClosedAccounts: Find = async (ports, requests) => {
  const accounts = [...new Set(requests.flatMap(accountsOf))];
  const closed = await ports.confluence.closedAccounts(accounts.filter((one) => !isForgotten(one)));
  const known = new Set(closed.ok ? closed.value : []);
  // Only closed accounts are forgotten, and Confluence cannot be asked about them any more.
  const isClosed = (account: string): boolean => isForgotten(account) || known.has(account);
  return ok(requests.filter((request) => accountsOf(request).some(isClosed)));
};

const withoutMapping: Find = async (ports, requests) => {
  const orphans: AccessRequest[] = [];
  for (const request of requests) if ((await stillMapped(ports, request)) === 'no') orphans.push(request);
  return ok(orphans);
};

const onTrashedPages: Find = async (ports, requests) => {
  const trashed = new Set<string>();
  for (const pageId of new Set(requests.map((request) => request.pageId))) {
    const shown = await ports.projections.get(pageId);
    if (!shown.ok) return shown;
    // Only what the daily look found hidden is asked about.
    if (shown.value?.barred?.from !== 'page') continue;
    const found = await ports.confluence.isTrashed(pageId);
    if (found.ok && found.value) trashed.add(pageId);
  }
  return ok(requests.filter(({ pageId }) => trashed.has(pageId)));
};

/** Whoever removes a connection is asked about its grants; one that was granted at that moment was in no list yet. */
const withoutConnection: Find = async (ports, requests) => {
  if (requests.length === 0) return ok([]);
  const connections = await ports.connections.list();
  if (!connections.ok) return connections;
  const known = new Set(connections.value.map(({ id }) => id));
  return ok(requests.filter((request) => connectionsUnder(request).some((id) => !known.has(id))));
};

const CAUSES: readonly (readonly [OrphanCause, Find])[] = [
  ['account closed', ofClosedAccounts],
  ['mapping lost', withoutMapping],
  ['page deleted', onTrashedPages],
  ['connection removed', withoutConnection],
];
