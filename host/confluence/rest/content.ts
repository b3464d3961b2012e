import { createHash } from 'node:crypto';
import { z } from 'zod';
import { NotImplementedHere } from '../not-implemented';
import { isConfluenceAdmin, mayDeletePage, mayReadPage, mayUpdatePage, viewerOf } from '../rights';
import type { PageRecord, Restriction } from '../site-state';
import { json, noContent, v1Error } from './answer';
import { bodyOf, type Call, type Endpoint } from './endpoint';
import { labelView, readablePage } from './page-views';
import { offsetPage } from './paging';
import { groupView, userView } from './people-views';

const withPage = (handle: (call: Call, page: PageRecord) => Response | Promise<Response>) => (call: Call) => {
  const page = readablePage(call, call.param('id'));
  return page === undefined
    ? v1Error(404, `No content found with id: ContentId{id=${call.param('id')}}`)
    : handle(call, page);
};

const RESTRICTIONS_LIMIT = 100;

const restrictionView = (call: Call, page: PageRecord, operation: 'read' | 'update'): object => {
  const { users, groups }: Restriction = page.restrictions[operation] ?? { users: [], groups: [] };
  const named = (results: object[]): object => ({
    results,
    start: 0,
    limit: RESTRICTIONS_LIMIT,
    size: results.length,
  });
  return {
    operation,
    restrictions: {
      user: named(call.state.people.filter((person) => users.includes(person.accountId)).map(userView)),
      group: named(call.state.groups.filter((group) => groups.includes(group.id)).map(groupView)),
    },
    _expandable: { content: `/rest/api/content/${page.id}` },
    _links: { self: `${call.base}/rest/api/content/${page.id}/restriction/byOperation/${operation}` },
  };
};

/** A page without restrictions still shows both operations, with empty lists (seen live). */
const restrictions = withPage((call, page) => {
  const results = (['read', 'update'] as const).map((operation) => restrictionView(call, page, operation));
  const restrictionsHash = createHash('sha256').update(JSON.stringify(page.restrictions)).digest('hex');
  return offsetPage(call, results, {
    limit: RESTRICTIONS_LIMIT,
    more: { restrictionsHash },
    view: (each) => each,
  });
});

const permissionCheck = z.object({
  subject: z.object({ type: z.enum(['user', 'group']), identifier: z.string() }),
  operation: z.enum(['read', 'update', 'delete']),
});

/** Everybody may ask about themselves; about others only Confluence administrators. A denial is a 200. */
const checkPermission = async (call: Call): Promise<Response> => {
  if (call.viewer.as === 'anonymous') return v1Error(401, 'Authentication is required');
  const body = await bodyOf(call, permissionCheck);
  if (!body.ok) return v1Error(400, 'The subject or the operation is not valid');
  const { subject, operation } = body.value;
  if (subject.type === 'group') throw new NotImplementedHere('permission check for a group');
  const isOwn = call.viewer.as === 'person' && call.viewer.accountId === subject.identifier;
  if (!isOwn && !isConfluenceAdmin(call.state, call.viewer))
    return v1Error(403, 'Only Confluence administrators may check the permissions of others');
  const page = call.state.pages.find((each) => each.id === call.param('id'));
  if (page === undefined) return v1Error(404, `No content found with id: ContentId{id=${call.param('id')}}`);
  const may = { read: mayReadPage, update: mayUpdatePage, delete: mayDeletePage }[operation];
  const hasPermission = may(call.state, viewerOf(subject.identifier), page);
  const errors = hasPermission
    ? []
    : [{ translation: `User does not have ${operation} permission on this content`, args: [] }];
  return json(200, { hasPermission, errors, _links: {} });
};

const labels = withPage((call, page) =>
  offsetPage(call, page.labels, { view: (label) => ({ ...labelView(label), label: label.name }) }),
);

const newLabel = z.object({
  prefix: z.string().default('global'),
  name: z.string().regex(/^[^\s!#&()*,.:;<>?@[\]^]+$/),
});
const newLabels = z.union([z.array(newLabel), newLabel.transform((label) => [label])]);

const addLabels = withPage(async (call, page) => {
  if (call.viewer.as === 'anonymous' || !mayUpdatePage(call.state, call.viewer, page))
    return v1Error(403, 'No permission to label this content');
  const body = await bodyOf(call, newLabels);
  if (!body.ok) return v1Error(400, 'The labels are not valid');
  for (const { prefix, name } of body.value) {
    if (prefix !== 'global') throw new NotImplementedHere(`labels with prefix ${prefix}`);
    if (!page.labels.some((label) => label.name === name))
      page.labels.push({ id: call.store.takeId(), name: name.toLowerCase() });
  }
  call.store.save();
  return offsetPage(call, page.labels, { view: (label) => ({ ...labelView(label), label: label.name }) });
});

const removeLabel = withPage((call, page) => {
  if (call.viewer.as === 'anonymous' || !mayUpdatePage(call.state, call.viewer, page))
    return v1Error(403, 'No permission to label this content');
  const at = page.labels.findIndex((label) => label.name === call.query.get('name'));
  if (at < 0) return v1Error(404, `Label ${call.query.get('name') ?? ''} is not on this content`);
  page.labels.splice(at, 1);
  call.store.save();
  return noContent();
});

/** Only Confluence administrators read the audit log, and what they would read is not kept here. */
const audit = (call: Call): Response => {
  if (!isConfluenceAdmin(call.state, call.viewer))
    return v1Error(403, 'Only Confluence administrators may view the audit log');
  throw new NotImplementedHere('the audit log of a Confluence administrator');
};

export const contentEndpoints: Endpoint[] = [
  { method: 'GET', path: '/wiki/rest/api/content/{id}/restriction', handle: restrictions },
  { method: 'POST', path: '/wiki/rest/api/content/{id}/permission/check', handle: checkPermission },
  { method: 'GET', path: '/wiki/rest/api/content/{id}/label', handle: labels },
  { method: 'POST', path: '/wiki/rest/api/content/{id}/label', handle: addLabels },
  { method: 'DELETE', path: '/wiki/rest/api/content/{id}/label', handle: removeLabel },
  { method: 'GET', path: '/wiki/rest/api/audit', handle: audit },
];
