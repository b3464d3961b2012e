import { blocksToDocument } from '../document-format';
import {
  ancestorsOf,
  mayAdministerSpace,
  mayComment,
  mayDeletePage,
  mayReadPage,
  mayUpdatePage,
  spaceOf,
} from '../rights';
import { currentVersion, type PageRecord, type PageVersion, type PropertyRecord } from '../site-state';
import { blocksToStorage } from '../storage-format';
import type { Call } from './endpoint';

/** The page that the call names, if its caller may see it. */
export const readablePage = (call: Call, id: string): PageRecord | undefined =>
  call.state.pages.find((page) => page.id === id && mayReadPage(call.state, call.viewer, page));

export const versionView = ({ number, message, minorEdit, authorId, createdAt }: PageVersion): object => ({
  number,
  message,
  minorEdit,
  authorId,
  createdAt,
});

const BODY_FORMATS = ['storage', 'atlas_doc_format'] as const;
export type BodyFormat = (typeof BODY_FORMATS)[number];
export const bodyFormatOf = (call: Call): BodyFormat | undefined | 'unknown' => {
  const asked = call.query.get('body-format');
  if (asked === null) return undefined;
  return BODY_FORMATS.find((format) => format === asked) ?? 'unknown';
};

const bodyView = (call: Call, version: PageVersion, format: BodyFormat | undefined): object => {
  if (format === undefined) return {};
  const value =
    format === 'storage'
      ? blocksToStorage(version.blocks, call.app)
      : blocksToDocument(version.blocks, call.app);
  return { [format]: { representation: format, value } };
};

/** A page as v2 shows it. `version`: an older one than the current, when given. */
export const pageView = (
  call: Call,
  page: PageRecord,
  options: { format?: BodyFormat | undefined; version?: PageVersion } = {},
): { _links: object; [field: string]: unknown } => {
  const version = options.version ?? currentVersion(page);
  const webui = `/spaces/${spaceOf(call.state, page).key}/pages/${page.id}`;
  return {
    id: page.id,
    status: 'current',
    title: version.title,
    spaceId: page.spaceId,
    ...(page.parentId !== null && { parentId: page.parentId, parentType: 'page' }),
    position: page.position,
    authorId: page.authorId,
    ownerId: page.authorId,
    lastOwnerId: null,
    createdAt: page.createdAt,
    version: versionView(version),
    body: bodyView(call, version, options.format),
    _links: { webui, editui: `/pages/resumedraft.action?draftId=${page.id}`, tinyui: `/x/${page.id}` },
  };
};

export const labelView = ({ id, name }: PageRecord['labels'][number]): object => ({
  id,
  name,
  prefix: 'global',
});

export const propertyView = ({ id, key, value, version }: PropertyRecord): object => ({
  id,
  key,
  value,
  version: { ...version, minorEdit: false },
});

/** What the caller may do with a page, as `/pages/{id}/operations` lists it. */
export const pageOperations = ({ state, viewer }: Call, page: PageRecord): object[] => {
  const mayUpdate = viewer.as !== 'anonymous' && mayUpdatePage(state, viewer, page);
  const granted: [string, string, boolean][] = [
    ['read', 'page', true],
    ['update', 'page', mayUpdate],
    ['delete', 'page', viewer.as !== 'anonymous' && mayDeletePage(state, viewer, page)],
    ['create', 'comment', viewer.as !== 'anonymous' && mayComment(state, viewer, page)],
    ['restrict_content', 'page', mayUpdate],
    ['administer', 'page', mayAdministerSpace(state, viewer, spaceOf(state, page))],
  ];
  return granted.filter(([, , may]) => may).map(([operation, targetType]) => ({ operation, targetType }));
};

/** Visible pages below `page`, parents before children, with their depth (1: a child). */
export const descendantsOf = (
  { state, viewer }: Call,
  page: PageRecord,
): { page: PageRecord; depth: number }[] =>
  state.pages
    .filter((each) => mayReadPage(state, viewer, each))
    .map((each) => ({
      page: each,
      depth: ancestorsOf(state, each).findIndex((ancestor) => ancestor.id === page.id) + 1,
    }))
    .filter(({ depth }) => depth > 0)
    .sort((a, b) => a.depth - b.depth || a.page.position - b.page.position);
