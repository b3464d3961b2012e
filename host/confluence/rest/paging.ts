import { invalid, json } from './answer';
import type { Call } from './endpoint';

const DEFAULT_LIMIT = 25;
/** The v2 specification's maximum of `limit`. What a site answers above it is not recorded; refusing shows the mistake. */
const MAXIMUM_LIMIT = 250;

const offsetOf = (cursor: string): number =>
  Number(/^offset:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1] ?? NaN);

/**
 * One page of a v2 list, in the order given. More follow as long as `_links.next` is there; a short page does not mean the end.
 * `view` runs for the page's items only.
 */
export const cursorPage = <T>(call: Call, items: T[], view: (item: T) => unknown): Response => {
  const limit = Number(call.query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAXIMUM_LIMIT)
    return invalid(`limit must be between 1 and ${MAXIMUM_LIMIT}`);
  const cursor = call.query.get('cursor');
  const offset = cursor === null ? 0 : offsetOf(cursor);
  if (Number.isNaN(offset)) return invalid('The cursor is not valid');
  const results = items.slice(offset, offset + limit).map(view);
  if (offset + limit >= items.length) return json(200, { results, _links: { base: call.base } });
  const query = new URLSearchParams(call.query);
  query.set('cursor', Buffer.from(`offset:${offset + limit}`).toString('base64url'));
  const next = `${new URL(call.request.url).pathname}?${query.toString()}`;
  return json(200, { results, _links: { next, base: call.base } }, { link: `<${next}>; rel="next"` });
};

/** The v1 families cap `limit` silently (seen at 200 for groups and their members). */
const V1_MAXIMUM_LIMIT = 200;

/** One page of a v1 list: `start` and `limit`, with `_links.next` while more follow. */
export const offsetPage = <T>(
  call: Call,
  items: T[],
  options: { limit?: number; more?: Record<string, unknown>; view: (item: T) => unknown },
): Response => {
  const start = Math.max(0, Number(call.query.get('start') ?? 0) || 0);
  const limit = Math.min(
    V1_MAXIMUM_LIMIT,
    Math.max(0, Number(call.query.get('limit') ?? options.limit ?? V1_MAXIMUM_LIMIT) || 0),
  );
  const results = items.slice(start, start + limit).map(options.view);
  const query = new URLSearchParams(call.query);
  query.set('limit', String(limit));
  query.set('start', String(start + limit));
  const next = start + limit < items.length &&
    limit > 0 && { next: `${new URL(call.request.url).pathname.replace(/^\/wiki/, '')}?${query.toString()}` };
  return json(200, {
    results,
    start,
    limit,
    size: results.length,
    ...options.more,
    _links: { base: call.base, context: '/wiki', ...next },
  });
};
