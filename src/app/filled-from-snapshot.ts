import type { KongConnection } from '../domain/connection';
import { once } from '../domain/kong/connection-snapshot';
import type { Consumer, Plugin } from '../domain/kong/entities';
import {
  CONSUMERS,
  isLeftToSnapshot,
  ROUTE_PLUGINS,
  ROUTES,
  SERVICE_PLUGINS,
} from '../domain/kong/gateway-plugins';
import { textSetting } from '../domain/kong/settings';
import type { KongSnapshot } from '../domain/kong/snapshot';
import { ok, type Result } from '../domain/result';
import type { Unread } from '../domain/source';
import type { IsoTime } from '../domain/time';
import { snapshotOf } from './page-estate';
import type { Fetched, KongReading, StorageFailure } from './ports';
import type { ResolverPorts } from './resolver-ports';

/**
 * A page view's reading with what was too much to ask for one by one (`isLeftToSnapshot`) from the connection's snapshot, dated. What was
 * read now stays as it is. Without a snapshot, and for services and routes that the snapshot does not know, it stays unread.
 */
export async function filledFromSnapshot(
  ports: Pick<ResolverPorts, 'snapshots' | 'indexes' | 'clock'>,
  connection: KongConnection,
  fetched: Fetched<KongReading>,
): Promise<Result<Fetched<KongReading>, StorageFailure>> {
  const { result } = fetched;
  if (!result.ok || !result.value.unread.some(isLeftToSnapshot)) return ok(fetched);
  const kept = await snapshotOf(ports, connection);
  if (!kept.ok) return kept;
  const { state, indexed } = kept.value;
  if (indexed === null || state.readAt === null) return ok(fetched);
  const before = { snapshot: indexed.index.snapshot, readAt: state.readAt, unread: state.unread };
  const whole = withConsumers(withPlugins(withRoutes(result.value, before), before), before);
  return ok({ ...fetched, result: ok(whole) });
}

type Before = { snapshot: KongSnapshot; readAt: IsoTime; unread: Unread[] };

const isLeft = ({ unread }: KongReading, part: string): boolean =>
  unread.some((each) => each.part === part && isLeftToSnapshot(each));

/** `unread`: what stands in the place of `part` in what is not known. */
const taken = (
  reading: KongReading,
  part: string,
  { readAt, unread }: { readAt: IsoTime; unread: Unread[] },
) => ({
  fromSnapshot: { at: readAt, parts: [...(reading.fromSnapshot?.parts ?? []), part] },
  unread: [...reading.unread.filter((each) => each.part !== part), ...unread],
});

const withRoutes = (reading: KongReading, { snapshot, readAt, unread }: Before): KongReading => {
  if (!isLeft(reading, ROUTES)) return reading;
  const ids = new Set(reading.services.map(({ id }) => id));
  const known = new Set(snapshot.services.map(({ id }) => id));
  return {
    ...reading,
    routes: snapshot.routes.filter(({ serviceId }) => serviceId !== null && ids.has(serviceId)),
    ...taken(reading, ROUTES, {
      readAt,
      unread: stillUnread(ROUTES, { unread, isWhole: reading.services.every(({ id }) => known.has(id)) }),
    }),
  };
};

const withPlugins = (reading: KongReading, before: Before): KongReading => {
  const { services, routes } = reading;
  const { snapshot } = before;
  const known = new Set([...snapshot.services, ...snapshot.routes].map(({ id }) => id));
  const parts = [
    { part: SERVICE_PLUGINS, of: services, isOne: ({ scope }: Plugin) => scope.routeId === null },
    { part: ROUTE_PLUGINS, of: routes, isOne: ({ scope }: Plugin) => scope.routeId !== null },
  ];
  return parts.reduce((now, { part, of, isOne }) => {
    if (!isLeft(now, part)) return now;
    const isWhole = of.every(({ id }) => known.has(id)) && !isLeft(now, ROUTES);
    return withPluginsOf(
      now,
      { part, isWhole, isOne: (plugin) => isOne(plugin) && isOfOneOf(now)(plugin) },
      before,
    );
  }, reading);
};

type PluginPart = { part: string; isWhole: boolean; isOne: (plugin: Plugin) => boolean };

const withPluginsOf = (
  reading: KongReading,
  { part, isWhole, isOne }: PluginPart,
  { snapshot, readAt, unread }: Before,
): KongReading => {
  const old = snapshot.plugins.filter(isOne);
  return {
    ...reading,
    // `once` keeps the last: a plugin that moved since then is where it is now.
    plugins: once([...old, ...reading.plugins]),
    consumers: once([...consumersNamedBy(old, snapshot), ...reading.consumers]),
    ...taken(reading, part, {
      readAt,
      unread: [
        ...stillUnread(part, { unread, isWhole }),
        ...unread.filter((each) => each.part === 'consumers' && old.length > 0),
      ],
    }),
  };
};

const withConsumers = (reading: KongReading, { snapshot, readAt, unread }: Before): KongReading => {
  if (!isLeft(reading, CONSUMERS)) return reading;
  const scoped = reading.plugins.flatMap(({ scope }) => scope.consumerId ?? []);
  const consumers = once([...consumersNamedBy(reading.plugins, snapshot), ...reading.consumers]);
  const isWhole = scoped.every((id) => consumers.some((one) => one.id === id));
  return {
    ...reading,
    consumers,
    ...taken(reading, CONSUMERS, { readAt, unread: stillUnread(CONSUMERS, { unread, isWhole }) }),
  };
};

/** Those that plugins are attached to, and those that stand in for callers without a credential. */
const consumersNamedBy = (plugins: readonly Plugin[], { consumers }: KongSnapshot): Consumer[] => {
  const named = new Set(
    plugins
      .flatMap((plugin) => [plugin.scope.consumerId, textSetting(plugin, 'anonymous')])
      .filter((name) => name !== null),
  );
  // A consumer may have no username; that names nobody.
  return consumers.filter(({ id, username }) => named.has(id) || (username !== null && named.has(username)));
};

/** What the snapshot itself lacks of it, or that something is newer than the snapshot. */
const stillUnread = (part: string, { unread, isWhole }: { unread: Unread[]; isWhole: boolean }): Unread[] => {
  const missing = unread.find((each) => part === each.part || part.startsWith(`${each.part} `));
  if (missing !== undefined) return [{ ...missing, part }];
  return isWhole ? [] : [{ part, code: 'NOT_READ_YET' }];
};

const isOfOneOf = ({ services, routes }: KongReading) => {
  const serviceIds = new Set(services.map(({ id }) => id));
  const routeIds = new Set(routes.map(({ id }) => id));
  return ({ scope }: Plugin): boolean =>
    (scope.serviceId !== null || scope.routeId !== null) &&
    (scope.routeId === null || routeIds.has(scope.routeId)) &&
    (scope.serviceId === null || serviceIds.has(scope.serviceId));
};
