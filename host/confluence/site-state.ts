import type { Json, JsonObject } from '../../src/domain/json';
import type { IsoTime } from '../../src/domain/time';
import type { AccountId } from '../types';

/** All that the local Confluence remembers, as plain JSON: seeded from `host/example/site.yaml`, then kept in the state files. */
export type SiteState = {
  v: 1;
  /** The next content, property or comment id. Confluence's ids are numbers written as strings. */
  nextId: number;
  people: PersonRecord[];
  groups: GroupRecord[];
  spaces: SpaceRecord[];
  pages: PageRecord[];
  comments: CommentRecord[];
};

export type PersonRecord = {
  accountId: AccountId;
  displayName: string;
  email: string;
  role: string;
  timeZone: string;
  closed?: true | undefined;
  accountType: 'atlassian' | 'app';
};

/** Groups are keyed by id: their names can be edited. */
export type GroupRecord = { id: string; name: string; members: AccountId[] };

export type Principal = { type: 'user' | 'group'; id: string } | { type: 'anonymous' };

export type SpaceOperation = {
  key: OperationKey;
  targetType: 'space' | 'page' | 'comment' | 'blogpost' | 'attachment';
};
type OperationKey =
  'read' | 'create' | 'update' | 'delete' | 'export' | 'administer' | 'archive' | 'restrict_content';

export type SpacePermission = { id: string; principal: Principal; operation: SpaceOperation };

export type SpaceRecord = {
  id: string;
  key: string;
  name: string;
  type: 'global' | 'personal';
  description: string;
  homepageId: string;
  authorId: AccountId;
  createdAt: IsoTime;
  permissions: SpacePermission[];
  properties: PropertyRecord[];
};

export type Restriction = { users: AccountId[]; groups: string[] };

export type PageRecord = {
  id: string;
  spaceId: string;
  /** Null for a space's home page and other pages at the root. */
  parentId: string | null;
  /** Order among siblings. */
  position: number;
  authorId: AccountId;
  createdAt: IsoTime;
  labels: { id: string; name: string }[];
  /** Null: nobody is kept out. An empty list cannot occur: removing the last name removes the restriction. */
  restrictions: { read: Restriction | null; update: Restriction | null };
  properties: PropertyRecord[];
  /** Oldest first, at least one; the last is the current page. */
  versions: PageVersion[];
};

export type PageVersion = {
  number: number;
  createdAt: IsoTime;
  authorId: AccountId;
  message: string;
  minorEdit: boolean;
  title: string;
  blocks: Block[];
};

/**
 * A page's body is a list of blocks in reading order. Text keeps its storage-format XHTML byte for byte (native macros such
 * as `ac:structured-macro` stay inside it); an app's macro is a block of its own, because the site draws it as a frame.
 */
export type Block = TextBlock | MacroBlock;
type TextBlock = { type: 'text'; storage: string };
export type MacroBlock = { type: 'macro'; localId: string; key: string; config: JsonObject };

export type PropertyRecord = {
  id: string;
  key: string;
  value: Json;
  createdAt: IsoTime;
  createdBy: AccountId;
  version: { number: number; createdAt: IsoTime; authorId: AccountId; message: string };
};

export type CommentRecord = {
  id: string;
  pageId: string;
  parentCommentId: string | null;
  authorId: AccountId;
  createdAt: IsoTime;
  storage: string;
};

/** The current title, blocks and version of a page. */
export const currentVersion = (page: PageRecord): PageVersion => {
  const last = page.versions.at(-1);
  if (last === undefined) throw new Error(`page ${page.id} has no version`);
  return last;
};
