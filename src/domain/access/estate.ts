import type { ConnectionId } from '../binding';
import type { Policy } from '../istio/resources';
import type { Acl, Consumer, KongId, Plugin } from '../kong/entities';
import type { KongSnapshot } from '../kong/snapshot';
import { hashOf, type Hash } from './canonical-json';
import { aclKey, consumerKey, policyKey, rateLimitKey } from './change';
import type { SeenThing } from './change-words';
import { rateLimitIdFor } from './made-ids';
import { requestInMetadata, requestInTags } from './ownership';
import { thingsIn, type EstateRead, type ThingsRead } from './things-read';

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

/** All that one connection leads to, as far as grants write there. */
export type Estate = ThingsRead & {
  /** Everything that carries a mark. */
  marked: readonly MarkedThing[];
  plainMembers: readonly PlainMember[];
};

export const estateOf = (connectionId: ConnectionId, read: EstateRead): Estate => ({
  ...thingsIn(read),
  ...(read.of === 'kong'
    ? atGateway(connectionId, read.snapshot)
    : { marked: markedPolicies(read.policies), plainMembers: [] }),
});

type Listed = Pick<Estate, 'marked' | 'plainMembers'>;

const atGateway = (connectionId: ConnectionId, snapshot: KongSnapshot): Listed => {
  const { acls = [], plugins, consumers } = snapshot;
  const consumerById = new Map(consumers.map((consumer) => [consumer.id, consumer]));
  const nameOf = (id: KongId): string => nameOfConsumer(consumerById.get(id), id);
  return {
    marked: [
      ...acls.flatMap((acl) => markedAs(acl.tags, membership(acl, nameOf))),
      ...consumers.flatMap((consumer) => markedAs(consumer.tags, consumerThing(consumer))),
      ...plugins.flatMap((plugin) => markedAs(plugin.tags, pluginThing(plugin, { snapshot, nameOf }))),
    ],
    plainMembers: acls
      .filter(({ tags }) => requestInTags(tags) === null)
      .map((acl) => ({
        ...membership(acl, nameOf),
        key: hashOf(aclKey(connectionId, acl.consumerId, acl.group)),
        group: acl.group,
        createdAt: acl.createdAt,
      })),
  };
};

const markedPolicies = (policies: readonly Policy[]): MarkedThing[] =>
  policies.flatMap(({ kind, metadata }) => {
    const requestId = requestInMetadata(metadata);
    if (requestId === null || kind !== 'AuthorizationPolicy') return [];
    const { namespace, name } = metadata;
    const thing: SeenThing = { kind: 'istio-grant', namespace, name };
    return [{ thing, requestId, keysAt: (id) => [hashOf(policyKey(id, { namespace, name }))] }];
  });

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
