import type { KongTarget, KubernetesTarget } from './binding';

/** What a target is called in a sentence: `the service payments`, `services tagged team:payments`. */
export const kongTargetName = (target: KongTarget): string =>
  target.service === undefined ? `services tagged ${target.tag}` : `the service ${target.service}`;

/** `the namespace payments`: space rules speak of namespaces, so refusals do too. */
export const namespaceName = (target: KubernetesTarget): string => `the namespace ${target.namespace}`;

/** `payments (app=payments)`. */
export const workloadName = (target: KubernetesTarget): string => {
  const labels = Object.entries(target.labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort();
  return labels.length === 0 ? target.namespace : `${target.namespace} (${labels.join(', ')})`;
};
