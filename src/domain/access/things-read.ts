import type { AuthorizationPolicy, Policy } from '../istio/resources';
import type { Plugin } from '../kong/entities';
import { groupBy, type KongSnapshot } from '../kong/snapshot';
import { isOfKong, type IstioChange, type KongRateLimitChange, type PlannedChange } from './change';
import type { SeenThing } from './change-words';
import {
  aclStanding,
  consumerStanding,
  isInScope,
  ownRateLimit,
  rateLimitDifferences,
  rateLimitStanding,
} from './kong-standing';
import { policyDifferences, policyStanding } from './policy-standing';
import type { Standing } from './standing';

/** What was read of a gateway or a mesh, as far as grants write there: all of it or a part. */
export type EstateRead =
  | { of: 'kong'; snapshot: KongSnapshot }
  /** `isListed`: whether the AuthorizationPolicies of the namespace were listed to their end. */
  | { of: 'mesh'; policies: readonly Policy[]; isListed: (namespace: string) => boolean };

/** How the things that changes are about stand in what was read. */
export type ThingsRead = {
  /** By what was read; null: it is of another kind. Whether what is not there would have been read is `wouldShow`'s to say. */
  standing: (change: PlannedChange) => Standing | null;
  /** Of what is there, ours before anybody else's: the fields in which it is not as the change wants it, in the product's words. */
  differences: (change: PlannedChange) => string[];
  /** Whether a thing like this would be seen if it were there. */
  wouldShow: (thing: SeenThing) => boolean;
};

/** Built once, asked of every change: look-ups do not grow with what was read. */
export const thingsIn = (read: EstateRead): ThingsRead =>
  read.of === 'kong' ? atGateway(read.snapshot) : inMesh(read);

const atGateway = (snapshot: KongSnapshot): ThingsRead => {
  const { acls, plugins, consumers } = snapshot;
  const aclsOf = groupBy(acls ?? [], ({ consumerId }) => consumerId);
  const pluginsOf = groupBy(plugins, ({ scope }) => scope.consumerId ?? '');
  const pluginById = new Map(plugins.map((plugin) => [plugin.id, plugin]));
  const consumerById = new Map(consumers.map((consumer) => [consumer.id, consumer]));
  const consumerByName = new Map(consumers.map((consumer) => [consumer.username, consumer]));
  const isRead = (part: string): boolean =>
    !snapshot.unread.some((one) => one.part === part || one.part.startsWith(`${part} `)) &&
    (part !== 'acls' || acls !== undefined);
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

const inMesh = ({ policies, isListed }: Extract<EstateRead, { of: 'mesh' }>): ThingsRead => {
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
    wouldShow: (thing) => 'namespace' in thing && isListed(thing.namespace),
  };
};
