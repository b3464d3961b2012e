import kvs, { Filter, FilterConditions } from '@forge/kvs';
import type { ConnectionStore, StorageFailure } from '../../app/ports';
import type { Connection, ConnectionHealth } from '../../domain/connection';
import { err, ok, type Result } from '../../domain/result';
import { parseIds, ROW_VERSION, type ConnectionRow, type SettingRow } from './rows';
import { existsAlready, lostTheSwap, storageFailure } from './storage-call';

const ENTITY = 'connection';
/** Not a ULID, so no connection can have it. */
const CATALOG = 'catalog';
const CATALOG_KIND = 'catalog';

const rows = () => kvs.entity<ConnectionRow>(ENTITY);
const health = () => kvs.entity<SettingRow>('setting');
const healthKey = (id: string): string => `health:${id}`;

/** Compares and swaps: only `equalTo` on `rev`, which Forge's transactions are sure to have. */
const atRev = (rev: number) => ({
  entityName: ENTITY,
  conditions: new Filter<ConnectionRow>().and('rev', FilterConditions.equalTo(rev)),
});

/**
 * One row a connection, and one catalog row that lists their ids: queries lag behind writes, `get` does not, so a connection just added is
 * listed. Adding and removing swap the catalog in the same transaction.
 */
export const connectionStore: ConnectionStore = {
  async list() {
    try {
      const catalog = await rows().get(CATALOG);
      const found = await Promise.all((catalog === undefined ? [] : parseIds(catalog.blob)).map(readRow));
      const connections = found.filter((connection) => connection !== null);
      return ok(connections.sort((a, b) => (a.name < b.name ? -1 : 1)));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async get(id) {
    try {
      return ok(await readRow(id));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  put: (connection) => (connection.rev === 1 ? add(connection) : change(connection)),
  remove: (id, rev) =>
    withCatalog(async (catalog) => {
      const row = await rows().get(id);
      if (row?.rev !== rev) return 'conflict';
      await kvs
        .transact()
        .delete(id, atRev(rev))
        .set(
          CATALOG,
          catalogRow(
            catalog,
            catalog.ids.filter((other) => other !== id),
          ),
          atRev(catalog.rev),
        )
        .execute();
      await health().delete(healthKey(id));
      return true;
    }),
  async health(id) {
    try {
      const row = await health().get(healthKey(id));
      return ok(row === undefined ? NEVER_CALLED : (JSON.parse(row.blob) as ConnectionHealth));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async noteHealth(id, noted) {
    try {
      const blob = JSON.stringify(noted);
      await health().set(healthKey(id), { v: ROW_VERSION, rev: 0, kind: 'health', blob });
      return ok(true);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};

const NEVER_CALLED: ConnectionHealth = { lastSuccessAt: null, lastFailure: null };

const readRow = async (id: string): Promise<Connection | null> => {
  const row = await rows().get(id);
  return row === undefined || row.kind === CATALOG_KIND ? null : (JSON.parse(row.blob) as Connection);
};

const connectionRow = (connection: Connection): ConnectionRow => ({
  v: ROW_VERSION,
  rev: connection.rev,
  kind: connection.kind,
  blob: JSON.stringify(connection),
});

type Catalog = { rev: number; ids: string[] };

const catalogRow = ({ rev }: Catalog, ids: string[]): ConnectionRow => ({
  v: ROW_VERSION,
  rev: rev + 1,
  kind: CATALOG_KIND,
  blob: JSON.stringify(ids),
});

/** The catalog, made when it is not there yet; of two who make it at once, one does. */
const readCatalog = async (): Promise<Catalog> => {
  const row = await rows().get(CATALOG);
  if (row !== undefined) return { rev: row.rev, ids: parseIds(row.blob) };
  try {
    await rows().set(CATALOG, catalogRow({ rev: 0, ids: [] }, []), { keyPolicy: 'FAIL_IF_EXISTS' });
  } catch (thrown) {
    if (!existsAlready(thrown)) throw thrown;
  }
  const made = await rows().get(CATALOG);
  return made === undefined ? { rev: 1, ids: [] } : { rev: made.rev, ids: parseIds(made.blob) };
};

const ATTEMPTS = 5;

type Stored<T> = Result<T, { code: 'CONFLICT' } | StorageFailure>;

/** Tries again when only the catalog was swapped meanwhile: two admins who add different connections do not conflict. */
const withCatalog = async (
  attempt: (catalog: Catalog) => Promise<true | 'conflict'>,
): Promise<Stored<true>> => {
  for (let tries = 1; ; tries += 1) {
    try {
      const done = await attempt(await readCatalog());
      return done === true ? ok(true) : err({ code: 'CONFLICT' });
    } catch (thrown) {
      if (!lostTheSwap(thrown)) return storageFailure(thrown);
      if (tries === ATTEMPTS) return err({ code: 'CONFLICT' });
    }
  }
};

const add = async (connection: Connection): Promise<Stored<Connection>> => {
  const added = await withCatalog(async (catalog) => {
    if (catalog.ids.includes(connection.id)) return 'conflict';
    await kvs
      .transact()
      .set(connection.id, connectionRow(connection), { entityName: ENTITY })
      .set(CATALOG, catalogRow(catalog, [...catalog.ids, connection.id]), atRev(catalog.rev))
      .execute();
    return true;
  });
  return added.ok ? ok(connection) : added;
};

const change = async (connection: Connection): Promise<Stored<Connection>> => {
  try {
    await kvs
      .transact()
      .set(connection.id, connectionRow(connection), atRev(connection.rev - 1))
      .execute();
    return ok(connection);
  } catch (thrown) {
    return lostTheSwap(thrown) ? err({ code: 'CONFLICT' }) : storageFailure(thrown);
  }
};
