import { mayReadSpace, spaceOperations } from '../rights';
import type { SpacePermission, SpaceRecord } from '../site-state';
import { invalid, json, notFound } from './answer';
import { listParameter, type Call, type Endpoint } from './endpoint';
import { cursorPage } from './paging';

const readable = (call: Call): SpaceRecord[] =>
  call.state.spaces.filter((space) => mayReadSpace(call.state, call.viewer, space));

const spaceView = (space: SpaceRecord): object => {
  const { id, key, name, type, authorId, createdAt, homepageId } = space;
  return {
    id,
    key,
    name,
    type,
    status: 'current',
    authorId,
    currentActiveAlias: key,
    createdAt,
    homepageId,
    _links: { webui: `/spaces/${key}` },
  };
};

const list = (call: Call): Response => {
  const ids = listParameter(call, 'ids');
  const keys = listParameter(call, 'keys');
  const type = call.query.get('type');
  const matching = readable(call).filter(
    (space) =>
      (ids === undefined || ids.includes(space.id)) &&
      (keys === undefined || keys.includes(space.key)) &&
      (type === null || space.type === type),
  );
  return call.query.get('status') === 'archived'
    ? cursorPage(call, [], spaceView)
    : cursorPage(call, matching, spaceView);
};

const withSpace = (handle: (call: Call, space: SpaceRecord) => Response) => (call: Call) => {
  const id = call.param('id');
  if (!/^\d+$/.test(id))
    return invalid(`Provided value {${id}} for 'id' is not the correct type. Expected type is long`);
  const space = readable(call).find((each) => each.id === id);
  return space === undefined ? notFound() : handle(call, space);
};

/** For the calling principal only: nobody learns other people's operations here. */
const operations = (call: Call, space: SpaceRecord): object[] => {
  const granted = spaceOperations(call.state, call.viewer, space);
  return granted.map(({ key, targetType }) => ({ operation: key, targetType }));
};

const getSpace = withSpace((call, space) => {
  const all = (results: unknown[]): object => ({
    results,
    meta: { hasMore: false },
    _links: { self: new URL(call.request.url).pathname },
  });
  const asked = (name: string): boolean => call.query.get(`include-${name}`) === 'true';
  return json(200, {
    ...spaceView(space),
    ...(call.query.get('description-format') === 'plain' && {
      description: { plain: { representation: 'plain', value: space.description } },
    }),
    ...(asked('operations') && { operations: all(operations(call, space)) }),
    ...(asked('permissions') && { permissions: all(space.permissions.map(permissionView)) }),
  });
});

/** The specification's principal types have no word for anonymous visitors; `role` is what it leaves. Not verified. */
const permissionView = ({ id, principal, operation }: SpacePermission): object => ({
  id,
  principal: principal.type === 'anonymous' ? { type: 'role', id: 'anonymous-users' } : principal,
  operation,
});

/** The site has not moved to roles: assignments mirror nothing and there are no roles to list. */
export const spaceEndpoints: Endpoint[] = [
  { method: 'GET', path: '/wiki/api/v2/spaces', handle: list },
  { method: 'GET', path: '/wiki/api/v2/spaces/{id}', handle: getSpace },
  {
    method: 'GET',
    path: '/wiki/api/v2/spaces/{id}/operations',
    handle: withSpace((call, space) => json(200, { operations: operations(call, space) })),
  },
  {
    method: 'GET',
    path: '/wiki/api/v2/spaces/{id}/permissions',
    handle: withSpace((call, space) => cursorPage(call, space.permissions, permissionView)),
  },
  {
    method: 'GET',
    path: '/wiki/api/v2/spaces/{id}/role-assignments',
    handle: withSpace((call) => cursorPage(call, [], (none) => none)),
  },
  { method: 'GET', path: '/wiki/api/v2/space-roles', handle: (call) => cursorPage(call, [], (none) => none) },
  { method: 'GET', path: '/wiki/api/v2/space-role-mode', handle: () => json(200, { mode: 'PRE_ROLES' }) },
];
