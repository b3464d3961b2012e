import { guardedOf, knownAccounts } from '../../app/ask-mesh';
import type { WorkloadPolicies } from '../../app/read-policies';
import type { PageOf } from '../../app/read-routes';
import type { GuardView, MutualTlsRow, PoliciesOfWorkload, PolicyRow, TryChoices } from '../../contract/mesh';
import type { PoliciesView } from '../../contract/views';
import { isDryRun } from '../../domain/istio/dry-run';
import { explainGuard, type WorkloadExplanation } from '../../domain/istio/explain';
import { DATA_PLANE_NAMES } from '../../domain/istio/explain-attachment';
import type { Policy, PolicyKind } from '../../domain/istio/resources';
import { dataPlaneSentence } from '../../domain/istio/workload/data-plane-sentence';
import type { GuardedPods, GuardedWorkload, Hop } from '../../domain/istio/workload/guards';
import { capitalized, named } from '../../domain/istio/words';
import { pageView } from './page-view';

export const policiesView = (page: PageOf<WorkloadPolicies>): PoliciesView =>
  pageView(page, policiesOfWorkload);

const policiesOfWorkload = (reading: WorkloadPolicies): PoliciesOfWorkload => {
  const guarded = guardedOf(reading);
  const { namespace, labels } = reading.workload;
  const { config, known } = reading.mesh;
  const guards = guarded.pods.flatMap((pods) => guardViews(pods, guarded, reading));
  return {
    namespace,
    labels,
    rootNamespace: { name: config.rootNamespace, known },
    headline: headlineOf(guards, guarded),
    guards,
    notUnderstood: reading.unreadable.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`),
    tryWith: choicesOf(guarded, reading),
  };
};

/** The one that all agree on. Behind a waypoint, the waypoint's: it sees who calls. */
function headlineOf(guards: readonly GuardView[], { pods }: GuardedWorkload): string {
  const [first] = guards;
  if (pods.every(({ ways }) => ways.every((way) => way.length === 0))) {
    return 'No proxy of Istio guards this: its policies are not enforced.';
  }
  if (pods.some(({ ways }) => ways.length > 1)) {
    return 'Who may call this is not known for certain, since it is not known which proxy guards it.';
  }
  const outer = new Set(pods.map(({ ways }, n) => ways[0]?.[0] && explainedHeadline(guards, pods, n)));
  return outer.size === 1 && first !== undefined
    ? first.headline
    : 'Who may call this depends on which of its pods answers.';
}

const explainedHeadline = (
  guards: readonly GuardView[],
  pods: readonly GuardedPods[],
  index: number,
): string =>
  guards[pods.slice(0, index).reduce((sum, { ways }) => sum + ways.flat().length, 0)]?.headline ?? '';

function guardViews(
  group: GuardedPods,
  { compiled }: GuardedWorkload,
  reading: WorkloadPolicies,
): GuardView[] {
  const seen = new Map(group.ways.flat().map((hop) => [hop.guard.dataPlane, hop]));
  return [...seen.values()].map((hop): GuardView => {
    const explained = explainGuard(compiled, reading.policies, { ...hop, dataPlane: hop.guard.dataPlane });
    return {
      title: titleOf(hop, group),
      dataPlane: dataPlaneSentence(group.plane.because),
      headline: explained.headline,
      policies: rowsOf(explained.inForce, reading.policies),
      withoutEffect: rowsOf(explained.withoutEffect, reading.policies),
      moreWithoutEffect: explained.moreWithoutEffect,
      mutualTls: explained.mutualTls.map(mutualTlsRow),
    };
  });
}

const titleOf = ({ guard, waypoint }: Hop, { pods, ways }: GuardedPods): string => {
  const place = waypoint === null ? '' : ` ${named(`${waypoint.namespace}/${waypoint.name}`)}`;
  const perhaps = ways.length > 1 ? 'Perhaps ' : '';
  const name = `${perhaps}${DATA_PLANE_NAMES[guard.dataPlane]}${place}`;
  return capitalized(pods.onlyFor === null ? name : `${name}, for pods labelled ${named(pods.onlyFor)}`);
};

type Explained = WorkloadExplanation['inForce'];

const KIND_ORDER: readonly PolicyKind[] = [
  'AuthorizationPolicy',
  'PeerAuthentication',
  'RequestAuthentication',
];

const rowsOf = (explained: Explained, policies: readonly Policy[]): PolicyRow[] => {
  const byRef = new Map(
    policies.map((policy) => [refKey({ kind: policy.kind, ...policy.metadata }), policy]),
  );
  return explained
    .flatMap(({ policy: ref, sentence, details, because }): PolicyRow[] => {
      const policy = byRef.get(refKey(ref));
      return policy === undefined ? [] : [{ ...policyRow(policy), sentence, details, because }];
    })
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
};

const refKey = ({ kind, namespace, name }: { kind: PolicyKind; namespace: string; name: string }): string =>
  `${kind} ${namespace}/${name}`;
const sortKey = (row: PolicyRow): string => `${KIND_ORDER.indexOf(row.kind)} ${refKey(row)}`;

const policyRow = (policy: Policy): Omit<PolicyRow, 'sentence' | 'details' | 'because'> => ({
  kind: policy.kind,
  name: policy.metadata.name,
  namespace: policy.metadata.namespace,
  action: actionOf(policy),
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

const mutualTlsRow = ({
  port,
  sentence,
  decidedBy,
}: WorkloadExplanation['mutualTls'][number]): MutualTlsRow => ({
  port,
  sentence,
  decidedBy: decidedByPhrase(decidedBy),
});

function decidedByPhrase(decidedBy: WorkloadExplanation['mutualTls'][number]['decidedBy']): string {
  if (decidedBy === 'LISTENERS') return 'its listeners';
  if (decidedBy === 'NOT_KNOWN') return 'not known';
  const { policy, scope } = decidedBy;
  return policy === null
    ? 'nothing says otherwise: Istio’s default'
    : `${named(`${policy.namespace}/${policy.name}`)}, for ${SCOPES[scope]}`;
}

const SCOPES = {
  default: 'everything',
  mesh: 'the whole mesh',
  namespace: 'the namespace',
  workload: 'this workload',
  port: 'this port',
};

/** Only accounts that policies name: readers of a public page see those anyway. */
const choicesOf = (guarded: GuardedWorkload, reading: WorkloadPolicies): TryChoices => {
  const inForce = knownAccounts(guarded, {
    ...reading,
    surroundings: { ...reading.surroundings, serviceAccounts: [] },
  });
  const accounts = inForce.map(({ namespace, name }) => ({ namespace, name }));
  const namespaces = [reading.workload.namespace, ...accounts.map(({ namespace }) => namespace)];
  return {
    accounts,
    namespaces: [...new Set(namespaces)].sort(),
    ports: (guarded.ports ?? []).map(({ port, service, protocol }) => ({
      port,
      label: `${port} (${service}${protocol === 'either' ? '' : `, ${protocol.toUpperCase()}`})`,
    })),
  };
};
