import type { Policy, PolicyKind } from '../resources';

/** A policy by its place. */
export type PolicyRef = { kind: PolicyKind; namespace: string; name: string };

export const refOf = ({ kind, metadata }: Policy): PolicyRef => ({
  kind,
  namespace: metadata.namespace,
  name: metadata.name,
});
