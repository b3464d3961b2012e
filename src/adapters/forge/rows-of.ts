import kvs, { Sort, WhereConditions } from '@forge/kvs';

const A_PAGE = 100;

type Asked = {
  index: string;
  partition: string[];
  /** By what the index is sorted by; ascending unless said. */
  sort?: Sort;
  /** Enough when so many were read; the last page may bring more. */
  most?: number;
};

type Found<T> = { key: string; value: T };

/** All rows of an entity in a partition of an index, which lags behind by seconds. @throws what storage throws */
export async function rowsOf<T>(
  entity: string,
  { index, partition, sort = Sort.ASC, most = Number.POSITIVE_INFINITY }: Asked,
): Promise<Found<T>[]> {
  const found: Found<T>[] = [];
  let cursor: string | undefined;
  do {
    const query = kvs.entity<T>(entity).query().index(index, { partition }).sort(sort).limit(A_PAGE);
    const page = await (cursor === undefined ? query : query.cursor(cursor)).getMany();
    found.push(...page.results);
    cursor = page.nextCursor;
  } while (cursor !== undefined && found.length < most);
  return found;
}

type Going<T> = {
  index: string;
  partition: string[];
  /** What the index is sorted by: a number. */
  range: keyof T & string;
  /** Where it stopped; null: at the first. */
  after: string | null;
};

/** `place`: where whoever stops after this row goes on. */
type Placed<T> = Found<T> & { place: string };

/**
 * The next rows of a partition, in rising order, at most a hundred; `isLast`: none comes after them. A place is the value that rows are sorted
 * by, and the key: Forge's own cursors are not stable between invocations. Rows of one value come in the order of their keys.
 * @throws what storage throws
 */
export async function nextRowsOf<T extends object>(
  entity: string,
  { index, partition, range, after }: Going<T>,
): Promise<{ rows: Placed<T>[]; isLast: boolean }> {
  const [from, lastKey] = after === null ? [null, ''] : inPlace(after);
  const all = kvs.entity<T>(entity).query().index(index, { partition }).sort(Sort.ASC).limit(A_PAGE);
  const query = from === null ? all : all.where(WhereConditions.greaterThanEqualTo(from));
  const isNew = ({ key, value }: Found<T>): boolean => Number(value[range]) !== from || key > lastKey;
  let page = await query.getMany();
  // More of one value than a page holds: those that were seen fill it.
  while (page.nextCursor !== undefined && !page.results.some(isNew))
    page = await query.cursor(page.nextCursor).getMany();
  const rows = page.results.filter(isNew);
  return {
    rows: rows.map(({ key, value }) => ({ key, value, place: `${Number(value[range])}.${key}` })),
    isLast: page.nextCursor === undefined,
  };
}

/** The value and the key that a place is made of. */
export const inPlace = (place: string): [number, string] => {
  const dot = place.indexOf('.');
  return [Number(place.slice(0, dot)) || 0, place.slice(dot + 1)];
};
