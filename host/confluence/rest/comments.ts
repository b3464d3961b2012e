import { z } from 'zod';
import { accountOf } from '../page-edits';
import { mayComment, spaceOf } from '../rights';
import { currentVersion, type CommentRecord } from '../site-state';
import { NotImplementedHere } from '../not-implemented';
import { anonymousRefused, json, notFound } from './answer';
import { bodyOf, type Call, type Endpoint } from './endpoint';
import { readablePage } from './page-views';
import { cursorPage } from './paging';

const body = z.object({ representation: z.string(), value: z.string() });
const create = z.object({
  pageId: z.string().optional(),
  parentCommentId: z.string().optional(),
  body: z.union([body, z.object({ storage: body }).transform((each) => each.storage)]),
});

const commentView = (call: Call, comment: CommentRecord): object => {
  const page = call.state.pages.find((each) => each.id === comment.pageId);
  return {
    id: comment.id,
    status: 'current',
    title: page === undefined ? '' : `Re: ${currentVersion(page).title}`,
    pageId: comment.pageId,
    ...(comment.parentCommentId !== null && { parentCommentId: comment.parentCommentId }),
    version: {
      number: 1,
      message: '',
      minorEdit: false,
      authorId: comment.authorId,
      createdAt: comment.createdAt,
    },
    body: { storage: { representation: 'storage', value: comment.storage } },
    _links: {
      webui:
        page === undefined
          ? ''
          : `/spaces/${spaceOf(call.state, page).key}/pages/${page.id}?focusedCommentId=${comment.id}`,
    },
  };
};

const addComment = async (call: Call): Promise<Response> => {
  if (call.viewer.as === 'anonymous') return anonymousRefused();
  const parsed = await bodyOf(call, create);
  if (!parsed.ok) return parsed.error.answer;
  const { parentCommentId, body: written } = parsed.value;
  if (written.representation !== 'storage')
    throw new NotImplementedHere(`a comment as ${written.representation}`);
  const parent = call.state.comments.find((each) => each.id === parentCommentId);
  const page = readablePage(call, parsed.value.pageId ?? parent?.pageId ?? '');
  if (page === undefined || !mayComment(call.state, call.viewer, page)) return notFound();
  const made = { id: call.store.takeId(), createdAt: call.store.now(), authorId: accountOf(call.viewer) };
  const comment: CommentRecord = {
    ...made,
    pageId: page.id,
    parentCommentId: parent?.id ?? null,
    storage: written.value,
  };
  call.state.comments.push(comment);
  call.store.save();
  return json(201, { ...commentView(call, comment), _links: { base: call.base } });
};

const commentsOfPage = (call: Call): Response => {
  const page = readablePage(call, call.param('id'));
  if (page === undefined) return notFound();
  const comments = call.state.comments.filter(
    (each) => each.pageId === page.id && each.parentCommentId === null,
  );
  return cursorPage(call, inOrder(call, comments), (comment) => commentView(call, comment));
};

/** Comments are never edited here, so both dates sort alike. */
const inOrder = (call: Call, comments: CommentRecord[]): CommentRecord[] => {
  const sort = call.query.get('sort') ?? 'created-date';
  if (!/^-?(created|modified)-date$/.test(sort)) throw new NotImplementedHere(`sort=${sort} of comments`);
  return sort.startsWith('-') ? [...comments].reverse() : comments;
};

export const commentEndpoints: Endpoint[] = [
  { method: 'POST', path: '/wiki/api/v2/footer-comments', handle: addComment },
  { method: 'GET', path: '/wiki/api/v2/pages/{id}/footer-comments', handle: commentsOfPage },
];
