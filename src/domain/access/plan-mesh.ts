import { refOf } from '../istio/authorization/policy-ref';
import type { DataPlane, Policy } from '../istio/resources';
import { dataPlaneSentence } from '../istio/workload/data-plane-sentence';
import { guardedWorkload, type WorkloadFacts } from '../istio/workload/guards';
import { err, ok, type Result } from '../result';
import { coverOf } from './allow-cover';
import { meshCallerName, type MeshAsk, type MeshCaller } from './ask';
import { hashOf, type Hash } from './canonical-json';
import type { CannotPlan } from './cannot-plan';
import { policyKey, type IstioGrantChange } from './change';
import { isAt, isOurs, policiesAfter } from './desired-mesh';
import type { Held } from './held';
import { grantNameFor } from './made-ids';
import { meshTrialOf, operationName, operationsIn, principalOf, type MeshTrial } from './mesh-trial';
import { callerChanges } from './mesh-callers-changed';
import type { Plan, PlannedReach } from './plan';

export type AskedOfMesh = { mesh: MeshAsk; held: Held };

/** The mesh's part of a plan. `because`: sentences, of use when nothing has to change. */
export type MeshPart = {
  changes: IstioGrantChange[];
  reach: PlannedReach;
  seen: Pick<Plan['seen'], 'policies' | 'mesh'>;
  because: string[];
};

/**
 * One AuthorizationPolicy that lets the caller make the calls that are asked for, and everything that changes with it. Only where one data
 * plane is known to enforce it, and where an enforced ALLOW that Gatehouse does not own guards every pod that the grant would be for.
 * @param read the workload as it was read just now, with what is held
 */
export const planMesh = ({ mesh, held }: AskedOfMesh, read: WorkloadFacts): Result<MeshPart, CannotPlan> => {
  const facts = withoutGrants(read, held, mesh.connectionId);
  const planes = enforcedOn(mesh, facts);
  if (!planes.ok) return planes;
  const cover = coverOf(facts, (policy) => !isOurs(policy));
  if (cover.cover === 'not known') return err({ code: 'NOT_READ', parts: cover.parts });
  if (cover.cover === 'bare') return err({ code: 'NO_OTHER_ALLOW', workload: workloadName(mesh) });
  const change = granting(mesh, read);
  if (facts.policies.some((policy) => isAt(policy, change) && !isOurs(policy)))
    return err({ code: 'NAME_TAKEN', name: `${change.namespace}/${change.name}` });
  const before = meshTrialOf(facts);
  const after = meshTrialOf({ ...facts, policies: policiesAfter(facts.policies, change, '') });
  const calls = callsOf(mesh, facts, { before, after });
  if (calls.refused.length > 0) return err({ code: 'SPEAKS_AGAINST', because: calls.refused });
  const isNeeded = calls.opens.length > 0;
  const reach: PlannedReach = {
    workload: workloadName(mesh),
    dataPlanes: planes.value,
    beside: cover.by,
    caller: meshCallerName(mesh.caller),
    opens: calls.opens,
    alreadyOpen: calls.alreadyOpen,
    dependsOn: isNeeded ? calls.dependsOn : [],
    ...callerChanges(
      { mesh, facts, asked: principalFor(mesh.caller, facts) },
      isNeeded ? { before, after } : null,
    ),
  };
  return ok({
    changes: isNeeded ? [change] : [],
    reach,
    seen: { policies: policiesSeen(facts), mesh: surroundingsSeen(facts, planes.value) },
    because: isNeeded
      ? []
      : calls.alreadyOpen.map((call) => `\`${call}\`: ${reach.caller} is let in already.`),
  });
};

/**
 * The workload as it would be without what ends with a grant, this one or another: whoever asks for longer than another grant lasts has their
 * own, and the policy stays until the last of those that want the same ends.
 */
const withoutGrants = (facts: WorkloadFacts, held: Held, connectionId: string): WorkloadFacts => ({
  ...facts,
  policies: facts.policies.filter(
    (policy) => !held.has(policyKey(connectionId, policy.metadata)) && !isGrant(policy),
  ),
});

/** Of ours, what lets somebody in: a deny-all has no rules. */
const isGrant = (policy: Policy): boolean =>
  policy.kind === 'AuthorizationPolicy' && isOurs(policy) && policy.spec.rules.length > 0;

/** `orders/app=orders`. */
const workloadName = ({ namespace, labels }: Pick<MeshAsk, 'namespace' | 'labels'>): string =>
  `${namespace}/${Object.entries(labels)
    .map((label) => label.join('='))
    .sort()
    .join(',')}`;

