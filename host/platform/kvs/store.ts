import { z } from 'zod';
import type { Json } from '../../../src/domain/json';

/** Times are milliseconds since 1970 on the host's clock. */
export type KvsRecord = { value: Json; createdAt: number; updatedAt: number; expiresAt?: number };
export type Table = ReadonlyMap<string, KvsRecord>;

/** `values`, `secrets`, or `entity:<name>`. */
export type TableName = string;

type Change = { at: number; table: TableName; key: string; before: KvsRecord | undefined };

export type Store = {
  /** As a get sees it: strictly consistent. */
  read(table: TableName): Table;
  /** As a query sees it: without the changes of the last `lagMs`. */
  readLagging(table: TableName): Table;
  put(table: TableName, key: string, record: KvsRecord): void;
  remove(table: TableName, key: string): void;
  dump(): Record<TableName, Record<string, KvsRecord>>;
};

const Stored = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.custom<Json>(),
      createdAt: z.number(),
      updatedAt: z.number(),
      expiresAt: z.number().optional(),
    }),
  ),
);

/** Forge removes what has expired within this time; until then it can be read (storage-reference/kvs-api, TTL). */
const DELETION_LAG_MS = 48 * 3_600_000;

export type StoreSettings = {
  stored: unknown;
  now: () => number;
  lagMs: () => number;
  onChange: () => void;
};

export function createStore({ stored, now, lagMs, onChange }: StoreSettings): Store {
  const tables = new Map<TableName, Map<string, KvsRecord>>();
  for (const [name, records] of Object.entries(Stored.parse(stored ?? {})))
    tables.set(name, new Map(Object.entries(records) as [string, KvsRecord][]));
  let recent: Change[] = [];

  const tableOf = (name: TableName): Map<string, KvsRecord> => {
    const table = tables.get(name) ?? new Map<string, KvsRecord>();
    tables.set(name, table);
    for (const [key, { expiresAt }] of table)
      if (expiresAt !== undefined && expiresAt + DELETION_LAG_MS <= now()) table.delete(key);
    return table;
  };
  const remember = (table: TableName, key: string): void => {
    const lag = lagMs();
    recent = recent.filter((change) => change.at > now() - lag);
    if (lag > 0) recent.push({ at: now(), table, key, before: tableOf(table).get(key) });
    onChange();
  };

  return {
    read: tableOf,
    readLagging(name) {
      const unseen = recent.filter((change) => change.table === name && change.at > now() - lagMs());
      const table = new Map(tableOf(name));
      for (const { key, before } of unseen.reverse()) {
        if (before === undefined) table.delete(key);
        else table.set(key, before);
      }
      return table;
    },
    put(name, key, record) {
      remember(name, key);
      tableOf(name).set(key, record);
    },
    remove(name, key) {
      remember(name, key);
      tableOf(name).delete(key);
    },
    dump: () => Object.fromEntries([...tables].map(([name, table]) => [name, Object.fromEntries(table)])),
  };
}
