import { REQUEST_ANNOTATION } from '../access/ownership';
import type { AccountRef } from './named-accounts';
import type { Gateway, KubernetesService, MeshConfig, Metadata, Policy } from './resources';

/** What a snapshot of a cluster holds, in Kubernetes' own words, in the order in which it is read. No pods: they come and go by the minute. */
export const MESH_COLLECTIONS = [
  'meshconfig',
  'namespaces',
  'authorizationpolicies',
  'peerauthentications',
  'requestauthentications',
  'services',
  'serviceaccounts',
  'gateways',
] as const;
export type MeshCollection = (typeof MESH_COLLECTIONS)[number];

/** What a page of each list holds, already without what may not be kept (`kept`). */
export type MeshItems = {
  meshconfig: MeshConfig;
  namespaces: { name: string; labels: Record<string, string> };
  authorizationpolicies: Policy;
  peerauthentications: Policy;
  requestauthentications: Policy;
  services: KubernetesService;
  serviceaccounts: AccountRef;
  gateways: Gateway;
};

export type MeshPart = {
  [C in MeshCollection]: {
    collection: C;
    items: MeshItems[C][];
    /** The one namespace that was listed; absent: the whole cluster. */
    within?: string;
  };
}[MeshCollection];

const KEPT_ANNOTATIONS: readonly string[] = ['istio.io/dry-run', REQUEST_ANNOTATION];

/**
 * An object as a snapshot keeps it: without annotations. Of policies two stay: whether Istio only tries it out, without which a policy would be
 * taken for one in force, and which request wrote it, which tells what grants wrote from a copy of it.
 */
export const keptObject = <T extends { metadata: Metadata }>(object: T): T => {
  const isPolicy = 'kind' in object && object.kind === 'AuthorizationPolicy';
  const { annotations } = object.metadata;
  const kept = isPolicy ? KEPT_ANNOTATIONS.filter((name) => annotations[name] !== undefined) : [];
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: Object.fromEntries(kept.map((name) => [name, annotations[name] ?? ''])),
    },
  };
};

/** Service accounts in these parts, each once: one may have come on two pages, or in the whole list and in its namespace's. */
export const accountsIn = (parts: readonly MeshPart[]): AccountRef[] => {
  const all = parts.flatMap((part) => (part.collection === 'serviceaccounts' ? part.items : []));
  return [...new Map(all.map((account) => [`${account.namespace}/${account.name}`, account])).values()];
};

/** Policies in these parts; the newer of two of one name, which may have come on two pages. */
export const policiesIn = (parts: readonly MeshPart[]): Policy[] => {
  const all = parts.flatMap((part) => (isOfPolicies(part) ? part.items : []));
  return [
    ...new Map(
      all.map((policy) => [`${policy.kind} ${policy.metadata.namespace}/${policy.metadata.name}`, policy]),
    ).values(),
  ];
};

const isOfPolicies = (part: MeshPart): part is Extract<MeshPart, { items: Policy[] }> =>
  ['authorizationpolicies', 'peerauthentications', 'requestauthentications'].includes(part.collection);
