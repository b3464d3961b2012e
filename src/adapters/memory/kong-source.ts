import type { KongReading, KongSource, ShownTarget, SourceFailure } from '../../app/ports';
import type { KongTarget } from '../../domain/binding';
import type { Consumer, KongNode, Plugin, Route, Service } from '../../domain/kong/entities';
import { once } from '../../domain/kong/connection-snapshot';
import {
  FEW_PLUGINS,
  GATEWAY_PLUGINS,
  isOfGateway,
  missingOf,
  ROUTE_PLUGINS,
  ROUTES,
  SERVICE_PLUGINS,
} from '../../domain/kong/gateway-plugins';
import { textSetting } from '../../domain/kong/settings';
import { err, ok, type Result } from '../../domain/result';
import type { Unread } from '../../domain/source';
import { readPage, type RestOfEstate } from './kong-pages';
import { createSwitches, type Asking, type SourceSwitches } from './source-switches';

/** Everything one gateway holds. Read at each call: what a test changes shows at once. */
export type KongEstate = {
  node: KongNode;
  services: Service[];
  routes: Route[];
  plugins: Plugin[];
  consumers: Consumer[];
} & RestOfEstate;

/** A Kong in memory, the same for every connection. Parts that can fail: node, services, routes, plugins, consumers, acls. */
export const createMemoryKongSource = (
  estate: KongEstate,
  { now }: { now: () => number },
): KongSource & SourceSwitches => {
  const { switches, run } = createSwitches(now);
  return {
    ...switches,
    readTarget: ({ secrets }, target, errand) =>
      run({ secrets, errand }, (asking) => readTarget(estate, target, asking)),
    showTarget: ({ secrets }, shown, errand) =>
      run({ secrets, errand }, (asking) => showTarget(estate, shown, asking)),
    searchServices: ({ secrets }, { query, within, limit }, errand) =>
      run({ secrets, errand }, ({ ask }) => {
        const failure = ask('services');
        if (failure !== null) return err(failure);
        const found = estate.services
          .filter(
            ({ name, tags }) =>
              within === 'everything' ||
              within.names.includes(name ?? '') ||
              tags.some((tag) => within.tags.includes(tag)),
          )
          .filter(({ name }) => query === '' || (name ?? '').includes(query.trim().toLowerCase()))
          .sort((a, b) => ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1));
        const services = found.slice(0, limit).map(({ id, name, tags }) => ({ id, name, tags }));
        return ok({ services, more: found.length > limit });
      }),
    test: ({ secrets }, errand) =>
      run({ secrets, errand }, ({ ask }) => {
        const failure = ask('node');
        if (failure !== null) return err(failure);
        const parts = ['services', 'routes', 'plugins', 'consumers', 'acls'];
        return ok({ node: estate.node, parts: parts.map((part) => ({ part, failure: ask(part) })) });
      }),
    readCaller: ({ secrets }, name, errand) =>
      run({ secrets, errand }, ({ ask }) => {
        const failure = ask('consumers') ?? ask('acls');
        if (failure !== null) return err(failure);
        const consumer = estate.consumers.find(({ id, username }) => id === name || username === name);
        if (consumer === undefined) return ok(null);
        return ok({ consumer, acls: (estate.acls ?? []).filter((acl) => acl.consumerId === consumer.id) });
      }),
    readPage: ({ secrets }, from, errand) =>
      run({ secrets, errand }, (asking) => readPage(estate, from, asking)),
  };
};

