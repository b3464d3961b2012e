import type { ConnectionId } from '../../domain/binding';
import type { DriftReport } from '../../domain/access/drift-report';
import { err, ok, type Result } from '../../domain/result';
import type { JobPorts } from '../job-ports';
import type { Ports, StorageFailure } from '../ports';
import type { Refusal } from '../refusal';

const PREFIX = 'compare#';

/** The message that asks for a comparison. There is no outbox row behind it: the sweep asks again until the snapshot was compared. */
export const compareKey = (connectionId: ConnectionId): string => `${PREFIX}${connectionId}`;

export const connectionToCompare = (key: string): ConnectionId | null =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null;

type Reading = Pick<Ports, 'readings'>;

const keyOf = (connectionId: ConnectionId): string => `drift of ${connectionId}`;

/** What the newest comparison came to; null: there was none. */
export async function keptDrift(
  { readings }: Reading,
  connectionId: ConnectionId,
): Promise<Result<DriftReport | null, StorageFailure>> {
  const kept = await readings.get(keyOf(connectionId));
  if (!kept.ok) return kept;
  return ok(kept.value === null ? null : (kept.value.data as DriftReport)); // written by keepDrift alone
}

export const keepDrift = (
  { readings }: Reading,
  connectionId: ConnectionId,
  report: DriftReport,
): Promise<Result<true, StorageFailure>> =>
  readings.put(keyOf(connectionId), { at: report.comparedAt, data: report });

/** `isNewest` false: the snapshot that there is now is still to be compared, or is none that can be. */
export type ConnectionDrift = { report: DriftReport | null; isNewest: boolean };

/** What there is to say about a connection's grants, for those who run it. err CONNECTION_GONE */
export async function readConnectionDrift(
  ports: Pick<Ports, 'connections' | 'snapshots' | 'readings'>,
  connectionId: ConnectionId,
): Promise<Result<ConnectionDrift, Refusal>> {
  const connection = await ports.connections.get(connectionId);
  if (!connection.ok) return connection;
  if (connection.value === null) return err({ code: 'CONNECTION_GONE' });
  const [report, record] = await Promise.all([
    keptDrift(ports, connectionId),
    ports.snapshots.record(connectionId),
  ]);
  if (!report.ok) return report;
  if (!record.ok) return record;
  const isNewest = report.value !== null && report.value.generation === record.value.current?.generation;
  return ok({ report: report.value, isNewest });
}

/** Connections of which the newest snapshot was not compared with what grants hold there. */
export async function notCompared(
  ports: Pick<JobPorts, 'connections' | 'snapshots' | 'readings'>,
): Promise<Result<ConnectionId[], StorageFailure>> {
  const connections = await ports.connections.list();
  if (!connections.ok) return connections;
  const found: ConnectionId[] = [];
  for (const { id } of connections.value) {
    const record = await ports.snapshots.record(id);
    if (!record.ok) return record;
    const head = record.value.current;
    if (head?.startedAt === undefined) continue;
    const kept = await keptDrift(ports, id);
    if (!kept.ok) return kept;
    if (kept.value?.generation !== head.generation) found.push(id);
  }
  return ok(found);
}
