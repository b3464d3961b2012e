import { route, type Route } from '@forge/api';
import { z } from 'zod';
import type { ConfluenceFailure, ConfluencePort } from '../../app/ports';
import { err, ok, type Result } from '../../domain/result';
import { ask, readAnswer, unavailable, type Asker } from './request';

const group = z.object({ id: z.string(), name: z.string() });
const groupPage = z.object({
  results: z.array(group),
  _links: z.object({ next: z.string().optional() }).optional(),
});

/** The v1 lists cap `limit` at this without saying so. */
const ROWS_A_PAGE = 200;
/** Nobody is in more; a longer list is an error rather than a part. */
const MOST_PAGES = 20;
const PAGES_FOR_SUGGESTIONS = 5;
/** `users-bulk` takes no more. */
const PEOPLE_AT_A_TIME = 250;

/** People and groups, as the person who asks may see them. */
export const people = (
  asker: Asker,
): Pick<ConfluencePort, 'myGroups' | 'people' | 'closedAccounts' | 'groups'> => ({
  async myGroups(accountId) {
    const path = (start: number) =>
      route`/wiki/rest/api/user/memberof?${new URLSearchParams({ accountId, start: String(start), limit: String(ROWS_A_PAGE) })}`;
    const read = await groupsOf(asker, path, MOST_PAGES);
    if (!read.ok) return read;
    return read.value.all
      ? ok(read.value.groups.map(({ id }) => id))
      : err({ code: 'CONFLUENCE_UNAVAILABLE', detail: 'too many groups' });
  },
  groups: () =>
    groupsOf(
      asker,
      (start) =>
        route`/wiki/rest/api/group?${new URLSearchParams({ start: String(start), limit: String(ROWS_A_PAGE) })}`,
      PAGES_FOR_SUGGESTIONS,
    ),
  async people(accountIds) {
    const found = await statusesOf(asker, accountIds);
    return found.ok
      ? ok(found.value.filter((one) => !isClosed(one)).map(({ accountId }) => accountId))
      : found;
  },
  async closedAccounts(accountIds) {
    const found = await statusesOf(asker, accountIds);
    return found.ok ? ok(found.value.filter(isClosed).map(({ accountId }) => accountId)) : found;
  },
});

type Groups = { groups: { id: string; name: string }[]; all: boolean };

/** More follow exactly as long as `_links.next` is there. A hidden page is not an empty one: whoever asks is told that it failed. */
async function groupsOf(
  asker: Asker,
  path: (start: number) => Route,
  pages: number,
): Promise<Result<Groups, ConfluenceFailure>> {
  const groups: Groups['groups'] = [];
  for (let page = 0; page < pages; page += 1) {
    const answer = await ask(asker, path(page * ROWS_A_PAGE));
    const read = readAnswer(answer, groupPage);
    if (!read.ok) return read;
    if (read.value === 'hidden') {
      return answer.ok ? unavailable(answer.value) : answer;
    }
    groups.push(...read.value.results);
    if (read.value._links?.next === undefined) return ok({ groups, all: true });
  }
  return ok({ groups, all: false });
}

const account = z.object({ accountId: z.string(), accountStatus: z.string().optional() });
type Account = z.infer<typeof account>;
/** @source Confluence's v2 API description, `AccountStatus` */
const OUT_OF_USE: ReadonlySet<string> = new Set(['closed', 'inactive']);
const isClosed = ({ accountStatus }: Account): boolean =>
  accountStatus !== undefined && OUT_OF_USE.has(accountStatus);

/** Of those that exist. */
async function statusesOf(
  asker: Asker,
  accountIds: readonly string[],
): Promise<Result<Account[], ConfluenceFailure>> {
  const found: Account[] = [];
  for (let n = 0; n < accountIds.length; n += PEOPLE_AT_A_TIME) {
    const body = { accountIds: accountIds.slice(n, n + PEOPLE_AT_A_TIME) };
    const answer = await ask(asker, route`/wiki/api/v2/users-bulk`, { method: 'POST', body });
    const read = readAnswer(answer, z.object({ results: z.array(account) }));
    if (!read.ok) return read;
    if (read.value === 'hidden') return answer.ok ? unavailable(answer.value) : answer;
    found.push(...read.value.results);
  }
  return ok(found);
}
