import type { Failure } from '../reading';
import type { Unread } from '../source';
import type { IsoTime } from '../time';
import { once, type SnapshotPart } from './connection-snapshot';
import type { Consumer, Plugin } from './entities';
import type { SnapshotHead } from './refresh';

/**
 * Plugins attached to no service and no route: those of the whole gateway, and those of one consumer or consumer group wherever it calls.
 * Kong cannot list them apart from all others, so a page takes them from its connection's snapshot.
 */
export type GatewayPlugins = {
  readAt: IsoTime;
  plugins: Plugin[];
  /** Those that `plugins` are attached to. */
  consumers: Consumer[];
  /** How many plugins the gateway had at every scope. */
  total: number;
  /** `plugins` or `consumers`, when the snapshot has not all of them. */
  unread: Unread[];
};

/** How an incomplete reading calls them: a kind of `plugins`, so nothing that rests on plugins is certain without them. */
export const GATEWAY_PLUGINS = 'plugins of the whole gateway';

/** The same for plugins of the routes, where they are more than a page view may ask for one by one. */
export const ROUTE_PLUGINS = 'plugins of the routes';

/** Whether plugins are missing, all or some: any of them may ask for a credential, or refuse. */
export const isOfPlugins = ({ part }: Unread): boolean =>
  part === 'plugins' || part === GATEWAY_PLUGINS || part === ROUTE_PLUGINS;

export const isOfGateway = ({ scope }: Plugin): boolean => scope.routeId === null && scope.serviceId === null;

/** Up to so many plugins of all scopes, one list costs a gateway less than a list for each route, and nothing of it is old. */
export const FEW_PLUGINS = 100;

/** Why they are not all there; null when they are. */
export const missingOf = ({ unread }: Pick<GatewayPlugins, 'unread'>): Failure | null => {
  const plugins = unread.find(({ part }) => part === 'plugins');
  if (plugins === undefined) return null;
  const { part: _, ...failure } = plugins;
  return failure;
};

/** A page of plugins as a snapshot keeps it: those of the gateway apart, so that they can be read without all others. */
export const slicesOf = (part: SnapshotPart): SnapshotPart[] => {
  if (part.collection !== 'plugins') return [part];
  const { collection, items } = part;
  const ofGateway = items.filter(isOfGateway);
  const attached = items.filter((plugin) => !isOfGateway(plugin));
  return [
    ...(ofGateway.length === 0 ? [] : [{ collection, items: ofGateway }]),
    ...(attached.length === 0 ? [] : [{ collection, items: attached, attached: true as const }]),
  ];
};

/** Whether a part may hold plugins of the gateway. */
export const mayHoldGatewayPlugins = (place: Pick<SnapshotPart, 'collection' | 'attached'>): boolean =>
  place.collection === 'plugins' && place.attached !== true;

/** Whether it takes the snapshot's consumers to say whose the plugins of these parts are. */
export const nameConsumers = (parts: readonly SnapshotPart[]): boolean => consumerIdsIn(parts).size > 0;

/** The gateway's plugins in these parts of a snapshot, and the consumers in them that they are attached to. */
export const gatewayPluginsIn = (
  parts: readonly SnapshotPart[],
  { readAt, counts, unread }: Pick<SnapshotHead, 'readAt' | 'counts' | 'unread'>,
): GatewayPlugins => {
  const named = consumerIdsIn(parts);
  const consumers = parts.flatMap((part) => (part.collection === 'consumers' ? part.items : []));
  return {
    readAt,
    plugins: once(pluginsIn(parts)),
    consumers: once(consumers.filter(({ id }) => named.has(id))),
    total: counts.plugins ?? 0,
    unread: unread.filter(({ part }) => part === 'plugins' || (part === 'consumers' && named.size > 0)),
  };
};

const pluginsIn = (parts: readonly SnapshotPart[]): Plugin[] =>
  parts.flatMap((part) => (part.collection === 'plugins' ? part.items.filter(isOfGateway) : []));

const consumerIdsIn = (parts: readonly SnapshotPart[]): ReadonlySet<string> =>
  new Set(pluginsIn(parts).flatMap(({ scope }) => scope.consumerId ?? []));
