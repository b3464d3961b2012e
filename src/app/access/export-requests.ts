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
/** Entries that are looked through for what was changed while the export was made. */
const MOST_ENTRIES = 1_000;
const A_PAGE = 100;

/**
 * A page of all requests of a space. Pages come from an index, from which no request is missed; with the last page come those again that the
 * record names as changed since the export began, as they are now. Of what comes twice the higher revision counts.
 */
export async function exportRequests(
  ports: Pick<Ports, 'clock' | 'requests'>,
  { spaceId, state, cursor, begunAt }: RequestExport,
): Promise<Result<RequestExportPage, Refusal>> {
  const at = nowOf(ports);
  const begun = Math.min(begunAt ?? at, at);
  const page = await ports.requests.scan(spaceId, { cursor });
  if (!page.ok) return page;
  const head = await ports.requests.head(chainOfSpace(spaceId));
  if (!head.ok) return head;
  const isLast = page.value.cursor === null;
  const changed = isLast ? await changedSince(ports, head.value, begun - LAG_MS) : ok([]);
  if (!changed.ok) return changed;
  const rows = [...page.value.requests, ...changed.value].map((request) => ({
    request,
    fits: state === 'all' || stateAt(request, at) === state,
  }));
  return ok({ rows, cursor: page.value.cursor, begunAt: begun, at, head: head.value });
}

const changedSince = async (
  { requests }: Pick<Ports, 'requests'>,
  head: Head | null,
  since: number,
): Promise<Result<AccessRequest[], Refusal>> => {
  const named = new Set<string>();
  const first = Math.max(1, (head?.seq ?? 0) - MOST_ENTRIES + 1);
  for (let to = head?.seq ?? 0; to >= first; to -= A_PAGE) {
    const from = Math.max(first, to - A_PAGE + 1);
    const records = await requests.records(head?.chain ?? '', { from, to });
    if (!records.ok) return records;
    const recent = records.value.filter(({ entry }) => entry.at >= since);
    for (const { entry } of recent) if (entry.req !== null) named.add(entry.req);
    if (recent.length < records.value.length) break;
  }
  const found: AccessRequest[] = [];
  for (const id of named) {
    const request = await requests.get(id);
    if (!request.ok) return request;
    if (request.value !== null) found.push(request.value);
  }
  return ok(found);
};
