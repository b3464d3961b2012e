import type { MappingStore, StorageFailure } from '../../app/ports';
import { subjectKey, type Mapping } from '../../domain/identity/mapping';
import { err, ok, type Result } from '../../domain/result';

export type MemoryMappings = MappingStore & {
  /** Calls before storage stops answering; null: it never does. */
  stopAfter(calls: number | null): void;
};

/** Mappings in memory. Copied in and out, as a real store would. */
export const createMemoryMappingStore = (): MemoryMappings => {
  const kept = new Map<string, Mapping>();
  let left: number | null = null;
  const call = <T, E extends { code: string }>(
    run: () => Result<T, E>,
  ): Promise<Result<T, E | StorageFailure>> =>
    Promise.resolve(
      left !== null && left-- <= 0
        ? err({ code: 'STORAGE_UNAVAILABLE', detail: 'switched off' })
        : structuredClone(run()),
    );
  const keyOf = ({
    connectionId,
    subject,
    consumer,
  }: Pick<Mapping, 'connectionId' | 'subject' | 'consumer'>) =>
    JSON.stringify([connectionId, subjectKey(subject), consumer.id]);
  return {
    list: (id) =>
      call(() =>
        ok(
          [...kept.values()]
            .filter(({ connectionId }) => connectionId === id)
            .sort((a, b) => (a.assertedAt < b.assertedAt ? -1 : 1)),
        ),
      ),
    add: (mapping) =>
      call(() => {
        if (kept.has(keyOf(mapping))) return err({ code: 'CONFLICT' as const });
        kept.set(keyOf(mapping), structuredClone(mapping));
        return ok(true as const);
      }),
    remove: (mapping) => call(() => ok(kept.delete(keyOf(mapping)) || true)),
    removeAll: (id) =>
      call(() => {
        for (const [key, { connectionId }] of kept) if (connectionId === id) kept.delete(key);
        return ok(true as const);
      }),
    stopAfter: (calls) => {
      left = calls;
    },
  };
};
