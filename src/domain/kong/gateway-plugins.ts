import type { Failure } from '../reading';
import type { Unread } from '../source';
import type { IsoTime } from '../time';
import { once, type SnapshotPart } from './connection-snapshot';
import { joined } from './words';
import type { Consumer, Plugin } from './entities';
import type { EstatePart } from '../snapshot/reading-order';
import type { PartPlace, SnapshotHead } from '../snapshot/refresh';

/**
 * Plugins attached to no service and no route: those of the whole gateway, and those of one consumer or consumer group wherever it calls.
 * Kong cannot list them apart from all others, so a page takes them from its connection's snapshot.
 */
export type GatewayPlugins = {
  readAt: IsoTime;
  plugins: Plugin[];
  /** Those that `plugins` are attached to. */
  consumers: Consumer[];
  /** How many plugins the gateway had at every scope, and how many routes. */
  totalPlugins: number;
  totalRoutes: number;
  /** `plugins` or `consumers`, when the snapshot has not all of them. */
  unread: Unread[];
};

/** How an incomplete reading calls them: a kind of `plugins`, so nothing that rests on plugins is certain without them. */
export const GATEWAY_PLUGINS = 'plugins of the whole gateway';

/** The same for plugins of the routes, where they are more than a page view may ask for one by one. */
export const ROUTE_PLUGINS = 'plugins of the routes';

/** The same of the services, where a tag has more of them. */
export const SERVICE_PLUGINS = 'plugins of the services';

/** Kong's words for the collections. */
export const ROUTES = 'routes';
export const CONSUMERS = 'consumers';

/** Whether plugins are missing, all or some: any of them may ask for a credential, or refuse. */
export const isOfPlugins = ({ part }: Unread): boolean =>
  ['plugins', GATEWAY_PLUGINS, SERVICE_PLUGINS, ROUTE_PLUGINS].includes(part);

/** `Routes and plugins of the services`: what a reading has from the snapshot, as a sentence begins. */
export const beginning = (parts: readonly string[]): string => {
  const text = joined(parts, 'and');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
};

/** Whether a page view left it to the connection's snapshot, since it would take more calls than one view may make. */
export const isLeftToSnapshot = ({ part, code }: Unread): boolean =>
  code === 'NOT_READ_YET' && [ROUTES, SERVICE_PLUGINS, ROUTE_PLUGINS, CONSUMERS].includes(part);

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
export const slicesOf = (part: EstatePart): EstatePart[] => {
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
export const mayHoldGatewayPlugins = (place: Pick<PartPlace, 'collection' | 'attached'>): boolean =>
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
    totalPlugins: counts.plugins ?? 0,
    totalRoutes: counts.routes ?? 0,
    unread: unread.filter(({ part }) => part === 'plugins' || (part === 'consumers' && named.size > 0)),
  };
};

const pluginsIn = (parts: readonly SnapshotPart[]): Plugin[] =>
  parts.flatMap((part) => (part.collection === 'plugins' ? part.items.filter(isOfGateway) : []));

const consumerIdsIn = (parts: readonly SnapshotPart[]): ReadonlySet<string> =>
  new Set(pluginsIn(parts).flatMap(({ scope }) => scope.consumerId ?? []));
