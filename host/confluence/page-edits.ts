import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/domain/json';
import { err, ok, type Result } from '../../src/domain/result';
import type { AccountId } from '../types';
import {
  APP_ACCOUNT_ID,
  mayCreatePage,
  mayReadPage,
  mayReadSpace,
  mayUpdatePage,
  type Viewer,
} from './rights';
import { currentVersion, type Block, type PageRecord, type SiteState } from './site-state';
import type { SiteStore } from './site-store';

/**
 * Why an edit was refused. `NOT_FOUND` also stands for "may not see it", as Confluence answers.
 * `CONFLICT`: somebody saved in between; `current` is the version that is there now.
 */
export type EditRefusal =
  | { code: 'NOT_FOUND' }
  | { code: 'FORBIDDEN' }
  | { code: 'CONFLICT'; current: number; provided: number }
  | { code: 'TITLE_TAKEN'; title: string }
  | { code: 'MACRO_NOT_FOUND' };

/** `version` is the new version's number, current + 1. What is left out stays as it is. */
type PageEdit = {
  title?: string;
  blocks?: Block[];
  version: number;
  message?: string;
  minorEdit?: boolean;
};

/** Without `parentId` the page goes below the space's home page. */
type NewPage = { spaceId: string; parentId?: string; title: string; blocks: Block[] };

export type Saved = Result<PageRecord, EditRefusal>;

export type PageEdits = {
  updatePage(viewer: Viewer, pageId: string, edit: PageEdit): Saved;
  createPage(viewer: Viewer, page: NewPage): Saved;
  /** Puts a macro at `at` (default: the end) and saves. The new instance's localId is in the answer. */
  insertMacro(
    viewer: Viewer,
    pageId: string,
    macro: { key: string; config?: JsonObject; at?: number },
  ): Result<{ page: PageRecord; localId: string }, EditRefusal>;
  /** What `view.submit` of a macro's config dialog leads to. */
  setMacroConfig(viewer: Viewer, pageId: string, macro: { localId: string; config: JsonObject }): Saved;
  removeMacro(viewer: Viewer, pageId: string, localId: string): Saved;
};

export const createPageEdits = (store: SiteStore): PageEdits => ({
  updatePage: (viewer, pageId, edit) => updatePage(store, viewer, { ...edit, pageId }),
  createPage: (viewer, page) => createPage(store, viewer, page),
  insertMacro: (viewer, pageId, { key, config = {}, at }) => {
    const localId = randomUUID();
    const saved = rework(store, viewer, {
      pageId,
      change: (blocks) => {
        blocks.splice(at ?? blocks.length, 0, { type: 'macro', localId, key, config });
        return blocks;
      },
    });
    return saved.ok ? ok({ page: saved.value, localId }) : saved;
  },
  setMacroConfig: (viewer, pageId, { localId, config }) =>
    rework(store, viewer, {
      pageId,
      change: (blocks) =>
        ifThere(blocks, localId)?.map((block) => (isMacro(block, localId) ? { ...block, config } : block)),
    }),
  removeMacro: (viewer, pageId, localId) =>
    rework(store, viewer, {
      pageId,
      change: (blocks) => ifThere(blocks, localId)?.filter((block) => !isMacro(block, localId)),
    }),
});

/** In whose name something is written. */
export const accountOf = (viewer: Viewer): AccountId => {
  if (viewer.as === 'app') return APP_ACCOUNT_ID;
  if (viewer.as === 'person') return viewer.accountId;
  throw new Error('an anonymous visitor writes nothing');
};

const isMacro = (block: Block, localId: string): boolean =>
  block.type === 'macro' && block.localId === localId;
const ifThere = (blocks: Block[], localId: string): Block[] | undefined =>
  blocks.some((block) => isMacro(block, localId)) ? blocks : undefined;

const editable = (state: SiteState, viewer: Viewer, pageId: string): Saved => {
  const page = state.pages.find((each) => each.id === pageId);
  if (page === undefined || !mayReadPage(state, viewer, page)) return err({ code: 'NOT_FOUND' });
  return viewer.as !== 'anonymous' && mayUpdatePage(state, viewer, page)
    ? ok(page)
    : err({ code: 'FORBIDDEN' });
};

/** Titles are unique in a space. `besides`: the page that is being renamed. */
const isTitleTaken = (
  state: SiteState,
  title: string,
  where: { spaceId: string; besides?: string },
): boolean =>
  state.pages.some(
    (each) =>
      each.spaceId === where.spaceId && each.id !== where.besides && currentVersion(each).title === title,
  );

const updatePage = (store: SiteStore, viewer: Viewer, edit: PageEdit & { pageId: string }): Saved => {
  const found = editable(store.state, viewer, edit.pageId);
  if (!found.ok) return found;
  const page = found.value;
  const current = currentVersion(page);
  if (edit.version !== current.number + 1) {
    return err({ code: 'CONFLICT', current: current.number, provided: edit.version });
  }
  const title = edit.title ?? current.title;
  if (isTitleTaken(store.state, title, { spaceId: page.spaceId, besides: page.id })) {
    return err({ code: 'TITLE_TAKEN', title });
  }
  page.versions.push({
    number: edit.version,
    createdAt: store.now(),
    authorId: accountOf(viewer),
    message: edit.message ?? '',
    minorEdit: edit.minorEdit ?? false,
    title,
    blocks: structuredClone(edit.blocks ?? current.blocks),
  });
  store.save();
  return ok(page);
};

/** One edit on the newest version: the site's own pages save without a draft. */
const rework = (
  store: SiteStore,
  viewer: Viewer,
  edit: { pageId: string; change: (blocks: Block[]) => Block[] | undefined },
): Saved => {
  const found = editable(store.state, viewer, edit.pageId);
  if (!found.ok) return found;
  const current = currentVersion(found.value);
  const blocks = edit.change(structuredClone(current.blocks));
  if (blocks === undefined) return err({ code: 'MACRO_NOT_FOUND' });
  return updatePage(store, viewer, { pageId: edit.pageId, blocks, version: current.number + 1 });
};

const createPage = (
  store: SiteStore,
  viewer: Viewer,
  { spaceId, parentId, title, blocks }: NewPage,
): Saved => {
  const { state } = store;
  const space = state.spaces.find((each) => each.id === spaceId);
  if (space === undefined || !mayReadSpace(state, viewer, space)) return err({ code: 'NOT_FOUND' });
  if (viewer.as === 'anonymous' || !mayCreatePage(state, viewer, space)) return err({ code: 'FORBIDDEN' });
  const parent = state.pages.find(
    (each) => each.id === (parentId ?? space.homepageId) && each.spaceId === spaceId,
  );
  if (parent === undefined || !mayReadPage(state, viewer, parent)) return err({ code: 'NOT_FOUND' });
  if (isTitleTaken(state, title, { spaceId })) return err({ code: 'TITLE_TAKEN', title });
  const made = { authorId: accountOf(viewer), createdAt: store.now() };
  const siblings = state.pages.filter((each) => each.parentId === parent.id);
  const page: PageRecord = {
    ...made,
    id: store.takeId(),
    spaceId,
    parentId: parent.id,
    position: Math.max(-1, ...siblings.map((each) => each.position)) + 1,
    labels: [],
    restrictions: { read: null, update: null },
    properties: [],
    versions: [{ ...made, number: 1, message: '', minorEdit: false, title, blocks: structuredClone(blocks) }],
  };
  state.pages.push(page);
  store.save();
  return ok(page);
};
