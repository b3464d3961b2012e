import type { Result } from '../../../src/domain/result';
import { parseCql, satisfies, type Query } from '../cql';
import { pageHolds, personHolds } from '../cql-fields';
import { mayReadPage, spaceOf } from '../rights';
import { currentVersion, type PageRecord, type PersonRecord } from '../site-state';
import { v1Error } from './answer';
import type { Call, Endpoint } from './endpoint';
import { offsetPage } from './paging';
import { forKnownCallers, userView } from './people-views';

const DEFAULT_LIMIT = 25;

const withQuery = (handle: (call: Call, query: Query) => Response) => (call: Call) => {
  const cql = call.query.get('cql') ?? '';
  const parsed: Result<Query, { code: 'UNREADABLE'; near: string }> = parseCql(cql);
  return parsed.ok ? handle(call, parsed.value) : v1Error(400, `Could not parse cql : ${cql}`);
};

const matchingPages = (call: Call, query: Query): PageRecord[] => {
  const holds = pageHolds(call.state, call.aliases);
  return call.state.pages.filter(
    (page) => satisfies(query, holds(page)) && mayReadPage(call.state, call.viewer, page),
  );
};

const contentView = (call: Call, page: PageRecord): object => ({
  id: page.id,
  type: 'page',
  status: 'current',
  title: currentVersion(page).title,
  _expandable: { space: `/rest/api/space/${spaceOf(call.state, page).key}` },
  _links: { webui: `/spaces/${spaceOf(call.state, page).key}/pages/${page.id}` },
});

const totals = (call: Call, totalSize: number): Record<string, unknown> => ({
  totalSize,
  cqlQuery: call.query.get('cql') ?? '',
  searchDuration: 1,
});

const search = withQuery((call, query) => {
  const pages = matchingPages(call, query);
  const view = (page: PageRecord): object => ({
    content: contentView(call, page),
    title: currentVersion(page).title,
    excerpt: '',
    url: `/spaces/${spaceOf(call.state, page).key}/pages/${page.id}`,
    resultGlobalContainer: {
      title: spaceOf(call.state, page).name,
      displayUrl: `/spaces/${spaceOf(call.state, page).key}`,
    },
    breadcrumbs: [],
    entityType: 'content',
    iconCssClass: 'aui-icon content-type-page',
    lastModified: currentVersion(page).createdAt,
    friendlyLastModified: currentVersion(page).createdAt.slice(0, 10),
    score: 0,
  });
  return offsetPage(call, pages, { limit: DEFAULT_LIMIT, more: totals(call, pages.length), view });
});

const contentSearch = withQuery((call, query) =>
  offsetPage(call, matchingPages(call, query), {
    limit: DEFAULT_LIMIT,
    view: (page) => contentView(call, page),
  }),
);

const userSearch = withQuery((call, query) => {
  const people = call.state.people.filter(
    (person) => satisfies(query, personHolds(person)) && person.accountType === 'atlassian',
  );
  const view = (person: PersonRecord): object => ({
    user: userView(person),
    title: person.displayName,
    excerpt: '',
    url: '',
    breadcrumbs: [],
    entityType: 'user',
    iconCssClass: '',
    lastModified: call.store.now(),
    score: 0,
  });
  return offsetPage(call, people, { limit: DEFAULT_LIMIT, more: totals(call, people.length), view });
});

export const searchEndpoints: Endpoint[] = [
  { method: 'GET', path: '/wiki/rest/api/search', handle: search },
  { method: 'GET', path: '/wiki/rest/api/content/search', handle: contentSearch },
  { method: 'GET', path: '/wiki/rest/api/search/user', handle: forKnownCallers(userSearch) },
];
