import type { ConnectionId } from '../binding';
import type { Failure } from '../reading';
import { err, ok, type Result } from '../result';
import type { SourceFailureCode, Unread } from '../source';
import type { IsoTime } from '../time';
import { SNAPSHOT_COLLECTIONS, type SnapshotCollection } from './connection-snapshot';
import type { KongNode } from './entities';

/**
 * What is kept about the snapshots of one connection: the one that is read, the one that is being made, and what is left of older ones.
 * Every change of it is one compare-and-swap on `rev`, so a generation is either whole and named by `current`, or not read at all.
 */
export type SnapshotRecord = {
  connectionId: ConnectionId;
  /** Grows by one with every change; 0: nothing is kept yet. */
  rev: number;
  current: SnapshotHead | null;
  job: RefreshJob | null;
  /** Why the newest refresh was given up; null when it came to its end. */
  lastFailure: (Failure & { at: IsoTime }) | null;
  /** When somebody last asked for a refresh. */
  askedAt: IsoTime | null;
  /** Replaced or given up; its parts are still to be deleted. */
  doomed: Generation[];
};

/** A set of parts that belong together. */
export type Generation = { generation: string; parts: PartPlace[] };
/** `chunks`: into how many values the store cut the part. `attached`: as the part has it. */
export type PartPlace = { collection: SnapshotCollection; chunks: number; attached?: true };

export type SnapshotHead = Generation & {
  readAt: IsoTime;
  /** Which gateway it was read of: another address is another gateway. */
  address: string;
  counts: Counts;
  unread: Unread[];
};
type Counts = Partial<Record<SnapshotCollection, number>>;

/** A refresh under way: at most one a connection. */
export type RefreshJob = Generation & {
  address: string;
  startedAt: IsoTime;
  savedAt: IsoTime;
  /** Grows with every message that carries the job on; an older message is one that came twice. */
  turn: number;
  /** What is read next; null when everything was. */
  next: { collection: SnapshotCollection; offset: string | null } | null;
  edition: KongNode['edition'] | null;
  counts: Counts;
  unread: Unread[];
  /** How often the page that is next could not be read. */
  failures: number;
};

export const noSnapshotYet = (connectionId: ConnectionId): SnapshotRecord => ({
  connectionId,
  rev: 0,
  current: null,
  job: null,
  lastFailure: null,
  askedAt: null,
  doomed: [],
});

/** After that long the first page is too old to stand beside the last one. */
const LONGEST_REFRESH_MS = 3 * 3_600_000;
/** Pages come every few seconds, and a message may wait for 15 minutes. */
const STALLED_AFTER_MS = 20 * 60_000;
/** How often one page is asked for before it counts as unreadable. */
const MOST_FAILURES = 3;

const msBetween = (from: IsoTime, to: IsoTime): number => Date.parse(to) - Date.parse(from);

/** Whether a refresh is under way that may still come to its end. */
export const isRefreshing = ({ job }: SnapshotRecord, now: IsoTime): boolean =>
  job !== null && msBetween(job.startedAt, now) < LONGEST_REFRESH_MS;

/** Whether nothing was heard of a refresh for so long that its message must have been lost. */
export const isStalled = ({ job }: SnapshotRecord, now: IsoTime): boolean =>
  job !== null && msBetween(job.savedAt, now) > STALLED_AFTER_MS;

/** Whether the snapshot is missing, of another gateway, or older than `maxAgeMs`. */
export const isDue = (
  { current }: SnapshotRecord,
  { now, maxAgeMs, address }: { now: IsoTime; maxAgeMs: number; address: string },
): boolean => current?.address !== address || msBetween(current.readAt, now) >= maxAgeMs;

type Begin = { generation: string; address: string; now: IsoTime };

/** Starts a refresh. One that is too old, or of another address, makes way. err ALREADY_REFRESHING otherwise. */
export const beginRefresh = (
  record: SnapshotRecord,
  { generation, address, now }: Begin,
): Result<SnapshotRecord, { code: 'ALREADY_REFRESHING' }> => {
  if (isRefreshing(record, now) && record.job?.address === address)
    return err({ code: 'ALREADY_REFRESHING' });
  const job: RefreshJob = {
    generation,
    parts: [],
    address,
    startedAt: now,
    savedAt: now,
    turn: 0,
    next: { collection: SNAPSHOT_COLLECTIONS[0], offset: null },
    edition: null,
    counts: {},
    unread: [],
    failures: 0,
  };
  return ok({ ...record, rev: record.rev + 1, job, doomed: doomedWith(record, record.job) });
};

const doomedWith = ({ doomed }: SnapshotRecord, more: Generation | null): Generation[] =>
  more === null || more.parts.length === 0
    ? doomed
    : [...doomed, { generation: more.generation, parts: more.parts }];

const changed = (record: SnapshotRecord, job: RefreshJob, now: IsoTime): SnapshotRecord => ({
  ...record,
  rev: record.rev + 1,
  job: { ...job, savedAt: now },
});

const afterwards = (collection: SnapshotCollection): RefreshJob['next'] => {
  const following = SNAPSHOT_COLLECTIONS[SNAPSHOT_COLLECTIONS.indexOf(collection) + 1];
  return following === undefined ? null : { collection: following, offset: null };
};

type Running = SnapshotRecord & { job: RefreshJob };
type PageFacts = {
  now: IsoTime;
  /** How many entities it held. */
  count: number;
  offset: string | null;
  /** Some of its entities could not be understood and were left out. */
  incomplete: boolean;
  /** The node that a page of `node` told. */
  node: KongNode | null;
};

