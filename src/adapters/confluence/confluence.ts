import { route } from '@forge/api';
import { z } from 'zod';
import type { ConfluenceFailure, ConfluencePort, PageFacts, SpaceFacts } from '../../app/ports';
import { err, ok, type Result } from '../../domain/result';
import { bindingProperty } from './binding-property';
import { pageComments } from './page-comments';
import { pageProperty } from './page-property';
import { pageTable } from './page-table';
import { people } from './people';
import { groupMembers } from './group-members';
import { ask, askList, readAnswer, type Asker } from './request';
import { spaceAdmins } from './space-admins';

const page = z.object({
  id: z.string(),
  title: z.string(),
  spaceId: z.string(),
  status: z.string(),
  labels: z.object({ results: z.array(z.object({ name: z.string() })) }).optional(),
});
const operations = z.object({
  operations: z.array(z.object({ operation: z.string(), targetType: z.string() })).nullish(),
});
const group = z.object({ id: z.string(), name: z.string() });
const space = z.object({ id: z.string(), key: z.string(), name: z.string() });

/** A page in the bin, or an old version of one, is not there for us. */
const STATUSES = ['current', 'draft', 'archived'];

const SPACES_SHOWN = 50;
/** The v2 list has no search by name; 4 × 250 spaces are looked through, and a key is asked for by itself. */
const SPACE_PAGES = 4;

/**
 * Confluence's REST API as the person who clicks, as nobody for anonymous visitors, or as the app for jobs. No resolver asks as the app:
 * it would show more than the person may see.
 */
export const createConfluence = (asker: Asker): ConfluencePort => ({
  ...bindingProperty(asker),
  ...pageComments(asker),
  ...pageProperty(asker),
  ...pageTable(asker),
  page: (pageId) => pageFacts(asker, pageId),
  mayEdit: async (pageId) =>
    permits(await ask(asker, route`/wiki/api/v2/pages/${pageId}/operations`), 'update', 'page'),
  isSpaceAdmin: async (spaceId) =>
    permits(await ask(asker, route`/wiki/api/v2/spaces/${spaceId}/operations`), 'administer', 'space'),
  isConfluenceAdmin: async () =>
    permits(
      await ask(asker, route`/wiki/rest/api/user/current?expand=operations`),
      'administer',
      'application',
    ),
  async group(groupId) {
    const found = readAnswer(
      await ask(asker, route`/wiki/rest/api/group/by-id?${new URLSearchParams({ id: groupId })}`),
      group,
    );
    return found.ok ? ok(found.value === 'hidden' ? null : found.value) : found;
  },
  ...people(asker),
  isTrashed: (pageId) => isTrashed(asker, pageId),
  async searchGroups(query) {
    const search = new URLSearchParams({ query, limit: '50' });
    const found = readAnswer(
      await ask(asker, route`/wiki/rest/api/group/picker?${search}`),
      z.object({ results: z.array(group) }),
    );
    return found.ok ? ok(found.value === 'hidden' ? [] : found.value.results) : found;
  },
  groupMembers: groupMembers(asker),
  spaceAdmins: spaceAdmins(asker),
  searchSpaces: (query) => searchSpaces(asker, query),
  spaces: (ids) => spacesById(asker, ids),
});

/** What is in the bin is shown to whoever could see the page, and to nobody who could not. */
async function isTrashed(asker: Asker, pageId: string): Promise<Result<boolean, ConfluenceFailure>> {
  const found = readAnswer(
    await ask(asker, route`/wiki/api/v2/pages/${pageId}?status=trashed&status=deleted`),
    z.object({ status: z.string() }),
  );
  if (!found.ok) return found;
  return ok(found.value !== 'hidden' && IN_THE_BIN.includes(found.value.status));
}

const IN_THE_BIN = ['trashed', 'deleted'];

async function pageFacts(
  asker: Asker,
  pageId: string,
): Promise<Result<PageFacts, { code: 'PAGE_NOT_VISIBLE' } | ConfluenceFailure>> {
  const published = readAnswer(
    await ask(asker, route`/wiki/api/v2/pages/${pageId}?include-labels=true`),
    page,
  );
  // A macro can be put on a page that was never published; only its draft exists then.
  const found =
    published.ok && published.value === 'hidden' && asker === 'person'
      ? readAnswer(
          await ask(asker, route`/wiki/api/v2/pages/${pageId}?include-labels=true&get-draft=true`),
          page,
        )
      : published;
  if (!found.ok) return found;
  if (found.value === 'hidden' || !STATUSES.includes(found.value.status))
    return err({ code: 'PAGE_NOT_VISIBLE' });
  const { id, title, spaceId, labels } = found.value;
  return ok({ id, title, spaceId, labels: labels?.results.map(({ name }) => name) ?? [] });
}

/** What Confluence does not affirm is not permitted. */
const permits = (
  answer: Parameters<typeof readAnswer>[0],
  operation: string,
  targetType: string,
): Result<boolean, ConfluenceFailure> => {
  const read = readAnswer(answer, operations);
  if (!read.ok) return read;
  const permitted = read.value === 'hidden' ? [] : (read.value.operations ?? []);
  return ok(permitted.some((each) => each.operation === operation && each.targetType === targetType));
};

const listSpaces = async (
  asker: Asker,
  query: Record<string, string>,
  pages: number,
): Promise<Result<SpaceFacts[], ConfluenceFailure>> => {
  const path = (cursor: string | null) =>
    route`/wiki/api/v2/spaces?${new URLSearchParams({ limit: '250', ...query, ...(cursor === null ? {} : { cursor }) })}`;
  const found = await askList(asker, path, { item: space, pages });
  return found.ok ? ok(found.value === 'hidden' ? [] : found.value) : found;
};

async function searchSpaces(asker: Asker, query: string): Promise<Result<SpaceFacts[], ConfluenceFailure>> {
  const wanted = query.toLowerCase();
  const [byKey, all] = await Promise.all([
    /^[\w~-]+$/.test(query) ? listSpaces(asker, { keys: `${query},${query.toUpperCase()}` }, 1) : ok([]),
    listSpaces(asker, { sort: 'name' }, SPACE_PAGES),
  ]);
  if (!byKey.ok) return byKey;
  if (!all.ok) return all;
  const matching = all.value.filter(
    ({ key, name }) => key.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted),
  );
  const found = [...byKey.value, ...matching.filter(({ id }) => !byKey.value.some((each) => each.id === id))];
  return ok(found.slice(0, SPACES_SHOWN).map(({ id, key, name }) => ({ id, key, name })));
}

/** 250 ids fit one request. */
async function spacesById(
  asker: Asker,
  ids: readonly string[],
): Promise<Result<SpaceFacts[], ConfluenceFailure>> {
  const found: SpaceFacts[] = [];
  for (let start = 0; start < ids.length; start += 250) {
    const some = await listSpaces(asker, { ids: ids.slice(start, start + 250).join(',') }, 1);
    if (!some.ok) return some;
    found.push(...some.value);
  }
  return ok(found);
}
