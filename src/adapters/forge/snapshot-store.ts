import kvs, { Filter, FilterConditions } from '@forge/kvs';
import type { SnapshotStore, StorageFailure } from '../../app/ports';
import type { MeshPart } from '../../domain/istio/connection-snapshot';
import { mergeParts, type SnapshotPart } from '../../domain/kong/connection-snapshot';
import {
  gatewayPluginsIn,
  mayHoldGatewayPlugins,
  nameConsumers,
  slicesOf,
} from '../../domain/kong/gateway-plugins';
import type { EstatePart } from '../../domain/snapshot/reading-order';
import {
  noSnapshotYet,
  type Generation,
  type PartPlace,
  type SnapshotHead,
  type SnapshotRecord,
} from '../../domain/snapshot/refresh';
import { err, ok, type Result } from '../../domain/result';
import { cut, pack, unpack } from './packing';
import { ROW_VERSION, type SnapshotRow } from './rows';
import { existsAlready, lostTheSwap, storageFailure } from './storage-call';

const ENTITY = 'snapshot';
const rows = () => kvs.entity<SnapshotRow>(ENTITY);

/** Not a generation, so no part can have it. */
const RECORD = 'record';
/** Keys of clusters begin like those of gateways, which were there first: the ids tell them apart. */
const recordKey = (id: string): string => `kong:${id}:${RECORD}`;
const chunkKey = (id: string, place: { generation: string; part: number; chunk: number }): string =>
  `kong:${id}:${place.generation}:${place.part}:${place.chunk}`;

/** A transaction takes 25 operations and 4 MB; one operation is the record. */
const MOST_CHUNKS = 24;
const AT_A_TIME = 25;
const NOT_FOUND = 'KEY_NOT_FOUND';

/**
 * One row a connection with its record, and the parts of its generations in compressed chunks below 100 KiB. The chunks of a part and the
 * record that knows of it are one transaction, under the condition that the record's `rev` is the one that was seen.
 */