const readTarget = (
  estate: KongEstate,
  target: KongTarget,
  { ask }: Asking,
): Result<KongReading, SourceFailure> => {
  const failures = ['node', 'services', 'routes', 'plugins', 'consumers'].map((part) => ({
    part,
    failure: ask(part),
  }));
  const read = <T>(part: string, items: T[]): T[] =>
    failures.some((each) => each.part === part && each.failure !== null) ? [] : items;
  const refused = failures.find(({ part }) => part === 'services')?.failure ?? null;
  if (refused !== null) return err(refused);
  const services = estate.services.filter(({ id, name, tags }) =>
    target.service === undefined
      ? tags.includes(target.tag)
      : target.service === id || target.service === name,
  );
  if (target.service !== undefined && services.length === 0) return err({ code: 'NOT_THERE', status: 404 });
  const isOurs = (id: string | null, of: { id: string }[]): boolean => of.some((each) => each.id === id);
  const routes = read('routes', estate.routes).filter(({ serviceId }) => isOurs(serviceId, services));
  const plugins = read('plugins', estate.plugins).filter(
    ({ scope }) =>
      (scope.serviceId === null || isOurs(scope.serviceId, services)) &&
      (scope.routeId === null || isOurs(scope.routeId, routes)),
  );
  const consumers = read('consumers', estate.consumers).filter(isNamedBy(plugins));
  return ok({
    node: read('node', [estate.node])[0] ?? null,
    services,
    routes,
    plugins,
    consumers,
    gatewayPluginsAt: null,
    unread: failures.flatMap(({ part, failure }) => (failure === null ? [] : [{ part, ...failure }])),
  });
};

/** What one page of a list holds; a test that wants more than a page of little takes less. */
const PAGE_SIZE = 1000;

/** Of a large gateway: what a page view asks for as it is, the gateway's own plugins as they were, and no list of anything. */
const showTarget = (
  estate: KongEstate & { pageSize?: number },
  { target, gateway, mostCalls }: ShownTarget,
  asking: Asking,
): Result<KongReading, SourceFailure> => {
  const live = readTarget(estate, target, asking);
  if (!live.ok) return live;
  const pageSize = estate.pageSize ?? PAGE_SIZE;
  const isListed = (total: number | undefined, items: readonly unknown[], few = pageSize): boolean =>
    (total === undefined || total <= few) && items.length <= pageSize;
  const { services } = live.value;
  const areRoutesLeft = services.length > mostCalls / 2 && !isListed(gateway?.totalRoutes, estate.routes);
  const routes = areRoutesLeft ? [] : live.value.routes;
  const areServicesMany = services.length > mostCalls;
  const areMany = services.length + routes.length > mostCalls;
  const unread = gateway === null ? NOT_READ_YET : missingOf(gateway);
  const total = unread === null ? gateway?.totalPlugins : undefined;
  const left = [...live.value.unread, ...leftIf(areRoutesLeft, ROUTES)];
  if (isListed(total, estate.plugins, areMany ? pageSize : FEW_PLUGINS))
    return ok({
      ...live.value,
      routes,
      plugins: live.value.plugins.filter(({ scope }) => !areRoutesLeft || scope.routeId === null),
      unread: [...left, ...leftIf(areRoutesLeft, ROUTE_PLUGINS)],
    });
  const known = unread === null ? gateway : null;
  const attached = live.value.plugins.filter(
    (plugin) =>
      !isOfGateway(plugin) && !(plugin.scope.routeId === null ? areServicesMany : areMany || areRoutesLeft),
  );
  const old = (known?.plugins ?? []).filter(({ id }) => !attached.some((plugin) => plugin.id === id));
  const named = live.value.consumers.filter(isNamedBy(attached, old));
  return ok({
    ...live.value,
    routes,
    plugins: [...attached, ...old],
    consumers: once([...(known?.consumers ?? []), ...named]),
    gatewayPluginsAt: known?.readAt ?? null,
    unread: [
      ...left,
      ...(unread === null ? [] : [{ part: GATEWAY_PLUGINS, ...unread }]),
      ...leftIf(areServicesMany, SERVICE_PLUGINS),
      ...leftIf(areMany || areRoutesLeft, ROUTE_PLUGINS),
      ...(known?.unread ?? []),
    ],
  });
};

const NOT_READ_YET = { code: 'NOT_READ_YET' } as const;
const leftIf = (is: boolean, part: string): Unread[] => (is ? [{ part, ...NOT_READ_YET }] : []);

/** Attached to one of the first, or standing in for strangers by a setting of any. */
const isNamedBy =
  (attached: readonly Plugin[], others: readonly Plugin[] = []) =>
  ({ id, username }: Consumer): boolean =>
    attached.some(({ scope }) => scope.consumerId === id) ||
    [...attached, ...others].some((plugin) => {
      const anonymous = textSetting(plugin, 'anonymous');
      return anonymous !== null && [id, username].includes(anonymous);
    });
