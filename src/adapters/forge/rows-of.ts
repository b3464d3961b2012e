import kvs, { Sort } from '@forge/kvs';

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