/** The proxies that would enforce the grant, if it is known which those are and they can. */
const enforcedOn = (mesh: MeshAsk, facts: WorkloadFacts): Result<DataPlane[], CannotPlan> => {
  const refuse = (because: string) => err({ code: 'NOT_ENFORCEABLE' as const, because });
  if (Object.keys(mesh.labels).length === 0)
    return refuse('The page names a whole namespace of the mesh and no workload of it.');
  if (mesh.namespace === facts.mesh.rootNamespace)
    return refuse('In the root namespace of the mesh a policy would be for every workload of the mesh.');
  const planes = new Set<DataPlane>();
  for (const { plane, ways } of guardedWorkload(facts).pods) {
    const [way, ...others] = ways;
    const [hop] = way ?? [];
    if (others.length > 0 || hop === undefined) return refuse(dataPlaneSentence(plane.because));
    if (way?.some(({ waypoint, guard }) => waypoint !== null || guard.dataPlane === 'waypoint'))
      return refuse(
        `${dataPlaneSentence(plane.because)} Gatehouse writes policies by labels, which a waypoint does not enforce.`,
      );
    planes.add(hop.guard.dataPlane);
  }
  if (planes.has('ztunnel') && mesh.methods.length + mesh.paths.length > 0)
    return refuse('ztunnel knows no methods and paths: there a grant can only be for every call.');
  return ok([...planes].sort());
};

/**
 * A service account is written as a principal of the mesh's own trust domain: every version of Istio knows principals, and a foreign trust
 * domain's account of the same name is not meant.
 */
const principalFor = (caller: MeshCaller, { mesh }: WorkloadFacts): string =>
  caller.kind === 'account' ? principalOf(mesh.trustDomain, caller) : caller.principal;

const granting = (mesh: MeshAsk, read: WorkloadFacts): IstioGrantChange => {
  const { connectionId, namespace, labels } = mesh;
  const from = { principals: [principalFor(mesh.caller, read)] };
  const to = { methods: [...mesh.methods].sort(), paths: [...mesh.paths].sort() };
  const name = grantNameFor({ namespace, labels, from, to });
  const there = read.policies.find((policy) => isAt(policy, { namespace, name }));
  return {
    kind: 'istio-grant',
    connectionId,
    namespace,
    name,
    labels,
    from,
    to,
    want: 'present',
    seen: { resourceVersion: there?.metadata.resourceVersion ?? null },
  };
};

type Calls = { opens: string[]; alreadyOpen: string[]; dependsOn: string[]; refused: string[] };

/** What was asked for, sorted out by how it stands before and after the grant. */
const callsOf = (
  mesh: MeshAsk,
  facts: WorkloadFacts,
  { before, after }: { before: MeshTrial; after: MeshTrial },
): Calls => {
  const caller = principalFor(mesh.caller, facts);
  const calls: Calls = { opens: [], alreadyOpen: [], dependsOn: [], refused: [] };
  for (const operation of operationsIn(mesh)) {
    const name = operationName(operation);
    if (before(caller, operation).verdict === 'allowed') {
      calls.alreadyOpen.push(name);
      continue;
    }
    const { verdict, because } = after(caller, operation);
    if (verdict === 'denied') calls.refused.push(`\`${name}\`: ${because.join(' ')}`);
    else calls.opens.push(name);
    if (verdict === 'unknown') calls.dependsOn.push(`\`${name}\`: ${because.join(' ')}`);
  }
  return { ...calls, opens: calls.opens.sort(), alreadyOpen: calls.alreadyOpen.sort() };
};

/** Everything else that is attached to the workload, on whichever of its proxies. */
const policiesSeen = (facts: WorkloadFacts): Plan['seen']['policies'] => {
  const attached = guardedWorkload(facts).pods.flatMap(({ ways }) =>
    ways.flatMap((way) => way.flatMap(({ guard }) => guard.attached.map(({ policy }) => policy))),
  );
  const seen = attached
    .filter((policy) => !isOurs(policy))
    .map((policy) => ({ ...refOf(policy), digest: digestOf(policy) }));
  const keyOf = (one: (typeof seen)[number]): string => `${one.kind} ${one.namespace}/${one.name}`;
  return [...new Map(seen.map((one) => [keyOf(one), one])).values()].sort((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : 1,
  );
};

/** What of a policy counts for a verdict: not its resourceVersion, which a status changes, too. */
const digestOf = ({ spec, metadata, unknownFields }: Policy): Hash =>
  hashOf({ spec, unknownFields, dryRun: metadata.annotations['istio.io/dry-run'] ?? null });

const surroundingsSeen = ({ mesh }: WorkloadFacts, planes: readonly DataPlane[]): Hash =>
  hashOf({
    ...mesh,
    httpExtensionProviders: mesh.httpExtensionProviders ?? null,
    selectorPoliciesOnGateways: mesh.selectorPoliciesOnGateways ?? null,
    planes: [...planes],
  });
