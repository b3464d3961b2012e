import type { ConnectionId } from '../binding';
import type { Failure } from '../reading';
import { err, ok, type Result } from '../result';
import type { SourceFailureCode, Unread } from '../source';
import type { IsoTime } from '../time';
import type { Collection, Learned, ReadingOrder } from './reading-order';

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
/** `chunks`: into how many values the store cut the part. `attached` and `within`: as the part has them. */
export type PartPlace = {
  collection: Collection;
  chunks: number;
  attached?: true;
  within?: string;
  /** Of a list that was begun again: never read any more, and deleted with its generation. */
  dropped?: true;
};

export type SnapshotHead = Generation & {
  /** When its first page was asked for; absent: before this was written down. */
  startedAt?: IsoTime;
  readAt: IsoTime;
  /** What it was read of: another address is another gateway, or another cluster. */
  address: string;
  counts: Counts;
  unread: Unread[];
  /** As the job has it; absent where whole lists could be read. */
  readWithin?: ReadWithin;
};
type Counts = Partial<Record<Collection, number>>;
/** Of lists that could not be read whole: in which namespaces they were, each to its end. */
type ReadWithin = Partial<Record<Collection, string[]>>;

/** A refresh under way: at most one a connection. */
export type RefreshJob = Generation &
  Learned & {
    address: string;
    startedAt: IsoTime;
    savedAt: IsoTime;
    /** Grows with every message that carries the job on; an older message is one that came twice. */
    turn: number;
    /** What is read next; null when everything was. */
    next: PageToRead | null;
    counts: Counts;
    /** What `counts` said of the collection when the list under way was begun. */
    countBefore: number;
    unread: Unread[];
    /** Absent where whole lists could be read so far. */
    readWithin?: ReadWithin;
    /** How often the page that is next could not be read. */
    failures: number;
    /** How often the list under way was begun again because the other side had forgotten it. */
    restarts: number;
  };

/** `within`: the namespace whose list it is, where the whole list may not be read. */
export type PageToRead = { collection: Collection; offset: string | null; within?: string };

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
/** How often a list is begun again before it counts as one that changes faster than it can be read. */
const MOST_RESTARTS = 2;

const msBetween = (from: IsoTime, to: IsoTime): number => Date.parse(to) - Date.parse(from);

/** Whether a refresh is under way that may still come to its end. */
export const isRefreshing = ({ job }: SnapshotRecord, now: IsoTime): boolean =>
  job !== null && msBetween(job.startedAt, now) < LONGEST_REFRESH_MS;

/** Whether nothing was heard of a refresh for so long that its message must have been lost. */
export const isStalled = ({ job }: SnapshotRecord, now: IsoTime): boolean =>
  job !== null && msBetween(job.savedAt, now) > STALLED_AFTER_MS;

/** Whether the snapshot is missing, of another address, or older than `maxAgeMs`. */
export const isDue = (
  { current }: SnapshotRecord,
  { now, maxAgeMs, address }: { now: IsoTime; maxAgeMs: number; address: string },
): boolean => current?.address !== address || msBetween(current.readAt, now) >= maxAgeMs;

type Begin = { generation: string; address: string; now: IsoTime; order: ReadingOrder };

