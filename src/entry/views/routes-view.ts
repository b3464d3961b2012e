import type { KongReading } from '../../app/ports';
import type { PageOf } from '../../app/read-routes';
import type {
  PluginAttachment,
  PluginRow,
  RouteRow,
  RoutesOfService,
  RoutesView,
  ServiceRow,
} from '../../contract/views';
import type { Consumer, Plugin, Route, Service } from '../../domain/kong/entities';
import { explainRoute } from '../../domain/kong/explain-route';
import { knownPlugin, type PluginRole } from '../../domain/kong/known-plugins';
import { explainPlugin } from '../../domain/kong/plugin-phrase';
import { requirementsOf } from '../../domain/kong/requirements';
import { indexKong, type KongIndex } from '../../domain/kong/snapshot';
import { fieldTexts } from './field-texts';
import { pageView } from './page-view';

export const routesView = (page: PageOf<KongReading>): RoutesView => pageView(page, routesOfService);

/**
 * Services, routes and plugins in display order: by name; plugins that decide about a call before those that limit or only pass it on,
 * then from the most specific attachment to the global one.
 */
const routesOfService = (reading: KongReading): RoutesOfService => {
  const index = indexKong(reading);
  return {
    node: reading.node,
    services: reading.services.map(serviceRow).sort(byName),
    routes: reading.routes.map((route) => routeRow(route, reading, index)).sort(byName),
    plugins: reading.plugins.map((plugin) => pluginRow(plugin, reading)).sort(byWeight),
    gatewayPluginsAt: reading.gatewayPluginsAt,
    ...(reading.fromSnapshot === undefined ? {} : { fromSnapshot: reading.fromSnapshot }),
  };
};

const byName = (a: { name: string; id: string }, b: { name: string; id: string }): number =>
  a.name === b.name ? compare(a.id, b.id) : compare(a.name, b.name);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const serviceRow = (service: Service): ServiceRow => ({
  id: service.id,
  name: nameOf(service),
  upstream: upstreamOf(service),
  enabled: service.enabled,
  tags: service.tags,
});

const nameOf = (entity: { name: string | null; id: string }): string => entity.name ?? entity.id;

/** `http://orders.orders.svc:8080/api` */
const upstreamOf = ({ protocol, host, port, path }: Service): string =>
  `${protocol}://${host}:${port}${path ?? ''}`;

const routeRow = (route: Route, { services, plugins }: KongReading, index: KongIndex): RouteRow => {
  const service = services.find(({ id }) => id === route.serviceId);
  return {
    id: route.id,
    name: nameOf(route),
    service: service === undefined ? (route.serviceId ?? '') : nameOf(service),
    hosts: route.hosts,
    methods: route.methods,
    paths: route.paths,
    protocols: route.protocols,
    headers: Object.entries(route.headers).map(([name, values]) => ({ name, values })),
    snis: route.snis,
    expression: route.expression,
    leadsTo: leadsTo(route, service),
    needs: explainRoute(index, route),
    withoutCredential: requirementsOf(index, route).withoutCredential,
    pluginIds: plugins.filter(({ scope }) => scope.routeId === route.id).map(({ id }) => id),
    tags: route.tags,
  };
};

/** Where a call ends up and what happens to its path on the way, in words. */
const leadsTo = (route: Route, service: Service | undefined): string => {
  if (service === undefined) {
    return route.serviceId === null ? 'nowhere: the route has no service' : 'a service that was not read';
  }
  const upstream = upstreamOf(service);
  if (!service.enabled) return `nowhere: its service is switched off (${upstream})`;
  // Without paths there is no matched part that could be taken away.
  const stripped = route.stripPath && (route.paths.length > 0 || route.expression !== null);
  return `${upstream} (${stripped ? 'matched path removed' : 'path kept'})`;
};

const pluginRow = (plugin: Plugin, reading: KongReading): PluginRow => ({
  id: plugin.id,
  name: plugin.name,
  instanceName: plugin.instanceName,
  attachedTo: attachmentOf(plugin, reading),
  enabled: plugin.enabled,
  does: explainPlugin(plugin),
  fields: fieldTexts(plugin.config),
  hiddenFields: [...plugin.hiddenFields].sort(),
  tags: plugin.tags,
  condition: plugin.condition,
});

/** Names where they were read, ids where not. All null: global. */
const attachmentOf = ({ scope }: Plugin, { routes, services, consumers }: KongReading): PluginAttachment => ({
  route: named(scope.routeId, routes, nameOf),
  service: named(scope.serviceId, services, nameOf),
  consumer: named(scope.consumerId, consumers, consumerName),
  consumerGroup: scope.consumerGroupId,
});

const consumerName = ({ id, username, customId }: Consumer): string => username ?? customId ?? id;

const named = <E extends { id: string }>(
  id: string | null,
  entities: readonly E[],
  nameOfEntity: (entity: E) => string,
): string | null => {
  const entity = entities.find((candidate) => candidate.id === id);
  return entity === undefined ? id : nameOfEntity(entity);
};

/** What a reader looks for first; a plugin that nobody knows may decide anything. */
const ROLES: readonly PluginRole[] = [
  'authenticates',
  'compares groups',
  'compares addresses',
  'impersonates',
  'decides',
  'answers',
  'limits',
  'inspects',
  'passes',
];
const roleRank = ({ name }: PluginRow): number => ROLES.indexOf(knownPlugin(name)?.role ?? 'decides');

/** Of one plugin in Kong's own order of precedence: the more it is bound to, the more specific. */
const byWeight = (a: PluginRow, b: PluginRow): number =>
  roleRank(a) - roleRank(b) || specificity(b.attachedTo) - specificity(a.attachedTo) || byName(a, b);

const specificity = ({ consumer, consumerGroup, route, service }: PluginAttachment): number =>
  (consumer === null ? 0 : 8) +
  (consumerGroup === null ? 0 : 4) +
  (route === null ? 0 : 2) +
  (service === null ? 0 : 1);
