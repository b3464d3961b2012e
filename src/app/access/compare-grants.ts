import { hashOf, type Hash } from '../../domain/access/canonical-json';
import { thingOf } from '../../domain/access/change-words';
import {
  developed,
  driftEntries,
  typeOfFresh,
  type Became,
  type Developed,
  type DriftReport,
} from '../../domain/access/drift-report';
import { estateOf, type Estate, type MarkedThing } from '../../domain/access/estate';
import { foundByHand, foundOf, givenBeside, unheld, type Drift } from '../../domain/access/grant-drift';
import { connectionOf, type Holding } from '../../domain/access/holding';
import { CHAIN_OF_SITE, chainOfSpace } from '../../domain/access/ledger';
import type { Effect } from '../../domain/access/transition';
import type { ConnectionId } from '../../domain/binding';
import { ok, type Result } from '../../domain/result';
import type { JobPorts } from '../job-ports';
import type { StorageFailure } from '../ports';
import type { AccessRefusal } from './access-refusal';
import { isWritable } from './carry/write-change';
import { grantsHolding, isAnyHeld, keysToBeMade, markingOf } from './confirm-drift';
import { keepDrift, keptDrift } from './kept-drift';
import { nowOf, store } from './keep-step';
import { readEstate, type ReadEstate } from './read-estate';

/** More differences than that nobody reads one by one. */
const MOST = 200;
/** Kept back of the run's time, for what was found to be recorded. */
const RESERVE_MS = 60_000;

/**
 * Compares what grants hold at a connection with its newest snapshot, and records what differs and what does no longer. Nothing is mended:
 * a hand that took something away had a reason, and whoever decides about the grant hears of it. A snapshot is compared once.
 * @returns null: there is no snapshot to compare with
 */
export async function compareGrants(
  ports: JobPorts,
  connectionId: ConnectionId,
): Promise<Result<DriftReport | null, AccessRefusal>> {
  const connection = await ports.connections.get(connectionId);
  if (!connection.ok) return connection;
  if (connection.value === null) return ok(null);
  const read = await readEstate(ports, connection.value);
  if (!read.ok) return read;
  const before = await keptDrift(ports, connection.value);
  if (!before.ok) return before;
  if (read.value === null) return ok(null);
  if (before.value?.generation === read.value.generation) return before;
  const estate = estateOf(connectionId, read.value.estate);
  const byHand = !isWritable(connection.value);
  const found = await differences(ports, { connectionId, read: read.value, estate, byHand });
  if (!found.ok) return found;
  const { generation, address, readAt } = read.value;
  const { drifts, ...change } = developed(before.value?.drifts ?? [], {
    ...found.value,
    readAt: Date.parse(readAt),
  });
  const told = await tell(ports, change, { generation, readAt });
  if (!told.ok) return told;
  const { held, unknown, isAll } = found.value;
  const comparedAt = ports.clock.now();
  const report: DriftReport = { v: 1, generation, address, readAt, comparedAt, held, unknown, drifts, isAll };
  const kept = await keepDrift(ports, connectionId, report);
  return kept.ok ? ok(report) : kept;
}

type Comparing = { connectionId: ConnectionId; read: ReadEstate; estate: Estate; byHand: boolean };
type Difference = Omit<Drift, 'since'>;

type Differences = Pick<DriftReport, 'held' | 'unknown' | 'isAll'> & {
  found: Difference[];
  became: (drift: Drift) => Became;
};

async function differences(
  ports: JobPorts,
  comparing: Comparing,
): Promise<Result<Differences, StorageFailure>> {
  const { connectionId, estate } = comparing;
  const holdings = await everyHolding(ports, connectionId);
  if (!holdings.ok) return holdings;
  const wanted = holdings.value.filter(({ state }) => state !== 'left');
  const granted = await ofGrants(ports, wanted, comparing);
  if (!granted.ok) return granted;
  const extra = await ofMarks(ports, new Set(holdings.value.map(({ key }) => key)), comparing);
  if (!extra.ok) return extra;
  const beside = await ofPlainMembers(ports, wanted, comparing);
  if (!beside.ok) return beside;
  const found = [...granted.value.found, ...extra.value.found, ...beside.value.found];
  const isAll = granted.value.isAll && extra.value.isAll && beside.value.isAll;
  const there = new Set([
    ...estate.marked.flatMap(({ keysAt }) => keysAt(connectionId)),
    ...estate.plainMembers.map(({ key }) => key),
  ]);
  const became = (drift: Drift): Became => {
    if (drift.is === 'extra' || drift.is === 'beside') {
      const { isAll } = drift.is === 'extra' ? extra.value : beside.value;
      if (there.has(drift.key)) return isAll ? 'dropped' : 'not known';
      return estate.wouldShow(drift.thing) ? 'over' : 'not known';
    }
    return granted.value.became.get(drift.key) ?? (granted.value.isAll ? 'dropped' : 'not known');
  };
  return ok({ held: wanted.length, unknown: granted.value.unknown, isAll, found, became });
}

