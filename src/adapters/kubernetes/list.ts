import { z } from 'zod';

import type { SourceFailure } from '../../app/ports';
import type { KubeLine } from './line';

/** What could be read of a list, and why the rest could not. */
export type Listed = { items: unknown[]; failure: SourceFailure | null };

const page = z.object({
  items: z.array(z.unknown()).nullable(), // Go writes an empty list as null
  metadata: z.object({ continue: z.string().nullish() }).nullish(),
});

const PAGE_SIZE = 500;

/**
 * All items of a list. When the continue token expires (410) the list begins again, once: half an old and half a new list would be
 * neither. After that LIST_EXPIRED, with nothing.
 * @source kubernetes.io/docs/reference/using-api/api-concepts, "Retrieving large results sets in chunks"
 */
export const listAll = (line: KubeLine, path: string): Promise<Listed> =>
  listTwice((place) => line.get(place), path);

/** The same of metadata alone. `selector` narrows to objects with these labels. */
export const listMetadata = (
  line: KubeLine,
  path: string,
  selector: Record<string, string> = {},
): Promise<Listed> => {
  const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  const more = labels.length === 0 ? {} : { labelSelector: labels.join(',') };
  return listTwice((place) => line.getMetadata(place, 'list'), path, more);
};

type Get = KubeLine['get'];

const listTwice = async (get: Get, path: string, more: Record<string, string> = {}): Promise<Listed> => {
  const first = await listOnce(get, path, more);
  return first.failure?.code === 'LIST_EXPIRED' ? listOnce(get, path, more) : first;
};

const listOnce = async (get: Get, path: string, more: Record<string, string>): Promise<Listed> => {
  const items: unknown[] = [];
  let token = '';
  do {
    const query = new URLSearchParams({
      limit: String(PAGE_SIZE),
      ...more,
      ...(token === '' ? {} : { continue: token }),
    });
    const answer = await get(`${path}?${query.toString()}`);
    if (!answer.ok) {
      return { items: answer.error.code === 'LIST_EXPIRED' ? [] : items, failure: answer.error };
    }
    const read = page.safeParse(answer.value);
    if (!read.success) return { items, failure: { code: 'UNREADABLE' } };
    items.push(...(read.data.items ?? []));
    const following = read.data.metadata?.continue ?? '';
    if (following !== '' && following === token) return { items, failure: { code: 'UNREADABLE' } };
    token = following;
  } while (token !== '');
  return { items, failure: null };
};
