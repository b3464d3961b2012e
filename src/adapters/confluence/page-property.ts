import { route } from '@forge/api';
import { z } from 'zod';
import type { ConfluenceFailure } from '../../app/ports';
import type { PagePort, PageProperty, PropertyWrite } from '../../app/ports-of-pages';
import type { Json } from '../../domain/json';
import { err, ok, type Result } from '../../domain/result';
import { ask, askList, unavailable, type Asker } from './request';

const json: z.ZodType<Json> = z.json();
const property = z.object({
  id: z.string(),
  key: z.string(),
  value: json,
  version: z.object({ number: z.int(), authorId: z.string().default(''), createdAt: z.string().default('') }),
});
type Property = z.infer<typeof property>;

/**
 * Content properties of a page (v2). Found by key each time: an id changes when a property is deleted and made again.
 * Confluence was seen with hidden duplicates of a key; the one with the highest version is the one that others see.
 */
export const pageProperty = (asker: Asker): Pick<PagePort, 'readProperty' | 'writeProperty'> => ({
  async readProperty(pageId, key) {
    const found = await find(asker, pageId, key);
    if (!found.ok) return found;
    if (found.value === 'hidden') return err({ code: 'PAGE_NOT_VISIBLE' });
    return ok(found.value === null ? null : propertyIn(found.value));
  },
  async writeProperty(pageId, wanted) {
    const found = await find(asker, pageId, wanted.key);
    if (!found.ok) return found;
    if (found.value === 'hidden') return err({ code: 'NOT_PAGE_EDITOR' });
    if ((found.value?.version.number ?? 0) !== wanted.seen) return err({ code: 'CONFLICT' });
    const answer = await put(asker, pageId, { ...wanted, id: found.value?.id ?? null });
    if (!answer.ok) return answer;
    switch (answer.value.status) {
      case 200:
      case 201:
        return ok({ version: wanted.seen + 1 });
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

const propertyIn = ({ value, version }: Property): PageProperty => ({
  version: version.number,
  value,
  by: version.authorId,
  at: version.createdAt,
});

const put = (
  asker: Asker,
  pageId: string,
  { id, key, value, seen, message }: PropertyWrite & { id: string | null },
) =>
  id === null
    ? ask(asker, route`/wiki/api/v2/pages/${pageId}/properties`, { method: 'POST', body: { key, value } })
    : ask(asker, route`/wiki/api/v2/pages/${pageId}/properties/${id}`, {
        method: 'PUT',
        // Confluence wants current + 1, so a second writer at the same moment is told CONFLICT here.
        body: { key, value, version: { number: seen + 1, message } },
      });

async function find(
  asker: Asker,
  pageId: string,
  key: string,
): Promise<Result<Property | 'hidden' | null, ConfluenceFailure>> {
  const query = new URLSearchParams({ key, limit: '25' });
  const found = await askList(asker, () => route`/wiki/api/v2/pages/${pageId}/properties?${query}`, {
    item: property,
    pages: 1,
  });
  if (!found.ok) return found;
  if (found.value === 'hidden') return ok('hidden');
  const [newest] = found.value
    .filter((one) => one.key === key)
    .sort((a, b) => b.version.number - a.version.number);
  return ok(newest ?? null);
}
