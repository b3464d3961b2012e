import type { ConnectionId } from '../binding';
import type { AuthorizationPolicy, Policy } from '../istio/resources';
import type { Acl, Consumer, KongId, Plugin } from '../kong/entities';
import { groupBy, type KongSnapshot } from '../kong/snapshot';
import { hashOf, type Hash } from './canonical-json';
import {
  aclKey,
  consumerKey,
  isOfKong,
  policyKey,
  rateLimitKey,
  type IstioChange,
  type KongRateLimitChange,
  type PlannedChange,
} from './change';
import type { SeenThing } from './change-words';
import {
  aclStanding,
  consumerStanding,
  isInScope,
  ownRateLimit,
  rateLimitDifferences,
  rateLimitStanding,
} from './kong-standing';
import { rateLimitIdFor } from './made-ids';
import { requestInMetadata, requestInTags } from './ownership';
import { policyDifferences, policyStanding } from './policy-standing';
import type { Standing } from './standing';

/** All that one connection leads to, as far as grants write there: from a snapshot, whole or in parts. */
export type EstateRead =
  | { of: 'kong'; snapshot: KongSnapshot }
  /** `isListed`: whether the AuthorizationPolicies of the namespace were listed to their end. */
  | { of: 'mesh'; policies: readonly Policy[]; isListed: (namespace: string) => boolean };

/** A thing that carries the mark of a request. `keysAt`: what holdings of it are kept under, were it of that connection. */
export type MarkedThing = {
  thing: SeenThing;
  requestId: string;
  keysAt: (connectionId: ConnectionId) => Hash[];
};

/** An ACL membership without any mark. `createdAt`: seconds since 1970, Kong's clock; null: not said. */
export type PlainMember = Pick<MarkedThing, 'thing' | 'keysAt'> & {
  key: Hash;
  group: string;
  createdAt: number | null;
};

/** What an estate says about things of grants. */
export type Estate = {
  /** By what was read; null: it is of another kind. Whether what is not there would have been read is `wouldShow`'s to say. */
  standing: (change: PlannedChange) => Standing | null;
  /** Of what is there, ours before anybody else's: the fields in which it is not as the change wants it, in the product's words. */
  differences: (change: PlannedChange) => string[];
  /** Everything that carries a mark. */
  marked: readonly MarkedThing[];
  plainMembers: readonly PlainMember[];
  /** Whether a thing like this would be seen if it were there. */
  wouldShow: (thing: SeenThing) => boolean;
};

/** Built once, asked of every grant: look-ups do not grow with the estate. */
export const estateOf = (connectionId: ConnectionId, read: EstateRead): Estate =>
  read.of === 'kong' ? gatewayEstate(connectionId, read.snapshot) : meshEstate(read);

const gatewayEstate = (connectionId: ConnectionId, snapshot: KongSnapshot): Estate => {
  const { acls, plugins, consumers } = snapshot;
  const aclsOf = groupBy(acls ?? [], ({ consumerId }) => consumerId);
  const pluginsOf = groupBy(plugins, ({ scope }) => scope.consumerId ?? '');
  const pluginById = new Map(plugins.map((plugin) => [plugin.id, plugin]));
  const consumerById = new Map(consumers.map((consumer) => [consumer.id, consumer]));
  const consumerByName = new Map(consumers.map((consumer) => [consumer.username, consumer]));
  const isRead = (part: string): boolean =>
    !snapshot.unread.some((one) => one.part === part || one.part.startsWith(`${part} `)) &&
    (part !== 'acls' || acls !== undefined);
  const nameOf = (id: KongId): string => nameOfConsumer(consumerById.get(id), id);
  const limitsFor = (change: KongRateLimitChange): Plugin[] => {
    const scoped = (pluginsOf.get(change.consumer.id) ?? []).filter((one) => isInScope(change, one));
    const planned = pluginById.get(change.id);
    return planned === undefined || scoped.includes(planned) ? scoped : [...scoped, planned];
  };
  return {
    differences: (change) => {
      if (change.kind === 'kong-rate-limit') return limitDifferences(change, limitsFor(change));
      if (change.kind !== 'kong-consumer') return [];
      const username = consumerById.get(change.consumer.id)?.username ?? null;
      return username === change.consumer.name ? [] : ['username'];
    },
    standing: (change) => {
      switch (change.kind) {
        case 'kong-acl':
          return aclStanding(change, aclsOf.get(change.consumer.id) ?? []);
        case 'kong-consumer': {
          const namesake = consumerByName.get(change.consumer.name) ?? null;
          const consumer = consumerById.get(change.consumer.id) ?? null;
          return consumerStanding(change, { consumer, namesake, holds: [] });
        }
        case 'kong-rate-limit':
          return rateLimitStanding(change, limitsFor(change));
        case 'istio-grant':
        case 'istio-deny-all':
          return null;
      }
    },
    marked: [
      ...(acls ?? []).flatMap((acl) => markedAs(acl.tags, membership(acl, nameOf))),
      ...consumers.flatMap((consumer) => markedAs(consumer.tags, consumerThing(consumer))),
      ...plugins.flatMap((plugin) => markedAs(plugin.tags, pluginThing(plugin, { snapshot, nameOf }))),
    ],
    plainMembers: (acls ?? [])
      .filter(({ tags }) => requestInTags(tags) === null)
      .map((acl) => ({
        ...membership(acl, nameOf),
        key: hashOf(aclKey(connectionId, acl.consumerId, acl.group)),
        group: acl.group,
        createdAt: acl.createdAt,
      })),
    wouldShow: ({ kind }) => isRead(LIST_OF[kind]),
  };
};

