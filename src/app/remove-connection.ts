import { err, ok, type Result } from '../domain/result';
import type { Ports } from './ports';
import type { Refusal } from './refusal';

/**
 * Removes a connection and its secrets. First its credentials are out of use, then their text is gone, then the connection: it can be removed
 * again from any point in between, and no secret outlives it. Its exchanges stay until they expire: they are the record of what was done.
 */
export async function removeConnection(
  { connections, secrets, clock }: Pick<Ports, 'connections' | 'secrets' | 'clock'>,
  { id, rev }: { id: string; rev: number },
): Promise<Result<{ removed: true }, Refusal>> {
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
  const removed = await connections.remove(id, rev + 1);
  return removed.ok ? ok({ removed: true }) : removed;
}
