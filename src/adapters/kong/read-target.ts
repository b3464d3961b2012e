import type { KongReading, ShownTarget, SourceFailure } from '../../app/ports';
import type { KongTarget } from '../../domain/binding';
import type { KongNode, Route, Service } from '../../domain/kong/entities';
import { GATEWAY_PLUGINS, ROUTE_PLUGINS, ROUTES, SERVICE_PLUGINS } from '../../domain/kong/gateway-plugins';
import { err, ok, type Result } from '../../domain/result';
import type { Unread } from '../../domain/source';
import { collect, fetchService, together, type Collected } from './collection';
import { service } from './entity-shapes';
import type { KongLine } from './line';
import { nodeOf } from './node-shape';
import { consumersNamedBy } from './read-consumers';
import { pluginsListed, pluginsShown, type Touched, type TouchingPlugins } from './read-plugins';
import { routesListed, routesShown } from './read-routes';

type Answer = Result<KongReading, SourceFailure>;

/** err when the service itself, or the list of the services with the tag, could not be read. */
export const readTarget = (line: KongLine, target: KongTarget): Promise<Answer> =>
  readWith(line, target, {
    routes: (services) => routesListed(line, services),
    plugins: (touched) => pluginsListed(line, touched),
    callsLeft: () => null,
  });

/** The same for a page view. */
export const showTarget = (line: KongLine, { target, gateway, mostCalls }: ShownTarget): Promise<Answer> => {
  const callsLeft = () => mostCalls - line.exchanges().length;
  return readWith(line, target, {
    // Their routes have plugins to be asked for as well.
    routes: (services) => routesShown(line, services, { gateway, mostNested: callsLeft() / 2 }),
    plugins: (touched) => pluginsShown(line, touched, { gateway, callsLeft: callsLeft() - FOR_CONSUMERS }),
    callsLeft,
  });
};

/** Kept back of the calls: consumers that a few plugins name are asked for one by one. */
const FOR_CONSUMERS = 10;

type Ways = {
  routes: (services: Service[]) => Promise<Collected<Route>>;
  plugins: (touched: Touched) => Promise<TouchingPlugins>;
  callsLeft: () => number | null;
};

const readWith = async (line: KongLine, target: KongTarget, ways: Ways): Promise<Answer> => {
  const node = readNode(line);
  const services = await readServices(line, target);
  if (services.failure !== null && services.items.length === 0) {
    await node; // its exchange belongs to this errand
    return err(services.failure);
  }
  const routes = await ways.routes(services.items);
  const plugins = await ways.plugins({ services: services.items, routes });
  const { remembered } = plugins;
  const consumers = await consumersNamedBy(line, {
    plugins: plugins.items,
    except: new Set(remembered?.plugins),
    callsLeft: ways.callsLeft(),
  });
  const { items: nodes, failure } = await node;
  return ok({
    node: nodes[0] ?? null,
    services: services.items,
    routes: routes.items,
    plugins: plugins.items,
    consumers: together([{ items: remembered?.consumers ?? [], failure: null }, consumers]).items,
    gatewayPluginsAt: remembered?.readAt ?? null,
    unread: [
      ...unread('node', failure),
      ...unread('services', services.failure),
      ...unread(ROUTES, routes.failure),
      ...unread('plugins', plugins.failure),
      ...unread(GATEWAY_PLUGINS, plugins.missing),
      ...unread(SERVICE_PLUGINS, plugins.servicesMissing),
      ...unread(ROUTE_PLUGINS, plugins.routesMissing),
      ...(consumers.failure === null ? (remembered?.unread ?? []) : unread('consumers', consumers.failure)),
    ],
  });
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
