import { attachmentOf, type Attached } from '../attachment';
import type { DataPlane, MeshConfig, Policy, Workload } from '../resources';

/**
 * Finds the policies of a workload without looking at those of others: by namespace, then by one label of the selector or by the
 * name of a target.
 */
export type PolicyIndex<T extends { policy: Policy }> = {
  attachedTo(place: { workload: Workload; dataPlane: DataPlane }): (T & { because: Attached['because'] })[];
};

type Shelf<T> = { wide: T[]; byLabel: Map<string, T[]>; byTarget: Map<string, T[]> };

export function indexPolicies<T extends { policy: Policy }>(
  entries: readonly T[],
  mesh: MeshConfig,
): PolicyIndex<T> {
  const shelves = new Map<string, Shelf<T>>();
  for (const entry of entries) {
    const { namespace } = entry.policy.metadata;
    const shelf = shelves.get(namespace) ?? { wide: [], byLabel: new Map(), byTarget: new Map() };
    shelves.set(namespace, shelf);
    shelve(shelf, entry);
  }
  return {
    attachedTo({ workload, dataPlane }) {
      const candidates = [...namespacesAround(workload, mesh)].flatMap((namespace) => {
        const shelf = shelves.get(namespace);
        return shelf === undefined ? [] : [...candidatesOn(shelf, workload)];
      });
      return candidates.flatMap((entry) => {
        const attachment = attachmentOf(entry.policy, { workload, dataPlane, mesh });
        return attachment.attached ? [{ ...entry, because: attachment.because }] : [];
      });
    },
  };
}

function shelve<T extends { policy: Policy }>(shelf: Shelf<T>, entry: T) {
  const { spec } = entry.policy;
  const targets = 'targetRefs' in spec ? spec.targetRefs : [];
  const label = Object.entries(spec.selector?.matchLabels ?? {})[0];
  if (targets.length > 0)
    new Set(targets.map(({ name }) => name)).forEach((name) => {
      add(shelf.byTarget, name, entry);
    });
  else if (label === undefined) shelf.wide.push(entry);
  else add(shelf.byLabel, label.join('='), entry);
}

function candidatesOn<T>({ wide, byLabel, byTarget }: Shelf<T>, workload: Workload): Set<T> {
  const labels = Object.entries(workload.labels);
  const targets = [
    ...Object.values(workload.labels), // a gateway's name stands in its label
    ...(workload.services ?? []).map(({ name }) => name),
    'istio-waypoint',
  ];
  return new Set([
    ...wide,
    ...labels.flatMap((label) => byLabel.get(label.join('=')) ?? []),
    ...targets.flatMap((name) => byTarget.get(name) ?? []),
  ]);
}

/** Where policies for a workload can stand. */
export const namespacesAround = (workload: Workload, mesh: MeshConfig): Set<string> =>
  new Set([
    mesh.rootNamespace,
    workload.namespace,
    ...(workload.services ?? []).map(({ namespace }) => namespace),
  ]);

function add<T>(map: Map<string, T[]>, key: string, entry: T) {
  const entries = map.get(key);
  if (entries === undefined) map.set(key, [entry]);
  else entries.push(entry);
}