export const snapshotStore: SnapshotStore = {
  async record(id) {
    try {
      return ok(await readRecord(id));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  save: (record) => (record.rev === 1 ? create(record) : swap(record, [])),
  async savePart(record, part) {
    const { connectionId, job } = record;
    if (job === null) return err({ code: 'CONFLICT' });
    const slices = await Promise.all(
      slicesOf(part).map(async ({ items, ...place }) => ({ place, pieces: cut(await pack(items)) })),
    );
    if (slices.flatMap(({ pieces }) => pieces).length > MOST_CHUNKS) return err({ code: 'PART_TOO_LARGE' });
    const places = slices.map(({ place, pieces }) => ({ ...place, chunks: pieces.length }));
    const { generation } = job;
    const at = Date.parse(job.startedAt);
    const chunks = slices.flatMap(({ pieces }, n) =>
      pieces.map((blob, chunk) => ({
        key: chunkKey(connectionId, { generation, part: job.parts.length + n, chunk }),
        row: chunkRow(connectionId, { generation, chunk, at, blob }),
      })),
    );
    return swap({ ...record, job: { ...job, parts: [...job.parts, ...places] } }, chunks);
  },
  current: (id) =>
    ofCurrent(id, async (head) => {
      const parts = await readParts<SnapshotPart>(id, head);
      if (!parts.ok) return parts;
      const { address, generation } = head;
      return ok({ snapshot: mergeParts(parts.value, head), address, generation });
    }),
  gatewayPlugins: (id) =>
    ofCurrent(id, async (head) => {
      const plugins = await readParts<SnapshotPart>(id, head, mayHoldGatewayPlugins);
      if (!plugins.ok) return plugins;
      // Most gateways have none for a single consumer: the consumers, often thousands, stay packed.
      const consumers = nameConsumers(plugins.value)
        ? await readParts<SnapshotPart>(id, head, ({ collection }) => collection === 'consumers')
        : ok([]);
      if (!consumers.ok) return consumers;
      const gateway = gatewayPluginsIn([...plugins.value, ...consumers.value], head);
      return ok({ gateway, address: head.address });
    }),
  lists: (id, collections) =>
    ofCurrent(id, async (head) => {
      const wanted: readonly string[] = collections;
      const parts = await readParts<MeshPart>(id, head, ({ collection }) => wanted.includes(collection));
      return parts.ok ? ok({ head, parts: parts.value }) : parts;
    }),
  async drop(id, rev) {
    try {
      const row = await rows().get(recordKey(id));
      if (row === undefined) return rev === 0 ? ok(true) : err({ code: 'CONFLICT' });
      await kvs
        .transact()
        .delete(recordKey(id), { entityName: ENTITY, conditions: atRev(rev) })
        .execute();
      return ok(true);
    } catch (thrown) {
      return lostTheSwap(thrown) ? err({ code: 'CONFLICT' }) : storageFailure(thrown);
    }
  },
  async sweep(id, generations) {
    try {
      const keys = generations.flatMap((generation) => keysOf(id, generation).flat());
      for (const some of slices(keys)) {
        const { failedKeys } = await kvs.batchDelete(some.map((key) => ({ key, entityName: ENTITY })));
        const failed = failedKeys.find(({ error }) => error.code !== NOT_FOUND);
        if (failed !== undefined) return err({ code: 'STORAGE_UNAVAILABLE', detail: failed.error.code });
      }
      return ok(true);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};

type Chunk = { key: string; row: SnapshotRow };
type Swapped = Result<SnapshotRecord, { code: 'CONFLICT' } | StorageFailure>;

const readRecord = async (id: string): Promise<SnapshotRecord> => {
  const row = await rows().get(recordKey(id));
  return row === undefined ? noSnapshotYet(id) : (JSON.parse(row.blob) as SnapshotRecord);
};

/** What `read` makes of the current generation; null when there is none. Asked again when that was replaced and swept meanwhile. */
const ofCurrent = async <T>(
  id: string,
  read: (head: SnapshotHead) => Promise<Result<T, StorageFailure>>,
): Promise<Result<T | null, StorageFailure>> => {
  try {
    for (let tries = 0; tries < 2; tries += 1) {
      const { current } = await readRecord(id);
      if (current === null) return ok(null);
      const found = await read(current);
      if (found.ok || found.error.detail !== NOT_FOUND) return found;
    }
    return err({ code: 'STORAGE_UNAVAILABLE', detail: 'replaced while it was read' });
  } catch (thrown) {
    return storageFailure(thrown);
  }
};

const atRev = (rev: number) => new Filter<SnapshotRow>().and('rev', FilterConditions.equalTo(rev));

const recordRow = (record: SnapshotRecord): SnapshotRow => ({
  v: ROW_VERSION,
  rev: record.rev,
  source: record.connectionId,
  generation: RECORD,
  chunk: 0,
  at: Date.parse(record.job?.savedAt ?? record.current?.readAt ?? record.lastFailure?.at ?? '1970-01-01'),
  blob: JSON.stringify(record),
});

const chunkRow = (
  source: string,
  rest: Pick<SnapshotRow, 'generation' | 'chunk' | 'at' | 'blob'>,
): SnapshotRow => ({ v: ROW_VERSION, rev: 0, source, ...rest });

/** A record's first row: of two who write it at once, one does. */
const create = async (record: SnapshotRecord): Promise<Swapped> => {
  try {
    await rows().set(recordKey(record.connectionId), recordRow(record), { keyPolicy: 'FAIL_IF_EXISTS' });
    return ok(record);
  } catch (thrown) {
    return existsAlready(thrown) ? err({ code: 'CONFLICT' }) : storageFailure(thrown);
  }
};

const swap = async (record: SnapshotRecord, chunks: readonly Chunk[]): Promise<Swapped> => {
  try {
    const transaction = kvs.transact();
    for (const { key, row } of chunks) transaction.set(key, row, { entityName: ENTITY });
    await transaction
      .set(recordKey(record.connectionId), recordRow(record), {
        entityName: ENTITY,
        conditions: atRev(record.rev - 1),
      })
      .execute();
    return ok(record);
  } catch (thrown) {
    return lostTheSwap(thrown) ? err({ code: 'CONFLICT' }) : storageFailure(thrown);
  }
};

/** By part, by chunk. */
const keysOf = (id: string, { generation, parts }: Generation): string[][] =>
  parts.map(({ chunks }, part) =>
    Array.from({ length: chunks }, (_, chunk) => chunkKey(id, { generation, part, chunk })),
  );

/**
 * All parts that were not dropped, or those of them that are `wanted`. err NOT_FOUND as detail: chunks are gone, as they are when a newer generation was committed and
 * this one swept meanwhile.
 */
const readParts = async <P extends EstatePart>(
  id: string,
  head: SnapshotHead,
  wanted: (place: PartPlace) => boolean = () => true,
): Promise<Result<P[], StorageFailure>> => {
  const all = keysOf(id, head);
  const places = head.parts
    .map((place, n) => ({ ...place, keys: all[n] ?? [] }))
    .filter((place) => place.dropped !== true && wanted(place));
  const keys = places.map((place) => place.keys);
  const blobs = new Map<string, string>();
  for (const some of slices(keys.flat())) {
    const read = await kvs.batchGet<SnapshotRow>(some.map((key) => ({ key, entityName: ENTITY })));
    for (const { key, value } of read.successfulKeys) blobs.set(key, value.blob);
    const [failed] = read.failedKeys;
    if (failed !== undefined) return err({ code: 'STORAGE_UNAVAILABLE', detail: failed.error.code });
  }
  const parts = places.map(async ({ collection, keys: own }) => {
    const items = await unpack(own.map((key) => blobs.get(key) ?? '').join(''));
    return { collection, items } as P; // the connection's kind says which collections there are
  });
  return ok(await Promise.all(parts));
};

const slices = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / AT_A_TIME) }, (_, n) =>
    items.slice(n * AT_A_TIME, (n + 1) * AT_A_TIME),
  );
