import { attachmentOf } from './attachment';
import type { CompiledMesh } from './authorization/compile';
import { guardOf, type Guard } from './authorization/guard';
import { refOf, type PolicyRef } from './authorization/policy-ref';
import { isDryRun } from './dry-run';
import { attachedSentence, DATA_PLANE_NAMES, notAttachedSentence } from './explain-attachment';
import { headlineOf } from './headline';
import type { ModeDecision } from './mtls-scopes';
import type { DataPlane, Policy, Workload } from './resources';
import { policySentence } from './sentence';

/** A workload on one data plane, for people who never saw the cluster. All texts are whole sentences. */
export type WorkloadExplanation = {
  dataPlane: DataPlane;
  /** "the sidecar beside it": who enforces. */
  enforcedBy: string;
  headline: string;
  inForce: ExplainedPolicy[];
  /** Of the workload's namespace and the root namespace: what one might expect here and does nothing. */
  withoutEffect: ExplainedPolicy[];
  mutualTls: ExplainedPort[];
};

type ExplainedPolicy = { policy: PolicyRef; sentence: string; because: string };

/** `port` is null for every port not named. `mode` is null where the listener decides. */
type ExplainedPort = { port: number | null; sentence: string; decidedBy: ModeDecision | null };

/** @param policies the ones that were compiled, for saying which of them have no effect here. */
export function explainWorkload(
  compiled: CompiledMesh,
  policies: readonly Policy[],
  place: { workload: Workload; dataPlane: DataPlane },
): WorkloadExplanation {
  return explainGuard(compiled, policies, { ...place, guard: guardOf(compiled, place) });
}

/** The same for a guard that is made already. */
export function explainGuard(
  compiled: CompiledMesh,
  policies: readonly Policy[],
  { guard, ...place }: { workload: Workload; dataPlane: DataPlane; guard: Guard },
): WorkloadExplanation {
  const { dataPlane, workload } = place;
  const near = policies.filter((policy) => isNear(policy, workload, compiled.mesh.rootNamespace));
  return {
    dataPlane,
    enforcedBy: DATA_PLANE_NAMES[dataPlane],
    headline: headlineOf(guard, workload),
    inForce: guard.attached.map(({ policy, because }) => ({
      policy: refOf(policy),
      sentence: policySentence(policy),
      because: attachedSentence(because, policy.metadata.namespace),
    })),
    withoutEffect: near.flatMap((policy) => withoutEffect(policy, { ...place, mesh: compiled.mesh })),
    mutualTls: explainedPorts(guard.mutualTls),
  };
}

/**
 * Of the workload's namespace everything; of the root namespace what somebody might expect to work here, not what is for other
 * workloads of the mesh.
 */
function isNear({ metadata, spec }: Policy, { namespace, labels }: Workload, rootNamespace: string): boolean {
  if (metadata.namespace === namespace) return true;
  const wanted = Object.entries(spec.selector?.matchLabels ?? {});
  return metadata.namespace === rootNamespace && wanted.every(([key, value]) => labels[key] === value);
}

function withoutEffect(policy: Policy, place: Parameters<typeof attachmentOf>[1]): ExplainedPolicy[] {
  const attachment = attachmentOf(policy, place);
  const because = attachment.attached
    ? policy.kind === 'AuthorizationPolicy' && isDryRun(policy)
      ? 'It is only tried out (dry run).'
      : null
    : notAttachedSentence(attachment.because, place.dataPlane);
  return because === null ? [] : [{ policy: refOf(policy), sentence: policySentence(policy), because }];
}

function explainedPorts({ everywhereElse, ports }: ReturnType<typeof guardOf>['mutualTls']): ExplainedPort[] {
  if (everywhereElse === null) {
    return [{ port: null, sentence: 'Its own listeners say whether they speak TLS.', decidedBy: null }];
  }
  const named = Object.entries(ports).map(([port, decision]) => ({
    port: Number(port),
    sentence: MODE_SENTENCES[decision.mode],
    decidedBy: decision,
  }));
  return [...named, { port: null, sentence: MODE_SENTENCES[everywhereElse.mode], decidedBy: everywhereElse }];
}

const MODE_SENTENCES = {
  STRICT: 'Only mutual TLS is accepted; plaintext is refused.',
  PERMISSIVE: 'Mutual TLS and plaintext are both accepted.',
  DISABLE: 'Only plaintext is accepted; mutual TLS is switched off.',
};
