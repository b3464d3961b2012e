import type { DriftReport } from '../../domain/access/drift-report';
import type { ConnectionId } from '../../domain/binding';
import type { Connection } from '../../domain/connection';
import { addressOf } from '../../domain/connection-draft';
import { err, ok, type Result } from '../../domain/result';
import { targetOf } from '../connection-target';
import type { Ports, StorageFailure } from '../ports';
import type { Refusal } from '../refusal';
import { isComparable } from './read-estate';

const PREFIX = 'compare#';

/** The message that asks for a comparison. There is no outbox row behind it: the sweep asks again until the snapshot was compared. */
export const compareKey = (connectionId: ConnectionId): string => `${PREFIX}${connectionId}`;

export const connectionToCompare = (key: string): ConnectionId | null =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null;

type Reading = Pick<Ports, 'readings'>;

const keyOf = (connectionId: ConnectionId): string => `drift of ${connectionId}`;

/** What the newest comparison came to of what the connection leads to now; null: there was none. */
export async function keptDrift(
  { readings }: Reading,
  connection: Connection,
): Promise<Result<DriftReport | null, StorageFailure>> {
  const kept = await readings.get(keyOf(connection.id));
  if (!kept.ok) return kept;
  const report = kept.value === null ? null : (kept.value.data as DriftReport); // written by keepDrift alone
  return ok(report?.address === addressOf(targetOf(connection)) ? report : null);
}

export const keepDrift = (
  { readings }: Reading,
  connectionId: ConnectionId,
  report: DriftReport,
): Promise<Result<true, StorageFailure>> =>
  readings.put(keyOf(connectionId), { at: report.comparedAt, data: report });

/** `isToCome`: the snapshot that there is now is compared within minutes. */
export type ConnectionDrift = { report: DriftReport | null; isToCome: boolean };

type Comparing = Pick<Ports, 'connections' | 'snapshots' | 'readings'>;

/** What there is to say about a connection's grants, for those who run it. err CONNECTION_GONE */
export async function readConnectionDrift(
  ports: Comparing,
  connectionId: ConnectionId,
): Promise<Result<ConnectionDrift, Refusal>> {
  const connection = await ports.connections.get(connectionId);
  if (!connection.ok) return connection;
  return connection.value === null ? err({ code: 'CONNECTION_GONE' }) : driftNow(ports, connection.value);
}

async function driftNow(
  ports: Comparing,
  connection: Connection,
): Promise<Result<ConnectionDrift, StorageFailure>> {
  const [report, record] = await Promise.all([
    keptDrift(ports, connection),
    ports.snapshots.record(connection.id),
  ]);
  if (!report.ok) return report;
  if (!record.ok) return record;
  const { current } = record.value;
  const isToCome = isComparable(connection, current) && report.value?.generation !== current?.generation;
  return ok({ report: report.value, isToCome });
}

/** Connections of which the newest snapshot is still to be compared with what grants hold there. */
export async function notCompared(ports: Comparing): Promise<Result<ConnectionId[], StorageFailure>> {
  const connections = await ports.connections.list();
  if (!connections.ok) return connections;
  const found: ConnectionId[] = [];
  for (const connection of connections.value) {
    const drift = await driftNow(ports, connection);
    if (!drift.ok) return drift;
    if (drift.value.isToCome) found.push(connection.id);
  }
  return ok(found);
}
