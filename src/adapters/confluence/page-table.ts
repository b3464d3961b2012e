import { route } from '@forge/api';
import { z } from 'zod';
import type { ConfluenceFailure } from '../../app/ports';
import type { PagePort } from '../../app/ports-of-pages';
import { err, ok, type Result } from '../../domain/result';
import { ask, readAnswer, unavailable, type Asker } from './request';
import { tableTextIn, withTable } from './table-markup';

const page = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  version: z.object({ number: z.int() }),
  body: z.object({ storage: z.object({ value: z.string() }) }),
});
type Page = z.infer<typeof page>;

/**
 * A macro of ours in a page's body: an `ac:adf-extension` with the extension key `<app>/<environment>/static/<module>`, wherever on the page
 * it stands. Another app's module of the same name, or text that looks like one, only has a grant end with its own time.
 * @source stored bodies of pages with Forge macros; the keys are those of manifest.yml
 */
const MACRO = /[\w-]+\/[\w-]+\/static\/(?:kong-routes|istio-policies|service-access)(?![\w-])/;

/**
 * The access table in the page's body (v2). Written as a minor version of the page with a message, on the version that was read: a second
 * writer is told CONFLICT. `minorEdit` is documented in what v2 answers and not in what it takes (v1, which took it, is gone): it is asked
 * for, and where a site will not have it the version is one like any other, of which watchers hear.
 * @source developer.atlassian.com/cloud/confluence/rest/v2/api-group-page, Update page
 */
export const pageTable = (asker: Asker): Pick<PagePort, 'readTable' | 'writeTable' | 'hasMacro'> => ({
  async hasMacro(pageId) {
    const found = await read(asker, pageId);
    if (!found.ok) return found;
    if (found.value === 'hidden' || found.value.status !== 'current')
      return err({ code: 'PAGE_NOT_VISIBLE' });
    return ok(MACRO.test(found.value.body.storage.value));
  },
  async readTable(pageId) {
    const found = await read(asker, pageId);
    if (!found.ok) return found;
    if (found.value === 'hidden') return err({ code: 'PAGE_NOT_VISIBLE' });
    const { version, body } = found.value;
    return ok({ pageVersion: version.number, text: tableTextIn(body.storage.value) });
  },
  async writeTable(pageId, { table, seen, message }) {
    const found = await read(asker, pageId);
    if (!found.ok) return found;
    if (found.value === 'hidden' || found.value.status !== 'current') return err({ code: 'NOT_PAGE_EDITOR' });
    const { title, version, body } = found.value;
    if (version.number !== seen) return err({ code: 'CONFLICT' });
    const value = withTable(body.storage.value, table);
    const put = (asMinor: { minorEdit?: true }) =>
      ask(asker, route`/wiki/api/v2/pages/${pageId}`, {
        method: 'PUT',
        body: {
          id: pageId,
          status: 'current',
          title,
          body: { representation: 'storage', value },
          version: { number: seen + 1, message, ...asMinor },
        },
      });
    const asked = await put({ minorEdit: true });
    const answer = asked.ok && asked.value.status === 400 ? await put({}) : asked;
    if (!answer.ok) return answer;
    switch (answer.value.status) {
      case 200:
        return ok({ pageVersion: seen + 1 });
      case 409:
        return err({ code: 'CONFLICT' });
      case 401:
      case 403:
      case 404:
        return err({ code: 'NOT_PAGE_EDITOR' });
      default:
        return unavailable(answer.value);
    }
  },
});

const read = async (asker: Asker, pageId: string): Promise<Result<Page | 'hidden', ConfluenceFailure>> =>
  readAnswer(await ask(asker, route`/wiki/api/v2/pages/${pageId}?body-format=storage`), page);
