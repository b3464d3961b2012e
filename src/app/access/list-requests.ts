import { accountsOf, isSamePerson, type AliasTable } from '../../domain/access/people';
import { stateAt, type AccessRequest, type RequestState } from '../../domain/access/request';
import { OPEN_STATES, STATES } from '../../domain/access/state-words';
import { ok, type Result } from '../../domain/result';
import type { RequestFilter, RequestPage } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { aliasTable } from './aliases';
import { driftsHere, type DriftHere } from './drifts-here';
import { emergenciesIn } from './emergencies';
import { nowOf } from './keep-step';
import { standingsOf } from './standings';

/** `pageTitle` null: hidden from the person who looks. */
export type ListedRequest = { request: AccessRequest; state: RequestState; pageTitle: string | null };

export type RequestList = {
  rows: ListedRequest[];
  counts: Partial<Record<RequestState, number>>;
  /** Of the space, on the first page: somebody has access by them without approval at this moment. */
  emergencies: AccessRequest[];
  /** Of the space, on the first page: what is there is not what was granted. */
  drifts: DriftHere[];
  cursor: string | null;
};

const SHOWN = 25;

const ALL_STATES = [...OPEN_STATES, ...STATES.filter((state) => !OPEN_STATES.includes(state))];

export type SpaceQueue = { spaceId: string; state: RequestState | 'open' | 'all'; cursor: string | null };

/** The space's requests, a page at a time, with counts of all of them. */
export async function listSpaceRequests(
  ports: ResolverPorts,
  { spaceId, state, cursor }: SpaceQueue,
): Promise<Result<RequestList, AccessRefusal>> {
  const states = state === 'open' ? OPEN_STATES : state === 'all' ? [null] : [state];
  const filters = states.map((one): RequestFilter => ({ by: 'space', spaceId, state: one }));
  const counted = await Promise.all(ALL_STATES.map((one) => ports.requests.count(spaceId, one)));
  const counts: RequestList['counts'] = {};
  for (const [n, count] of counted.entries()) {
    const of = ALL_STATES[n];
    if (!count.ok) return count;
    if (of !== undefined && count.value > 0) counts[of] = count.value;
  }
  const page = await oneAfterAnother(ports, filters, cursor);
  if (!page.ok) return page;
  const emergencies = cursor === null ? await emergenciesIn(ports, spaceId, nowOf(ports)) : ok([]);
  if (!emergencies.ok) return emergencies;
  const rows = await listed(ports, page.value.requests);
  if (!rows.ok) return rows;
  const drifts = cursor === null ? await driftsIn(ports, spaceId) : ok([]);
  if (!drifts.ok) return drifts;
  return ok({
    rows: rows.value,
    counts,
    emergencies: emergencies.value,
    drifts: drifts.value,
    cursor: page.value.cursor,
  });
}

const driftsIn = async (
  ports: ResolverPorts,
  spaceId: string,
): Promise<Result<DriftHere[], AccessRefusal>> => {
  const connections = await ports.connections.list();
  if (!connections.ok) return connections;
  return driftsHere(ports, {
    connectionIds: connections.value.map(({ id }) => id),
    isHere: (grant) => grant.spaceId === spaceId,
    now: nowOf(ports),
  });
};

/** Requests of all spaces, a page at a time: by state, in each the latest first. */
export async function listSiteRequests(
  ports: ResolverPorts,
  { state, cursor }: Pick<SpaceQueue, 'state' | 'cursor'>,
): Promise<Result<RequestList, AccessRefusal>> {
  const states = state === 'open' ? OPEN_STATES : state === 'all' ? ALL_STATES : [state];
  const filters = states.map((one): RequestFilter => ({ by: 'site', state: one }));
  const page = await oneAfterAnother(ports, filters, cursor);
  if (!page.ok) return page;
  const rows = await listed(ports, page.value.requests);
  if (!rows.ok) return rows;
  return ok({ rows: rows.value, counts: {}, emergencies: [], drifts: [], cursor: page.value.cursor });
}

/** Several lists as one: the cursor says which of them it is in, and where. */
const oneAfterAnother = async (
  { requests }: ResolverPorts,
  filters: readonly RequestFilter[],
  cursor: string | null,
): Promise<Result<RequestPage, AccessRefusal>> => {
  const [, list = '0', inner = ''] = /^(\d{1,2})~(.*)$/s.exec(cursor ?? '') ?? [];
  let nth = Number(list);
  let from: string | null = inner === '' ? null : inner;
  const found: AccessRequest[] = [];
  for (let filter = filters[nth]; filter !== undefined; filter = filters[nth]) {
    const page = await requests.list(filter, { cursor: from, limit: SHOWN - found.length });
    if (!page.ok) return page;
    found.push(...page.value.requests);
    from = page.value.cursor;
    if (from === null) nth += 1;
    if (found.length >= SHOWN || from !== null) break;
  }
  const isMore = nth < filters.length;
  return ok({ requests: found, cursor: isMore ? `${nth}~${from ?? ''}` : null });
};