/** What grants hold at the connection, deny-alls in the place of the last of them, and consumers that were left. */
async function everyHolding(
  { grants, clock }: JobPorts,
  connectionId: ConnectionId,
): Promise<Result<Holding[], StorageFailure>> {
  const inForce = await everyInForce({ grants, clock }, connectionId);
  if (!inForce.ok) return inForce;
  const found = new Map(inForce.value.map((holding) => [holding.key, holding]));
  // These outlast the grants that they were for.
  const left = await grants.list({ by: 'left' });
  if (!left.ok) return left;
  const closed = await everyClosed(grants);
  if (!closed.ok) return closed;
  for (const holding of [...left.value, ...closed.value])
    if (connectionOf(holding) === connectionId) found.set(holding.key, holding);
  return ok([...found.values()]);
}

async function everyInForce(
  { grants, clock }: Pick<JobPorts, 'grants' | 'clock'>,
  connectionId: ConnectionId,
): Promise<Result<Holding[], StorageFailure>> {
  const found: Holding[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof grants.inForce>> = await grants.inForce(connectionId, {
      now: nowOf({ clock }),
      cursor,
    });
    if (!page.ok) return page;
    found.push(...page.value.holdings);
    cursor = page.value.cursor;
  } while (cursor !== null);
  return ok(found);
}

const everyClosed = async (grants: JobPorts['grants']): Promise<Result<Holding[], StorageFailure>> => {
  const found: Holding[] = [];
  let after: string | null = null;
  do {
    const part: Awaited<ReturnType<typeof grants.closed>> = await grants.closed(after);
    if (!part.ok) return part;
    found.push(...part.value.found.map(({ holding }) => holding));
    after = part.value.next;
  } while (after !== null);
  return ok(found);
};

type OfGrants = {
  found: Difference[];
  unknown: number;
  isAll: boolean;
  became: ReadonlyMap<Hash, Became>;
};

async function ofGrants(
  ports: JobPorts,
  holdings: readonly Holding[],
  { estate, read, byHand }: Comparing,
): Promise<Result<OfGrants, StorageFailure>> {
  const found: Difference[] = [];
  const became = new Map<Hash, Became>();
  for (const holding of holdings) {
    const { key, change } = holding;
    const how = byHand ? foundByHand(change, estate) : foundOf(change, estate);
    if (how.is === 'as granted' || how.is === 'not known') {
      became.set(key, how.is === 'as granted' ? 'over' : 'not known');
      continue;
    }
    if (found.length >= MOST || ports.clock.remainingMs() < RESERVE_MS)
      return ok({ found, became, unknown: unknownIn(became), isAll: false });
    const grants = await grantsHolding(ports, holding, read.startedAt);
    if (!grants.ok) return grants;
    if (grants.value.length === 0) became.set(key, 'not known');
    else found.push({ ...how, key, thing: thingOf(change), grants: grants.value });
  }
  return ok({ found, became, unknown: unknownIn(became), isAll: true });
}

const unknownIn = (became: ReadonlyMap<Hash, Became>): number =>
  [...became.values()].filter((one) => one === 'not known').length;

async function ofMarks(
  ports: JobPorts,
  held: ReadonlySet<Hash>,
  { connectionId, estate, read }: Comparing,
): Promise<Result<{ found: Difference[]; isAll: boolean }, StorageFailure>> {
  const found: Difference[] = [];
  const open = await unheldElsewhere(ports, unheld(estate, { held, connectionId }), connectionId);
  if (!open.ok) return open;
  for (const marked of open.value) {
    if (found.length >= MOST || ports.clock.remainingMs() < RESERVE_MS) return ok({ found, isAll: false });
    const marking = await markingOf(ports, { marked, connectionId, startedAt: read.startedAt });
    if (!marking.ok) return marking;
    const [key] = marked.keysAt(connectionId);
    if (marking.value.is !== 'extra' || key === undefined) continue;
    found.push({ ...marking.value, key, thing: marked.thing, instead: '', fields: [] });
  }
  return ok({ found, isAll: true });
}

