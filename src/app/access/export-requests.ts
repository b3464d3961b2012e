import { chainOfSpace, type Head } from '../../domain/access/ledger';
import { stateAt, type AccessRequest, type RequestState } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { Ports } from '../ports';
import type { Refusal } from '../refusal';
import { nowOf } from './keep-step';

export type RequestExport = {
  spaceId: string;
  state: RequestState | 'all';
  cursor: string | null;
  /** When the first page was made; null: this is it. */
  begunAt: number | null;
};

/** `fits` false: it is none of those that were asked for, and takes the place of what an earlier page said of it. */
export type ExportedRow = { request: AccessRequest; fits: boolean };
export type RequestExportPage = {
  rows: ExportedRow[];
  cursor: string | null;
  begunAt: number;
  at: number;
  /** The end of the space's record after these rows were read. */
  head: Head | null;
};

/** An index lags for seconds; what was changed in this time before is read again by key. */
const LAG_MS = 5 * 60_000;
/** Entries a call looks through for what was changed while the export was made: each may name a request, which is one more reading. */
const A_CALL = 300;
const A_PAGE = 100;
/** Kept back to answer in. */
const RESERVE_MS = 8_000;

/**
 * A page of all requests of a space. Pages come from an index, from which no request is missed; after them come those again that the record
 * names as changed since the export began, as they are now, however many those are: only when the record ends where it was walked to is a
 * page the last one. Of what comes twice the higher revision counts.
 */
export async function exportRequests(
  ports: Pick<Ports, 'clock' | 'requests'>,
  { spaceId, state, cursor, begunAt }: RequestExport,
): Promise<Result<RequestExportPage, Refusal>> {
  const at = nowOf(ports);
  const begun = Math.min(begunAt ?? at, at);
  const head = await ports.requests.head(chainOfSpace(spaceId));
  if (!head.ok) return head;
  const walk = walkIn(cursor);
  const page = walk === null ? await ports.requests.scan(spaceId, { cursor }) : ok(NONE);
  if (!page.ok) return page;
  const isScanned = page.value.cursor === null;
  const changed = isScanned
    ? await changedSince(ports, walk ?? { to: seqOf(head.value), floor: 0, end: seqOf(head.value) }, {
        head: head.value,
        since: begun - LAG_MS,
      })
    : ok({ requests: [], next: null });
  if (!changed.ok) return changed;
  const rows = [...page.value.requests, ...changed.value.requests].map((request) => ({
    request,
    fits: state === 'all' || stateAt(request, at) === state,
  }));
  const next = page.value.cursor ?? cursorOf(changed.value.next);
  return ok({ rows, cursor: next, begunAt: begun, at, head: head.value });
}

const NONE = { requests: [], cursor: null };

/** Entries from `to` down to the one after `floor` are still to be looked through; `end` is the last that is or was. */
type Walk = { to: number; floor: number; end: number };

const WALK = /^record~(\d{1,12})~(\d{1,12})~(\d{1,12})$/;

/** null: the index is not at its end yet. */
const walkIn = (cursor: string | null): Walk | null => {
  const [, to, floor, end] = WALK.exec(cursor ?? '') ?? [];
  return to === undefined ? null : { to: Number(to), floor: Number(floor), end: Number(end) };
};

const cursorOf = (walk: Walk | null): string | null =>
  walk === null ? null : `record~${walk.to}~${walk.floor}~${walk.end}`;

const seqOf = (head: Head | null): number => head?.seq ?? 0;

/** What was recorded since the walk's end was taken is walked next; null: nothing was. */
const nextWalk = ({ end }: Walk, head: Head | null): Walk | null =>
  seqOf(head) > end ? { to: seqOf(head), floor: end, end: seqOf(head) } : null;

type Changed = { requests: AccessRequest[]; next: Walk | null };

/** Back through the record from its end, until the export had not begun: for as long as one call may take. */
const changedSince = async (
  { requests, clock }: Pick<Ports, 'requests' | 'clock'>,
  start: Walk,
  { head, since }: { head: Head | null; since: number },
): Promise<Result<Changed, Refusal>> => {
  const named = new Set<string>();
  let rest: Walk | null = start.to > start.floor ? start : nextWalk(start, head);
  for (let walked = 0; rest !== null && walked < A_CALL; walked += A_PAGE) {
    const current: Walk = rest;
    const from = Math.max(current.floor + 1, current.to - A_PAGE + 1);
    const records = await requests.records(head?.chain ?? '', { from, to: current.to });
    if (!records.ok) return records;
    const recent = records.value.filter(({ entry }) => entry.at >= since);
    for (const { entry } of recent) if (entry.req !== null) named.add(entry.req);
    const isOver = from === current.floor + 1 || recent.length < records.value.length;
    rest = isOver ? nextWalk(current, head) : { ...current, to: from - 1 };
    if (clock.remainingMs() < RESERVE_MS) break;
  }
  const found: AccessRequest[] = [];
  for (const id of named) {
    const request = await requests.get(id);
    if (!request.ok) return request;
    if (request.value !== null) found.push(request.value);
  }
  return ok({ requests: found, next: rest });
};
