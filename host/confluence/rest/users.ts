import { z } from 'zod';
import { APP_ACCOUNT_ID, groupIdsOf, isConfluenceAdmin, type Viewer } from '../rights';
import type { PersonRecord } from '../site-state';
import { json, notFound, v1Error } from './answer';
import { bodyOf, type Call, type Endpoint } from './endpoint';
import { forKnownCallers, groupView, userView } from './people-views';
import { offsetPage } from './paging';

const personWith = (call: Call, accountId: string | null): PersonRecord | undefined =>
  call.state.people.find((person) => person.accountId === accountId);

const accountIdOf = (viewer: Viewer): string | null => {
  if (viewer.as === 'app') return APP_ACCOUNT_ID;
  return viewer.as === 'person' ? viewer.accountId : null;
};

/** What `expand=operations` shows of one's own account: Confluence administrators have administer on the application. */
const siteOperations = ({ state, viewer }: Call): object[] => {
  const use = { operation: 'use', targetType: 'application' };
  return isConfluenceAdmin(state, viewer)
    ? [use, { operation: 'administer', targetType: 'application' }]
    : [use];
};

const currentUser = (call: Call): Response => {
  const expandsOperations = (call.query.get('expand') ?? '').split(',').includes('operations');
  const person = personWith(call, accountIdOf(call.viewer));
  const shown =
    person === undefined
      ? {
          type: 'anonymous',
          displayName: 'Anonymous',
          profilePicture: { path: '/wiki/aa-avatar/default.png', width: 48, height: 48, isDefault: true },
          _links: {},
        }
      : userView(person);
  return json(200, {
    ...shown,
    ...(expandsOperations && { operations: person === undefined ? [] : siteOperations(call) }),
  });
};

const oneUser = (call: Call): Response => {
  const person = personWith(call, call.query.get('accountId'));
  return person === undefined
    ? v1Error(404, `No user found with account id ${call.query.get('accountId') ?? ''}`)
    : json(200, userView(person));
};

const manyUsers = (call: Call): Response => {
  const people = call.query.getAll('accountId').flatMap((accountId) => personWith(call, accountId) ?? []);
  return offsetPage(call, people, { view: userView });
};

const groupsOfUser = (call: Call): Response => {
  const ids = groupIdsOf(call.state, call.query.get('accountId') ?? '');
  return offsetPage(
    call,
    call.state.groups.filter((group) => ids.includes(group.id)),
    { view: groupView },
  );
};

const MAXIMUM_BULK = 250;
const bulk = z.object({ accountIds: z.array(z.string()).min(1).max(MAXIMUM_BULK) });

const bulkView = (person: PersonRecord): object => ({
  displayName: person.displayName,
  publicName: person.displayName,
  timeZone: person.timeZone,
  isExternalCollaborator: false,
  accountStatus: person.closed === true ? 'closed' : 'active',
  accountId: person.accountId,
  email: '',
  accountType: person.accountType,
  profilePicture: { path: '/wiki/aa-avatar/default.png', isDefault: true },
});

const bulkUsers = async (call: Call): Promise<Response> => {
  if (call.viewer.as === 'anonymous') return notFound();
  const body = await bodyOf(call, bulk);
  if (!body.ok) return body.error.answer;
  const results = body.value.accountIds
    .flatMap((accountId) => personWith(call, accountId) ?? [])
    .map(bulkView);
  return json(200, { results, _links: { base: call.base } });
};

export const userEndpoints: Endpoint[] = [
  { method: 'GET', path: '/wiki/rest/api/user/current', handle: currentUser },
  { method: 'GET', path: '/wiki/rest/api/user', handle: forKnownCallers(oneUser) },
  { method: 'GET', path: '/wiki/rest/api/user/bulk', handle: forKnownCallers(manyUsers) },
  { method: 'GET', path: '/wiki/rest/api/user/memberof', handle: forKnownCallers(groupsOfUser) },
  { method: 'POST', path: '/wiki/api/v2/users-bulk', handle: bulkUsers },
];
