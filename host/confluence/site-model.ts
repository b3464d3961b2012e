import type { AccountId, Person } from '../types';
import { createPageEdits, type PageEdits } from './page-edits';
import {
  ancestorsOf,
  groupIdsOf,
  isConfluenceAdmin,
  mayAdministerSpace,
  mayComment,
  mayCreatePage,
  mayReadPage,
  mayReadSpace,
  mayUpdatePage,
  spaceOf,
  type Viewer,
} from './rights';
import {
  currentVersion,
  type Block,
  type GroupRecord,
  type PageRecord,
  type PageVersion,
  type PropertyRecord,
  type SpaceRecord,
} from './site-state';
import type { SiteStore } from './site-store';

/**
 * The site as its own pages show it, for one viewer at a time: what a viewer may not see is absent, as in Confluence.
 * Views are copies; writing goes through the edits, each of which checks the viewer's right and makes a version.
 */
export type SiteModel = PageEdits & {
  people(): Person[];
  isConfluenceAdmin(viewer: Viewer): boolean;
  /** Spaces that the viewer may see, by name, personal ones last. */
  spaces(viewer: Viewer): SpaceView[];
  /** By id or key; undefined when there is none that the viewer may see. */
  space(viewer: Viewer, idOrKey: string): SpaceView | undefined;
  /** The space's pages from its root, siblings in their order. Below a hidden page nothing is visible. */
  pageTree(viewer: Viewer, spaceId: string): PageNode[];
  page(viewer: Viewer, pageId: string): PageView | undefined;
  /** Newest first. */
  versions(viewer: Viewer, pageId: string): PageVersion[] | undefined;
  pageAt(viewer: Viewer, pageId: string, version: number): PageVersion | undefined;
};

export type SpaceView = {
  id: string;
  key: string;
  name: string;
  type: 'global' | 'personal';
  description: string;
  homepageId: string;
  mayCreatePage: boolean;
  mayAdminister: boolean;
};

export type PageNode = { id: string; title: string; restricted: boolean; children: PageNode[] };

export type PageView = {
  id: string;
  title: string;
  space: { id: string; key: string; name: string };
  /** From the home page down to the parent. */
  ancestors: { id: string; title: string }[];
  blocks: Block[];
  version: number;
  author: AccountId;
  updatedBy: AccountId;
  /** ISO 8601, UTC. */
  createdAt: string;
  updatedAt: string;
  labels: string[];
  restrictions: { read: NamedRestriction | null; update: NamedRestriction | null };
  properties: PropertyRecord[];
  comments: { id: string; authorId: AccountId; createdAt: string; storage: string }[];
  mayEdit: boolean;
  mayComment: boolean;
};

type NamedRestriction = { users: AccountId[]; groups: { id: string; name: string }[] };

export const createSiteModel = (store: SiteStore): SiteModel => {
  const { state } = store;
  const readable = (viewer: Viewer, pageId: string): PageRecord | undefined =>
    state.pages.find((page) => page.id === pageId && mayReadPage(state, viewer, page));
  const readableSpaces = (viewer: Viewer): SpaceRecord[] =>
    state.spaces.filter((space) => mayReadSpace(state, viewer, space));
  const byNameGlobalFirst = (a: SpaceRecord, b: SpaceRecord): number =>
    a.type.localeCompare(b.type) || a.name.localeCompare(b.name);

  return {
    ...createPageEdits(store),
    people: () => peopleOf(store),
    isConfluenceAdmin: (viewer) => isConfluenceAdmin(state, viewer),
    spaces: (viewer) =>
      readableSpaces(viewer)
        .sort(byNameGlobalFirst)
        .map((space) => spaceView(store, viewer, space)),
    space: (viewer, idOrKey) => {
      const space = readableSpaces(viewer).find((each) => each.id === idOrKey || each.key === idOrKey);
      return space && spaceView(store, viewer, space);
    },
    pageTree: (viewer, spaceId) => nodesBelow(store, viewer, { spaceId, parentId: null }),
    page: (viewer, pageId) => {
      const page = readable(viewer, pageId);
      return page && pageView(store, viewer, page);
    },
    versions: (viewer, pageId) => structuredClone(readable(viewer, pageId)?.versions)?.reverse(),
    pageAt: (viewer, pageId, version) =>
      structuredClone(readable(viewer, pageId)?.versions.find((each) => each.number === version)),
  };
};

const peopleOf = ({ state }: SiteStore): Person[] =>
  state.people
    .filter((person) => person.accountType === 'atlassian')
    .map(({ accountId, displayName, role }) => ({
      accountId,
      displayName,
      role,
      groups: groupIdsOf(state, accountId).map((id) => groupNamed(state.groups, id)),
    }));

const groupNamed = (groups: GroupRecord[], id: string): string =>
  groups.find((group) => group.id === id)?.name ?? id;

const spaceView = ({ state }: SiteStore, viewer: Viewer, space: SpaceRecord): SpaceView => {
  const { id, key, name, type, description, homepageId } = space;
  const rights = {
    mayCreatePage: viewer.as !== 'anonymous' && mayCreatePage(state, viewer, space),
    mayAdminister: mayAdministerSpace(state, viewer, space),
  };
  return { id, key, name, type, description, homepageId, ...rights };
};

const nodesBelow = (
  store: SiteStore,
  viewer: Viewer,
  under: { spaceId: string; parentId: string | null },
): PageNode[] =>
  store.state.pages
    .filter(
      (page) =>
        page.spaceId === under.spaceId &&
        page.parentId === under.parentId &&
        mayReadPage(store.state, viewer, page),
    )
    .sort((a, b) => a.position - b.position)
    .map((page) => ({
      id: page.id,
      title: currentVersion(page).title,
      restricted: page.restrictions.read !== null,
      children: nodesBelow(store, viewer, { spaceId: under.spaceId, parentId: page.id }),
    }));

const pageView = ({ state }: SiteStore, viewer: Viewer, page: PageRecord): PageView => {
  const { title, blocks, number, authorId, createdAt } = currentVersion(page);
  const space = spaceOf(state, page);
  const named = (kind: 'read' | 'update'): NamedRestriction | null => {
    const restriction = page.restrictions[kind];
    return (
      restriction && {
        users: restriction.users,
        groups: restriction.groups.map((id) => ({ id, name: groupNamed(state.groups, id) })),
      }
    );
  };
  return structuredClone({
    id: page.id,
    title,
    space: { id: space.id, key: space.key, name: space.name },
    ancestors: ancestorsOf(state, page)
      .reverse()
      .map((each) => ({ id: each.id, title: currentVersion(each).title })),
    blocks,
    version: number,
    author: page.authorId,
    updatedBy: authorId,
    createdAt: page.createdAt,
    updatedAt: createdAt,
    labels: page.labels.map((label) => label.name),
    restrictions: { read: named('read'), update: named('update') },
    properties: page.properties,
    comments: state.comments.filter((comment) => comment.pageId === page.id),
    mayEdit: viewer.as !== 'anonymous' && mayUpdatePage(state, viewer, page),
    mayComment: viewer.as !== 'anonymous' && mayComment(state, viewer, page),
  });
};
