/** @source kubernetes.io/docs/concepts/overview/working-with-objects/names: DNS subdomain, which every name here is at least. */
export const isKubernetesName = (text: string): boolean =>
  /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(text);
