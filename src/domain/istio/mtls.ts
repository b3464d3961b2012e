import { attachmentOf } from './attachment';
import { decisionOf, inheritedMode, isSaid, type ModeDecision, type ScopedPolicies } from './mtls-scopes';
import { ztunnelModes } from './mtls-ztunnel';
import type { DataPlane, MeshConfig, PeerAuthentication, Policy, Workload } from './resources';

/** Mutual TLS of a workload on one data plane. */
export type MutualTls =
  | { dataPlane: 'sidecar' | 'ztunnel'; everywhereElse: ModeDecision; ports: Record<string, ModeDecision> }
  /** Gateways and waypoints: their listeners say it, PeerAuthentication does not. */
  | { dataPlane: 'gateway' | 'k8s-gateway' | 'waypoint'; everywhereElse: null; ports: Record<string, never> };

/** The mode on one container port; null where the listener decides. */
export const modeAt = (mutualTls: MutualTls, port: number): ModeDecision | null =>
  mutualTls.everywhereElse === null ? null : (mutualTls.ports[String(port)] ?? mutualTls.everywhereElse);

/** The modes that may hold on a port, or on any where it is not known; none where listeners decide. */
export function modesOf(mutualTls: MutualTls, { port }: { port?: number }): ModeDecision[] {
  const { everywhereElse, ports } = mutualTls;
  if (everywhereElse === null) return [];
  return port === undefined
    ? [everywhereElse, ...Object.values(ports)]
    : [modeAt(mutualTls, port) ?? everywhereElse];
}

type Place = { workload: Workload; dataPlane: DataPlane; mesh: MeshConfig };

/**
 * @param policies of any kind, in any order; what does not apply to the workload is left out here.
 * @source istio/istio pilot/pkg/security/authn/policy_applier.go ComposePeerAuthentication; model/config.go for the order
 */
export function mutualTlsOf(policies: readonly Policy[], place: Place): MutualTls {
  const { dataPlane } = place;
  if (dataPlane !== 'sidecar' && dataPlane !== 'ztunnel')
    return { dataPlane, everywhereElse: null, ports: {} };
  const scoped = scopedPolicies(policies, place);
  return { dataPlane, ...(dataPlane === 'ztunnel' ? ztunnelModes(scoped) : sidecarModes(scoped)) };
}

function scopedPolicies(policies: readonly Policy[], place: Place): ScopedPolicies {
  const oldest = new Map<string, PeerAuthentication>();
  for (const policy of policies) {
    if (policy.kind !== 'PeerAuthentication') continue;
    const { attached, because } = attachmentOf(policy, place);
    if (!attached) continue;
    const known = oldest.get(because.code);
    if (known === undefined || comesBefore(policy, known)) oldest.set(because.code, policy);
  }
  return {
    mesh: oldest.get('MESH_WIDE') ?? null,
    namespace: oldest.get('NAMESPACE_WIDE') ?? null,
    workload: oldest.get('SELECTOR') ?? null,
  };
}

/** Age, then name, then namespace. An object without a date comes first, as Go's zero time does. */
function comesBefore(one: PeerAuthentication, other: PeerAuthentication): boolean {
  const [a, b] = [ageKey(one), ageKey(other)];
  for (let index = 0; index < a.length; index++) {
    if (a[index] !== b[index]) return (a[index] ?? '') < (b[index] ?? '');
  }
  return false;
}

const ageKey = ({ metadata }: PeerAuthentication) => [
  metadata.creationTimestamp ?? '',
  metadata.name,
  metadata.namespace,
];

function sidecarModes(scoped: ScopedPolicies) {
  const everywhereElse = inheritedMode(scoped, ['workload', 'namespace', 'mesh']);
  const { workload } = scoped;
  const ports = Object.entries(workload?.spec.portLevelMtls ?? {}).map(
    ([port, mode]): [string, ModeDecision] => [
      port,
      workload !== null && isSaid(mode) ? decisionOf(workload, mode, 'port') : everywhereElse,
    ],
  );
  return { everywhereElse, ports: Object.fromEntries(ports) };
}
