import type { Connection, ConnectionHealth, CredentialRole, ExchangePurpose } from '../domain/connection';
import { ok, type Result } from '../domain/result';
import type { Viewer } from './authorize';
import { budgetOf } from './budget';
import type { Errand, Fetched, Ports, StorageFailure, StoredSecrets } from './ports';

/** Who has something read or written: somebody who clicks, or a job, which acts as the app. */
export type Doer = Viewer | { kind: 'job'; name: string };

/**
 * One errand an invocation and connection; its correlation id ties the other side's log to ours.
 * @param sources how many errands share this invocation's time
 */
export const errandFor = (
  ports: Pick<Ports, 'clock' | 'ids'>,
  { viewer, purpose, sources = 1 }: { viewer: Doer; purpose: ExchangePurpose; sources?: number },
): Errand => ({
  actor: viewer.kind === 'anonymous' ? { kind: 'job', name: 'anonymous visitor' } : viewer,
  purpose,
  correlationId: ports.ids.next(),
  budgetMs: budgetOf({ sources, remainingMs: ports.clock.remainingMs() }),
});

/**
 * The secrets that the connection's own state says are in force. A credential that was removed, or that waits for its new
 * address, is not used even while its text is still stored; an older one is tried only while it is being exchanged.
 */
export async function secretsInForce(
  ports: Pick<Ports, 'secrets'>,
  connection: Connection,
  role: CredentialRole,
): Promise<Result<StoredSecrets | null, StorageFailure>> {
  const { state } = connection[role];
  if (state === 'absent' || state === 'read-only') return ok(null);
  const stored = await ports.secrets.get(connection.id, role);
  if (!stored.ok || stored.value === null) return stored;
  return state === 'rotating' ? stored : ok({ current: stored.value.current });
}

/**
 * Keeps what a source was asked and how it went. The log must not have holes, so a failure to append is a failure of the whole;
 * the state of health is a convenience.
 */
export async function keepExchanges<T>(
  ports: Pick<Ports, 'exchanges' | 'connections' | 'clock'>,
  connection: Connection,
  fetched: Fetched<T>,
): Promise<Result<true, StorageFailure>> {
  if (fetched.exchanges.length > 0) {
    const appended = await ports.exchanges.append(connection.id, fetched.exchanges);
    if (!appended.ok) return appended;
  }
  const before = await ports.connections.health(connection.id);
  const at = ports.clock.now();
  const known: ConnectionHealth = before.ok ? before.value : { lastSuccessAt: null, lastFailure: null };
  await ports.connections.noteHealth(
    connection.id,
    fetched.result.ok
      ? { ...known, lastSuccessAt: at }
      : { ...known, lastFailure: { at, code: fetched.result.error.code } },
  );
  return ok(true);
}
