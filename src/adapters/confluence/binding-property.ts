import { route } from '@forge/api';
import { z } from 'zod';
import type { ConfluenceFailure, ConfluencePort } from '../../app/ports';
import { BINDING_PROPERTY_KEY } from '../../domain/binding';
import { err, ok, type Result } from '../../domain/result';
import { ask, askList, unavailable, type Asker } from './request';
import { parseStoredBinding } from './stored-binding';

const property = z.object({
  id: z.string(),
  key: z.string(),
  value: z.unknown(),
  version: z.object({ number: z.int() }),
});
type Property = z.infer<typeof property>;

/**
 * The binding as a content property of the page (v2). Found by key each time: its id changes when it is deleted and made again.
 * Confluence was seen with hidden duplicates of a key; the one with the highest version is the one that others see.
 */
export const bindingProperty = (asker: Asker): Pick<ConfluencePort, 'readBinding' | 'writeBinding'> => ({
  async readBinding(pageId) {
    const found = await find(asker, pageId);
    if (!found.ok) return found;
    if (found.value === 'hidden') return err({ code: 'PAGE_NOT_VISIBLE' });
    if (found.value === null) return ok({ version: 0, binding: null });
    const version = found.value.version.number;
    const binding = parseStoredBinding(found.value.value);
    return binding.ok
      ? ok({ version, binding: binding.value })
      : err({ code: 'BINDING_UNREADABLE', detail: binding.error.detail, version });
  },
  async writeBinding(pageId, version, binding) {
    const found = await find(asker, pageId);
    if (!found.ok) return found;
    if (found.value === 'hidden') return err({ code: 'NOT_PAGE_EDITOR' });
    if ((found.value?.version.number ?? 0) !== version) return err({ code: 'CONFLICT' });
    const content = { key: BINDING_PROPERTY_KEY, value: binding };
    const answer =
      found.value === null
        ? await ask(asker, route`/wiki/api/v2/pages/${pageId}/properties`, { method: 'POST', body: content })
        : await ask(asker, route`/wiki/api/v2/pages/${pageId}/properties/${found.value.id}`, {
            method: 'PUT',
            // Confluence wants current + 1, so a second writer at the same moment is told CONFLICT here.
            body: { ...content, version: { number: version + 1, message: 'Gatehouse: service of the page' } },
          });
    if (!answer.ok) return answer;
    switch (answer.value.status) {
      case 200:
      case 201:
        return ok({ version: version + 1, binding });
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

async function find(
  asker: Asker,
  pageId: string,
): Promise<Result<Property | 'hidden' | null, ConfluenceFailure>> {
  const query = new URLSearchParams({ key: BINDING_PROPERTY_KEY, limit: '25' });
  const found = await askList(asker, () => route`/wiki/api/v2/pages/${pageId}/properties?${query}`, {
    item: property,
    pages: 1,
  });
  if (!found.ok) return found;
  if (found.value === 'hidden') return ok('hidden');
  const [newest] = found.value
    .filter(({ key }) => key === BINDING_PROPERTY_KEY)
    .sort((a, b) => b.version.number - a.version.number);
  return ok(newest ?? null);
}
