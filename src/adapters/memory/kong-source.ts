import type { KongReading, KongSource, SourceFailure } from '../../app/ports';
import type { KongTarget } from '../../domain/binding';
import type { Consumer, KongNode, Plugin, Route, Service } from '../../domain/kong/entities';
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
  const consumers = read('consumers', estate.consumers).filter(({ id, username }) =>
    plugins.some((plugin) => {
      const anonymous = textSetting(plugin, 'anonymous');
      return plugin.scope.consumerId === id || (anonymous !== null && [id, username].includes(anonymous));
    }),
  );
  return ok({
    node: read('node', [estate.node])[0] ?? null,
    services,
    routes,
    plugins,
    consumers,
    unread: failures.flatMap(({ part, failure }) => (failure === null ? [] : [{ part, ...failure }])),
  });
};
