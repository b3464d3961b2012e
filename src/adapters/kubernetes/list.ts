import { z } from 'zod';

import type { SourceFailure } from '../../app/ports';
import { err, ok, type Result } from '../../domain/result';
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
  let token: string | null = null;
  do {
    const read: Result<ListPage, SourceFailure> = await listPage(get, path, { token, more });
    if (!read.ok) return { items: read.error.code === 'LIST_EXPIRED' ? [] : items, failure: read.error };
    items.push(...read.value.items);
    if (read.value.isStuck) return { items, failure: { code: 'UNREADABLE' } };
    token = read.value.token;
  } while (token !== null);
  return { items, failure: null };
};

/** `token` null: this was the last page. `isStuck`: the same page is promised again, so what there is is not all. */
export type ListPage = { items: unknown[]; token: string | null; isStuck: boolean };

/** One page of a list, in the server's order (by namespace and name). `token` is the one that the page before named; null begins. */
export const listPage = async (
  get: Get,
  path: string,
  { token, more = {} }: { token: string | null; more?: Record<string, string> },
): Promise<Result<ListPage, SourceFailure>> => {
  const query = new URLSearchParams({
    limit: String(PAGE_SIZE),
    ...more,
    ...(token === null ? {} : { continue: token }),
  });
  const answer = await get(`${path}?${query.toString()}`);
  if (!answer.ok) return answer;
  const read = page.safeParse(answer.value);
  if (!read.success) return err({ code: 'UNREADABLE' });
  const following = read.data.metadata?.continue ?? '';
  const isStuck = following !== '' && following === token;
  return ok({ items: read.data.items ?? [], token: following === '' || isStuck ? null : following, isStuck });
};
