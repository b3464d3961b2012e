import type { Environment, KongTarget } from '../domain/binding';
import type { Connection, KongConnection } from '../domain/connection';
import { addressOf } from '../domain/connection-draft';
import { kongTargetName, namespaceName } from '../domain/binding-words';
import type { Collection } from '../domain/snapshot/reading-order';
import { isRefreshing, type SnapshotRecord } from '../domain/snapshot/refresh';
import type { Failure } from '../domain/reading';
import { err, ok, type Result } from '../domain/result';
import type { Unread } from '../domain/source';
import {
  coversKong,
  coversKubernetes,
  coversNamespace,
  scopeOf,
  type SpaceRule,
} from '../domain/space-rules';
import type { IsoTime } from '../domain/time';
import type { Viewer } from './authorize';
import { boundPage } from './bound-page';
import { targetOf } from './connection-target';
import type { PageFacts } from './ports';
import { orderOf } from './read-estate-page';
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
  /** How much of what it holds, in the product's words. */
  counts: Partial<Record<Collection, number>>;
  /** null: none is under way. `reading` null: all is read and about to be kept. */
  refresh: { startedAt: IsoTime; reading: Collection | null; done: number; of: number } | null;
  /** Why the newest refresh was given up; null when it came to its end. */
  lastFailure: (Failure & { at: IsoTime }) | null;
};

type Ask = { viewer: Viewer };

/** The states of the connections that the page is bound to and its space may show, each once. */
export async function readSnapshotState(
  ports: ResolverPorts,
  page: PageFacts,
  { viewer }: Ask,
): Promise<Result<SnapshotState[], Refusal>> {
  const shown = await shownConnections(ports, page, { viewer });
  if (!shown.ok) return shown;
  const states = allOrRefusal(
    await Promise.all(shown.value.map((connection) => snapshotStateOf(ports, connection))),
  );
  if (!states.ok) return states;
  return ok(
    states.value.map((state, n) => ({
      ...state,
      unread: unreadFor(state.unread, shown.value[n]?.spaceRules ?? [], page.spaceId),
    })),
  );
}

/** What a space is told of what could not be read: not the names of namespaces that it may not show. */
export const unreadFor = (
  unread: readonly Unread[],
  spaceRules: readonly SpaceRule[],
  spaceId: string,
): Unread[] => {
  const scope = scopeOf(spaceRules, spaceId, 'show');
  return unread.filter(({ part }) => {
    const namespace = /^(?:\w+ in|namespace) (\S+)$/.exec(part)?.[1];
    return namespace === undefined || coversNamespace(scope, namespace);
  });
};

/** The same of any connection. */
export async function readConnectionSnapshot(
  ports: ResolverPorts,
  id: string,
): Promise<Result<SnapshotState, Refusal>> {
  const found = await theConnection(ports, id);
  return found.ok ? snapshotStateOf(ports, found.value) : found;
}

async function theConnection(ports: ResolverPorts, id: string): Promise<Result<Connection, Refusal>> {
  const found = await ports.connections.get(id);
  if (!found.ok) return found;
  return found.value === null ? err({ code: 'CONNECTION_GONE' }) : ok(found.value);
}

async function snapshotStateOf(
  ports: Pick<ResolverPorts, 'snapshots' | 'clock'>,
  connection: Connection,
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
  const begun = await begin(ports, connection);
  if (!begun.ok) return begun;
  const { unread } = begun.value;
  return ok({ ...begun.value, unread: unreadFor(unread, connection.spaceRules, page.spaceId) });
}

/** Starts a refresh of any connection. */
export async function refreshConnection(
  ports: ResolverPorts,
  id: string,
): Promise<Result<SnapshotState, Refusal>> {
  const found = await theConnection(ports, id);
  return found.ok ? begin(ports, found.value) : found;
}

async function begin(ports: ResolverPorts, connection: Connection): Promise<Result<SnapshotState, Refusal>> {
  const record = await requestRefresh(ports, connection);
  return record.ok ? ok(stateOf(connection, record.value, ports.clock.now())) : record;
}

/** One plane of an environment: the connection it names, and how it is called. */
type Bound = {
  connectionId: string;
  name: string;
  shownBy(connection: Connection, spaceId: string): boolean;
};

const boundIn = ({ kong, kubernetes }: Environment): Bound[] => [
  ...(kong === null
    ? []
    : [
        {
          connectionId: kong.connectionId,
          name: kongTargetName(kong),
          shownBy: (connection: Connection, spaceId: string) =>
            connection.kind === 'kong' && mayShow(connection, spaceId, kong),
        },
      ]),
  ...(kubernetes === null
    ? []
    : [
        {
          connectionId: kubernetes.connectionId,
          name: namespaceName(kubernetes),
          shownBy: ({ kind, spaceRules }: Connection, spaceId: string) =>
            kind === 'kubernetes' && coversKubernetes(scopeOf(spaceRules, spaceId, 'show'), kubernetes),
        },
      ]),
];

async function shownConnections(
  ports: ResolverPorts,
  page: PageFacts,
  { viewer }: Ask,
): Promise<Result<Connection[], Refusal>> {
  const bound = await boundPage(ports.confluence, page, viewer);
  if (!bound.ok) return bound;
  const targets = bound.value.environments.flatMap(boundIn);
  const [first] = targets;
  if (first === undefined) return err({ code: 'NOT_BOUND' });
  const read = allOrRefusal(
    await Promise.all(targets.map(({ connectionId }) => ports.connections.get(connectionId))),
  );
  if (!read.ok) return read;
  const shown = read.value.filter(
    (connection, n): connection is Connection =>
      connection !== null && targets[n]?.shownBy(connection, page.spaceId) === true,
  );
  return shown.length === 0
    ? err({ code: 'NOT_SHOWN_HERE', detail: first.name })
    : ok([...new Map(shown.map((connection) => [connection.id, connection])).values()]);
}

/** Age and progress tell nothing of a service, so a rule that speaks of tags is enough without asking the gateway for them. */
const mayShow = ({ spaceRules }: KongConnection, spaceId: string, target: KongTarget): boolean => {
  const scope = scopeOf(spaceRules, spaceId, 'show');
  return coversKong(scope, target, []) || (target.service !== undefined && scope.tags.length > 0);
};

/** The state that a record means for the connection as it is now. */
export const stateOf = (connection: Connection, record: SnapshotRecord, now: IsoTime): SnapshotState => {
  const { current, job, lastFailure } = record;
  // A snapshot of another address is one of something else.
  const own = current?.address === addressOf(targetOf(connection)) ? current : null;
  const reading = job?.next?.collection ?? null;
  const { collections } = orderOf(connection);
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
            done: reading === null ? collections.length : collections.indexOf(reading),
            of: collections.length,
          },
    lastFailure,
  };
};
