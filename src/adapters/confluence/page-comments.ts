import { route } from '@forge/api';
import { z } from 'zod';
import type { ConfluenceFailure } from '../../app/ports';
import type { PagePort } from '../../app/ports-of-pages';
import type { Notice } from '../../domain/access/notice';
import { err, ok, type Result } from '../../domain/result';
import { ask, askList, readAnswer, unavailable, type Asker } from './request';
import { escaped, mention } from './storage-markup';

const comment = z.object({
  version: z.object({ authorId: z.string().default('') }),
  body: z.object({ storage: z.object({ value: z.string() }) }).optional(),
});
const me = z.object({ accountId: z.string() });
const page = z.object({ _links: z.object({ base: z.string(), webui: z.string() }) });

/** The newest come first: what was posted a moment ago is among them. */
const A_LIST = 100;
const LISTS = 10;

/** Footer comments (v2). A comment of ours is known by a mark in the address of its link, and by its author: anybody may write the mark. */
export const pageComments = (asker: Asker): Pick<PagePort, 'hasNotice' | 'postNotice'> => ({
  async hasNotice(pageId, mark) {
    const own = readAnswer(await ask(asker, route`/wiki/rest/api/user/current`), me);
    if (!own.ok) return own;
    if (own.value === 'hidden') return err({ code: 'CONFLUENCE_UNAVAILABLE', detail: 'nobody' });
    const { accountId } = own.value;
    const path = (cursor: string | null) =>
      route`/wiki/api/v2/pages/${pageId}/footer-comments?${new URLSearchParams({
        'body-format': 'storage',
        sort: '-created-date',
        limit: String(A_LIST),
        ...(cursor === null ? {} : { cursor }),
      })}`;
    const found = await askList(asker, path, { item: comment, pages: LISTS });
    if (!found.ok) return found;
    if (found.value === 'hidden') return err({ code: 'PAGE_NOT_VISIBLE' });
    const isOurs = ({ version, body }: z.infer<typeof comment>): boolean =>
      version.authorId === accountId && body?.storage.value.includes(queryOf(mark)) === true;
    return ok(found.value.some(isOurs));
  },
  async postNotice(pageId, notice) {
    const link = await addressOf(asker, pageId);
    if (!link.ok) return link;
    if (link.value === 'hidden') return err({ code: 'PAGE_NOT_VISIBLE' });
    const value = markupOf(notice, link.value);
    const answer = await ask(asker, route`/wiki/api/v2/footer-comments`, {
      method: 'POST',
      body: { pageId, body: { representation: 'storage', value } },
    });
    if (!answer.ok) return answer;
    const { status } = answer.value;
    if (status === 200 || status === 201) return ok(true);
    return [401, 403, 404].includes(status) ? err({ code: 'MAY_NOT_COMMENT' }) : unavailable(answer.value);
  },
});

const queryOf = (mark: string): string => `gatehouse-notice=${mark}`;

const addressOf = async (asker: Asker, pageId: string): Promise<Result<string, ConfluenceFailure>> => {
  const found = readAnswer(await ask(asker, route`/wiki/api/v2/pages/${pageId}`), page);
  if (!found.ok) return found;
  return ok(found.value === 'hidden' ? 'hidden' : `${found.value._links.base}${found.value._links.webui}`);
};

const markupOf = ({ mentions, text, mark }: Notice, address: string): string => {
  const link = `<a href="${escaped(`${address}?${queryOf(mark)}`)}">Open the page</a>`;
  const people = mentions.map((accountId) => `${mention(accountId)} `).join('');
  return `<p>${people}${escaped(text)} ${link}</p>`;
};