/** The record after a page of the collection that was next; the store adds where it put the page. */
export const afterPage = (record: Running, page: PageFacts): SnapshotRecord => {
  const { job } = record;
  if (job.next === null) return record;
  const { collection } = job.next;
  const known = job.unread.some(({ part }) => part === collection);
  const unread = page.incomplete && !known ? [...job.unread, unreadable(collection)] : job.unread;
  return changed(
    record,
    {
      ...job,
      next: page.offset === null ? afterwards(collection) : { collection, offset: page.offset },
      edition: page.node?.edition ?? job.edition,
      counts: { ...job.counts, [collection]: (job.counts[collection] ?? 0) + page.count },
      unread,
      failures: 0,
    },
    page.now,
  );
};

const unreadable = (part: string): Unread => ({ part, code: 'UNREADABLE' });

/** Failures of the way there or of the credential: no other collection would fare better, so the snapshot of before stays. */
const OF_THE_CONNECTION: readonly SourceFailureCode[] = [
  'PLAIN_HTTP',
  'PORT_NOT_ALLOWED',
  'PRIVATE_CA',
  'HOST_NOT_APPROVED',
  'UNAUTHENTICATED',
  'CREDENTIAL_MISSING',
];
/** These may pass, and when they do not, nothing else would have been readable. */
const OF_THE_MOMENT: readonly SourceFailureCode[] = ['REFUSED', 'HOST_UNKNOWN', 'RATE_LIMITED'];
/** These may pass, and when they do not, it is this collection that cannot be read. */
const OF_THE_PAGE: readonly SourceFailureCode[] = ['TIMEOUT', 'BUDGET_SPENT', 'SERVER_ERROR'];

/**
 * Collections that an edition does not have: 404 there means that there are none. Any other 404 may be a proxy that hides them.
 * @source Kong 3.9.3 (`/consumer_groups` and `/mtls-auths` are 404); Konnect's specification 3.15.0 has no `/oauth2` (documented, not measured)
 */
const NOT_IN_EDITION: Record<KongNode['edition'], readonly SnapshotCollection[]> = {
  oss: ['consumer_groups', 'mtls-auths'],
  enterprise: [],
  konnect: ['oauth2'],
};

export type AfterFailure =
  | { then: 'go on'; record: SnapshotRecord }
  | { then: 'try later'; record: SnapshotRecord }
  | { then: 'give up'; record: SnapshotRecord };

/** What a page that could not be read means for the refresh. The connection's failure never makes an empty snapshot. */
export const afterFailure = (record: Running, failure: Failure, now: IsoTime): AfterFailure => {
  const { job } = record;
  const { code } = failure;
  if (job.next === null) return { then: 'go on', record };
  if (OF_THE_CONNECTION.includes(code)) return { then: 'give up', record: giveUp(record, failure, now) };
  const mayPass = OF_THE_MOMENT.includes(code) || OF_THE_PAGE.includes(code);
  if (mayPass && job.failures + 1 < MOST_FAILURES) {
    return { then: 'try later', record: changed(record, { ...job, failures: job.failures + 1 }, now) };
  }
  if (OF_THE_MOMENT.includes(code)) return { then: 'give up', record: giveUp(record, failure, now) };
  const { collection } = job.next;
  const none =
    code === 'NOT_THERE' && job.edition !== null && NOT_IN_EDITION[job.edition].includes(collection);
  const unread = none
    ? job.unread
    : [...job.unread.filter(({ part }) => part !== collection), { part: collection, ...failure }];
  return {
    then: 'go on',
    record: changed(record, { ...job, next: afterwards(collection), unread, failures: 0 }, now),
  };
};

export const giveUp = (record: Running, failure: Failure | null, now: IsoTime): SnapshotRecord => ({
  ...record,
  rev: record.rev + 1,
  job: null,
  lastFailure: failure === null ? record.lastFailure : { ...failure, at: now },
  doomed: doomedWith(record, record.job),
});

/** Nothing is read any more and nothing is under way; all parts are to be deleted. */
export const retire = (record: SnapshotRecord): SnapshotRecord => ({
  ...record,
  rev: record.rev + 1,
  current: null,
  job: null,
  doomed: doomedWith({ ...record, doomed: doomedWith(record, record.job) }, record.current),
});

/** The next message's turn. */
export const nextTurn = (record: Running, turn: number, now: IsoTime): SnapshotRecord =>
  changed(record, { ...record.job, turn }, now);

/** Without one of them there is nothing to say about any call. */
const AT_LEAST_ONE: readonly string[] = ['services', 'routes', 'plugins', 'consumers'];

/** The new generation takes the place of the old one; given up instead when nothing that matters could be read. */
export const commitRefresh = (record: Running, now: IsoTime): SnapshotRecord => {
  const { generation, parts, address, counts, unread } = record.job;
  const lost = unread.filter(({ part }) => AT_LEAST_ONE.includes(part));
  const [first] = lost;
  if (first !== undefined && lost.length === AT_LEAST_ONE.length) {
    const { part: _, ...failure } = first;
    return giveUp(record, failure, now);
  }
  return {
    ...record,
    rev: record.rev + 1,
    current: { generation, parts, readAt: now, address, counts, unread },
    job: null,
    lastFailure: null,
    doomed: doomedWith(record, record.current),
  };
};

/** The record after the parts of these generations were deleted. */
export const swept = (record: SnapshotRecord, gone: readonly Generation[]): SnapshotRecord => ({
  ...record,
  rev: record.rev + 1,
  doomed: record.doomed.filter(({ generation }) => !gone.some((one) => one.generation === generation)),
});
