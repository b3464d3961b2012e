import type { KongReading, SourceFailure } from '../../app/ports';
import type { KongTarget } from '../../domain/binding';
import type { KongNode, Plugin, Route, Service } from '../../domain/kong/entities';
import { err, ok, type Result } from '../../domain/result';
import type { Unread } from '../../domain/source';
import { collect, fetchService, together, type Collected } from './collection';
import { service, route } from './entity-shapes';
import type { KongLine } from './line';
import { nodeOf } from './node-shape';
import { consumersNamedBy, pluginsTouching, type GlobalPlugins } from './read-plugins';

type Options = { target: KongTarget; globals: GlobalPlugins | null };

/** err when the service itself, or the list of the services with the tag, could not be read. */
export const readTarget = async (
  line: KongLine,
  { target, globals }: Options,
): Promise<Result<KongReading, SourceFailure>> => {
  const node = readNode(line);
  const services = await readServices(line, target);
  if (services.failure !== null && services.items.length === 0) {
    await node; // its exchange belongs to this errand
    return err(services.failure);
  }
  const routes = await readRoutes(line, services.items);
  const touched = { services: services.items, routes: routes.items };
  const plugins = await pluginsTouching(line, touched, connectionCache(globals, target));
  const consumers = await consumersNamedBy(line, plugins.items);
  const { items: nodes, failure } = await node;
  return ok({
    node: nodes[0] ?? null,
    services: services.items,
    routes: routes.items,
    plugins: plugins.items,
    consumers: consumers.items,
    unread: [
      ...unread('node', failure),
      ...unread('services', services.failure),
      ...unread('routes', routes.failure),
      ...unread('plugins', plugins.failure),
      ...unread('consumers', consumers.failure),
    ],
  });
};

const connectionCache = (globals: GlobalPlugins | null, { connectionId }: KongTarget) =>
  globals === null
    ? null
    : {
        get: () => globals.get(connectionId),
        put: (plugins: Plugin[]) => globals.put(connectionId, plugins),
      };

const unread = (part: string, failure: SourceFailure | null): Unread[] =>
  failure === null ? [] : [{ part, ...failure }];

/** Konnect has no node page; its connection knows the flavor. */
export const readNode = async (line: KongLine): Promise<Collected<KongNode>> => {
  if (line.api.type === 'konnect') {
    const { flavor } = line.api;
    const node: KongNode = {
      product: 'kong',
      edition: 'konnect',
      version: null,
      flavor,
      database: null,
      role: null,
    };
    return { items: [node], failure: null };
  }
  const answer = await line.getRoot();
  if (!answer.ok) return { items: [], failure: answer.error };
  const node = nodeOf(answer.value);
  return node === null ? { items: [], failure: { code: 'WRONG_PRODUCT' } } : { items: [node], failure: null };
};

const readServices = async (line: KongLine, target: KongTarget): Promise<Collected<Service>> => {
  if (target.service !== undefined) {
    return fetchService(line, target.service);
  }
  // Kong reads `a,b` as both and `a/b` as either; no tag of its own holds these characters.
  if (/[,/]/.test(target.tag) || target.tag === '') return { items: [], failure: null };
  const read = await collect(line, { path: '/services', query: { tags: target.tag }, shape: service });
  return { ...read, items: read.items.filter(({ tags }) => tags.includes(target.tag)) };
};

/** Above this, one list of all routes costs less than a call for each service. */
const MOST_NESTED_SERVICES = 20;

const readRoutes = async (line: KongLine, services: Service[]): Promise<Collected<Route>> => {
  if (services.length > MOST_NESTED_SERVICES) {
    const ids = new Set(services.map(({ id }) => id));
    const read = await collect(line, { path: '/routes', shape: route });
    return { ...read, items: read.items.filter(({ serviceId }) => serviceId !== null && ids.has(serviceId)) };
  }
  const nested = services.map(({ id }) =>
    collect(line, { path: `/services/${encodeURIComponent(id)}/routes`, shape: route }),
  );
  return together(await Promise.all(nested));
};
