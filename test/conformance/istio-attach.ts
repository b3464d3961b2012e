import { targeting } from '../../src/domain/istio/attachment';
import { DEFAULT_MESH_CONFIG, type ServedService, type TargetRef } from '../../src/domain/istio/resources';

type AttachCase = {
  id: string;
  attaches: boolean;
  isWaypoint: boolean;
  policyNamespace: string;
  rootNamespace: string;
  selector: { matchLabels?: Record<string, string> } | null;
  selectorPolicyOnK8sGateways: boolean;
  services: { name: string; namespace: string; registry: string }[];
  targetRefs: TargetRef[];
  workloadLabels: Record<string, string> | null;
  workloadNamespace: string;
};

/** What went wrong with the case, or null. A waypoint without the gateway label is looked up as any other pod. */
export function checkAttach(input: unknown): string | null {
  const given = input as AttachCase;
  const labels = given.workloadLabels ?? {};
  const isGateway = Object.hasOwn(labels, 'gateway.networking.k8s.io/gateway-name');
  const attachment = targeting(
    {
      namespace: given.policyNamespace,
      selector: given.selector && { matchLabels: given.selector.matchLabels ?? {} },
      targetRefs: given.targetRefs,
    },
    {
      dataPlane: isGateway && given.isWaypoint ? 'waypoint' : 'sidecar',
      workload: {
        namespace: given.workloadNamespace,
        labels,
        serviceAccount: null,
        services: given.services.map(({ name, namespace, registry }): ServedService => ({
          name,
          namespace,
          kind: registry === 'External' ? 'ServiceEntry' : 'Service',
        })),
      },
      mesh: {
        ...DEFAULT_MESH_CONFIG,
        rootNamespace: given.rootNamespace,
        selectorPoliciesOnGateways: given.selectorPolicyOnK8sGateways,
      },
    },
  );
  if (attachment.attached === given.attaches) return null;
  return `expected ${given.attaches ? 'to attach' : 'not to attach'}, got ${attachment.because.code}`;
}
