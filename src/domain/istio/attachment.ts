import type { DataPlane, MeshConfig, Policy, Selector, TargetRef, Workload } from './resources';

/**
 * Why a policy applies to a workload, or why it does not, on one data plane. The same policy applies on one plane and is
 * ignored on another.
 * @source istio/istio pilot/pkg/model/policyattachment.go, pilot/pkg/serviceregistry/ambient/authorization.go
 */
export type Attachment = Attached | NotAttached;

export type Attached = {
  attached: true;
  because:
    | { code: 'MESH_WIDE' }
    | { code: 'NAMESPACE_WIDE' }
    | { code: 'SELECTOR'; labels: Record<string, string>; meshWide: boolean }
    | { code: 'TARGET'; target: TargetRef };
};

export type NotAttached = {
  attached: false;
  because:
    /** Neither the workload's namespace, the root namespace, nor that of a service it serves. */
    | { code: 'OTHER_NAMESPACE' }
    | { code: 'LABELS_DIFFER'; label: string; wanted: string; found: string | null }
    | { code: 'OTHER_TARGET' }
    /** Only Gateway API gateways and waypoints look at targets. */
    | { code: 'TARGETS_IGNORED' }
    /** A waypoint enforces only what names it, or a service behind it, as a target. */
    | { code: 'TARGET_NEEDED' }
    | { code: 'SELECTORS_SWITCHED_OFF' }
    /** ztunnel understands ALLOW and DENY only. */
    | { code: 'ACTION_NOT_ENFORCED' }
    /** ztunnel reads no tokens. */
    | { code: 'TOKENS_NOT_READ' }
    /** A PeerAuthentication with a selector has no effect in the root namespace. */
    | { code: 'ROOT_SELECTOR_IGNORED' }
    /** A gateway's own listeners say whether they speak TLS. */
    | { code: 'LISTENER_DECIDES' };
};

/** Anything with a selector or targets, in a namespace: policies, and kinds that we do not otherwise read. */
export type Targetable = { namespace: string; selector: Selector | null; targetRefs: TargetRef[] };

type Place = { workload: Workload; dataPlane: DataPlane; mesh: MeshConfig };

export function attachmentOf(policy: Policy, place: Place): Attachment {
  const unenforced = notEnforcedOn(policy, place);
  if (unenforced !== null) return refused(unenforced);
  const { selector } = policy.spec;
  const targetRefs = 'targetRefs' in policy.spec ? policy.spec.targetRefs : [];
  const { namespace } = policy.metadata;
  return isAround(namespace, place)
    ? targeting({ namespace, selector, targetRefs }, place)
    : refused({ code: 'OTHER_NAMESPACE' });
}

/** Whether selector or targets lead here. Namespaces are not asked: see `attachmentOf`. */
export function targeting(policy: Targetable, place: Place): Attachment {
  switch (planeOfAttachment(place)) {
    case 'k8s-gateway':
      if (policy.targetRefs.length > 0) return byTarget(policy, place);
      return place.mesh.selectorPoliciesOnGateways === false
        ? refused({ code: 'SELECTORS_SWITCHED_OFF' })
        : bySelector(policy, place);
    case 'waypoint':
      return policy.targetRefs.length > 0 ? byTarget(policy, place) : refused({ code: 'TARGET_NEEDED' });
    case 'sidecar':
    case 'gateway':
    case 'ztunnel':
      return policy.targetRefs.length > 0 ? refused({ code: 'TARGETS_IGNORED' }) : bySelector(policy, place);
  }
}

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const gatewayNameOf = (workload: Workload): string | undefined =>
  Object.hasOwn(workload.labels, GATEWAY_NAME) ? workload.labels[GATEWAY_NAME] : undefined;

