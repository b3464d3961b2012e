import type { KongTarget } from '../domain/binding';
import type { KongConnection } from '../domain/connection';
import { addressOf } from '../domain/connection-draft';
import { kongTargetName } from '../domain/binding-words';
import { SNAPSHOT_COLLECTIONS, type SnapshotCollection } from '../domain/kong/connection-snapshot';
import { isRefreshing, type SnapshotRecord } from '../domain/kong/refresh';
import type { Failure } from '../domain/reading';
import { err, ok, type Result } from '../domain/result';
import type { Unread } from '../domain/source';
import { coversKong, scopeOf } from '../domain/space-rules';
import type { IsoTime } from '../domain/time';
import type { Viewer } from './authorize';
import { boundPage } from './bound-page';
import { targetOf } from './connection-target';
import type { PageFacts } from './ports';
import { allOrRefusal } from './read-environment';
import type { Refusal } from './refusal';
import { requestRefresh } from './request-refresh';
import type { ResolverPorts } from './resolver-ports';

/** How old the snapshot of a connection is, what is missing from it, and how far the next one is. */
export type SnapshotState = {
  connection: { id: string; name: string };
  /** null: there is none yet. */
  readAt: IsoTime | null;
  unread: Unread[];
  /** How much of what it holds, in Kong's words. */
  counts: Partial<Record<SnapshotCollection, number>>;
  /** null: none is under way. `reading` null: all is read and about to be kept. */
  refresh: { startedAt: IsoTime; reading: SnapshotCollection | null; done: number; of: number } | null;
  /** Why the newest refresh was given up; null when it came to its end. */
  lastFailure: (Failure & { at: IsoTime }) | null;
};

type Ask = { viewer: Viewer };

/** The states of the Kong connections that the page is bound to and its space may show, each once. */
export async function readSnapshotState(
  ports: ResolverPorts,
  page: PageFacts,
  { viewer }: Ask,
): Promise<Result<SnapshotState[], Refusal>> {
  const shown = await shownConnections(ports, page, { viewer });
  if (!shown.ok) return shown;
  const states = shown.value.map((connection) => snapshotStateOf(ports, connection));
  return allOrRefusal(await Promise.all(states));
}

/** The same of any Kong connection. */
export async function readConnectionSnapshot(
  ports: ResolverPorts,
  id: string,
): Promise<Result<SnapshotState, Refusal>> {
  const found = await kongConnection(ports, id);
  return found.ok ? snapshotStateOf(ports, found.value) : found;
}

async function kongConnection(ports: ResolverPorts, id: string): Promise<Result<KongConnection, Refusal>> {
  const found = await ports.connections.get(id);
  if (!found.ok) return found;
  return found.value?.kind === 'kong' ? ok(found.value) : err({ code: 'CONNECTION_GONE' });
}

async function snapshotStateOf(
  ports: Pick<ResolverPorts, 'snapshots' | 'clock'>,
  connection: KongConnection,
): Promise<Result<SnapshotState, Refusal>> {
  const record = await ports.snapshots.record(connection.id);
  return record.ok ? ok(stateOf(connection, record.value, ports.clock.now())) : record;
}

/** Starts a refresh of a connection that the page is bound to. err NOT_SHOWN_HERE when it is not, or its space may not show it. */
export async function refreshForPage(
  ports: ResolverPorts,
  page: PageFacts,
  { viewer, connectionId }: Ask & { connectionId: string },
): Promise<Result<SnapshotState, Refusal>> {
  const shown = await shownConnections(ports, page, { viewer });
  if (!shown.ok) return shown;
  const connection = shown.value.find(({ id }) => id === connectionId);
  if (connection === undefined) return err({ code: 'NOT_SHOWN_HERE', detail: 'this connection' });
  return begin(ports, connection);
}

/** Starts a refresh of any Kong connection. */
export async function refreshConnection(
  ports: ResolverPorts,
  id: string,
): Promise<Result<SnapshotState, Refusal>> {
  const found = await kongConnection(ports, id);
  return found.ok ? begin(ports, found.value) : found;
}

async function begin(
  ports: ResolverPorts,
  connection: KongConnection,
): Promise<Result<SnapshotState, Refusal>> {
  const record = await requestRefresh(ports, connection);
  return record.ok ? ok(stateOf(connection, record.value, ports.clock.now())) : record;
}

async function shownConnections(
  ports: ResolverPorts,
  page: PageFacts,
  { viewer }: Ask,
): Promise<Result<KongConnection[], Refusal>> {
  const bound = await boundPage(ports.confluence, page, viewer);
  if (!bound.ok) return bound;
  const targets = bound.value.environments.flatMap(({ kong }) => (kong === null ? [] : [kong]));
  if (targets.length === 0) return err({ code: 'NOT_BOUND' });
  const read = allOrRefusal(
    await Promise.all(targets.map(({ connectionId }) => ports.connections.get(connectionId))),
  );
  if (!read.ok) return read;
  const shown = new Map<string, KongConnection>();
  read.value.forEach((connection, n) => {
    const target = targets[n];
    if (connection?.kind === 'kong' && target !== undefined && mayShow(connection, page.spaceId, target))
      shown.set(connection.id, connection);
  });
  const [first] = targets;
  return shown.size === 0 && first !== undefined
    ? err({ code: 'NOT_SHOWN_HERE', detail: kongTargetName(first) })
    : ok([...shown.values()]);
}

/** Age and progress tell nothing of a service, so a rule that speaks of tags is enough without asking the gateway for them. */
const mayShow = ({ spaceRules }: KongConnection, spaceId: string, target: KongTarget): boolean => {
  const scope = scopeOf(spaceRules, spaceId, 'show');
  return coversKong(scope, target, []) || (target.service !== undefined && scope.tags.length > 0);
};

/** The state that a record means for the connection as it is now. */
export const stateOf = (connection: KongConnection, record: SnapshotRecord, now: IsoTime): SnapshotState => {
  const { current, job, lastFailure } = record;
  // A snapshot of another address is one of another gateway.
  const own = current?.address === addressOf(targetOf(connection)) ? current : null;
  const reading = job?.next?.collection ?? null;
  return {
    connection: { id: connection.id, name: connection.name },
    readAt: own?.readAt ?? null,
    unread: own?.unread ?? [],
    counts: own?.counts ?? {},
    refresh:
      job === null || !isRefreshing(record, now)
        ? null
        : {
            startedAt: job.startedAt,
            reading,
            done: reading === null ? SNAPSHOT_COLLECTIONS.length : SNAPSHOT_COLLECTIONS.indexOf(reading),
            of: SNAPSHOT_COLLECTIONS.length,
          },
    lastFailure,
  };
};
