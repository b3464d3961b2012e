import type { StorageFailure } from '../../app/ports';
import type { AuditStore } from '../../app/ports-of-audit';
import type { Checkpoint } from '../../domain/access/checkpoint';
import type { Verification } from '../../domain/access/verification';
import { err, ok, type Result } from '../../domain/result';

export type MemoryAudit = AuditStore & {
  /** Calls before storage stops answering; null: it never does. */
  stopAfter(calls: number | null): void;
};

/** What is kept beside the ledger, in memory. Copied in and out, as a real store would. */
export const createMemoryAudit = (): MemoryAudit => {
  const checkpoints = new Map<string, Checkpoint>();
  const verifications = new Map<string, Verification>();
  let left: number | null = null;
  const call = <T, E extends { code: string }>(
    run: () => Result<T, E>,
  ): Promise<Result<T, E | StorageFailure>> =>
    Promise.resolve(
      left !== null && left-- <= 0
        ? err({ code: 'STORAGE_UNAVAILABLE', detail: 'switched off' })
        : structuredClone(run()),
    );
  return {
    addCheckpoint: (checkpoint) =>
      call(() => {
        if (checkpoints.has(checkpoint.day)) return err({ code: 'CONFLICT' as const });
        checkpoints.set(checkpoint.day, structuredClone(checkpoint));
        return ok(true as const);
      }),
    checkpoint: (day) => call(() => ok(checkpoints.get(day) ?? null)),
    checkpoints: ({ before, limit }) =>
      call(() =>
        ok(
          [...checkpoints.values()]
            .filter(({ day }) => before === null || day < before)
            .sort((a, b) => (a.day < b.day ? 1 : -1))
            .slice(0, limit)
            .map(({ heads: _, ...root }) => root),
        ),
      ),
    verification: (chain, scope) => call(() => ok(verifications.get(`${chain} ${scope}`) ?? null)),
    saveVerification: (verification) =>
      call(() => {
        const key = `${verification.chain} ${verification.scope}`;
        if ((verifications.get(key)?.rev ?? 0) !== verification.rev - 1)
          return err({ code: 'CONFLICT' as const });
        verifications.set(key, structuredClone(verification));
        return ok(true as const);
      }),
    stopAfter: (calls) => {
      left = calls;
    },
  };
};
