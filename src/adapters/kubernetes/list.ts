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
export const listAll = async (line: KubeLine, path: string): Promise<Listed> => {
  const first = await listOnce(line, path);
  return first.failure?.code === 'LIST_EXPIRED' ? listOnce(line, path) : first;
};

const listOnce = async (line: KubeLine, path: string): Promise<Listed> => {
  const items: unknown[] = [];
  let token = '';
  do {
    const query = new URLSearchParams({
      limit: String(PAGE_SIZE),
      ...(token === '' ? {} : { continue: token }),
    });
    const answer = await line.get(`${path}?${query.toString()}`);
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
