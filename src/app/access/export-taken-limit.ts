import { takenLimitExport, type TakenLimit } from '../../domain/access/export-taken-limit';
import { ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import type { Exported } from './export-access';

/** The file for whoever owns the limit that is in the place of the one that is asked for. */
export async function exportTakenLimit(
  { snapshots, connections }: Pick<Ports, 'snapshots' | 'connections'>,
  taken: TakenLimit,
): Promise<Result<Exported, StorageFailure>> {
  const { connectionId } = taken.change;
  const [stored, connection] = await Promise.all([
    snapshots.current(connectionId),
    connections.get(connectionId),
  ]);
  if (!stored.ok) return stored;
  if (!connection.ok) return connection;
  const deck = takenLimitExport(taken, stored.value?.snapshot ?? null);
  return ok({ format: 'deck', decks: [{ ...deck, connection: connection.value?.name ?? connectionId }] });
}
