import type { ShownTarget, SourceFailure } from '../../app/ports';
import type { Plugin, Route, Service } from '../../domain/kong/entities';
import { FEW_PLUGINS, missingOf, type GatewayPlugins } from '../../domain/kong/gateway-plugins';
import { collect, PAGE_SIZE, together, wholeInOnePage, type Collected } from './collection';
import { plugin } from './entity-shapes';
import type { KongLine } from './line';

/** Routes may be missing: see `routesShown`. */
export type Touched = { services: Service[]; routes: Collected<Route> };

/** The plugins at every scope that touches the services and routes. */
export type TouchingPlugins = Collected<Plugin> & {
  /** Those of the gateway that were taken from its snapshot; null: they were read now, or are missing. */
  remembered: GatewayPlugins | null;
  /** Why those of the gateway are missing; null when they are not. */
  missing: SourceFailure | null;
  /** Why those of the services are missing; null when they are not. */
  servicesMissing: SourceFailure | null;
  /** The same of the routes. */
  routesMissing: SourceFailure | null;
};

/** From the list of every plugin: a call, and some 430 KB, for each thousand that the gateway has. */
export const pluginsListed = async (line: KongLine, touched: Touched): Promise<TouchingPlugins> =>
  readNow(await collect(line, LIST), touched);

/**
 * Without listing the estate: a call for each service and each route, 8 KB for a service with 8 routes, and the gateway's own plugins from
 * its snapshot. A gateway with few plugins is cheaper listed: one call tells all of them, and nothing of it is old. With more services or
 * routes than calls are left (some 70, when the page has one environment) their plugins are missing, unless one page of the list holds
 * every plugin, and so are those of routes that are missing themselves: whoever has a snapshot may take them from there, dated.
 * @param callsLeft for the nested lists
 */
export const pluginsShown = async (
  line: KongLine,
  touched: Touched,
  { gateway, callsLeft }: Pick<ShownTarget, 'gateway'> & { callsLeft: number },
): Promise<TouchingPlugins> => {
  const { services, routes } = touched;
  const areServicesMany = services.length > callsLeft;
  const areRoutesMany = services.length + routes.items.length > callsLeft;
  const routesMissing = routes.failure?.code === 'NOT_READ_YET' ? NOT_READ_YET : null;
  const unread = gateway === null ? NOT_READ_YET : missingOf(gateway);
  if (
    gateway === null ||
    unread !== null ||
    gateway.totalPlugins <= (areRoutesMany ? PAGE_SIZE : FEW_PLUGINS)
  ) {
    const first = await wholeInOnePage(line, LIST);
    if (first !== 'more than a page') return { ...readNow(first, touched), routesMissing };
  }
  const attached = await nestedPlugins(line, {
    services: areServicesMany ? [] : services,
    routes: areRoutesMany ? [] : routes.items,
  });
  const known = unread === null ? gateway : null;
  // What was read now comes last: a plugin that was attached since then is where it is now.
  const all = together([{ items: known?.plugins ?? [], failure: null }, ...attached]);
  return {
    ...all,
    remembered: known,
    missing: unread,
    servicesMissing: areServicesMany ? NOT_READ_YET : null,
    routesMissing: areRoutesMany ? NOT_READ_YET : routesMissing,
  };
};

const LIST = { path: '/plugins', shape: plugin };
const NOT_READ_YET: SourceFailure = { code: 'NOT_READ_YET' };

type Asked = { services: Service[]; routes: Route[] };

const nestedPlugins = (line: KongLine, { services, routes }: Asked): Promise<Collected<Plugin>[]> => {
  const paths = [
    ...services.map(({ id }) => `/services/${encodeURIComponent(id)}/plugins`),
    ...routes.map(({ id }) => `/routes/${encodeURIComponent(id)}/plugins`),
  ];
  return Promise.all(paths.map((path) => collect(line, { path, shape: plugin })));
};

const readNow = (all: Collected<Plugin>, touched: Touched): TouchingPlugins => ({
  ...all,
  items: all.items.filter(touching(touched)),
  remembered: null,
  missing: null,
  servicesMissing: null,
  routesMissing: null,
});

/** Also those of one consumer on every service: they take the place of ours when that consumer calls. */
const touching = ({ services, routes }: Touched) => {
  const serviceIds = new Set(services.map(({ id }) => id));
  const routeIds = new Set(routes.items.map(({ id }) => id));
  return ({ scope }: Plugin): boolean =>
    (scope.serviceId === null || serviceIds.has(scope.serviceId)) &&
    (scope.routeId === null || routeIds.has(scope.routeId));
};
