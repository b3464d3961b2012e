import type { ConnectionId } from '../binding';
import type { KongId } from '../kong/entities';
import type { EpochMs } from '../time';
import { hashOf, type Hash } from './canonical-json';
import type { KongAclChange, PlannedConsumer } from './change';
import type { AccountId } from './people';

/**
 * The exact changes that a request means, what they open, and what was seen when that was worked out. Made by the server alone.
 * Every list is in a fixed order, so that the same world gives the same hash.
 */
export type Plan = {
  v: 1;
  connectionId: ConnectionId;
  beneficiary: Beneficiary;
  lifetime: Lifetime;
  changes: KongAclChange[];
  /** Asked for, and opened by the changes. */
  opens: PlannedRoute[];
  /** Asked for, and open without any change. */
  alreadyOpen: PlannedRoute[];
  /** Nobody asked for these: an ACL group opens every route that names it. */
  alsoOpens: PlannedRoute[];
  /** May open or close: something that decides there is not known. */
  mayChange: PlannedRoute[];
  /** Some plugin refuses members of the group. */
  closes: PlannedRoute[];
  seen: Seen;
};

/** Who the access is for; `consumer` is who Kong will know. */
export type Beneficiary =
  /** The requester, through the mapping between Atlassian accounts and consumers. */
  | { kind: 'myself'; accountId: AccountId; consumer: PlannedConsumer }
  | { kind: 'consumer'; consumer: PlannedConsumer }
  /** A group of people who call as one consumer. */
  | { kind: 'group'; groupId: string; consumer: PlannedConsumer };

/** How long: so many milliseconds from the approval, or until a moment. */
export type Lifetime = { kind: 'for'; ms: number } | { kind: 'until'; at: EpochMs };

/** `operations`: `GET /orders`, in words of the route's own fields. */
export type PlannedRoute = { id: KongId; name: string; service: string; operations: string[] };

/** Versions of what the plan rests on; `updatedAt` in Kong's seconds. */
export type Seen = {
  consumer: { id: KongId; createdAt: number | null };
  /** Those asked for. */
  routes: { id: KongId; name: string; updatedAt: number | null }[];
  /** Plugins on those routes that say who calls or which groups may. */
  plugins: { id: KongId; name: string; updatedAt: number | null }[];
};

export const planHash = (plan: Plan): Hash => hashOf(plan);
