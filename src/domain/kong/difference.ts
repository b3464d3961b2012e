import type { Json, JsonObject } from '../json';
import type { Cidr, Plugin, Route, Service } from './entities';
import { explainPlugin } from './plugin-phrase';
import { indexKong, type KongIndex, type KongSnapshot } from './snapshot';
import { allOf, code, sentence } from './words';

export type Difference = {
  kind: 'added' | 'removed' | 'changed' | 'not compared';
  entity: 'service' | 'route' | 'plugin';
  /** Kong's id; null when the whole collection could not be compared. */
  id: string | null;
  sentence: string;
};

/**
 * What differs between two snapshots of one Kong, in sentences: services, then routes, then plugins, each by id. A collection that
 * was not read in one of them is not compared, and says so. Times and the order of lists that Kong treats as sets do not count.
 */
export const differencesBetween = (before: KongSnapshot, after: KongSnapshot): Difference[] => {
  const both: Both = { before: indexKong(before), after: indexKong(after) };
  return [
    ...compared(both, SERVICES, (index) => index.snapshot.services),
    ...compared(both, ROUTES, (index) => index.snapshot.routes),
    ...compared(both, PLUGINS, (index) => index.snapshot.plugins),
  ];
};

type Both = { before: KongIndex; after: KongIndex };

/** How one kind of entity is named, told when it comes or goes, and which of its fields are told when they change. */
type Telling<T> = {
  entity: Difference['entity'];
  part: string;
  title: (item: T, index: KongIndex) => string;
  about: (item: T) => string;
  /** By their names on a page. */
  fields: (item: T, index: KongIndex) => JsonObject;
};

const compared = <T extends { id: string }>(
  both: Both,
  telling: Telling<T>,
  of: (index: KongIndex) => T[],
): Difference[] => {
  const { entity, part } = telling;
  if (both.before.unread(part).length > 0 || both.after.unread(part).length > 0) {
    const text = sentence(`Kong’s ${part} could not be read and are not compared`);
    return [{ kind: 'not compared', entity, id: null, sentence: text }];
  }
  const older = new Map(of(both.before).map((item) => [item.id, item]));
  const newer = new Map(of(both.after).map((item) => [item.id, item]));
  const ids = [...new Set([...older.keys(), ...newer.keys()])].sort();
  return ids.flatMap((id): Difference[] => {
    const told = toldOf(telling, both, { was: older.get(id), is: newer.get(id) });
    return told === null ? [] : [{ kind: told.kind, entity, id, sentence: told.text }];
  });
};

type Told = { kind: 'added' | 'removed' | 'changed'; text: string };

const toldOf = <T>(
  telling: Telling<T>,
  both: Both,
  { was, is }: { was: T | undefined; is: T | undefined },
): Told | null => {
  const { title, about } = telling;
  if (was !== undefined && is !== undefined) {
    const changes = changesOf(telling, [was, both.before], [is, both.after]);
    if (changes.length === 0) return null;
    return { kind: 'changed', text: sentence(`${title(is, both.after)}: ${changes.join(', ')}`) };
  }
  if (is !== undefined)
    return { kind: 'added', text: `${sentence(`${title(is, both.after)} is new`)} ${about(is)}`.trim() };
  if (was !== undefined) return { kind: 'removed', text: sentence(`${title(was, both.before)} is gone`) };
  return null;
};

const changesOf = <T>({ fields }: Telling<T>, was: [T, KongIndex], is: [T, KongIndex]): string[] => {
  const old = fields(...was);
  const now = fields(...is);
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map((label) => ({ label, from: shown(old[label]), to: shown(now[label]) }))
    .filter(({ from, to }) => from !== to)
    .map(({ label, from, to }) => `${label} from ${from} to ${to}`);
};

const shown = (value: Json | undefined): string => {
  if (value === undefined || value === null || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return code(value);
  if (!Array.isArray(value)) return code(JSON.stringify(value));
  // Lists of names are sets to Kong; lists of numbers belong together by position.
  const names = value.filter((each) => typeof each === 'string').sort();
  if (names.length < value.length) return code(JSON.stringify(value));
  return names.length === 0 ? 'none' : allOf(names);
};

const SERVICES: Telling<Service> = {
  entity: 'service',
  part: 'services',
  title: ({ name, id }) => `service ${code(name ?? id)}`,
  about: () => '',
  fields: ({ name, enabled, protocol, host, port, path, tags }) => ({
    name,
    'switched on': enabled,
    address: `${protocol}://${host}:${port}${path ?? ''}`,
    tags,
  }),
};

const ROUTES: Telling<Route> = {
  entity: 'route',
  part: 'routes',
  title: ({ name, id }) => `route ${code(name ?? id)}`,
  about: () => '',
  fields: (route, index) => ({
    name: route.name,
    service: route.serviceId === null ? null : (index.service(route.serviceId)?.name ?? route.serviceId),
    protocols: route.protocols,
    methods: route.methods,
    hosts: route.hosts,
    paths: route.paths,
    headers: Object.entries(route.headers).flatMap(([name, values]) =>
      values.map((value) => `${name}: ${value}`),
    ),
    'server names': route.snis,
    sources: route.sources.map(addressOf),
    destinations: route.destinations.map(addressOf),
    expression: route.expression,
    priority: route.priority ?? route.regexPriority,
    'path cut off': route.stripPath,
    'host kept': route.preserveHost,
    tags: route.tags,
  }),
};

const addressOf = ({ ip, port }: Cidr): string => `${ip ?? '*'}:${port ?? '*'}`;

const PLUGINS: Telling<Plugin> = {
  entity: 'plugin',
  part: 'plugins',
  title: (plugin, index) => `plugin ${code(plugin.name)} ${placeOf(plugin, index)}`,
  about: explainPlugin,
  fields: (plugin, index) => ({
    'switched on': plugin.enabled,
    place: placeOf(plugin, index).replaceAll('`', ''),
    ...Object.fromEntries(Object.entries(plugin.config).map(([field, value]) => [code(field), value])),
    'hidden settings': plugin.hiddenFields,
    protocols: plugin.protocols,
    condition: plugin.condition,
    'runs before': plugin.ordering?.before ?? [],
    'runs after': plugin.ordering?.after ?? [],
    tags: plugin.tags,
  }),
};

const placeOf = ({ scope }: Plugin, index: KongIndex): string => {
  const { routes, consumerGroups } = index.snapshot;
  const named = (list: { id: string; name: string | null }[] | undefined, id: string): string =>
    code(list?.find((item) => item.id === id)?.name ?? id);
  const places = [
    scope.routeId === null ? '' : `on route ${named(routes, scope.routeId)}`,
    scope.serviceId === null
      ? ''
      : `on service ${code(index.service(scope.serviceId)?.name ?? scope.serviceId)}`,
    scope.consumerId === null
      ? ''
      : `for ${code(index.consumer(scope.consumerId)?.username ?? scope.consumerId)}`,
    scope.consumerGroupId === null
      ? ''
      : `for consumer group ${named(consumerGroups, scope.consumerGroupId)}`,
  ].filter((place) => place !== '');
  return places.length === 0 ? 'everywhere' : places.join(' ');
};
