import type { EstateRead } from '../../domain/access/things-read';
import type { Connection } from '../../domain/connection';
import { addressOf } from '../../domain/connection-draft';
import { policiesIn } from '../../domain/istio/connection-snapshot';
import { ok, type Result } from '../../domain/result';
import type { SnapshotHead } from '../../domain/snapshot/refresh';
import type { EpochMs, IsoTime } from '../../domain/time';
import { targetOf } from '../connection-target';
import type { Ports, StorageFailure } from '../ports';

/** A connection's newest snapshot, as far as grants write there. */
export type ReadEstate = {
  estate: EstateRead;
  generation: string;
  address: string;
  /** What was there before this and was still there when it had been read is in it. */
  startedAt: EpochMs;
  readAt: IsoTime;
};

/**
 * null: the connection was never read as a whole, or what was read is not what it leads to now, or nobody wrote down when reading it began:
 * nothing follows from it.
 */
export async function readEstate(
  { snapshots }: Pick<Ports, 'snapshots'>,
  connection: Connection,
): Promise<Result<ReadEstate | null, StorageFailure>> {
  if (connection.kind === 'kubernetes') {
    const kept = await snapshots.lists(connection.id, ['authorizationpolicies']);
    if (!kept.ok) return kept;
    if (kept.value === null || !isComparable(connection, kept.value.head)) return ok(null);
    const { head, parts } = kept.value;
    const estate = { of: 'mesh', policies: policiesIn(parts), isListed: isListedIn(head) } as const;
    return ok(readOf(head, estate));
  }
  const record = await snapshots.record(connection.id);
  if (!record.ok) return record;
  const kept = await snapshots.current(connection.id);
  if (!kept.ok) return kept;
  const head = record.value.current;
  // Replaced between the two reads: the new one is compared when it is asked for.
  if (head === null || kept.value?.generation !== head.generation || !isComparable(connection, head))
    return ok(null);
  return ok(readOf(head, { of: 'kong', snapshot: kept.value.snapshot }));
}

/** Whether the snapshot is of what the connection leads to now, and says when its reading began. */
export const isComparable = (connection: Connection, head: SnapshotHead | null): boolean =>
  head?.startedAt !== undefined && head.address === addressOf(targetOf(connection));

const readOf = (
  { generation, address, startedAt = '', readAt }: SnapshotHead,
  estate: EstateRead,
): ReadEstate => ({
  estate,
  generation,
  address,
  startedAt: Date.parse(startedAt),
  readAt,
});

const POLICIES = 'authorizationpolicies';

const isListedIn = ({ unread, readWithin }: SnapshotHead): ((namespace: string) => boolean) => {
  const isWhole = !unread.some(({ part }) => part === POLICIES);
  return (namespace) => isWhole || readWithin?.[POLICIES]?.includes(namespace) === true;
};
