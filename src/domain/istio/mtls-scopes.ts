import type { MtlsMode, PeerAuthentication } from './resources';

/** STRICT: plaintext is refused. PERMISSIVE: both. DISABLE: plaintext only. */
export type EffectiveMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

/** A mode and what decided it; `policy` is null where nothing says anything and Istio's default holds. */
export type ModeDecision = {
  mode: EffectiveMode;
  scope: 'default' | 'mesh' | 'namespace' | 'workload' | 'port';
  policy: { namespace: string; name: string } | null;
};

/** The one PeerAuthentication that counts in each scope: the oldest. */
export type ScopedPolicies = {
  mesh: PeerAuthentication | null;
  namespace: PeerAuthentication | null;
  workload: PeerAuthentication | null;
};

const DEFAULT_MODE: ModeDecision = { mode: 'PERMISSIVE', scope: 'default', policy: null };

export const isSaid = (mode: MtlsMode | null): mode is EffectiveMode => mode !== null && mode !== 'UNSET';

export function decisionOf(
  policy: PeerAuthentication,
  mode: EffectiveMode,
  scope: ModeDecision['scope'],
): ModeDecision {
  return { mode, scope, policy: { namespace: policy.metadata.namespace, name: policy.metadata.name } };
}

/** The narrowest scope that says something. */
export function inheritedMode(
  scoped: ScopedPolicies,
  scopes: readonly (keyof ScopedPolicies)[],
): ModeDecision {
  for (const scope of scopes) {
    const policy = scoped[scope];
    if (policy !== null && isSaid(policy.spec.mtls)) return decisionOf(policy, policy.spec.mtls, scope);
  }
  return DEFAULT_MODE;
}
