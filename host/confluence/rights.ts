import type { AccountId } from '../types';
import type { PageRecord, Restriction, SiteState, SpaceOperation, SpaceRecord } from './site-state';

/** Whose rights count. The app user is a principal of its own; `null` is an anonymous visitor. */
export type Viewer = { as: 'person'; accountId: AccountId } | { as: 'anonymous' } | { as: 'app' };

export const viewerOf = (accountId: AccountId | null): Viewer =>
  accountId === null ? { as: 'anonymous' } : { as: 'person', accountId };

/** The app's own account on the site. It appears as author of what the app writes. */
export const APP_ACCOUNT_ID = '712020:gatehouse-app';

const ADMIN_GROUP = 'confluence-administrators';

/** What the app user may do in a space. Not administer; whether a real site lets an app user do more is not verified. */
const APP_OPERATIONS: SpaceOperation[] = [
  { key: 'read', targetType: 'space' },
  { key: 'create', targetType: 'page' },
  { key: 'update', targetType: 'page' },
  { key: 'delete', targetType: 'page' },
  { key: 'create', targetType: 'comment' },
];

export const groupIdsOf = (state: SiteState, accountId: AccountId): string[] =>
  state.groups.filter((group) => group.members.includes(accountId)).map((group) => group.id);

export const isConfluenceAdmin = (state: SiteState, viewer: Viewer): boolean =>
  viewer.as === 'person' &&
  state.groups.some((group) => group.name === ADMIN_GROUP && group.members.includes(viewer.accountId));

/** The operations that `viewer` may do in `space`, without duplicates. A right given to anonymous visitors holds for everybody. */
export const spaceOperations = (state: SiteState, viewer: Viewer, space: SpaceRecord): SpaceOperation[] => {
  const granted = viewer.as === 'app' ? APP_OPERATIONS : permissionsFor(state, viewer, space);
  const byName = new Map(granted.map((operation) => [`${operation.key}/${operation.targetType}`, operation]));
  return [...byName.values()];
};

const permissionsFor = (state: SiteState, viewer: Viewer, space: SpaceRecord): SpaceOperation[] => {
  const groups = viewer.as === 'person' ? groupIdsOf(state, viewer.accountId) : [];
  return space.permissions
    .filter(({ principal }) => {
      if (principal.type === 'anonymous') return true;
      if (viewer.as !== 'person') return false;
      return principal.type === 'user' ? principal.id === viewer.accountId : groups.includes(principal.id);
    })
    .map(({ operation }) => operation);
};

const mayInSpace = (state: SiteState, viewer: Viewer, space: SpaceRecord) => {
  const operations = spaceOperations(state, viewer, space);
  return (key: SpaceOperation['key'], targetType: SpaceOperation['targetType']): boolean =>
    operations.some((operation) => operation.key === key && operation.targetType === targetType);
};

export const mayReadSpace = (state: SiteState, viewer: Viewer, space: SpaceRecord): boolean =>
  mayInSpace(state, viewer, space)('read', 'space');

export const mayAdministerSpace = (state: SiteState, viewer: Viewer, space: SpaceRecord): boolean =>
  mayReadSpace(state, viewer, space) && mayInSpace(state, viewer, space)('administer', 'space');

/** Read restrictions of a page and of all its ancestors bind together; nobody is above them, not space admins and not the app user. */
export const mayReadPage = (state: SiteState, viewer: Viewer, page: PageRecord): boolean => {
  const space = spaceOf(state, page);
  if (!mayReadSpace(state, viewer, space)) return false;
  return [page, ...ancestorsOf(state, page)].every((each) => admits(state, viewer, each.restrictions.read));
};

/** Update restrictions are the page's own: they are not inherited. */
export const mayUpdatePage = (state: SiteState, viewer: Viewer, page: PageRecord): boolean =>
  mayReadPage(state, viewer, page) &&
  mayInSpace(state, viewer, spaceOf(state, page))('create', 'page') &&
  admits(state, viewer, page.restrictions.update);

export const mayDeletePage = (state: SiteState, viewer: Viewer, page: PageRecord): boolean =>
  mayUpdatePage(state, viewer, page) && mayInSpace(state, viewer, spaceOf(state, page))('delete', 'page');

export const mayComment = (state: SiteState, viewer: Viewer, page: PageRecord): boolean =>
  mayReadPage(state, viewer, page) && mayInSpace(state, viewer, spaceOf(state, page))('create', 'comment');

export const mayCreatePage = (state: SiteState, viewer: Viewer, space: SpaceRecord): boolean =>
  mayReadSpace(state, viewer, space) && mayInSpace(state, viewer, space)('create', 'page');

const admits = (state: SiteState, viewer: Viewer, restriction: Restriction | null): boolean => {
  if (restriction === null) return true;
  if (viewer.as === 'anonymous') return false;
  if (viewer.as === 'app') return restriction.users.includes(APP_ACCOUNT_ID);
  return (
    restriction.users.includes(viewer.accountId) ||
    groupIdsOf(state, viewer.accountId).some((id) => restriction.groups.includes(id))
  );
};

export const spaceOf = (state: SiteState, page: PageRecord): SpaceRecord => {
  const space = state.spaces.find((each) => each.id === page.spaceId);
  if (space === undefined) throw new Error(`page ${page.id} is in no space`);
  return space;
};

/** Nearest first. */
export const ancestorsOf = (state: SiteState, page: PageRecord): PageRecord[] => {
  const parent = page.parentId === null ? undefined : state.pages.find((each) => each.id === page.parentId);
  return parent === undefined ? [] : [parent, ...ancestorsOf(state, parent)];
};
