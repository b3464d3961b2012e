import { createHash } from 'node:crypto';
import kvs from '@forge/kvs';
import { z } from 'zod';
import type { Ids, KeptReading, ReadingStore } from '../../app/ports';
import { ok } from '../../domain/result';
import { cut, pack, unpack } from './packing';
import { LARGEST_BLOB, ROW_VERSION, type SnapshotRow } from './rows';
import { storageFailure } from './storage-call';

/** Readings that nobody looked at for so long are dropped; each new one starts the time again. */
const KEPT = { value: 90, unit: 'DAYS' } as const;

const pointerBlob = z.object({ at: z.string(), chunks: z.int().min(0), inline: z.string() });
type Pointer = z.infer<typeof pointerBlob>;

const rows = () => kvs.entity<SnapshotRow>('snapshot');
/** Keys of readings hold names from outside; storage takes few characters and 500 of them. */
const sourceOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 40);
const chunkKey = (source: string, generation: string, n: number): string => `${source}:${generation}:${n}`;

/**
 * Compressed, in chunks, behind a pointer. A reading is written under a generation of its own and becomes visible when the pointer names it,
 * so half of one is never read. Whoever moves the pointer deletes exactly the generation that it replaced. Small readings are
 * in the pointer itself.
 */
export const createReadingStore = (ids: Ids): ReadingStore => ({
  async get(key) {
    try {
      const source = sourceOf(key);
      const first = await readGeneration(source);
      if (first !== 'replaced') return ok(first);
      const second = await readGeneration(source);
      return ok(second === 'replaced' ? null : second);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async put(key, reading) {
    try {
      await writeGeneration(sourceOf(key), ids.next(), reading);
      return ok(true);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
});

async function writeGeneration(source: string, generation: string, reading: KeptReading): Promise<void> {
  const packed = await pack(reading.data);
  const at = Date.parse(reading.at);
  const row = (chunk: number, blob: string): SnapshotRow => ({
    v: ROW_VERSION,
    rev: 0,
    source,
    generation,
    chunk,
    at,
    blob,
  });
  const chunks = packed.length <= LARGEST_BLOB ? [] : cut(packed);
  for (const [n, chunk] of chunks.entries()) {
    await rows().set(chunkKey(source, generation, n), row(n, chunk), { ttl: KEPT });
  }
  const pointer: Pointer = {
    at: reading.at,
    chunks: chunks.length,
    inline: chunks.length === 0 ? packed : '',
  };
  const replaced = await rows().set<SnapshotRow>(source, row(POINTER, JSON.stringify(pointer)), {
    ttl: KEPT,
    keyPolicy: 'OVERRIDE',
    returnValue: 'PREVIOUS',
  });
  if (replaced !== undefined) await dropChunks(source, replaced.value);
}

/** The pointer's own place among the chunks. */
const POINTER = -1;

async function dropChunks(source: string, pointerRow: SnapshotRow): Promise<void> {
  const { chunks } = pointerBlob.parse(JSON.parse(pointerRow.blob));
  for (let n = 0; n < chunks; n += 1) await rows().delete(chunkKey(source, pointerRow.generation, n));
}

/** `replaced`: chunks that the pointer names are gone, as they are when a newer generation was put meanwhile. */
async function readGeneration(source: string): Promise<KeptReading | 'replaced' | null> {
  const row = await rows().get(source);
  if (row === undefined) return null;
  const { at, chunks, inline } = pointerBlob.parse(JSON.parse(row.blob));
  const parts = await Promise.all(
    Array.from({ length: chunks }, (_, n) => rows().get(chunkKey(source, row.generation, n))),
  );
  if (parts.includes(undefined)) return 'replaced';
  const packed = chunks === 0 ? inline : parts.map((part) => part?.blob ?? '').join('');
  const data = await unpack(packed);
  return { at, data };
}