/** `rows`: asked for by the person; `waiting`: by others, and theirs to decide. */
export type MyRequestList = RequestList & { waiting: ListedRequest[]; waitingIsAll: boolean };

/** How many of everybody's pending requests are looked through for those that wait for one person; the first due come first. */
const LOOKED_THROUGH = 50;

/** What the person asked for, under any of their accounts, and on the first page also what waits for their decision, wherever it is. */
export async function listMyRequests(
  ports: ResolverPorts,
  { by, cursor }: { by: string; cursor: string | null },
): Promise<Result<MyRequestList, AccessRefusal>> {
  const aliases = await aliasTable(ports);
  if (!aliases.ok) return aliases;
  const accounts = accountsOf(aliases.value, by);
  // Their own account first: the others are empty for nearly everybody.
  const filters = [by, ...accounts.filter((one) => one !== by)].map((accountId): RequestFilter => ({
    by: 'requester',
    accountId,
  }));
  const mine = await oneAfterAnother(ports, filters, cursor);
  if (!mine.ok) return mine;
  const waiting = cursor === null ? await waitingFor(ports, by, aliases.value) : ok(NONE_WAIT);
  if (!waiting.ok) return waiting;
  const { requests, all } = waiting.value;
  const rows = await listed(ports, [...requests, ...mine.value.requests]);
  if (!rows.ok) return rows;
  return ok({
    rows: rows.value.slice(requests.length),
    waiting: rows.value.slice(0, requests.length),
    waitingIsAll: all,
    counts: {},
    emergencies: [],
    drifts: [],
    cursor: mine.value.cursor,
  });
}

/** `all` false: there are more pending requests than were looked through. */
type Waiting = { requests: AccessRequest[]; all: boolean };
const NONE_WAIT: Waiting = { requests: [], all: true };

const waitingFor = async (
  ports: ResolverPorts,
  by: string,
  aliases: AliasTable,
): Promise<Result<Waiting, AccessRefusal>> => {
  const filter = { by: 'in-state', state: 'PENDING' } as const;
  const pending = await ports.requests.list(filter, { cursor: null, limit: LOOKED_THROUGH });
  if (!pending.ok) return pending;
  const found: AccessRequest[] = [];
  const known = new Map<string, Result<boolean, AccessRefusal>>();
  for (const request of pending.value.requests) {
    const is = (account: string): boolean => isSamePerson(aliases, account, by);
    const isDone = is(request.requester) || request.reviews.some((review) => is(review.by));
    if (isDone || stateAt(request, nowOf(ports)) !== 'PENDING') continue;
    const where = `${request.spaceId} ${request.pageId}`;
    const decides = known.get(where) ?? (await mayDecide(ports, request, by));
    known.set(where, decides);
    if (!decides.ok) return decides;
    if (decides.value) found.push(request);
  }
  return ok({ requests: found, all: pending.value.cursor === null });
};

const mayDecide = async (
  ports: ResolverPorts,
  { pageId, spaceId }: AccessRequest,
  by: string,
): Promise<Result<boolean, AccessRefusal>> => {
  const page = await ports.confluence.page(pageId);
  if (!page.ok && page.error.code !== 'PAGE_NOT_VISIBLE') return page;
  const stored = await ports.policies.get(spaceId);
  if (!stored.ok) return stored;
  const standings = await standingsOf(ports, stored.value.policy, { by, spaceId, pageId });
  if (page.ok || !standings.includes('yes')) return ok(standings.includes('yes'));
  // The page is hidden from them: only who administers its space sees the request at all.
  return ports.confluence.isSpaceAdmin(spaceId);
};

/** With the titles that the person may see. */
export async function listed(
  ports: ResolverPorts,
  requests: readonly AccessRequest[],
): Promise<Result<ListedRequest[], AccessRefusal>> {
  const pageIds = [...new Set(requests.map(({ pageId }) => pageId))];
  const pages = await Promise.all(pageIds.map((id) => ports.confluence.page(id)));
  const failed = pages.find((page) => !page.ok && page.error.code !== 'PAGE_NOT_VISIBLE');
  if (failed?.ok === false) return failed;
  const titles = new Map(
    pages.flatMap((page) => (page.ok ? [[page.value.id, page.value.title] as const] : [])),
  );
  const now = nowOf(ports);
  return ok(
    requests.map((request) => ({
      request,
      state: stateAt(request, now),
      pageTitle: titles.get(request.pageId) ?? null,
    })),
  );
}
