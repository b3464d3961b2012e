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
} from '../../domain/kong/gateway-plugins';
import { textSetting } from '../../domain/kong/settings';
import { err, ok, type Result } from '../../domain/result';
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

/** Of a gateway with many plugins: those of the services and routes as they are, the gateway's own as they were. */
const showTarget = (
  estate: KongEstate & { pageSize?: number },
  { target, gateway, mostCalls }: ShownTarget,
  asking: Asking,
): Result<KongReading, SourceFailure> => {
  const unread = gateway === null ? ({ code: 'NOT_READ_YET' } as const) : missingOf(gateway);
  const pageSize = estate.pageSize ?? PAGE_SIZE;
  const live = readTarget(estate, target, asking);
  if (!live.ok || live.value.services.length > mostCalls) return live;
  const areRoutesMany = live.value.services.length + live.value.routes.length > mostCalls;
  const few = areRoutesMany ? pageSize : FEW_PLUGINS;
  const isAskedFor = gateway === null || unread !== null || gateway.total <= few;
  if (isAskedFor && estate.plugins.length <= pageSize) return live;
  const known = unread === null ? gateway : null;
  const attached = live.value.plugins.filter(
    (plugin) => !isOfGateway(plugin) && !(areRoutesMany && plugin.scope.routeId !== null),
  );
  const old = (known?.plugins ?? []).filter(({ id }) => !attached.some((plugin) => plugin.id === id));
  const named = live.value.consumers.filter(isNamedBy(attached, old));
  return ok({
    ...live.value,
    plugins: [...attached, ...old],
    consumers: once([...(known?.consumers ?? []), ...named]),
    gatewayPluginsAt: known?.readAt ?? null,
    unread: [
      ...live.value.unread,
      ...(unread === null ? [] : [{ part: GATEWAY_PLUGINS, ...unread }]),
      ...(areRoutesMany ? [{ part: ROUTE_PLUGINS, code: 'NOT_READ_YET' as const }] : []),
      ...(known?.unread ?? []),
    ],
  });
};

/** Attached to one of the first, or standing in for strangers by a setting of any. */
const isNamedBy =
  (attached: readonly Plugin[], others: readonly Plugin[] = []) =>
  ({ id, username }: Consumer): boolean =>
    attached.some(({ scope }) => scope.consumerId === id) ||
    [...attached, ...others].some((plugin) => {
      const anonymous = textSetting(plugin, 'anonymous');
      return anonymous !== null && [id, username].includes(anonymous);
    });
