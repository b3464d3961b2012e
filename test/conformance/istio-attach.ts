import { targeting } from '../../src/domain/istio/attachment';
import { DEFAULT_MESH_CONFIG, type ServedService, type TargetRef } from '../../src/domain/istio/resources';
import type { Case, Suite } from './suite';

type AttachCase = Case & {
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

export const istioAttach: Suite = () => (aCase) => {
  const given = aCase as AttachCase;
  const { attached, because } = attachmentOf(given);
  return attached === given.attaches
    ? { result: 'passed' }
    : { result: 'failed', expected: given.attaches, got: `${attached}: ${because.code}` };
};

function attachmentOf(given: AttachCase) {
  const { policyNamespace, selector, targetRefs, workloadNamespace, rootNamespace } = given;
  const labels = given.workloadLabels ?? {};
  // A waypoint without the gateway label is looked up as any other pod.
  const isGateway = Object.hasOwn(labels, 'gateway.networking.k8s.io/gateway-name');
  return targeting(
    {
      namespace: policyNamespace,
      selector: selector && { matchLabels: selector.matchLabels ?? {} },
      targetRefs,
    },
    {
      dataPlane: isGateway && given.isWaypoint ? 'waypoint' : 'sidecar',
      workload: {
        namespace: workloadNamespace,
        labels,
        serviceAccount: null,
        services: given.services.map(servedService),
      },
      mesh: {
        ...DEFAULT_MESH_CONFIG,
        rootNamespace,
        selectorPoliciesOnGateways: given.selectorPolicyOnK8sGateways,
      },
    },
  );
}

const servedService = ({ name, namespace, registry }: AttachCase['services'][number]): ServedService => ({
  name,
  namespace,
  kind: registry === 'External' ? 'ServiceEntry' : 'Service',
});
