import { refOf, type PolicyRef } from '../istio/authorization/policy-ref';
import type { AuthorizationPolicy } from '../istio/resources';
import { guardedWorkload, type Hop, type WorkloadFacts } from '../istio/workload/guards';

/**
 * Whether ALLOW policies of a kind guard every pod that a policy with the workload's labels is for: those that are there, and one that has
 * these labels and no other, for which holds whatever holds for pods to come.
 * - `covered`: `by` names the policies that hold for such a bare pod
 * - `bare`: on some proxy none of them is enforced; with none at all everybody would be let in there
 * - `not known`: something that the answer rests on could not be read
 */
export type Cover =
  { cover: 'covered'; by: PolicyRef[] } | { cover: 'bare' } | { cover: 'not known'; parts: string[] };

/**
 * Dry runs are not enforced and count for nothing, nor do policies with fields that we do not know, nor those of a namespace that is only
 * assumed to be the mesh's root. On ztunnel an ALLOW whose rules speak of HTTP keeps its place and lets nobody in: it counts.
 * @source facts on Istio: with no ALLOW attached, everybody is let in; a dry run does not count as one
 */
export const coverOf = (facts: WorkloadFacts, counts: (policy: AuthorizationPolicy) => boolean): Cover => {
  const parts = unreadOf(facts);
  if (parts.length > 0) return { cover: 'not known', parts };
  const bare = guardedWorkload({ ...facts, surroundings: { ...facts.surroundings, podLabels: null } });
  const hops = [...bare.pods, ...guardedWorkload(facts).pods].flatMap(({ ways }) =>
    ways.flatMap((way) => way.filter(({ waypoint }) => waypoint === null)),
  );
  const counted = (hop: Hop): PolicyRef[] =>
    hop.guard.enforced.ALLOW.filter(
      ({ policy, assumed, strangeFields }) => !assumed && strangeFields.length === 0 && counts(policy),
    ).map(({ policy }) => refOf(policy));
  // Where no proxy stands today one may stand tomorrow.
  if (hops.length === 0 || hops.some((hop) => counted(hop).length === 0)) return { cover: 'bare' };
  const by = hops.flatMap(counted);
  return { cover: 'covered', by: [...new Map(by.map((ref) => [JSON.stringify(ref), ref])).values()] };
};

/** Parts without which nobody can say which policies are enforced where. Who the service accounts are is none of them. */
const unreadOf = ({ unread, surroundings }: WorkloadFacts): string[] => {
  const said = unread.map(({ part }) => part).filter((part) => !part.startsWith('serviceaccounts'));
  const missing = (['namespaceLabels', 'services', 'podLabels', 'gateways'] as const).filter(
    (part) => surroundings[part] === null,
  );
  return said.length > 0 ? said : missing.map((part) => PARTS[part]);
};

const PARTS = {
  namespaceLabels: 'the namespace',
  services: 'services',
  podLabels: 'pods',
  gateways: 'gateways',
};