/** With what keeps the limit from counting and is not written here: calls that it is not for, by protocol or by a condition. */
const limitDifferences = (change: KongRateLimitChange, there: readonly Plugin[]): string[] => {
  const limit = ownRateLimit(there) ?? there.find(({ name }) => name === 'rate-limiting');
  if (limit === undefined) return there.length === 0 ? [] : ['name'];
  const isForAll = ['http', 'https'].every((protocol) => limit.protocols.includes(protocol));
  return [
    ...rateLimitDifferences(change, limit),
    ...(isForAll ? [] : ['protocols']),
    ...(limit.condition === null ? [] : ['condition']),
  ];
};

/** Lists of a gateway in which things are found, in Kong's words. */
const LIST_OF: Record<SeenThing['kind'], string> = {
  'kong-acl': 'acls',
  'kong-consumer': 'consumers',
  'kong-rate-limit': 'plugins',
  'kong-plugin': 'plugins',
  'istio-grant': 'authorizationpolicies',
  'istio-deny-all': 'authorizationpolicies',
};

const meshEstate = ({ policies, isListed }: Extract<EstateRead, { of: 'mesh' }>): Estate => {
  const byPlace = groupBy(policies, ({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const policyAt = (change: IstioChange): AuthorizationPolicy | null => {
    const there = byPlace.get(`${change.namespace}/${change.name}`) ?? [];
    return there.find((one) => one.kind === 'AuthorizationPolicy') ?? null;
  };
  return {
    standing: (change) => (isOfKong(change) ? null : policyStanding(change, policyAt(change))),
    differences: (change) => {
      const policy = isOfKong(change) ? null : policyAt(change);
      return policy === null || isOfKong(change) ? [] : policyDifferences(change, policy);
    },
    marked: policies.flatMap(({ kind, metadata }) => {
      const requestId = requestInMetadata(metadata);
      if (requestId === null || kind !== 'AuthorizationPolicy') return [];
      const { namespace, name } = metadata;
      const thing: SeenThing = { kind: 'istio-grant', namespace, name };
      return [{ thing, requestId, keysAt: (id) => [hashOf(policyKey(id, { namespace, name }))] }];
    }),
    plainMembers: [],
    wouldShow: (thing) => 'namespace' in thing && isListed(thing.namespace),
  };
};

type Markable = Omit<MarkedThing, 'requestId'>;

const markedAs = (tags: readonly string[], thing: Markable): MarkedThing[] => {
  const requestId = requestInTags(tags);
  return requestId === null ? [] : [{ ...thing, requestId }];
};

const membership = ({ consumerId, group }: Acl, nameOf: (id: KongId) => string): Markable => ({
  thing: { kind: 'kong-acl', consumer: { name: nameOf(consumerId) }, group },
  keysAt: (connectionId) => [hashOf(aclKey(connectionId, consumerId, group))],
});

const consumerThing = (consumer: Consumer): Markable => ({
  thing: { kind: 'kong-consumer', consumer: { name: nameOfConsumer(consumer, consumer.id) } },
  keysAt: (connectionId) => [hashOf(consumerKey(connectionId, consumer.id))],
});

/** A limit of its own for a consumer is held under the id that was planned, whatever its id is by now. */
const pluginThing = (
  { id, name, scope: { serviceId, consumerId } }: Plugin,
  { snapshot, nameOf }: { snapshot: KongSnapshot; nameOf: (id: KongId) => string },
): Markable => {
  if (name !== 'rate-limiting' || serviceId === null || consumerId === null)
    return {
      thing: { kind: 'kong-plugin', plugin: { id, name } },
      keysAt: (connectionId) => [hashOf(rateLimitKey(connectionId, id))],
    };
  const service = snapshot.services.find((one) => one.id === serviceId);
  return {
    thing: {
      kind: 'kong-rate-limit',
      consumer: { name: nameOf(consumerId) },
      service: { name: service?.name ?? serviceId },
    },
    keysAt: (connectionId) =>
      [id, rateLimitIdFor(connectionId, serviceId, consumerId)].map((one) =>
        hashOf(rateLimitKey(connectionId, one)),
      ),
  };
};

const nameOfConsumer = (consumer: Consumer | undefined, id: KongId): string =>
  consumer?.username ?? consumer?.customId ?? id;