/** The label decides, not the proxy's role: a pod that carries it is looked up as a Gateway API gateway. */
const planeOfAttachment = ({ workload, dataPlane }: Place): DataPlane =>
  (dataPlane === 'sidecar' || dataPlane === 'gateway') && gatewayNameOf(workload) !== undefined
    ? 'k8s-gateway'
    : dataPlane;

function notEnforcedOn(policy: Policy, { dataPlane, mesh }: Place): NotAttached['because'] | null {
  switch (policy.kind) {
    case 'AuthorizationPolicy': {
      const understood = policy.spec.action === 'ALLOW' || policy.spec.action === 'DENY';
      return dataPlane === 'ztunnel' && !understood ? { code: 'ACTION_NOT_ENFORCED' } : null;
    }
    case 'RequestAuthentication':
      return dataPlane === 'ztunnel' ? { code: 'TOKENS_NOT_READ' } : null;
    case 'PeerAuthentication':
      if (dataPlane !== 'sidecar' && dataPlane !== 'ztunnel') return { code: 'LISTENER_DECIDES' };
      return policy.metadata.namespace === mesh.rootNamespace && hasLabels(policy.spec.selector)
        ? { code: 'ROOT_SELECTOR_IGNORED' }
        : null;
  }
}

function isAround(namespace: string, { workload, dataPlane, mesh }: Place): boolean {
  if (namespace === workload.namespace || namespace === mesh.rootNamespace) return true;
  return dataPlane === 'waypoint' && (workload.services ?? []).some((each) => each.namespace === namespace);
}

function bySelector({ namespace, selector }: Targetable, { workload, mesh }: Place): Attachment {
  const meshWide = namespace === mesh.rootNamespace;
  if (selector === null || !hasLabels(selector)) {
    return { attached: true, because: { code: meshWide ? 'MESH_WIDE' : 'NAMESPACE_WIDE' } };
  }
  for (const [label, wanted] of Object.entries(selector.matchLabels)) {
    const found = Object.hasOwn(workload.labels, label) ? (workload.labels[label] ?? null) : null;
    if (found !== wanted) return refused({ code: 'LABELS_DIFFER', label, wanted, found });
  }
  return { attached: true, because: { code: 'SELECTOR', labels: selector.matchLabels, meshWide } };
}

const hasLabels = (selector: Selector | null) =>
  selector !== null && Object.keys(selector.matchLabels).length > 0;

function byTarget(policy: Targetable, place: Place): Attachment {
  const target = policy.targetRefs.find((ref) => pointsHere(ref, policy.namespace, place));
  return target === undefined
    ? refused({ code: 'OTHER_TARGET' })
    : { attached: true, because: { code: 'TARGET', target } };
}

function pointsHere(target: TargetRef, namespace: string, place: Place): boolean {
  const { workload, dataPlane, mesh } = place;
  const waypoint = dataPlane === 'waypoint';
  switch (`${target.group === 'core' ? '' : target.group}/${target.kind}`) {
    case '/Service':
      return waypoint && serves(workload, { name: target.name, namespace, kind: 'Service' });
    case 'networking.istio.io/ServiceEntry':
      return waypoint && serves(workload, { name: target.name, namespace, kind: 'ServiceEntry' });
    case 'gateway.networking.k8s.io/GatewayClass':
      // Istio compares with this one class, whatever the waypoint's own is called.
      return waypoint && namespace === mesh.rootNamespace && target.name === 'istio-waypoint';
    case 'gateway.networking.k8s.io/Gateway':
      return (
        namespace === workload.namespace &&
        (target.namespace === null || target.namespace === '' || target.namespace === workload.namespace) &&
        target.name === gatewayNameOf(workload)
      );
    default:
      return false;
  }
}

const serves = (
  workload: Workload,
  { name, namespace, kind }: { name: string; namespace: string; kind: string },
) =>
  (workload.services ?? []).some(
    (service) => service.name === name && service.namespace === namespace && service.kind === kind,
  );

const refused = (because: NotAttached['because']): NotAttached => ({ attached: false, because });
