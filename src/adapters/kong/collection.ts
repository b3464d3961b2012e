import { z } from 'zod';

import type { EstatePage, SourceFailure } from '../../app/ports';
import type { Service } from '../../domain/kong/entities';
import { err, ok, type Result } from '../../domain/result';
import { segment } from '../http/address';
import { service } from './entity-shapes';
import type { KongLine } from './line';

/** What could be read of a collection, and why the rest could not. */
export type Collected<T> = { items: T[]; failure: SourceFailure | null };

const page = z.object({
  data: z.preprocess((value) => (isEmptyObject(value) ? [] : value), z.array(z.unknown())),
  offset: z.string().nullish(),
  next: z.string().nullish(),
});

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/** The largest page that Kong serves; 1001 is answered with 400 code 9. */
export const PAGE_SIZE = 1000;

type From<T> = { path: string; shape: z.ZodType<T> };
type Pages<T> = From<T> & {
  query?: Record<string, string>;
  /** Where to begin; the first page unless said. */
  offset?: string;
};

export type PageFrom<T> = From<T> & {
  query?: Record<string, string>;
  /** 1 … 1000; as many as Kong serves unless said. */
  size?: number;
};

/**
 * One page of a collection, in Kong's order (by id). Pages are asked for by `offset`: behind a path prefix Kong's `next` lacks it.
 * Entities that cannot be understood are left out, and the page is told as incomplete.
 */
export const fetchPage = async <T>(
  line: KongLine,
  { path, shape, query, size = PAGE_SIZE, offset }: PageFrom<T> & { offset: string | null },
): Promise<Result<EstatePage<T>, SourceFailure>> => {
  const asked = new URLSearchParams({ ...query, size: String(size) });
  if (offset !== null) asked.set('offset', offset);
  const answer = await line.get(`${path}?${asked.toString()}`);
  if (!answer.ok) return answer;
  const read = page.safeParse(answer.value);
  if (!read.success) return err({ code: 'UNREADABLE' });
  const parsed = read.data.data.map((raw) => shape.safeParse(raw));
  const items = parsed.flatMap((item) => (item.success ? [item.data] : []));
  const following = read.data.offset ?? null;
  // More is promised and cannot be asked for, or the same page again: what we have is not all.
  const isStuck = following === null ? (read.data.next ?? null) !== null : following === offset;
  return ok({
    items,
    offset: isStuck ? null : following,
    incomplete: isStuck || items.length < parsed.length,
  });
};

/** All pages of a collection. Entities that cannot be understood are left out and told as UNREADABLE. */
export const collect = async <T>(
  line: KongLine,
  { offset: begin, ...from }: Pages<T>,
): Promise<Collected<T>> => {
  const items: T[] = [];
  let failure: SourceFailure | null = null;
  let offset: string | null = begin ?? null;
  do {
    const read: Result<EstatePage<T>, SourceFailure> = await fetchPage(line, { ...from, offset });
    if (!read.ok) return { items, failure: read.error };
    items.push(...read.value.items);
    if (read.value.incomplete) failure = { code: 'UNREADABLE' };
    offset = read.value.offset;
  } while (offset !== null);
  return { items, failure };
};

/** The whole collection, as long as one page holds it. */
export const wholeInOnePage = async <T>(
  line: KongLine,
  from: From<T>,
): Promise<Collected<T> | 'more than a page'> => {
  const first = await fetchPage(line, { ...from, offset: null });
  if (!first.ok) return { items: [], failure: first.error };
  const { items, offset, incomplete } = first.value;
  if (offset !== null) return 'more than a page';
  return { items, failure: incomplete ? { code: 'UNREADABLE' } : null };
};

/** One entity by its path. */
export const fetchOne = async <T>(line: KongLine, from: From<T>): Promise<Collected<T>> => {
  const answer = await line.get(from.path);
  if (!answer.ok) return { items: [], failure: answer.error };
  const item = from.shape.safeParse(answer.value);
  return item.success
    ? { items: [item.data], failure: null }
    : { items: [], failure: { code: 'UNREADABLE' } };
};

/** One service by its name or id. A name that no entity may have is answered with 400 (Kong 3.9.3), and there is none of that name either. */
export const fetchService = async (line: KongLine, name: string): Promise<Collected<Service>> => {
  const place = segment(name);
  if (place === null) return NOT_THERE;
  const read = await fetchOne(line, { path: `/services/${place}`, shape: service });
  return read.failure?.status === 400 ? NOT_THERE : read;
};

const NOT_THERE: Collected<Service> = { items: [], failure: { code: 'NOT_THERE' } };

/** Several readings as one: every entity once, and the first failure. */
export const together = <T extends { id: string }>(readings: Collected<T>[]): Collected<T> => ({
  items: [...new Map(readings.flatMap(({ items }) => items).map((item) => [item.id, item])).values()],
  failure: readings.find(({ failure }) => failure !== null)?.failure ?? null,
});
