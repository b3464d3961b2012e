import type { ConnectionId } from '../binding';
import type { KongId } from '../kong/entities';
import { canonicalJson } from './canonical-json';

/**
 * One desired-state write. What is in force afterwards is said, not how to get there: writing it twice changes nothing the second time.
 * `seen` is what was read when it was planned; null: it was not there. What a request writes carries its mark (`ownership.ts`), and nothing
 * that does not is ever changed or removed.
 */
export type PlannedChange = KongChange | IstioChange;
export type KongChange = KongAclChange | KongConsumerChange | KongRateLimitChange;
export type IstioChange = IstioGrantChange | IstioDenyAllChange;

export const isOfKong = (change: PlannedChange): change is KongChange => change.kind.startsWith('kong-');

/** `present`: it has to be there as described. `absent`: what we own of it has to be gone. */
export type Wanted = 'present' | 'absent';

/** `name`: username, else custom id, else the id. */
export type PlannedConsumer = { id: KongId; name: string };

/** Membership of a consumer in an ACL group. */
export type KongAclChange = {
  kind: 'kong-acl';
  connectionId: ConnectionId;
  consumer: PlannedConsumer;
  group: string;
  want: Wanted;
  /** ACLs have no version of their own. */
  seen: { aclId: KongId | null };
};

/** A consumer of its own. Its id is made of connection and username, so that planning again names the same one. */
export type KongConsumerChange = {
  kind: 'kong-consumer';
  connectionId: ConnectionId;
  /** `name` is the username. */
  consumer: PlannedConsumer;
  want: Wanted;
  seen: { consumerId: KongId | null };
};

/** Calls per period, as Kong's `rate-limiting` names them. At least one. */
export type RateLimits = Partial<Record<'second' | 'minute' | 'hour' | 'day' | 'month' | 'year', number>>;

/**
 * A `rate-limiting` plugin of this service and this consumer. Kong takes one instance per scope: one that is there and not ours is never
 * touched.
 */
export type KongRateLimitChange = {
  kind: 'kong-rate-limit';
  connectionId: ConnectionId;
  /** Made of service and consumer. */
  id: KongId;
  service: { id: KongId; name: string };
  consumer: PlannedConsumer;
  limits: RateLimits;
  want: Wanted;
  seen: { pluginId: KongId | null; updatedAt: number | null };
};

/** One AuthorizationPolicy of action ALLOW for one workload: who may make which calls. */
export type IstioGrantChange = {
  kind: 'istio-grant';
  connectionId: ConnectionId;
  namespace: string;
  /** Made of workload, caller and operations: a Kubernetes name. */
  name: string;
  /** The workload's labels, `spec.selector.matchLabels`. */
  labels: Record<string, string>;
  from: { principals: string[] } | { serviceAccounts: string[] };
  /** Empty: any. */
  to: { methods: string[]; paths: string[] };
  want: Wanted;
  seen: { resourceVersion: string | null };
};

/**
 * Takes the place of a grant that would otherwise have been the only ALLOW: `spec: {}` for the workload's labels refuses everybody, as the
 * grant did to everybody else. Without it the workload would be open to all.
 */
export type IstioDenyAllChange = {
  kind: 'istio-deny-all';
  connectionId: ConnectionId;
  namespace: string;
  name: string;
  labels: Record<string, string>;
  want: Wanted;
  seen: { resourceVersion: string | null };
};

/**
 * Which thing a change is about, whatever is wanted of it and whatever was seen of it: one text per thing. Two requests that hold the same
 * thing have the same key.
 */
export const changeKey = (change: PlannedChange): string => {
  switch (change.kind) {
    case 'kong-acl':
      return aclKey(change.connectionId, change.consumer.id, change.group);
    case 'kong-consumer':
      return consumerKey(change.connectionId, change.consumer.id);
    case 'kong-rate-limit':
      return rateLimitKey(change.connectionId, change.id);
    case 'istio-grant':
    case 'istio-deny-all':
      return policyKey(change.connectionId, change);
  }
};

export const aclKey = (connectionId: ConnectionId, consumerId: KongId, group: string): string =>
  canonicalJson(['acl', connectionId, consumerId, group]);
export const consumerKey = (connectionId: ConnectionId, consumerId: KongId): string =>
  canonicalJson(['consumer', connectionId, consumerId]);
export const rateLimitKey = (connectionId: ConnectionId, pluginId: KongId): string =>
  canonicalJson(['rate-limit', connectionId, pluginId]);
export const policyKey = (
  connectionId: ConnectionId,
  { namespace, name }: { namespace: string; name: string },
): string => canonicalJson(['policy', connectionId, namespace, name]);

/**
 * The order in which changes are made; undone in reverse. A consumer has to be there before anything is said of it. Its limit comes before
 * the membership that lets it in, so that it never calls without. What lets in comes last, each opening nothing but its own part of what
 * was approved: the mesh's own grant, then the memberships, of which every one is needed by some route that was asked for.
 */
const ORDER: readonly PlannedChange['kind'][] = [
  'kong-consumer',
  'kong-rate-limit',
  'istio-deny-all',
  'istio-grant',
  'kong-acl',
];

export const inOrder = <C extends PlannedChange>(changes: readonly C[]): C[] =>
  [...changes].sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || (changeKey(a) < changeKey(b) ? -1 : 1),
  );
