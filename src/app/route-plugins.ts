import type { KongConnection } from '../domain/connection';
import { once } from '../domain/kong/connection-snapshot';
import type { Plugin } from '../domain/kong/entities';
import { missingOf, ROUTE_PLUGINS } from '../domain/kong/gateway-plugins';
import { textSetting } from '../domain/kong/settings';
import type { KongSnapshot } from '../domain/kong/snapshot';
import { ok, type Result } from '../domain/result';
import type { Unread } from '../domain/source';
import type { IsoTime } from '../domain/time';
import { snapshotOf } from './page-estate';
import type { Fetched, KongReading, StorageFailure } from './ports';
import type { ResolverPorts } from './resolver-ports';

/**
 * A page view's reading with the plugins of its routes from the connection's snapshot, dated, where the routes were too many to ask for
 * theirs. What was read now stays as it is. Without a snapshot, and for a route that the snapshot does not know, they stay unread.
 */
export async function withRoutePlugins(
  ports: Pick<ResolverPorts, 'snapshots' | 'indexes' | 'clock'>,
  connection: KongConnection,
  fetched: Fetched<KongReading>,
): Promise<Result<Fetched<KongReading>, StorageFailure>> {
  const { result } = fetched;
  if (!result.ok || !result.value.unread.some(isOfRoutes)) return ok(fetched);
  const kept = await snapshotOf(ports, connection);
  if (!kept.ok) return kept;
  const { state, indexed } = kept.value;
  if (indexed === null || state.readAt === null) return ok(fetched);
  const before = { snapshot: indexed.index.snapshot, readAt: state.readAt, unread: state.unread };
  return ok({ ...fetched, result: ok(filled(result.value, before)) });
}

type Before = { snapshot: KongSnapshot; readAt: IsoTime; unread: Unread[] };

const isOfRoutes = ({ part }: Unread): boolean => part === ROUTE_PLUGINS;

const filled = (reading: KongReading, { snapshot, readAt, unread }: Before): KongReading => {
  const rest = reading.unread.filter((each) => !isOfRoutes(each));
  const missing = missingOf({ unread });
  if (missing !== null) return { ...reading, unread: [...rest, { part: ROUTE_PLUGINS, ...missing }] };
  const old = snapshot.plugins.filter(isOfOneOf(reading));
  const known = new Set(snapshot.routes.map(({ id }) => id));
  const named = new Set(old.flatMap((plugin) => [plugin.scope.consumerId, textSetting(plugin, 'anonymous')]));
  const consumers = snapshot.consumers.filter(({ id, username }) => named.has(id) || named.has(username));
  return {
    ...reading,
    // `once` keeps the last: a plugin that moved since then is where it is now.
    plugins: once([...old, ...reading.plugins]),
    consumers: once([...consumers, ...reading.consumers]),
    routePluginsAt: readAt,
    unread: [
      ...rest,
      ...reading.unread.filter(
        (each) => isOfRoutes(each) && !reading.routes.every(({ id }) => known.has(id)),
      ),
      ...unread.filter(({ part }) => part === 'consumers' && old.length > 0),
    ],
  };
};

const isOfOneOf = ({ services, routes }: KongReading) => {
  const serviceIds = new Set(services.map(({ id }) => id));
  const routeIds = new Set(routes.map(({ id }) => id));
  return ({ scope }: Plugin): boolean =>
    scope.routeId !== null &&
    routeIds.has(scope.routeId) &&
    (scope.serviceId === null || serviceIds.has(scope.serviceId));
};
