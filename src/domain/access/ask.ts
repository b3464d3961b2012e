import type { ConnectionId } from '../binding';
import type { AccountRef } from '../istio/named-accounts';
import type { KongId } from '../kong/entities';
import type { PlannedConsumer, RateLimits } from './change';
import type { Lifetime } from './plan';
import type { AccountId } from './people';

/** What somebody asks for, before anything is known about how it could be given: at the gateway, in the mesh, or both at once. */
export type Ask = {
  lifetime: Lifetime;
  /**
   * Keys of the changes (`changeKey`) that are in force only by the grant that this request extends, or by this request itself: planned
   * as if they were not there. Empty otherwise.
   */
  heldByGrant: string[];
} & (
  | { beneficiary: OfConsumer; kong: KongAsk; mesh: MeshAsk | null }
  | { beneficiary: OfAccount; kong: null; mesh: MeshAsk }
);

/** Who the access is for. */
export type Beneficiary = OfConsumer | OfAccount;

/** `consumer` is who Kong will know. */
type OfConsumer =
  /** The requester, through the mapping between Atlassian accounts and consumers. */
  | { kind: 'myself'; accountId: AccountId; consumer: PlannedConsumer }
  | { kind: 'consumer'; consumer: PlannedConsumer }
  /** A group of people who call as one consumer; its name as it was when it was asked for. */
  | { kind: 'group'; groupId: string; name: string; consumer: PlannedConsumer };

/** A caller of the mesh alone. `name`: as people read it. */
type OfAccount = { kind: 'account'; name: string };

export type KongAsk = {
  connectionId: ConnectionId;
  routeIds: KongId[];
  /** The consumer is to be made; nobody of this username may be there. */
  isNewConsumer: boolean;
  /** null: the limits that hold for everybody are enough. */
  tier: RateLimits | null;
};

export type MeshAsk = {
  connectionId: ConnectionId;
  namespace: string;
  /** Of the page's workload. */
  labels: Record<string, string>;
  caller: MeshCaller;
  /** Empty: any. Upper case. */
  methods: string[];
  /** Empty: any. Begin with `/`; a `*` stands at the end or nowhere. */
  paths: string[];
};

/** `account`: a service account of this mesh. `principal`: of any trust domain, without `spiffe://`. */
export type MeshCaller = ({ kind: 'account' } & AccountRef) | { kind: 'principal'; principal: string };

export const consumerOf = (beneficiary: Beneficiary): PlannedConsumer | null =>
  beneficiary.kind === 'account' ? null : beneficiary.consumer;

/** How the caller is called in lists and tables. */
export const callerName = (beneficiary: Beneficiary): string =>
  beneficiary.kind === 'account' ? beneficiary.name : beneficiary.consumer.name;

/** `payments/refunds`, or the principal as it was given. */
export const meshCallerName = (caller: MeshCaller): string =>
  caller.kind === 'account' ? `${caller.namespace}/${caller.name}` : caller.principal;
