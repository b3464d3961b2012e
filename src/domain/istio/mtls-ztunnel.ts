import { decisionOf, inheritedMode, isSaid, type ModeDecision, type ScopedPolicies } from './mtls-scopes';
import type { MtlsMode, PeerAuthentication } from './resources';

/**
 * ztunnel always takes mutual TLS; PeerAuthentication only decides whether it refuses plaintext. istiod gives it a rule that
 * refuses all plaintext or, for port exceptions, a policy converted from the workload's. The two do not always add up to what
 * a sidecar does, which is kept here as it is: some combinations let plaintext in that a sidecar refuses.
 * @source istio/istio pilot/pkg/serviceregistry/ambient/authorization.go convertedSelectorPeerAuthentications, convertPeerAuthentication
 */
export function ztunnelModes(scoped: ScopedPolicies) {
  const { workload } = scoped;
  const said = inheritedMode(scoped, ['workload', 'namespace', 'mesh']);
  const { strictForAll, converted } = attachedRules(scoped);
  const at = (port: string | null): ModeDecision => {
    const refused = strictForAll || converted?.refusesPlaintext(port) === true;
    const mode = refused ? 'STRICT' : 'PERMISSIVE';
    if (strictForAll || workload === null || converted === null) return { ...said, mode };
    return decisionOf(workload, mode, port === null ? 'workload' : 'port');
  };
  const ports = Object.keys(workload?.spec.portLevelMtls ?? {}).map((port): [string, ModeDecision] => [
    port,
    at(port),
  ]);
  return { everywhereElse: at(null), ports: Object.fromEntries(ports) };
}

type Converted = { refusesPlaintext: (port: string | null) => boolean };

function attachedRules(scoped: ScopedPolicies): { strictForAll: boolean; converted: Converted | null } {
  const { workload } = scoped;
  const outer = inheritedMode(scoped, ['namespace', 'mesh']).mode === 'STRICT';
  if (workload === null) return { strictForAll: outer, converted: null };
  const mode = workload.spec.mtls ?? 'UNSET';
  const ports = Object.values(workload.spec.portLevelMtls);
  const strict = mode === 'UNSET' ? outer : mode === 'STRICT';
  if (!strict) {
    return { strictForAll: false, converted: ports.includes('STRICT') ? convert(workload, scoped) : null };
  }
  // Inherited strictness is lifted by a PERMISSIVE port only, its own by DISABLE too.
  const lifted = ports.includes('PERMISSIVE') || (mode === 'STRICT' && ports.includes('DISABLE'));
  return lifted
    ? { strictForAll: false, converted: convert(workload, scoped) }
    : { strictForAll: true, converted: null };
}

/** The workload's policy as a rule of ztunnel's: which plaintext connections it refuses. `null` is any port not named. */
function convert(workload: PeerAuthentication, scoped: ScopedPolicies): Converted {
  const mode = workload.spec.mtls ?? 'UNSET';
  const ports = Object.entries(workload.spec.portLevelMtls);
  const refused = new Set(
    ports.flatMap(([port, is]) => (is === 'STRICT' && !isCovered(mode, scoped) ? port : [])),
  );
  const open = new Set(ports.flatMap(([port, is]) => (isLoose(is) && isException(mode, scoped) ? port : [])));
  // Where a port is let out of a strict setting, the setting itself moves into this policy.
  return {
    refusesPlaintext: (port) => refused.has(port ?? '') || (open.size > 0 && !open.has(port ?? '')),
  };
}

const isLoose = (mode: MtlsMode) => mode === 'PERMISSIVE' || mode === 'DISABLE';
const isStrict = (policy: PeerAuthentication | null) => policy?.spec.mtls === 'STRICT';
const isUnset = (policy: PeerAuthentication) => !isSaid(policy.spec.mtls);

/** istiod leaves a strict port out where it takes a wider policy to refuse already, even if the workload's own lifted that. */
function isCovered(mode: MtlsMode, { namespace, mesh }: ScopedPolicies): boolean {
  if (mode === 'STRICT' || (mode === 'UNSET' && isStrict(namespace))) return true;
  return (namespace === null || isUnset(namespace)) && isStrict(mesh);
}

/** A namespace policy that says nothing hides a strict mesh here. */
function isException(mode: MtlsMode, { namespace, mesh }: ScopedPolicies): boolean {
  if (mode === 'UNSET') return namespace === null ? isStrict(mesh) : isStrict(namespace);
  return mode === 'STRICT';
}
