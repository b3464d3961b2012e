import type { Unread } from '../../source';
import { compile, type CompiledMesh } from '../authorization/compile';
import { guardOf, type Guard } from '../authorization/guard';
import type { MeshConfig, MeshSurroundings, Policy, Workload } from '../resources';
import type { WaypointRef } from '../waypoint';
import { dataPlaneOf, type DataPlaneReading, type Way } from './data-plane';
import { podKindsOf, type PodKind } from './pods';
import { portsOf, servicesOf, type ServicePort } from './service-ports';

/** Everything that was read about one workload. */
export type WorkloadFacts = {
  bound: { namespace: string; labels: Record<string, string> };
  policies: readonly Policy[];
  mesh: MeshConfig;
  surroundings: MeshSurroundings;
  /** Named as unread-kinds.ts says. */
  unread: readonly Unread[];
};

/** One proxy on the way of a call. `behind`: the waypoint that calls in the caller's stead. */
export type Hop = {
  guard: Guard;
  workload: Workload;
  waypoint: WaypointRef | null;
  behind: WaypointRef | null;
};

/** What stands before pods of one kind: one of `ways`, each from the caller inwards. */
export type GuardedPods = { pods: PodKind; plane: DataPlaneReading; ways: Hop[][] };

export type GuardedWorkload = {
  compiled: CompiledMesh;
  pods: GuardedPods[];
  /** Ports of the services that lead here; null when the services could not be read. */
  ports: ServicePort[] | null;
};

export function guardedWorkload(facts: WorkloadFacts): GuardedWorkload {
  const { bound, policies, mesh, surroundings, unread } = facts;
  const compiled = compile(policies, mesh, unread);
  const kinds = podKindsOf(bound, surroundings.podLabels, policies);
  return {
    compiled,
    pods: kinds.map((pods) => guardedPods(compiled, pods, surroundings)),
    ports:
      surroundings.services === null
        ? null
        : portsOf(
            surroundings.services.filter((service) =>
              kinds.some(({ workload }) => servicesOf([service], workload.labels).length > 0),
            ),
          ),
  };
}

function guardedPods(compiled: CompiledMesh, pods: PodKind, around: MeshSurroundings): GuardedPods {
  const { workload } = pods;
  const services = servicesOf(around.services ?? [], workload.labels);
  const plane = dataPlaneOf({
    namespace: workload.namespace,
    labels: workload.labels,
    serviceLabels: services.map(({ metadata }) => metadata.labels),
    namespaceLabels: around.namespaceLabels,
    gateways: around.gateways,
  });
  const served = services.map(({ metadata }) => ({
    name: metadata.name,
    namespace: metadata.namespace,
    kind: 'Service' as const,
  }));
  const hopsOn = (way: Way): Hop[] => {
    const behind = way.find(({ waypoint }) => waypoint !== null)?.waypoint ?? null;
    return way.map(({ dataPlane, waypoint }) => {
      const standing = waypoint === null ? workload : waypointWorkload(waypoint, served);
      const guard = guardOf(compiled, { workload: standing, dataPlane });
      return { guard, workload: standing, waypoint, behind: waypoint === null ? behind : null };
    });
  };
  return { pods, plane, ways: plane.ways.map(hopsOn) };
}

/** A waypoint as policies see it: by the name of its gateway, and by the services behind it. */
const waypointWorkload = (
  { namespace, name }: WaypointRef,
  services: NonNullable<Workload['services']>,
): Workload => ({
  namespace,
  labels: { 'gateway.networking.k8s.io/gateway-name': name },
  serviceAccount: name,
  services,
});
