import type { Acl, Plugin } from '../kong/entities';
import type { KongSnapshot } from '../kong/snapshot';
import type { KongAclChange, KongConsumerChange, KongRateLimitChange, PlannedChange } from './change';

/** A change as far as it says what is to be; what was seen does not matter to that. */
export type Described =
  | Omit<KongAclChange, 'seen' | 'connectionId'>
  | Omit<KongConsumerChange, 'seen' | 'connectionId'>
  | Omit<KongRateLimitChange, 'seen' | 'connectionId'>
  | Pick<Extract<PlannedChange, { kind: 'istio-grant' | 'istio-deny-all' }>, 'kind'>;

/**
 * Desired state, so applying the changes once more changes nothing. A snapshot without ACLs keeps saying that they are not known; changes
 * to the mesh leave the gateway as it is.
 */
export const snapshotAfter = (snapshot: KongSnapshot, changes: readonly Described[]): KongSnapshot =>
  changes.reduce(after, snapshot);

const after = (snapshot: KongSnapshot, change: Described): KongSnapshot => {
  switch (change.kind) {
    case 'kong-acl':
      return snapshot.acls === undefined ? snapshot : { ...snapshot, acls: aclsAfter(snapshot.acls, change) };
    case 'kong-consumer':
      return consumerAfter(snapshot, change);
    case 'kong-rate-limit':
      return { ...snapshot, plugins: pluginsAfter(snapshot.plugins, change) };
    case 'istio-grant':
    case 'istio-deny-all':
      return snapshot;
  }
};

type Of<K extends Described['kind']> = Extract<Described, { kind: K }>;

const aclsAfter = (acls: Acl[], { consumer, group, want }: Of<'kong-acl'>): Acl[] => {
  const isIt = (acl: Acl): boolean => acl.consumerId === consumer.id && acl.group === group;
  if (want === 'absent') return acls.filter((acl) => !isIt(acl));
  if (acls.some(isIt)) return acls;
  return [
    ...acls,
    { id: `planned:${consumer.id}/${group}`, consumerId: consumer.id, group, tags: [], createdAt: null },
  ];
};

/** With a consumer goes what hangs on it. @source Kong 3.9.3, measured: its ACLs, credentials and plugins are deleted with it */
const consumerAfter = (snapshot: KongSnapshot, { consumer, want }: Of<'kong-consumer'>): KongSnapshot => {
  const rest = snapshot.consumers.filter(({ id }) => id !== consumer.id);
  if (want === 'present') {
    if (rest.length < snapshot.consumers.length) return snapshot;
    const made = { id: consumer.id, username: consumer.name, customId: null, tags: [], createdAt: null };
    return { ...snapshot, consumers: [...rest, made] };
  }
  return {
    ...snapshot,
    consumers: rest,
    plugins: snapshot.plugins.filter(({ scope }) => scope.consumerId !== consumer.id),
    ...(snapshot.acls === undefined
      ? {}
      : { acls: snapshot.acls.filter(({ consumerId }) => consumerId !== consumer.id) }),
  };
};

const pluginsAfter = (plugins: Plugin[], change: Of<'kong-rate-limit'>): Plugin[] => {
  const known = plugins.find(({ id }) => id === change.id);
  const rest = plugins.filter((plugin) => plugin !== known);
  if (change.want === 'absent') return rest;
  if (known !== undefined) return [...rest, { ...known, config: { ...known.config, ...change.limits } }];
  const made: Plugin = {
    id: change.id,
    name: RATE_LIMITING,
    instanceName: null,
    enabled: true,
    scope: {
      routeId: null,
      serviceId: change.service.id,
      consumerId: change.consumer.id,
      consumerGroupId: null,
    },
    protocols: [],
    tags: [],
    config: { ...change.limits },
    hiddenFields: [],
    ordering: null,
    condition: null,
    createdAt: null,
    updatedAt: null,
  };
  return [...rest, made];
};

export const RATE_LIMITING = 'rate-limiting';
