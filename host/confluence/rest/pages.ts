import { z } from 'zod';
import type { Err, Result } from '../../../src/domain/result';
import { blocksFromDocument } from '../document-reader';
import { NotImplementedHere } from '../not-implemented';
import type { EditRefusal } from '../page-edits';
import { mayReadPage, mayReadSpace } from '../rights';
import { currentVersion, type Block, type PageRecord } from '../site-state';
import { blocksFromStorage } from '../storage-format';
import { anonymousRefused, conflict, invalid, json, notFound } from './answer';
import { bodyOf, listParameter, type Call, type Endpoint } from './endpoint';
import {
  bodyFormatOf,
  descendantsOf,
  labelView,
  pageOperations,
  pageView,
  propertyView,
  readablePage,
  versionView,
} from './page-views';
import { cursorPage } from './paging';

const bodyWrite = z.object({ representation: z.string(), value: z.string() });
const anyBody = z.union([
  bodyWrite,
  z.object({ storage: bodyWrite }),
  z.object({ atlas_doc_format: bodyWrite }),
]);
const pageUpdate = z.object({
  id: z.string(),
  status: z.literal('current'),
  title: z.string().min(1).max(255),
  body: anyBody.optional(),
  version: z.object({ number: z.int(), message: z.string().optional(), minorEdit: z.boolean().optional() }),
});
const pageCreate = z.object({
  spaceId: z.string(),
  status: z.literal('current').optional(),
  title: z.string().min(1).max(255),
  parentId: z.string().optional(),
  body: anyBody.optional(),
});

/** The blocks of a written body; undefined when it is no well-formed body. */
const blocksOf = (body: z.infer<typeof anyBody>): Block[] | undefined => {
  const written =
    'storage' in body ? body.storage : 'atlas_doc_format' in body ? body.atlas_doc_format : body;
  if (written.representation === 'storage') return blocksFromStorage(written.value);
  if (written.representation === 'atlas_doc_format') return blocksFromDocument(written.value);
  throw new NotImplementedHere(`a page body as ${written.representation}`);
};

/** Missing rights answer 404, as the specification says of pages. */
const refused = ({ error }: Err<EditRefusal>, what: 'updating a page' | 'creating a page'): Response => {
  switch (error.code) {
    case 'CONFLICT':
      return conflict(
        `Version must be incremented when ${what}. Current Version: [${error.current}]. Provided version: [${error.provided}]`,
      );
    case 'TITLE_TAKEN':
      return invalid(
        `A page with this title already exists: A page already exists with the same TITLE in this space`,
      );
    case 'NOT_FOUND':
    case 'FORBIDDEN':
    case 'MACRO_NOT_FOUND':
      return notFound();
  }
};

const saved = (
  call: Call,
  page: Result<PageRecord, EditRefusal>,
  what: 'updating a page' | 'creating a page',
): Response =>
  page.ok
    ? json(200, { ...pageView(call, page.value, { format: 'storage' }), _links: { base: call.base } })
    : refused(page, what);

const withPage = (handle: (call: Call, page: PageRecord) => Response) => (call: Call) => {
  const page = readablePage(call, call.param('id'));
  return page === undefined ? notFound() : handle(call, page);
};

const includes = (call: Call, page: PageRecord): object => {
  const all = (results: unknown[]): object => ({
    results,
    meta: { hasMore: false },
    _links: { self: new URL(call.request.url).pathname },
  });
  const asked = (name: string): boolean => call.query.get(`include-${name}`) === 'true';
  return {
    ...(asked('labels') && { labels: all(page.labels.map(labelView)) }),
    ...(asked('properties') && { properties: all(page.properties.map(propertyView)) }),
    ...(asked('operations') && { operations: all(pageOperations(call, page)) }),
    ...(asked('versions') && { versions: all([...page.versions].reverse().map(versionView)) }),
  };
};

const getPage = withPage((call, page) => {
  // Nothing is ever put in the bin here.
  const statuses = call.query.getAll('status').flatMap((status) => status.split(','));
  if (statuses.length > 0 && !statuses.includes('current')) return notFound();
  const format = bodyFormatOf(call);
  if (format === 'unknown')
    throw new NotImplementedHere(`body-format=${call.query.get('body-format') ?? ''}`);
  const number = call.query.get('version');
  const version =
    number === null ? currentVersion(page) : page.versions.find((each) => each.number === Number(number));
  if (version === undefined) return notFound();
  const view = pageView(call, page, { format, version });
  return json(200, { ...view, _links: { ...view._links, base: call.base }, ...includes(call, page) });
});

const listed = (call: Call, pages: PageRecord[]): Response => {
  const format = bodyFormatOf(call);
  if (format === 'unknown')
    throw new NotImplementedHere(`body-format=${call.query.get('body-format') ?? ''}`);
  if (call.query.has('sort')) throw new NotImplementedHere(`sort=${call.query.get('sort') ?? ''} on pages`);
  const title = call.query.get('title');
  const ids = listParameter(call, 'id');
  const spaceIds = listParameter(call, 'space-id');
  const matching = pages.filter(
    (page) =>
      mayReadPage(call.state, call.viewer, page) &&
      (title === null || currentVersion(page).title === title) &&
      (ids === undefined || ids.includes(page.id)) &&
      (spaceIds === undefined || spaceIds.includes(page.spaceId)),
  );
  return cursorPage(call, matching, (page) => pageView(call, page, { format }));
};

