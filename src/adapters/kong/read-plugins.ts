import type { ConnectionId } from '../../domain/binding';
import type { Consumer, Plugin, Route, Service } from '../../domain/kong/entities';
import { textSetting } from '../../domain/kong/settings';
import { segment } from '../http/address';
import { collect, fetchOne, together, type Collected } from './collection';
import { consumer, plugin } from './entity-shapes';
import type { KongLine } from './line';

/**
 * Plugins attached to no service and no route, remembered by whoever calls: Kong cannot list them apart, so without this every reading
 * lists all plugins. `get` answers null when they are older than ten minutes.
 */
export type GlobalPlugins = {
  get(connectionId: ConnectionId): Promise<Plugin[] | null>;
  put(connectionId: ConnectionId, plugins: Plugin[]): Promise<void>;
};

type Remembered = { get(): Promise<Plugin[] | null>; put(plugins: Plugin[]): Promise<void> };
type Touched = { services: Service[]; routes: Route[] };

/** Above this, one list of all plugins costs less than a call for each route. */
const MOST_NESTED = 30;

export const pluginsTouching = async (
  line: KongLine,
  touched: Touched,
  remembered: Remembered | null,
): Promise<Collected<Plugin>> => {
  const globals = (await remembered?.get()) ?? null;
  if (globals !== null && touched.services.length + touched.routes.length <= MOST_NESTED) {
    const nested = await nestedPlugins(line, touched);
    return together([{ items: globals, failure: null }, ...nested]);
  }
  const all = await collect(line, { path: '/plugins', shape: plugin });
  if (all.failure === null) await remembered?.put(all.items.filter(isGlobal));
  return { ...all, items: all.items.filter(touching(touched)) };
};

const nestedPlugins = (line: KongLine, { services, routes }: Touched) => {
  const paths = [
    ...services.map(({ id }) => `/services/${encodeURIComponent(id)}/plugins`),
    ...routes.map(({ id }) => `/routes/${encodeURIComponent(id)}/plugins`),
  ];
  return Promise.all(paths.map((path) => collect(line, { path, shape: plugin })));
};

const isGlobal = ({ scope }: Plugin): boolean => scope.routeId === null && scope.serviceId === null;

/** Also those of one consumer on every service: they take the place of ours when that consumer calls. */
const touching = ({ services, routes }: Touched) => {
  const serviceIds = new Set(services.map(({ id }) => id));
  const routeIds = new Set(routes.map(({ id }) => id));
  return ({ scope }: Plugin): boolean =>
    (scope.serviceId === null || serviceIds.has(scope.serviceId)) &&
    (scope.routeId === null || routeIds.has(scope.routeId));
};

/** Above this, lists cost less: Forge allows 100 calls a minute for everything one page asks. */
const MOST_SINGLE_CONSUMERS = 10;

/** Ids, and usernames that `anonymous` settings may use instead. */
type Names = ReadonlySet<string>;
const isNamed = (names: Names, { id, username }: Consumer): boolean =>
  names.has(id) || (username !== null && names.has(username));

/**
 * The consumers that plugins are scoped to, and those that stand in for callers without a credential: whether a route is open to
 * everybody depends on them. A stand-in that does not exist is not unread: Kong has said so. A consumer with a plugin does exist.
 */
export const consumersNamedBy = async (line: KongLine, plugins: Plugin[]): Promise<Collected<Consumer>> => {
  const scoped: Names = new Set(plugins.flatMap(({ scope }) => scope.consumerId ?? []));
  const names: Names = new Set([
    ...scoped,
    ...plugins.flatMap((each) => textSetting(each, 'anonymous') ?? []),
  ]);
  if (names.size > MOST_SINGLE_CONSUMERS) {
    const enough = (read: Consumer[]): boolean =>
      read.filter((each) => isNamed(names, each)).length === names.size;
    const all = await collect(line, { path: '/consumers', shape: consumer, enough });
    return { ...all, items: all.items.filter((each) => isNamed(names, each)) };
  }
  const single = [...names].map(async (name): Promise<Collected<Consumer>> => {
    const place = segment(name);
    if (place === null) return NO_SUCH_CONSUMER;
    const read = await fetchOne(line, { path: `/consumers/${place}`, shape: consumer });
    const isGone = read.failure?.status === 400 || read.failure?.status === 404;
    return isGone && !scoped.has(name) ? NO_SUCH_CONSUMER : read;
  });
  return together(await Promise.all(single));
};

const NO_SUCH_CONSUMER: Collected<Consumer> = { items: [], failure: null };
