import type { Json, JsonObject } from '../../src/domain/json';
import type { KongContext } from './context';
import { idOf } from './entities';
import { errors } from './errors';
import { textOf } from './text';

export type Page = { data: JsonObject[]; next: string | null; offset?: string };

const pageSize = (text: string | null): number => {
  if (text === null) return 100;
  const size = Number(text);
  if (text.trim() === '' || Number.isNaN(size)) throw errors.size('size must be a number');
  if (!Number.isInteger(size) || size < 1 || size > 1000)
    throw errors.size('size must be an integer between 1 and 1000');
  return size;
};

const base64 = (text: string): string => Buffer.from(text).toString('base64url');

/** The key that a page ended with. A database's offset is its JSON; a db-less node writes it differently (R:03, R:18). */
const offsetAfter = (context: KongContext, kind: string, key: Json[]): string =>
  context.node.database === 'off'
    ? base64(`${kind}|${WORKSPACE}|*|${textOf(key[0])}\0`)
    : base64(JSON.stringify(key));

// Every node has one workspace of its own; its id only shows inside a db-less offset.
const WORKSPACE = '0dc6f45b-8f8d-40d2-a504-473544ee190b';

const keyIn = (context: KongContext, offset: string): Json[] => {
  const text = Buffer.from(offset, 'base64url').toString();
  if (context.node.database === 'off') {
    const id = text.replace(/\0$/, '').split('|')[3];
    if (id === undefined) throw errors.offset(offset);
    return [id];
  }
  try {
    const key = JSON.parse(text) as Json;
    if (Array.isArray(key)) return key;
  } catch {
    // said below, in Kong's words
  }
  throw errors.offset(offset);
};

const query = (parameters: [string, string][]): string =>
  parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');

export type Listing = {
  context: KongContext;
  kind: string;
  url: URL;
  /** Without a prefix that a proxy before the Admin API may have taken away: the link lacks it then, as Kong's does (R:14). */
  path: string;
  /** Nested lists forget size and tags in their link (R:05, R:21). */
  nested?: boolean;
};

/** One page of `rows`, which are ordered; `keyOf` is what the offset remembers of the last one. */
export const paged = <T>(
  listing: Listing,
  rows: readonly T[],
  keyOf: (row: T) => Json[],
): { rows: T[]; next: string | null; offset?: string } => {
  const { context, kind, url, path } = listing;
  const size = pageSize(url.searchParams.get('size'));
  const given = url.searchParams.get('offset');
  const after = given === null ? null : keyIn(context, given);
  const start = after === null ? 0 : indexAfter(rows, keyOf, after);
  const page = rows.slice(start, start + size);
  const last = page.at(-1);
  // A db-less node reads no further than the page: a full last page has a link to an empty one (R:18).
  const isLast = context.node.database === 'off' ? page.length < size : start + size >= rows.length;
  if (last === undefined || isLast) return { rows: page, next: null };
  const offset = offsetAfter(context, kind, keyOf(last));
  const kept = (['tags', 'size'] as const).flatMap((name): [string, string][] => {
    const value = url.searchParams.get(name);
    return value === null || listing.nested === true ? [] : [[name, value]];
  });
  return { rows: page, next: `${path}?${query([['offset', offset], ...kept])}`, offset };
};

const compare = (a: Json[], b: Json[]): number => {
  for (let at = 0; at < a.length; at += 1) {
    const [left, right] = [a[at] ?? '', b[at] ?? ''];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
};

const indexAfter = <T>(rows: readonly T[], keyOf: (row: T) => Json[], after: Json[]): number => {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && compare(keyOf(row), after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
};

export const byId = (row: JsonObject): Json[] => [idOf(row)];

/** The rows that carry the wanted tags: `a,b` both, `a/b` either; mixing the two is an error (R:04). */
export const withTags = (rows: readonly JsonObject[], filter: string | null): readonly JsonObject[] => {
  if (filter === null) return rows;
  if (filter === '') throw errors.tags('cannot be null');
  if (filter.includes(',') && filter.includes('/')) throw errors.tags('invalid filter syntax');
  const wanted = filter.split(/[,/]/);
  const has = (row: JsonObject, tag: string): boolean => Array.isArray(row.tags) && row.tags.includes(tag);
  return filter.includes('/')
    ? rows.filter((row) => wanted.some((tag) => has(row, tag)))
    : rows.filter((row) => wanted.every((tag) => has(row, tag)));
};
