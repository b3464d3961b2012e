import type { Unread } from '../source';
import { policyChanges, type PolicyChange } from './difference';
import type { Policy, PolicyKind } from './resources';
import type { GuardedWorkload } from './workload/guards';

/** Policies as one reading has them, and which of them guard the workload. */
type ReadPolicies = {
  policies: readonly Policy[];
  guarded: GuardedWorkload;
  unread: readonly Unread[];
};
/** `within`: of lists that could not be read whole, in which namespaces they were. */
type OfCluster = ReadPolicies & { within: Partial<Record<string, string[]>> | undefined };

const PLURALS: Record<PolicyKind, string> = {
  AuthorizationPolicy: 'authorizationpolicies',
  PeerAuthentication: 'peerauthentications',
  RequestAuthentication: 'requestauthentications',
};

/**
 * What changed of the policies that guard a workload, or did before, from a reading of the whole cluster to one of the workload. Only
 * `namespaces` count, and of them only the lists that both readings have to their end: what could not be read was neither removed nor added.
 */
export const changesBetween = (
  before: OfCluster,
  after: ReadPolicies,
  namespaces: readonly string[],
): PolicyChange[] => {
  const guarding = new Set([...guardingIn(before.guarded), ...guardingIn(after.guarded)]);
  const counts = (policy: Policy): boolean => {
    const { namespace } = policy.metadata;
    const list = PLURALS[policy.kind];
    return (
      namespaces.includes(namespace) &&
      guarding.has(keyOf(policy)) &&
      wasRead(list, namespace, before) &&
      isRead(list, namespace, after.unread)
    );
  };
  return policyChanges(before.policies.filter(counts), after.policies.filter(counts));
};

const isRead = (list: string, namespace: string, unread: readonly Unread[]): boolean =>
  !unread.some(({ part }) => part === `${list} in ${namespace}` || part === list);

const wasRead = (list: string, namespace: string, { unread, within }: OfCluster): boolean =>
  isRead(list, namespace, unread) || (within?.[list] ?? []).includes(namespace);

const keyOf = ({ kind, metadata }: Policy): string => `${kind} ${metadata.namespace}/${metadata.name}`;

const guardingIn = ({ pods }: GuardedWorkload): string[] =>
  pods.flatMap(({ ways }) =>
    ways.flat().flatMap(({ guard }) => guard.attached.map(({ policy }) => keyOf(policy))),
  );
