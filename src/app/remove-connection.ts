import { retire } from '../domain/snapshot/refresh';
import { err, ok, type Result } from '../domain/result';
import { person } from '../domain/access/transition';
import { removeMappings, type RecordingPorts } from './change-mappings';
import type { Ports } from './ports';
import type { Refusal } from './refusal';

type RemovalPorts = RecordingPorts & Pick<Ports, 'secrets' | 'snapshots' | 'mappings'>;

/**
 * Removes a connection, its secrets, what was read through it and who is who there. First its credentials are out of use, then their text
 * is gone, then snapshot and mappings (the ledger tells which), then the connection: it can be removed again from any point in between, and no
 * secret outlives it. Its exchanges stay until they expire: they are the record of what was done.
 */
export async function removeConnection(
  ports: RemovalPorts,
  { id, rev, by }: { id: string; rev: number; by: string },
): Promise<Result<{ removed: true }, Refusal>> {
  const { connections, secrets, clock } = ports;
  const found = await connections.get(id);
  if (!found.ok) return found;
  if (found.value === null) return err({ code: 'CONNECTION_GONE' });
  const closed = await connections.put({
    ...found.value,
    rev: rev + 1,
    reader: { state: 'absent' },
    writer: { state: 'absent' },
    updatedAt: clock.now(),
  });
  if (!closed.ok) return closed;
  for (const role of ['reader', 'writer'] as const) {
    const gone = await secrets.remove(id, role);
    if (!gone.ok) return gone;
  }
  const forgotten = await forgetSnapshot(ports, id);
  if (!forgotten.ok) return forgotten;
  const mapped = await ports.mappings.list(id);
  if (!mapped.ok) return mapped;
  const given = { actor: person(by), because: 'the connection was removed' } as const;
  const unmapped = await removeMappings(ports, mapped.value, given);
  if (!unmapped.ok) return unmapped;
  const removed = await connections.remove(id, rev + 1);
  if (!removed.ok) return removed;
  // A refresh that began between the two found the connection still there; from now on none can.
  const late = await forgetSnapshot(ports, id);
  return late.ok ? ok({ removed: true }) : late;
}

/** The refresh is given up, nothing is read any more, the parts are deleted, then the record: a turn that still runs can store nothing. */
async function forgetSnapshot(
  { snapshots }: Pick<Ports, 'snapshots'>,
  id: string,
): Promise<Result<true, Refusal>> {
  const stored = await snapshots.record(id);
  if (!stored.ok) return stored;
  if (stored.value.rev === 0) return ok(true);
  const retired = await snapshots.save(retire(stored.value));
  if (!retired.ok) return retired;
  const swept = await snapshots.sweep(id, retired.value.doomed);
  return swept.ok ? snapshots.drop(id, retired.value.rev) : swept;
}