const children = (call: Call, page: PageRecord, view: (child: PageRecord) => object): Response =>
  cursorPage(
    call,
    descendantsOf(call, page).filter(({ depth }) => depth === 1),
    ({ page: child }) => view(child),
  );

const childView = (page: PageRecord): object => ({
  id: page.id,
  status: 'current',
  title: currentVersion(page).title,
  spaceId: page.spaceId,
  childPosition: page.position,
});

const MAXIMUM_DEPTH = 5;

const descendants = withPage((call, page) => {
  const depth = Number(call.query.get('depth') ?? MAXIMUM_DEPTH);
  if (!Number.isInteger(depth) || depth < 1 || depth > MAXIMUM_DEPTH)
    return invalid(`depth must be between 1 and ${MAXIMUM_DEPTH}`);
  const below = descendantsOf(call, page).filter((each) => each.depth <= depth);
  return cursorPage(call, below, ({ page: each, depth: at }) => ({
    id: each.id,
    status: 'current',
    title: currentVersion(each).title,
    type: 'page',
    parentId: each.parentId,
    depth: at,
    childPosition: each.position,
  }));
});

const updatePage = async (call: Call): Promise<Response> => {
  if (readablePage(call, call.param('id')) === undefined) return notFound();
  const body = await bodyOf(call, pageUpdate);
  if (!body.ok) return body.error.answer;
  if (body.value.id !== call.param('id')) return invalid('The id in the body is not the id in the path');
  const blocks = body.value.body && blocksOf(body.value.body);
  if (body.value.body !== undefined && blocks === undefined)
    return invalid('Error parsing xhtml: the body is not well formed');
  const { title, version } = body.value;
  const edit = {
    title,
    version: version.number,
    ...(version.message !== undefined && { message: version.message }),
    ...(version.minorEdit !== undefined && { minorEdit: version.minorEdit }),
    ...(blocks && { blocks }),
  };
  return saved(call, call.site.updatePage(call.viewer, call.param('id'), edit), 'updating a page');
};

const createPage = async (call: Call): Promise<Response> => {
  if (call.viewer.as === 'anonymous') return anonymousRefused();
  const body = await bodyOf(call, pageCreate);
  if (!body.ok) return body.error.answer;
  const { spaceId, parentId, title } = body.value;
  const blocks = body.value.body === undefined ? [] : blocksOf(body.value.body);
  if (blocks === undefined) return invalid('Error parsing xhtml: the body is not well formed');
  return saved(
    call,
    call.site.createPage(call.viewer, {
      spaceId,
      title,
      blocks,
      ...(parentId !== undefined && { parentId }),
    }),
    'creating a page',
  );
};

const pagesInSpace = (call: Call): Response => {
  const space = call.state.spaces.find(
    (each) => each.id === call.param('id') && mayReadSpace(call.state, call.viewer, each),
  );
  if (space === undefined) return notFound();
  return listed(
    call,
    call.state.pages.filter((page) => page.spaceId === space.id),
  );
};

export const pageEndpoints: Endpoint[] = [
  { method: 'GET', path: '/wiki/api/v2/pages', handle: (call) => listed(call, call.state.pages) },
  { method: 'POST', path: '/wiki/api/v2/pages', handle: createPage },
  { method: 'GET', path: '/wiki/api/v2/pages/{id}', handle: getPage },
  { method: 'PUT', path: '/wiki/api/v2/pages/{id}', handle: updatePage },
  {
    method: 'GET',
    path: '/wiki/api/v2/pages/{id}/children',
    handle: withPage((call, page) => children(call, page, childView)),
  },
  {
    method: 'GET',
    path: '/wiki/api/v2/pages/{id}/direct-children',
    handle: withPage((call, page) =>
      children(call, page, (child) => ({ ...childView(child), type: 'page' })),
    ),
  },
  { method: 'GET', path: '/wiki/api/v2/pages/{id}/descendants', handle: descendants },
  {
    method: 'GET',
    path: '/wiki/api/v2/pages/{id}/labels',
    handle: withPage((call, page) => cursorPage(call, page.labels, labelView)),
  },
  {
    method: 'GET',
    path: '/wiki/api/v2/pages/{id}/operations',
    handle: withPage((call, page) => json(200, { operations: pageOperations(call, page) })),
  },
  {
    method: 'GET',
    path: '/wiki/api/v2/pages/{id}/versions',
    handle: withPage((call, page) => cursorPage(call, [...page.versions].reverse(), versionView)),
  },
  { method: 'GET', path: '/wiki/api/v2/spaces/{id}/pages', handle: pagesInSpace },
];
