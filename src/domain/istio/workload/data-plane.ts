import type { DataPlane, Gateway, MeshSurroundings } from '../resources';
import { waypointOf, type WaypointRef } from '../waypoint';

type Labels = Record<string, string>;

/** The proxies that a call passes on its way to a workload, the outer one first. Empty: none, so policies do nothing. */
export type Way = readonly { dataPlane: DataPlane; waypoint: WaypointRef | null }[];

/** Which proxies guard a workload, and how that is known. Several ways: it is one of them. */
export type DataPlaneReading = { ways: readonly [Way, ...Way[]]; because: PlaneReason };

export type PlaneReason =
  | { code: 'GATEWAY_API'; gateway: string }
  | { code: 'WAYPOINT_ITSELF'; gateway: string }
  | { code: 'ISTIO_GATEWAY'; gateway: string }
  | { code: 'AMBIENT'; said: 'namespace' | 'pod'; waypoint: WaypointRef | null }
  | { code: 'INJECTED'; said: 'namespace' | 'pod'; label: string }
  | { code: 'OPTED_OUT'; label: string }
  /** Neither the namespace nor the pod says anything; a mesh may inject all the same. */
  | { code: 'NOTHING_SAID' }
  | { code: 'NAMESPACE_UNREAD' };

type Facts = {
  namespace: string;
  labels: Labels;
  /** Labels of the services in front of the workload. */
  serviceLabels: readonly Labels[];
} & Pick<MeshSurroundings, 'namespaceLabels' | 'gateways'>;

const SIDECAR: Way = [{ dataPlane: 'sidecar', waypoint: null }];
const ZTUNNEL: Way = [{ dataPlane: 'ztunnel', waypoint: null }];
const NO_PROXY: Way = [];

const labelOf = (labels: Labels, key: string): string | null =>
  Object.hasOwn(labels, key) ? (labels[key] ?? null) : null;

/**
 * Labels decide, the nearest word first: what makes a gateway, then the pod's own, then the namespace's.
 * @source istio.io/latest/docs/setup/additional-setup/sidecar-injection; docs/ambient/usage/add-workloads; istio/api label/labels.yaml
 */
export function dataPlaneOf(facts: Facts): DataPlaneReading {
  return gatewayPlane(facts) ?? podPlane(facts) ?? namespacePlane(facts);
}

function gatewayPlane({ labels, gateways }: Facts): DataPlaneReading | null {
  const gateway = labelOf(labels, 'gateway.networking.k8s.io/gateway-name');
  if (gateway !== null) {
    const waypoint = labelOf(labels, 'gateway.istio.io/managed') === 'istio.io-mesh-controller';
    return waypoint
      ? { ways: [[plane('waypoint')]], because: { code: 'WAYPOINT_ITSELF', gateway } }
      : { ways: [[plane('k8s-gateway')]], because: { code: 'GATEWAY_API', gateway } };
  }
  const own = (gateways ?? []).find((one) => runsOn(one, labels));
  return own === undefined
    ? null
    : { ways: [[plane('gateway')]], because: { code: 'ISTIO_GATEWAY', gateway: own.metadata.name } };
}

const plane = (dataPlane: DataPlane): Way[number] => ({ dataPlane, waypoint: null });

/** A gateway without a selector runs on every pod that is one: it says nothing about this pod. */
const runsOn = ({ selector }: Gateway, labels: Labels): boolean => {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labelOf(labels, key) === value);
};

function podPlane(facts: Facts): DataPlaneReading | null {
  const { labels } = facts;
  if (labelOf(labels, 'istio.io/dataplane-mode') === 'ambient') return ambient(facts, 'pod');
  const inject = labelOf(labels, 'sidecar.istio.io/inject');
  if (inject === 'true' || labelOf(labels, 'security.istio.io/tlsMode') === 'istio') {
    const label = inject === 'true' ? 'sidecar.istio.io/inject' : 'security.istio.io/tlsMode';
    return { ways: [SIDECAR], because: { code: 'INJECTED', said: 'pod', label } };
  }
  // A pod may leave the one and still be in the other.
  const leaves = inject === 'false' && labelOf(labels, 'istio.io/dataplane-mode') === 'none';
  return leaves
    ? { ways: [NO_PROXY], because: { code: 'OPTED_OUT', label: 'sidecar.istio.io/inject' } }
    : null;
}

function namespacePlane(facts: Facts): DataPlaneReading {
  const { labels, namespaceLabels } = facts;
  if (namespaceLabels === null) {
    return { ways: [SIDECAR, ZTUNNEL, NO_PROXY], because: { code: 'NAMESPACE_UNREAD' } };
  }
  const injection = injectionLabel(namespaceLabels);
  if (injection !== null && labelOf(labels, 'sidecar.istio.io/inject') !== 'false') {
    return { ways: [SIDECAR], because: { code: 'INJECTED', said: 'namespace', label: injection } };
  }
  const isAmbient = labelOf(namespaceLabels, 'istio.io/dataplane-mode') === 'ambient';
  if (isAmbient && labelOf(labels, 'istio.io/dataplane-mode') !== 'none') return ambient(facts, 'namespace');
  if (isAmbient) {
    return { ways: [NO_PROXY], because: { code: 'OPTED_OUT', label: 'istio.io/dataplane-mode' } };
  }
  return labelOf(labels, 'sidecar.istio.io/inject') === 'false' ||
    labelOf(namespaceLabels, 'istio-injection') === 'disabled'
    ? { ways: [NO_PROXY], because: { code: 'OPTED_OUT', label: 'sidecar injection' } }
    : { ways: [SIDECAR, NO_PROXY], because: { code: 'NOTHING_SAID' } };
}

const injectionLabel = (labels: Labels): string | null => {
  if (labelOf(labels, 'istio-injection') === 'enabled') return 'istio-injection=enabled';
  const revision = labelOf(labels, 'istio.io/rev');
  // istio-injection goes before a revision, also when it says no.
  return revision !== null && labelOf(labels, 'istio-injection') === null ? `istio.io/rev=${revision}` : null;
};

function ambient(facts: Facts, said: 'namespace' | 'pod'): DataPlaneReading {
  const { labels, serviceLabels, namespaceLabels, namespace } = facts;
  const waypoint = waypointOf([...serviceLabels, labels, namespaceLabels ?? {}], namespace);
  const through: Way = waypoint === null ? ZTUNNEL : [{ dataPlane: 'waypoint', waypoint }, ...ZTUNNEL];
  return { ways: [through], because: { code: 'AMBIENT', said, waypoint } };
}