/** Starts a refresh. One that is too old, or of another address, makes way. err ALREADY_REFRESHING otherwise. */
export const beginRefresh = (
  record: SnapshotRecord,
  { generation, address, now, order }: Begin,
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
    next: { collection: order.collections[0], offset: null },
    edition: null,
    rootNamespace: null,
    counts: {},
    countBefore: 0,
    unread: [],
    failures: 0,
    restarts: 0,
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

/** What is read once a list is done with: the next namespace's, or the next collection. */
const afterwards = (
  { collection, within }: PageToRead,
  order: ReadingOrder,
  learned: Learned,
): PageToRead | null => {
  const namespace =
    within === undefined ? undefined : order.namespacesOf(collection, learned).find((name) => name > within);
  if (namespace !== undefined) return { collection, offset: null, within: namespace };
  const following = order.collections[order.collections.indexOf(collection) + 1];
  return following === undefined ? null : { collection: following, offset: null };
};

/** The list under way is done with, for better or worse. */
const onward = (job: RefreshJob, from: PageToRead, order: ReadingOrder): RefreshJob => {
  const next = afterwards(from, order, job);
  const countBefore = next === null ? 0 : (job.counts[next.collection] ?? 0);
  return { ...job, next, countBefore, failures: 0, restarts: 0 };
};

/** How a list is named where it could not be read: `routes`, `services in orders`, `namespace orders`. */
const partOf = ({ collection, within }: PageToRead): string => {
  if (within === undefined) return collection;
  return collection === 'namespaces' ? `namespace ${within}` : `${collection} in ${within}`;
};

type Running = SnapshotRecord & { job: RefreshJob };
type PageFacts = {
  now: IsoTime;
  /** How many entities it held. */
  count: number;
  offset: string | null;
  /** Some of its entities could not be understood and were left out. */
  incomplete: boolean;
  learned: Partial<Learned>;
  order: ReadingOrder;
};

/** The record after a page of the list that was next; the store adds where it put the page. */
export const afterPage = (record: Running, page: PageFacts): SnapshotRecord => {
  const { job } = record;
  const { next } = job;
  if (next === null) return record;
  const { collection, within } = next;
  const part = partOf(next);
  const known = job.unread.some((one) => one.part === part);
  const unread: Unread[] =
    page.incomplete && !known ? [...job.unread, { part, code: 'UNREADABLE' }] : job.unread;
  const read: RefreshJob = {
    ...job,
    ...page.learned,
    counts: { ...job.counts, [collection]: (job.counts[collection] ?? 0) + page.count },
    unread,
  };
  if (page.offset !== null)
    return changed(record, { ...read, next: { ...next, offset: page.offset }, failures: 0 }, page.now);
  const isWhole = within !== undefined && !unread.some((one) => one.part === part);
  const ended = isWhole ? { ...read, readWithin: also(job.readWithin, collection, within) } : read;
  return changed(record, onward(ended, next, page.order), page.now);
};

const also = (known: ReadWithin | undefined, collection: Collection, within: string): ReadWithin => ({
  ...known,
  [collection]: [...(known?.[collection] ?? []), within],
});

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

export type AfterFailure =
  | { then: 'go on'; record: SnapshotRecord }
  | { then: 'try later'; record: SnapshotRecord }
  | { then: 'give up'; record: SnapshotRecord };

type FailureFacts = { now: IsoTime; order: ReadingOrder };

/** What a page that could not be read means for the refresh. The connection's failure never makes an empty snapshot. */
export const afterFailure = (
  record: Running,
  failure: Failure,
  { now, order }: FailureFacts,
): AfterFailure => {
  const { job } = record;
  const { code } = failure;
  if (job.next === null) return { then: 'go on', record };
  if (OF_THE_CONNECTION.includes(code)) return { then: 'give up', record: giveUp(record, failure, now) };
  const mayPass = OF_THE_MOMENT.includes(code) || OF_THE_PAGE.includes(code);
  if (mayPass && job.failures + 1 < MOST_FAILURES) {
    return { then: 'try later', record: changed(record, { ...job, failures: job.failures + 1 }, now) };
  }
  if (OF_THE_MOMENT.includes(code)) return { then: 'give up', record: giveUp(record, failure, now) };
  const after =
    code === 'LIST_EXPIRED' && job.restarts < MOST_RESTARTS
      ? { ...withoutList(job, job.next), restarts: job.restarts + 1, failures: 0 }
      : afterList(job, { failure, from: job.next, order });
  return { then: 'go on', record: changed(record, after, now) };
};

/** The list under way is begun anew: half of it from before and half from now would be neither. */
const withoutList = (job: RefreshJob, { collection, within }: PageToRead): RefreshJob => ({
  ...job,
  parts: job.parts.map((part) =>
    part.collection === collection && part.within === within ? { ...part, dropped: true } : part,
  ),
  counts: { ...job.counts, [collection]: job.countBefore },
  next: { collection, offset: null, ...(within === undefined ? {} : { within }) },
});

type FailedList = { failure: Failure; from: PageToRead; order: ReadingOrder };

/** A list that cannot be read to its end is named, and where it may be read in some namespaces those come next. */
const afterList = (job: RefreshJob, { failure, from, order }: FailedList): RefreshJob => {
  const { collection, within } = from;
  const { code } = failure;
  const kept = code === 'LIST_EXPIRED' ? withoutList(job, from) : job;
  if (order.isNone({ collection, code }, job)) return onward(kept, from, order);
  const part = partOf(from);
  const unread = [...job.unread.filter((one) => one.part !== part), { part, ...failure }];
  const [first] = within === undefined && code === 'NOT_PERMITTED' ? order.namespacesOf(collection, job) : [];
  if (first === undefined) return onward({ ...kept, unread }, from, order);
  const countBefore = job.counts[collection] ?? 0;
  const next = { collection, offset: null, within: first };
  return { ...kept, unread, next, countBefore, failures: 0, restarts: 0 };
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

/** The new generation takes the place of the old one; given up instead when nothing that matters could be read. */
export const commitRefresh = (
  record: Running,
  { now, order }: { now: IsoTime; order: ReadingOrder },
): SnapshotRecord => {
  const { generation, parts, address, startedAt, counts, unread, readWithin } = record.job;
  const isLost = (part: string): boolean =>
    order.atLeastOne.some((collection) => collection === part && readWithin?.[collection] === undefined);
  const lost = unread.filter(({ part }) => isLost(part));
  const [first] = lost;
  if (first !== undefined && lost.length === order.atLeastOne.length) {
    const { part: _, ...failure } = first;
    return giveUp(record, failure, now);
  }
  const within = readWithin === undefined ? {} : { readWithin };
  return {
    ...record,
    rev: record.rev + 1,
    current: { generation, parts, startedAt, readAt: now, address, counts, unread, ...within },
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
