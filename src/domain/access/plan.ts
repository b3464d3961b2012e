import type { ConnectionId } from '../binding';
import type { PolicyRef } from '../istio/authorization/policy-ref';
import type { DataPlane } from '../istio/resources';
import type { KongId } from '../kong/entities';
import type { EpochMs } from '../time';
import type { Beneficiary } from './ask';
import { hashOf, type Hash } from './canonical-json';
import type { PlannedChange, RateLimits } from './change';

/**
 * The exact changes that a request means, what they open, and what was seen when that was worked out. Made by the server alone.
 * Every list is in a fixed order, so that the same world gives the same hash.
 */
export type Plan = {
  v: 1;
  beneficiary: Beneficiary;
  lifetime: Lifetime;
  /** In the order in which they are made (`inOrder`). */
  changes: PlannedChange[];
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
  /** One a service, where a tier is asked for. */
  limits: PlannedLimit[];
  /** null: nothing is asked of the mesh. */
  reach: PlannedReach | null;
  seen: Seen;
};

/** How long: so many milliseconds from the approval, or until a moment. */
export type Lifetime = { kind: 'for'; ms: number } | { kind: 'until'; at: EpochMs };

/** `operations`: `GET /orders`, in words of the route's own fields. */
export type PlannedRoute = { id: KongId; name: string; service: string; operations: string[] };

export type PlannedLimit = {
  service: string;
  limits: RateLimits;
  /** What holds for the consumer now, in words, each once; empty: no limit. The tier takes its place. */
  instead: string[];
  /** Routes on which a more specific limit goes before the tier. */
  except: string[];
};

/** What a grant means in the mesh, by deciding calls before and after it. */
export type PlannedReach = {
  /** `orders/app=orders`. */
  workload: string;
  dataPlanes: DataPlane[];
  /** Somebody else's ALLOW policies that guard the workload: a grant is never the only one. */
  beside: PolicyRef[];
  caller: string;
  /** Asked for: `GET /orders`, and refused so far. */
  opens: string[];
  alreadyOpen: string[];
  /** Sentences: what may still refuse, since it decides by what nobody here knows. */
  dependsOn: string[];
  /** Callers other than the one that is asked for. */
  letIn: CallerChange[];
  shutOut: CallerChange[];
};

export type CallerChange = { caller: string; operations: string[] };

/** Versions of what the plan rests on; `updatedAt` in Kong's seconds. */
export type Seen = {
  /** null: nothing is asked of the gateway. */
  consumer: { id: KongId; createdAt: number | null } | null;
  /** Those asked for. */
  routes: { id: KongId; name: string; updatedAt: number | null }[];
  /** Plugins on those routes that say who calls, which groups may, or how often. */
  plugins: { id: KongId; name: string; updatedAt: number | null }[];
  /** What guards the workload, without what is ours. `digest` of what counts in it. */
  policies: (PolicyRef & { digest: Hash })[];
  /** Of the mesh's settings and of how calls reach the workload; null: nothing is asked of the mesh. */
  mesh: Hash | null;
};

export const planHash = (plan: Plan): Hash => hashOf(plan);

/** Connections that the plan writes through, each once. */
export const connectionsOf = ({ changes }: Pick<Plan, 'changes'>): ConnectionId[] => [
  ...new Set(changes.map(({ connectionId }) => connectionId)),
];
