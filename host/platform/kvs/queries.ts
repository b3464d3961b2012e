import type { Json, JsonObject } from '../../../src/domain/json';
import { meets, testOf } from './conditions';
import { refuse } from './refusal';
import type { EntityQuery, MetadataFields, Query, Scalar } from './requests';
import { type Entity, type EntityIndex, indexOf, rangeValueOf } from './schema';
import type { KvsRecord, Table } from './store';

const DEFAULT_PAGE = 10;
const MAX_PAGE = 100;

export type Page = { data: JsonObject[]; cursor?: string };
type Row = { key: string; at: Scalar; record: KvsRecord };
/** Where the page before ended: the value it was sorted by, and the key. */
type Position = [Scalar, string];

/** Values whose key begins with a prefix, in the order of keys. Other conditions are refused as Forge refuses them. */
export function queryValues(table: Table, { where, after, limit, options }: Query): Page {
  const [condition, ...more] = where ?? [];
  if (more.length > 0) refuse('QUERY_WHERE_INVALID', 'A query takes one condition');
  if (condition !== undefined && condition.property !== 'key')
    refuse('QUERY_WHERE_FIELD_INVALID', 'Values can be queried by key only');
  if (condition !== undefined && condition.condition !== 'BEGINS_WITH')
    refuse('QUERY_WHERE_INVALID', 'Keys can be queried with BEGINS_WITH only');
  const rows = [...table]
    .filter(([key]) => condition === undefined || meets(condition, key))
    .map(([key, record]): Row => ({ key, at: key, record }));
  const size = pageSize(limit, 'LIST_QUERY_LIMIT_EXCEEDED');
  return page(rows.sort(byPosition), { size, after, fields: options?.metadataFields });
}

/** Entities of one index, in the order of its range attribute. Records without the indexed attributes are not in it. */
export function queryEntities(table: Table, entity: Entity, query: EntityQuery): Page {
  const index = indexOf(entity, query.indexName);
  const { range } = query;
  const passes = query.filters === undefined ? () => true : testOf(query.filters, entity);
  const rows = rowsOf(table, index, query.partition ?? []).filter(
    ({ at, record }) => (range === undefined || meets(range, at)) && passes(record.value),
  );
  rows.sort(byPosition);
  if (query.sort === 'DESC') rows.reverse();
  const size = pageSize(query.limit, 'COMPLEX_QUERY_PAGE_LIMIT_NOT_IN_RANGE');
  return page(rows, { size, after: query.cursor, fields: query.options?.metadataFields });
}

function rowsOf(table: Table, index: EntityIndex, partition: Scalar[]): Row[] {
  if (partition.length !== index.partition.length)
    refuse(
      'INVALID_ENTITY_INDEX',
      `Index ${index.name} is partitioned by ${index.partition.join(', ') || 'nothing'}`,
    );
  return [...table].flatMap(([key, record]) => {
    const at = rangeValueOf(index, key, record.value);
    const inPartition = index.partition.every(
      (attribute, position) => (record.value as JsonObject)[attribute] === partition[position],
    );
    return at !== undefined && inPartition ? [{ key, at, record }] : [];
  });
}

function pageSize(limit: number | undefined, code: string): number {
  const size = limit ?? DEFAULT_PAGE;
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE)
    refuse(code, `A page has 1 to ${MAX_PAGE} entries`);
  return size;
}

function byPosition(left: Row, right: Row): number {
  return compare(left.at, right.at) || compare(left.key, right.key);
}

/** Numbers before texts before truth values; texts by code unit, as the store has no language. */
function compare(left: Scalar, right: Scalar): number {
  const order = ['number', 'string', 'boolean'];
  const byType = order.indexOf(typeof left) - order.indexOf(typeof right);
  if (byType !== 0 || left === right) return byType;
  return left < right ? -1 : 1;
}

type Cut = { size: number; after: string | undefined; fields: MetadataFields };

/** A page starts after the place where the last one ended, whether or not that record is still there. */
function page(rows: Row[], { size, after, fields }: Cut): Page {
  const start = after === undefined ? 0 : startAfter(rows, positionOf(after));
  const taken = rows.slice(start, start + size);
  const last = taken.at(-1);
  const data = taken.map(({ key, record }) => shown(key, record, fields ?? []));
  return last !== undefined && start + size < rows.length
    ? { data, cursor: cursorOf([last.at, last.key]) }
    : { data };
}

function startAfter(rows: Row[], [at, key]: Position): number {
  const exact = rows.findIndex((row) => row.key === key && row.at === at);
  if (exact >= 0) return exact + 1;
  const first = rows[0];
  const last = rows.at(-1);
  const descending = first !== undefined && last !== undefined && byPosition(first, last) > 0;
  const next = rows.findIndex((row) => {
    const order = compare(row.at, at) || compare(row.key, key);
    return descending ? order < 0 : order > 0;
  });
  return next < 0 ? rows.length : next;
}

function cursorOf(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function positionOf(cursor: string): Position {
  try {
    const position = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    if (Array.isArray(position) && position.length === 2) return position as Position;
  } catch {
    // Refused below, with everything else that no page of ours gave out.
  }
  return refuse('INVALID_CURSOR', 'The cursor is not from a page of this query');
}

const METADATA: Record<
  NonNullable<MetadataFields>[number],
  (record: KvsRecord) => [string, Json | undefined]
> = {
  CREATED_AT: (record) => ['createdAt', record.createdAt],
  UPDATED_AT: (record) => ['updatedAt', record.updatedAt],
  EXPIRE_TIME: (record) => ['expireTime', isoTime(record.expiresAt)],
};

function shown(key: string, record: KvsRecord, fields: NonNullable<MetadataFields>): JsonObject {
  const metadata = Object.fromEntries(fields.map((field) => METADATA[field](record)));
  return { key, value: record.value, ...metadata };
}

/** A record with all its metadata, as get and set answer it; the SDK leaves out what was not asked for. */
export function wholeRecord(key: string, record: KvsRecord): JsonObject {
  return shown(key, record, ['CREATED_AT', 'UPDATED_AT', 'EXPIRE_TIME']);
}

/** expireTime is ISO text; createdAt and updatedAt are numbers (storage-reference/kvs-api). */
function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
