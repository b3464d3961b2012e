import { modeDoubts } from './authorization/alternatives';
import type { CompiledMesh } from './authorization/compile';
import { guardOf, type Guard } from './authorization/guard';
import { refOf, type PolicyRef } from './authorization/policy-ref';
import { attachedSentence, DATA_PLANE_NAMES, notAttachedSentence } from './explain-attachment';
import { reasonSentence } from './explain-decision';
import { headlineOf } from './headline';
import { idlePolicies } from './idle-policies';
import type { ModeDecision } from './mtls-scopes';
import type { DataPlane, Policy, Workload } from './resources';
import { policyDetails, policySentence } from './sentence';

/** A workload on one data plane, for people who never saw the cluster. All texts are whole sentences. */
export type WorkloadExplanation = {
  dataPlane: DataPlane;
  /** "the sidecar beside it": who enforces. */
  enforcedBy: string;
  headline: string;
  inForce: ExplainedPolicy[];
  /** Of the workload's namespace and the root namespace: what one might expect here and does nothing, what is most expected first. */
  withoutEffect: ExplainedPolicy[];
  /** How many more there are. */
  moreWithoutEffect: number;
  mutualTls: ExplainedPort[];
};

/** `details`: rule by rule what the sentence leaves out; empty where it says all. */
type ExplainedPolicy = { policy: PolicyRef; sentence: string; details: string[]; because: string };

/** `port` is null for every port not named. */
type ExplainedPort = {
  port: number | null;
  sentence: string;
  decidedBy: ModeDecision | 'LISTENERS' | 'NOT_KNOWN';
};

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
  const idle = idlePolicies(policies, { ...place, mesh: compiled.mesh });
  return {
    dataPlane,
    enforcedBy: DATA_PLANE_NAMES[dataPlane],
    headline: headlineOf(guard, workload),
    inForce: guard.attached.map(({ policy, because }) => ({
      policy: refOf(policy),
      sentence: policySentence(policy),
      details: policyDetails(policy),
      because: attachedSentence(because, policy.metadata.namespace),
    })),
    withoutEffect: idle.shown.map(({ policy, because }) => ({
      policy: refOf(policy),
      sentence: policySentence(policy),
      details: policyDetails(policy),
      because: because === null ? 'It is only tried out (dry run).' : notAttachedSentence(because, dataPlane),
    })),
    moreWithoutEffect: idle.more,
    mutualTls: explainedPorts(guard, workload),
  };
}

function explainedPorts(guard: Guard, workload: Workload): ExplainedPort[] {
  const { everywhereElse, ports } = guard.mutualTls;
  if (everywhereElse === null) {
    return [
      { port: null, sentence: 'Its own listeners say whether they speak TLS.', decidedBy: 'LISTENERS' },
    ];
  }
  const explained = (port: number | null, decision: ModeDecision): ExplainedPort => {
    const doubts = modeDoubts(guard, workload, [decision]);
    return doubts.length === 0
      ? { port, sentence: MODE_SENTENCES[decision.mode], decidedBy: decision }
      : {
          port,
          sentence: ['Whether plaintext is refused is not known.', ...doubts.map(reasonSentence)].join(' '),
          decidedBy: 'NOT_KNOWN',
        };
  };
  const named = Object.entries(ports).map(([port, decision]) => explained(Number(port), decision));
  return [...named, explained(null, everywhereElse)];
}

const MODE_SENTENCES = {
  STRICT: 'Only mutual TLS is accepted; plaintext is refused.',
  PERMISSIVE: 'Mutual TLS and plaintext are both accepted.',
  DISABLE: 'Only plaintext is accepted; mutual TLS is switched off.',
};
