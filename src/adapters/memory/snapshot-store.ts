import type { SnapshotStore, StorageFailure } from '../../app/ports';
import type { MeshPart } from '../../domain/istio/connection-snapshot';
import { mergeParts, type SnapshotPart } from '../../domain/kong/connection-snapshot';
import { gatewayPluginsIn, mayHoldGatewayPlugins, slicesOf } from '../../domain/kong/gateway-plugins';
import type { EstatePart } from '../../domain/snapshot/reading-order';
import { noSnapshotYet, type Generation, type SnapshotRecord } from '../../domain/snapshot/refresh';
import { err, ok, type Result } from '../../domain/result';

export type MemorySnapshots = SnapshotStore & {
  /** Calls before storage stops answering; null: it never does. A call that fails changed nothing. */
  stopAfter(calls: number | null): void;
  calls(): number;
  /** All that is kept, as text: for tests that look for what must not be there. */
  dump(): string;
};

/** Snapshots in memory, a part a value. Copied in and out, as a real store would. */
export const createMemorySnapshotStore = (): MemorySnapshots => {
  const records = new Map<string, SnapshotRecord>();
  const parts = new Map<string, EstatePart>();
  let left: number | null = null;
  let made = 0;
  const call = <T, E extends { code: string }>(
    run: () => Result<T, E>,
  ): Promise<Result<T, E | StorageFailure>> => {
    made += 1;
    if (left !== null && left-- <= 0) {
      return Promise.resolve(err({ code: 'STORAGE_UNAVAILABLE', detail: 'switched off' }));
    }
    return Promise.resolve(structuredClone(run()));
  };
  const recordOf = (id: string): SnapshotRecord => records.get(id) ?? noSnapshotYet(id);
  const swap = (record: SnapshotRecord): Result<SnapshotRecord, { code: 'CONFLICT' }> => {
    if (recordOf(record.connectionId).rev !== record.rev - 1) return err({ code: 'CONFLICT' });
    records.set(record.connectionId, structuredClone(record));
    return ok(record);
  };
  const partKey = (id: string, generation: string, n: number): string => `${id} ${generation} ${n}`;
  const placesOf = (id: string, { generation, parts: places }: Generation): string[] =>
    places.map((_, n) => partKey(id, generation, n));
  const partsOf = <P extends EstatePart>(id: string, current: Generation): P[] => {
    const held = placesOf(id, current).map((key) => parts.get(key));
    const whole = held.filter((part) => part !== undefined);
    if (whole.length < held.length) throw new Error('a part of the current generation is gone');
    return whole.filter((_, n) => current.parts[n]?.dropped !== true) as P[];
  };
  return {
    record: (id) => call(() => ok(recordOf(id))),
    save: (record) => call(() => swap(record)),
    savePart: (record, part) =>
      call(() => {
        const { connectionId, job } = record;
        if (job === null) return err({ code: 'CONFLICT' as const });
        const slices = slicesOf(part);
        const places = slices.map(({ items: _, ...place }) => ({ ...place, chunks: 1 }));
        const swapped = swap({ ...record, job: { ...job, parts: [...job.parts, ...places] } });
        if (swapped.ok)
          slices.forEach((slice, n) =>
            parts.set(partKey(connectionId, job.generation, job.parts.length + n), structuredClone(slice)),
          );
        return swapped;
      }),
    current: (id) =>
      call(() => {
        const { current } = recordOf(id);
        if (current === null) return ok(null);
        return ok({
          snapshot: mergeParts(partsOf<SnapshotPart>(id, current), current),
          address: current.address,
          generation: current.generation,
        });
      }),
    gatewayPlugins: (id) =>
      call(() => {
        const { current } = recordOf(id);
        if (current === null) return ok(null);
        const wanted = partsOf<SnapshotPart>(id, current).filter(
          (part) => part.collection === 'consumers' || mayHoldGatewayPlugins(part),
        );
        return ok({ gateway: gatewayPluginsIn(wanted, current), address: current.address });
      }),
    lists: (id, collections) =>
      call(() => {
        const { current } = recordOf(id);
        if (current === null) return ok(null);
        const wanted = partsOf<MeshPart>(id, current).filter(({ collection }) =>
          collections.includes(collection),
        );
        return ok({ head: current, parts: wanted });
      }),
    drop: (id, rev) =>
      call(() => {
        if (recordOf(id).rev !== rev) return err({ code: 'CONFLICT' as const });
        records.delete(id);
        return ok(true as const);
      }),
    sweep: (id, generations) =>
      call(() => {
        for (const generation of generations) for (const key of placesOf(id, generation)) parts.delete(key);
        return ok(true as const);
      }),
    stopAfter: (calls) => {
      left = calls;
    },
    calls: () => made,
    dump: () => JSON.stringify([[...records], [...parts]]),
  };
};