/** So few things are looked up one by one. */
const FEW = 20;

/** Without those that grants hold through another connection, which leads to the same gateway: there may be as many as there are grants. */
async function unheldElsewhere(
  ports: JobPorts,
  marked: readonly MarkedThing[],
  connectionId: ConnectionId,
): Promise<Result<readonly MarkedThing[], StorageFailure>> {
  if (marked.length <= FEW) return ok(marked);
  const connections = await ports.connections.list();
  if (!connections.ok) return connections;
  const kind = connections.value.find(({ id }) => id === connectionId)?.kind;
  let open = marked;
  for (const { id } of connections.value.filter((one) => one.kind === kind && one.id !== connectionId)) {
    const inForce = await everyInForce(ports, id);
    if (!inForce.ok) return inForce;
    const held = new Set(inForce.value.map(({ key }) => key));
    open = open.filter(({ keysAt }) => !keysAt(id).some((key) => held.has(key)));
  }
  return ok(open);
}

/**
 * Of memberships that seem to have been given beside Gatehouse, those that no grant accounts for: not one that an index has not listed yet, that
 * has ended and is still to be taken away by hand, that was approved and put there by hand, or that holds it through another connection.
 */
async function ofPlainMembers(
  ports: JobPorts,
  wanted: readonly Holding[],
  { estate, read }: Comparing,
): Promise<Result<{ found: Difference[]; isAll: boolean }, StorageFailure>> {
  const seeming = givenBeside(estate, wanted);
  const found: Difference[] = [];
  if (seeming.length === 0) return ok({ found, isAll: true });
  const toBeMade = await keysToBeMade(ports);
  if (!toBeMade.ok) return toBeMade;
  const connections = await ports.connections.list();
  if (!connections.ok) return connections;
  const members = new Map(estate.plainMembers.map((member) => [member.key, member]));
  for (const one of seeming) {
    if (found.length >= MOST || ports.clock.remainingMs() < RESERVE_MS) return ok({ found, isAll: false });
    const keys = connections.value.flatMap(({ id }) => members.get(one.key)?.keysAt(id) ?? []);
    if (keys.some((key) => toBeMade.value.has(key))) continue;
    const held = await isAnyHeld(ports, keys, read.startedAt);
    if (!held.ok) return held;
    if (!held.value) found.push(one);
  }
  return ok({ found, isAll: true });
}

type Comparison = Pick<DriftReport, 'generation' | 'readAt'>;

/** Recorded before it is kept: ended in between, the same comparison finds the same and records nothing twice. */
async function tell(
  ports: JobPorts,
  { fresh, over }: Omit<Developed, 'drifts'>,
  { generation, readAt }: Comparison,
): Promise<Result<true, AccessRefusal>> {
  const told = [
    ...fresh.map((drift) => ({ drift, type: typeOfFresh(drift) })),
    ...over.map((drift) => ({ drift, type: 'grant.drift-over' as const })),
  ];
  for (const { drift, type } of told) {
    for (const { grant, entry } of driftEntries({ drift, type, at: nowOf(ports), readAt })) {
      const chain = grant === null ? CHAIN_OF_SITE : chainOfSpace(grant.spaceId);
      const id = hashOf([type, drift.is, drift.key, entry.req, chain, generation]);
      const effects = type === 'grant.drift-over' ? ok([]) : await notices(ports, drift, entry.req);
      if (!effects.ok) return effects;
      const command = { id, by: 'job:compare', digest: id };
      const stored = await store(ports, { chain, entry, effects: effects.value, command });
      if (!stored.ok) return stored;
    }
  }
  return ok(true);
}

/** Those who decide are told when a grant is not what they granted; of what stands beside grants the page tells. */
const notices = async (
  { requests }: JobPorts,
  { is }: Drift,
  requestId: string | null,
): Promise<Result<Effect[], StorageFailure>> => {
  if (requestId === null || is === 'extra' || is === 'beside') return ok([]);
  const found = await requests.get(requestId);
  if (!found.ok) return found;
  return ok(
    found.value === null ? [] : [{ do: 'notify', whom: 'approvers', requestId, rev: found.value.rev }],
  );
};
