import { APP_ACCOUNT_ID } from './rights';
import type { PageSeed, SiteSeed, SpaceSeed } from './site-seed';
import type {
  Block,
  PageRecord,
  PageVersion,
  Principal,
  PropertyRecord,
  SiteState,
  SpaceOperation,
  SpacePermission,
  SpaceRecord,
} from './site-state';

const OPERATIONS: Record<SpaceSeed['access'][number]['may'][number], SpaceOperation[]> = {
  view: [{ key: 'read', targetType: 'space' }],
  comment: [{ key: 'create', targetType: 'comment' }],
  edit: [
    { key: 'create', targetType: 'page' },
    { key: 'update', targetType: 'page' },
    { key: 'delete', targetType: 'page' },
    { key: 'archive', targetType: 'page' },
    { key: 'create', targetType: 'attachment' },
  ],
  restrict: [{ key: 'restrict_content', targetType: 'space' }],
  administer: [
    { key: 'administer', targetType: 'space' },
    { key: 'export', targetType: 'space' },
    { key: 'delete', targetType: 'space' },
  ],
};

/** Ids that the seed does not name (properties, labels, permissions) start here; pages of the seed lie below. */
const FIRST_FREE_ID = 262_145;

/** The state that a fresh site starts with. The same seed gives the same ids. */
export const stateFromSeed = (seed: SiteSeed): SiteState => {
  let nextId = FIRST_FREE_ID;
  const takeId = (): string => String(nextId++);
  const spaces = seed.spaces.map((space) => spaceFromSeed(space, takeId));
  const pages = seed.spaces.flatMap((space) =>
    space.pages.map((page, index) => pageFromSeed(page, { space, index, takeId })),
  );
  const app = {
    accountId: APP_ACCOUNT_ID,
    displayName: 'Gatehouse',
    email: '',
    role: 'app',
    timeZone: 'Etc/UTC',
    accountType: 'app' as const,
  };
  const people = [...seed.people.map((person) => ({ ...person, accountType: 'atlassian' as const })), app];
  return { v: 1, nextId, people, groups: seed.groups, spaces, pages, comments: [] };
};

const spaceFromSeed = (seed: SpaceSeed, takeId: () => string): SpaceRecord => {
  const home = seed.pages[0];
  if (home === undefined) throw new Error(`space ${seed.key} has no home page`);
  const permissions = seed.access.flatMap((access): SpacePermission[] =>
    access.may
      .flatMap((right) => OPERATIONS[right])
      .map((operation) => ({ id: takeId(), principal: principalOf(access), operation })),
  );
  const origin = { by: seed.author, at: seed.created };
  const properties = Object.entries(seed.properties).map(([key, value]) =>
    firstProperty({ id: takeId(), key, value }, origin),
  );
  const { id, key, name, type, description } = seed;
  return {
    id,
    key,
    name,
    type,
    description,
    homepageId: home.id,
    authorId: seed.author,
    createdAt: seed.created,
    permissions,
    properties,
  };
};

const principalOf = (access: SpaceSeed['access'][number]): Principal => {
  if (access.user !== undefined) return { type: 'user', id: access.user };
  if (access.group !== undefined) return { type: 'group', id: access.group };
  return { type: 'anonymous' };
};

const firstProperty = (
  property: Pick<PropertyRecord, 'id' | 'key' | 'value'>,
  origin: { by: string; at: string },
): PropertyRecord => ({
  ...property,
  createdAt: origin.at,
  createdBy: origin.by,
  version: { number: 1, createdAt: origin.at, authorId: origin.by, message: '' },
});

const pageFromSeed = (
  seed: PageSeed,
  place: { space: SpaceSeed; index: number; takeId: () => string },
): PageRecord => {
  const homeId = place.space.pages[0]?.id ?? null;
  const versions = versionsFromSeed(seed);
  const last = versions.at(-1) ?? { authorId: seed.author, createdAt: seed.created };
  const origin = { by: last.authorId, at: last.createdAt };
  return {
    id: seed.id,
    spaceId: place.space.id,
    parentId: place.index === 0 ? null : (seed.parent ?? homeId),
    position: place.index,
    authorId: seed.author,
    createdAt: seed.created,
    labels: seed.labels.map((name) => ({ id: place.takeId(), name })),
    restrictions: { read: seed.restrictions.read ?? null, update: seed.restrictions.update ?? null },
    properties: Object.entries(seed.properties).map(([key, value]) =>
      firstProperty({ id: place.takeId(), key, value }, origin),
    ),
    versions,
  };
};

const versionsFromSeed = (seed: PageSeed): PageVersion[] => {
  const saves = [{ by: seed.author, at: seed.created, message: '' }, ...seed.edits];
  const blocks = seed.body.map((part): Block => {
    if (typeof part === 'string') return { type: 'text', storage: part.trim() };
    return { type: 'macro', localId: part.localId, key: part.macro, config: part.config };
  });
  return saves.map(({ by, at, message }, index) => ({
    number: index + 1,
    createdAt: at,
    authorId: by,
    message,
    minorEdit: false,
    title: seed.title,
    blocks: index === saves.length - 1 ? blocks : blocks.filter((block) => block.type === 'text'),
  }));
};
