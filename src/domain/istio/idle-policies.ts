import { attachmentOf, type NotAttached } from './attachment';
import { isDryRun } from './dry-run';
import type { DataPlane, MeshConfig, Policy, Workload } from './resources';

/** A policy that one might expect to work somewhere and that does nothing there. `because` null: it is only tried out. */
export type IdlePolicy = { policy: Policy; because: NotAttached['because'] | null };

/** A namespace of hundreds of workloads has policies for each of them: nobody expects those here. */
const MOST_SHOWN = 100;

type Place = { workload: Workload; dataPlane: DataPlane; mesh: MeshConfig };

/** Of the workload's namespace and the root namespace; those that are for other workloads last, and `more` of them not shown. */
export function idlePolicies(
  policies: readonly Policy[],
  place: Place,
): { shown: IdlePolicy[]; more: number } {
  const expected: IdlePolicy[] = [];
  const forOthers: IdlePolicy[] = [];
  for (const policy of policies) {
    if (!isNear(policy, place)) continue;
    const attachment = attachmentOf(policy, place);
    if (!attachment.attached) {
      const { because } = attachment;
      const others = because.code === 'LABELS_DIFFER' || because.code === 'OTHER_TARGET';
      (others ? forOthers : expected).push({ policy, because });
    } else if (policy.kind === 'AuthorizationPolicy' && isDryRun(policy)) {
      expected.push({ policy, because: null });
    }
  }
  const all = [...expected, ...forOthers];
  return { shown: all.slice(0, MOST_SHOWN), more: Math.max(0, all.length - MOST_SHOWN) };
}

/**
 * Of the workload's namespace everything; of the root namespace what somebody might expect to work here, not what is for other
 * workloads of the mesh.
 */
function isNear({ metadata, spec }: Policy, { workload, mesh }: Place): boolean {
  if (metadata.namespace === workload.namespace) return true;
  if (metadata.namespace !== mesh.rootNamespace) return false;
  const wanted = Object.entries(spec.selector?.matchLabels ?? {});
  return wanted.every(([key, value]) => workload.labels[key] === value);
}
