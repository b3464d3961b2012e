import { randomUUID } from 'node:crypto';
import { err, ok, type Err, type Result } from '../../src/domain/result';
import type { JsonObject } from '../../src/domain/json';
import type { AccountId } from '../types';
import {
  APP_ACCOUNT_ID,
  mayCreatePage,
  mayReadPage,
  mayReadSpace,
  mayUpdatePage,
  type Viewer,
} from './rights';
import { currentVersion, type Block, type PageRecord } from './site-state';
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

export type PageEdit = {
  title?: string;
  blocks?: Block[];
  /** The new version's number, current + 1. */ version: number;
  message?: string;
  minorEdit?: boolean;
};
export type NewPage = { spaceId: string; parentId?: string; title: string; blocks: Block[] };

export type PageEdits = {
  updatePage(viewer: Viewer, pageId: string, edit: PageEdit): Result<PageRecord, EditRefusal>;
  createPage(viewer: Viewer, page: NewPage): Result<PageRecord, EditRefusal>;
  /** Puts a macro at `at` (default: the end) and saves. The new instance's localId is in the answer. */
  insertMacro(
    viewer: Viewer,
    pageId: string,
    macro: { key: string; config?: JsonObject; at?: number },
  ): Result<{ page: PageRecord; localId: string }, EditRefusal>;
  /** What `view.submit` of a macro's config dialog leads to. */
  setMacroConfig(
    viewer: Viewer,
    pageId: string,
    macro: { localId: string; config: JsonObject },
  ): Result<PageRecord, EditRefusal>;
  removeMacro(viewer: Viewer, pageId: string, localId: string): Result<PageRecord, EditRefusal>;
};

export const accountOf = (viewer: Viewer): AccountId => {
  if (viewer.as === 'app') return APP_ACCOUNT_ID;
  if (viewer.as === 'person') return viewer.accountId;
  throw new Error('an anonymous visitor writes nothing');
};

export const createPageEdits = (store: SiteStore): PageEdits => {
  const { state } = store;

  const editable = (viewer: Viewer, pageId: string): Result<PageRecord, EditRefusal> => {
    const page = state.pages.find((each) => each.id === pageId);
    if (page === undefined || !mayReadPage(state, viewer, page)) return err({ code: 'NOT_FOUND' });
    return viewer.as !== 'anonymous' && mayUpdatePage(state, viewer, page)
      ? ok(page)
      : err({ code: 'FORBIDDEN' });
  };

  const titleTaken = (spaceId: string, title: string, besides?: string): Err<EditRefusal> | undefined =>
    state.pages.some(
      (each) => each.spaceId === spaceId && each.id !== besides && currentVersion(each).title === title,
    )
      ? err({ code: 'TITLE_TAKEN', title })
      : undefined;

  const updatePage: PageEdits['updatePage'] = (viewer, pageId, edit) => {
    const found = editable(viewer, pageId);
    if (!found.ok) return found;
    const page = found.value;
    const current = currentVersion(page);
    if (edit.version !== current.number + 1)
      return err({ code: 'CONFLICT', current: current.number, provided: edit.version });
    const title = edit.title ?? current.title;
    const taken = titleTaken(page.spaceId, title, page.id);
    if (taken !== undefined) return taken;
    const saved = {
      authorId: accountOf(viewer),
      createdAt: store.now(),
      message: edit.message ?? '',
      minorEdit: edit.minorEdit ?? false,
    };
    page.versions.push({
      ...saved,
      number: edit.version,
      title,
      blocks: structuredClone(edit.blocks ?? current.blocks),
    });
    store.save();
    return ok(page);
  };

  /** One edit on the newest version: the site's own pages save without a draft. */
  const rework = (
    viewer: Viewer,
    pageId: string,
    change: (blocks: Block[]) => Block[] | undefined,
  ): Result<PageRecord, EditRefusal> => {
    const found = editable(viewer, pageId);
    if (!found.ok) return found;
    const current = currentVersion(found.value);
    const blocks = change(structuredClone(current.blocks));
    return blocks === undefined
      ? err({ code: 'MACRO_NOT_FOUND' })
      : updatePage(viewer, pageId, { blocks, version: current.number + 1 });
  };

  const hasMacro = (blocks: Block[], localId: string): boolean =>
    blocks.some((block) => block.type === 'macro' && block.localId === localId);

  return {
    updatePage,
    createPage: (viewer, { spaceId, parentId, title, blocks }) => {
      const space = state.spaces.find((each) => each.id === spaceId);
      if (space === undefined || !mayReadSpace(state, viewer, space)) return err({ code: 'NOT_FOUND' });
      if (viewer.as === 'anonymous' || !mayCreatePage(state, viewer, space))
        return err({ code: 'FORBIDDEN' });
      const parent = state.pages.find(
        (each) => each.id === (parentId ?? space.homepageId) && each.spaceId === spaceId,
      );
      if (parent === undefined || !mayReadPage(state, viewer, parent)) return err({ code: 'NOT_FOUND' });
      const taken = titleTaken(spaceId, title);
      if (taken !== undefined) return taken;
      const made = { authorId: accountOf(viewer), createdAt: store.now() };
      const position = state.pages
        .filter((each) => each.parentId === parent.id)
        .reduce((highest, each) => Math.max(highest, each.position + 1), 0);
      const versions = [
        { ...made, number: 1, message: '', minorEdit: false, title, blocks: structuredClone(blocks) },
      ];
      const page: PageRecord = {
        ...made,
        id: store.takeId(),
        spaceId,
        parentId: parent.id,
        position,
        labels: [],
        restrictions: { read: null, update: null },
        properties: [],
        versions,
      };
      state.pages.push(page);
      store.save();
      return ok(page);
    },
    insertMacro: (viewer, pageId, { key, config = {}, at }) => {
      const localId = randomUUID();
      const saved = rework(viewer, pageId, (blocks) => {
        blocks.splice(at ?? blocks.length, 0, { type: 'macro', localId, key, config });
        return blocks;
      });
      return saved.ok ? ok({ page: saved.value, localId }) : saved;
    },
    setMacroConfig: (viewer, pageId, { localId, config }) =>
      rework(viewer, pageId, (blocks) =>
        hasMacro(blocks, localId)
          ? blocks.map((block) =>
              block.type === 'macro' && block.localId === localId ? { ...block, config } : block,
            )
          : undefined,
      ),
    removeMacro: (viewer, pageId, localId) =>
      rework(viewer, pageId, (blocks) =>
        hasMacro(blocks, localId)
          ? blocks.filter((block) => block.type !== 'macro' || block.localId !== localId)
          : undefined,
      ),
  };
};
