import type { KongTarget } from '../domain/binding';
import { kongTargetName } from '../domain/binding-words';
import type { KongConnection } from '../domain/connection';
import { addressOf } from '../domain/connection-draft';
import type { Route } from '../domain/kong/entities';
import type { KongIndex } from '../domain/kong/snapshot';
import { err, ok, type Result } from '../domain/result';
import { scopeOf } from '../domain/space-rules';
import type { Viewer } from './authorize';
import { boundPage } from './bound-page';
import type { IndexedSnapshot } from './cache';
import { targetOf } from './connection-target';
import type { PageFacts, StorageFailure } from './ports';
import { stateOf, type SnapshotState } from './read-snapshot-state';
import type { Refusal } from './refusal';
import type { ResolverPorts } from './resolver-ports';
import { shownServices, shownUnread } from './services-shown';

/** One environment of a page, asked of its connection's snapshot. */
export type PageEstate = {
  environment: string;
  target: string;
  mayEdit: boolean;
  connection: KongConnection;
  state: SnapshotState;
  /** null: there is no snapshot of this gateway yet. `routes` are those of the bound services, by name. */
  estate: { index: KongIndex; routes: Route[] } | null;
};

/**
 * The environment's part of the whole estate, as far as the page's space may show it: the rules are read now, a service's tags are those
 * of the snapshot, which is what is shown.
 * @returns err NOT_BOUND, CONNECTION_GONE, NOT_SHOWN_HERE
 */
export async function pageEstate(
  ports: ResolverPorts,
  page: PageFacts,
  ask: { viewer: Viewer; environment: string },
): Promise<Result<PageEstate, Refusal>> {
  const bound = await boundPage(ports.confluence, page, ask.viewer);
  if (!bound.ok) return bound;
  const target = bound.value.environments.find(({ name }) => name === ask.environment)?.kong ?? null;
  if (target === null) return err({ code: 'NOT_BOUND' });
  const found = await ports.connections.get(target.connectionId);
  if (!found.ok) return found;
  const connection = found.value;
  if (connection?.kind !== 'kong') return err({ code: 'CONNECTION_GONE' });
  const scope = scopeOf(connection.spaceRules, page.spaceId, 'show');
  const refused = err({ code: 'NOT_SHOWN_HERE', detail: kongTargetName(target) });
  if (shownUnread(scope, target) === 'no') return refused;
  const read = await snapshotOf(ports, connection);
  if (!read.ok) return read;
  const { state, indexed } = read.value;
  const estate = indexed === null ? null : partOf(indexed.index, target);
  if (estate !== null && !shownServices(scope, target, estate.services)) return refused;
  return ok({
    environment: ask.environment,
    target: kongTargetName(target),
    mayEdit: bound.value.mayEdit,
    connection,
    state,
    estate: indexed === null || estate === null ? null : { index: indexed.index, routes: estate.routes },
  });
}

const partOf = ({ snapshot }: KongIndex, target: KongTarget) => {
  const services = snapshot.services.filter(({ id, name, tags }) =>
    target.service === undefined
      ? tags.includes(target.tag)
      : target.service === id || target.service === name,
  );
  const ids = new Set(services.map(({ id }) => id));
  const routes = snapshot.routes
    .filter(({ serviceId }) => serviceId !== null && ids.has(serviceId))
    .sort((a, b) => ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1));
  return { services, routes };
};

/**
 * The connection's newest whole snapshot, from memory when this process has it already: which one is current is asked of storage each
 * time. A snapshot of another address is one of another gateway and as good as none.
 */
export async function snapshotOf(
  ports: Pick<ResolverPorts, 'snapshots' | 'indexes' | 'clock'>,
  connection: KongConnection,
): Promise<Result<{ state: SnapshotState; indexed: IndexedSnapshot | null }, StorageFailure>> {
  const record = await ports.snapshots.record(connection.id);
  if (!record.ok) return record;
  const state = stateOf(connection, record.value, ports.clock.now());
  const { current } = record.value;
  if (current === null || state.readAt === null) return ok({ state, indexed: null });
  const known = ports.indexes.get(connection.id, current.generation);
  if (known !== undefined) return ok({ state, indexed: known });
  const read = await ports.snapshots.current(connection.id);
  if (!read.ok) return read;
  if (read.value === null || read.value.address !== addressOf(targetOf(connection)))
    return ok({ state, indexed: null });
  const { generation, snapshot } = read.value;
  // A refresh may have been committed since the record was read: then this is newer, and says so.
  const { readAt, unread } = snapshot;
  const indexed = ports.indexes.put(connection.id, generation, snapshot);
  return ok({ state: { ...state, readAt, unread }, indexed });
}
