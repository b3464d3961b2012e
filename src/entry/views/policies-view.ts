import type { WorkloadPolicies } from '../../app/read-policies';
import type { PageOf } from '../../app/read-routes';
import type { PoliciesOfWorkload, PoliciesView, PolicyRow } from '../../contract/views';
import { attachmentOf, type Attached } from '../../domain/istio/attachment';
import type { Policy, PolicyKind, Workload } from '../../domain/istio/resources';
import { isDryRun } from '../../domain/istio/dry-run';
import { policySentence } from '../../domain/istio/sentence';
import { pageView } from './page-view';

export const policiesView = (page: PageOf<WorkloadPolicies>): PoliciesView =>
  pageView(page, policiesOfWorkload);

/** The policies that attach to the workload's sidecars, by kind, then namespace and name. */
export const policiesOfWorkload = (reading: WorkloadPolicies): PoliciesOfWorkload => {
  const { namespace, labels } = reading.workload;
  const workload: Workload = { namespace, labels, serviceAccount: null };
  const { config: mesh, known } = reading.mesh;
  const policies = reading.policies.flatMap((policy) => {
    const attachment = attachmentOf(policy, { workload, dataPlane: 'sidecar', mesh });
    return attachment.attached ? [policyRow(policy, attachment)] : [];
  });
  return {
    namespace,
    labels,
    rootNamespace: { name: mesh.rootNamespace, known },
    policies: policies.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
  };
};

const KIND_ORDER: readonly PolicyKind[] = [
  'AuthorizationPolicy',
  'PeerAuthentication',
  'RequestAuthentication',
];
const sortKey = ({ kind, namespace, name }: PolicyRow): string =>
  `${KIND_ORDER.indexOf(kind)} ${namespace}/${name}`;

const policyRow = (policy: Policy, attachment: Attached): PolicyRow => ({
  kind: policy.kind,
  name: policy.metadata.name,
  namespace: policy.metadata.namespace,
  action: actionOf(policy),
  sentence: policySentence(policy),
  appliesBecause: becauseText(attachment.because),
  dryRun: policy.kind === 'AuthorizationPolicy' && isDryRun(policy),
  createdAt: policy.metadata.creationTimestamp,
  unknownFields: policy.unknownFields,
});

const actionOf = (policy: Policy): string | null => {
  switch (policy.kind) {
    case 'AuthorizationPolicy':
      return policy.spec.action;
    case 'PeerAuthentication':
      return policy.spec.mtls;
    case 'RequestAuthentication':
      return null;
  }
};

const becauseText = (because: Attached['because']): string => {
  switch (because.code) {
    case 'MESH_WIDE':
      return 'whole mesh';
    case 'NAMESPACE_WIDE':
      return 'whole namespace';
    case 'SELECTOR': {
      const labels = Object.entries(because.labels).map(([key, value]) => `${key}=${value}`);
      return `selects ${labels.join(', ')}${because.meshWide ? ' in the whole mesh' : ''}`;
    }
    case 'TARGET':
      return `names ${because.target.kind} ${because.target.name}`;
  }
};
