import type { Policy, Workload } from '../resources';

/** Pods of a workload that policies can tell apart. */
export type PodKind = {
  workload: Workload;
  /** What tells them from the workload's other pods: `version=v2`. null: all pods are alike. */
  onlyFor: string | null;
};

type Labels = Record<string, string>;

/** Kinds beyond these would be a page of their own. */
const MOST_KINDS = 4;

/**
 * The workload's pods, those that no policy and no label of Istio tells apart counted once.
 * @param podLabels null or empty: the labels that the page is bound to stand for all pods.
 */
export function podKindsOf(
  bound: { namespace: string; labels: Labels },
  podLabels: readonly Labels[] | null,
  policies: readonly Policy[],
): PodKind[] {
  const sets = podLabels === null || podLabels.length === 0 ? [bound.labels] : podLabels;
  const asked = labelsAsked(policies);
  const telling = (labels: Labels) =>
    Object.entries(labels).filter(
      ([key]) => asked.has(key) || isOfIstio(key) || Object.hasOwn(bound.labels, key),
    );
  const kinds = [...new Map(sets.map((labels) => [JSON.stringify(telling(labels)), labels])).values()];
  const shared = kinds.reduce((all, labels) => common(all, labels), kinds[0] ?? {});
  return kinds.slice(0, MOST_KINDS).map((labels) => ({
    workload: { namespace: bound.namespace, labels, serviceAccount: null },
    onlyFor: kinds.length === 1 ? null : differenceOf(telling(labels), shared),
  }));
}

const labelsAsked = (policies: readonly Policy[]): Set<string> =>
  new Set(policies.flatMap(({ spec }) => Object.keys(spec.selector?.matchLabels ?? {})));

const isOfIstio = (key: string): boolean => /(^|\.)istio\.io\/|^gateway\.networking\.k8s\.io\//.test(key);

const common = (one: Labels, other: Labels): Labels =>
  Object.fromEntries(Object.entries(one).filter(([key, value]) => other[key] === value));

const differenceOf = (telling: [string, string][], shared: Labels): string => {
  const own = telling.filter(([key]) => !Object.hasOwn(shared, key)).map((label) => label.join('='));
  return own.length === 0 ? 'no further label' : own.join(', ');
};
