import type { Unread } from '../source';
import type { PluginSlot } from './execution-order';
import type {
  Acl,
  Consumer,
  ConsumerGroup,
  ConsumerGroupMember,
  CredentialCount,
  KongId,
  KongNode,
  Plugin,
  Route,
  Service,
} from './entities';

/**
 * What was read of one Kong, as far as it decides about calls. A collection that is absent was not read: nothing follows from it.
 * The collections that are always there are as complete as `unread` says, in Kong's words: `services`, `routes`, `plugins`, `consumers`.
 */
export type KongSnapshot = {
  node: KongNode | null;
  services: Service[];
  routes: Route[];
  plugins: Plugin[];
  consumers: Consumer[];
  acls?: Acl[];
  consumerGroups?: ConsumerGroup[];
  consumerGroupMembers?: ConsumerGroupMember[];
  credentialCounts?: CredentialCount[];
  unread: Unread[];
};

/** A snapshot with the look-ups that every question needs, built once. */
export type KongIndex = {
  snapshot: KongSnapshot;
  /** Filled by `pluginSlots`, which sorts a route's plugins once. */
  slots: WeakMap<Route, PluginSlot[]>;
  service(id: KongId): Service | undefined;
  /** By id, or by the username that `anonymous` settings may use instead. */
  consumer(idOrName: string): Consumer | undefined;
  /** Instances that may run on the route for somebody: global ones and those of the route, of its service, or of both. */
  pluginsTouching(route: Route): Plugin[];
  /** ACL groups, sorted; null when ACLs were not read. */
  aclGroupsOf(consumerId: KongId): string[] | null;
  /** Consumer groups by name; null when they were not read and a plugin of the snapshot is attached to one. */
  consumerGroupsOf(consumerId: KongId): ConsumerGroup[] | null;
  /** What could not be read of these collections, empty when they are complete. */
  unread(...parts: string[]): Unread[];
};

export const indexKong = (snapshot: KongSnapshot): KongIndex => {
  const services = new Map(snapshot.services.map((service) => [service.id, service]));
  const consumers = new Map(snapshot.consumers.map((consumer) => [consumer.id, consumer]));
  const consumerNames = new Map(snapshot.consumers.map((consumer) => [consumer.username, consumer]));
  const pluginsByAnchor = groupBy(snapshot.plugins, ({ scope }) => scope.routeId ?? scope.serviceId);
  const aclsByConsumer = groupBy(snapshot.acls ?? [], ({ consumerId }) => consumerId);
  const unread = (...parts: string[]): Unread[] =>
    snapshot.unread.filter(({ part }) => parts.some((name) => part === name || part.startsWith(`${name} `)));

  return {
    snapshot,
    slots: new WeakMap(),
    service: (id) => services.get(id),
    consumer: (idOrName) => consumers.get(idOrName) ?? consumerNames.get(idOrName),
    pluginsTouching: (route) =>
      [...new Set([null, route.id, route.serviceId])]
        .flatMap((anchor) => pluginsByAnchor.get(anchor) ?? [])
        .filter(({ scope }) => scope.serviceId === null || scope.serviceId === route.serviceId),
    aclGroupsOf: (consumerId) =>
      snapshot.acls === undefined || unread('acls').length > 0
        ? null
        : (aclsByConsumer.get(consumerId) ?? []).map(({ group }) => group).sort(),
    consumerGroupsOf: consumerGroupsIn(snapshot),
    unread,
  };
};

/** @source Enterprise's and Konnect's consumer groups, specification 3.15 (documented, not measured) */
const consumerGroupsIn = (snapshot: KongSnapshot): KongIndex['consumerGroupsOf'] => {
  const { consumerGroups, consumerGroupMembers } = snapshot;
  if (consumerGroups === undefined || consumerGroupMembers === undefined) {
    const isAskedFor = snapshot.plugins.some(
      ({ scope, config }) => scope.consumerGroupId !== null || config['include_consumer_groups'] === true,
    );
    return () => (isAskedFor ? null : []);
  }
  const groups = new Map(consumerGroups.map((group) => [group.id, group]));
  const members = groupBy(consumerGroupMembers, ({ consumerId }) => consumerId);
  return (consumerId) =>
    (members.get(consumerId) ?? [])
      .flatMap(({ consumerGroupId }) => groups.get(consumerGroupId) ?? [])
      .sort((a, b) => (a.name < b.name ? -1 : 1));
};

export const groupBy = <T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
};
