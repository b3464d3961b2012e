import type { Unread } from '../../source';
import type { Attached } from '../attachment';
import { isDryRun } from '../dry-run';
import { mutualTlsOf, type MutualTls } from '../mtls';
import type {
  AuthorizationAction,
  AuthorizationPolicy,
  DataPlane,
  MeshConfig,
  Policy,
  PolicyKind,
  RequestAuthentication,
  Workload,
} from '../resources';
import { PATH_NORMALIZATIONS } from '../path-normalization';
import { envoyRule } from './envoy-rule';
import { concerning, unreadLists } from '../unread-kinds';
import { indexPolicies, namespacesAround, type PolicyIndex } from './policy-index';
import type { AuthorizationReason } from './reasons';
import type { CompiledRule } from './rule';
import { ztunnelRule } from './ztunnel-rule';

/** Every policy of a mesh, made ready once. Asking about one workload costs the same however many others there are. */
export type CompiledMesh = {
  index: PolicyIndex<CompiledPolicy>;
  mesh: MeshConfig;
  unread: readonly Unread[];
  /** The same policies under other settings that the mesh may have, where its own could not be read. */
  otherwise: readonly CompiledMesh[];
};

type CompiledPolicy = {
  policy: Policy;
  rulesFor: (dataPlane: DataPlane, tcp: boolean) => readonly CompiledRule[];
};

/**
 * @param mesh Istio's defaults where the settings could not be read.
 * @param unread lists that could not be read, named as unread-kinds.ts says.
 */
export function compile(
  policies: readonly Policy[],
  mesh: MeshConfig,
  unread: readonly Unread[] = [],
): CompiledMesh {
  const settingsRead = unreadLists(unread, 'meshconfig').length === 0;
  return {
    ...compiledFor(policies, mesh, unread),
    otherwise: settingsRead ? [] : otherSettings(mesh).map((other) => compiledFor(policies, other, unread)),
  };
}

/** A trust domain that nobody names, under each way to normalize a path. */
const otherSettings = (mesh: MeshConfig): MeshConfig[] =>
  PATH_NORMALIZATIONS.filter((mode) => mode !== mesh.pathNormalization).map((pathNormalization) => ({
    ...mesh,
    pathNormalization,
    trustDomain: SOME_OTHER_TRUST_DOMAIN,
  }));

/** RFC 2606: no mesh is called so. */
const SOME_OTHER_TRUST_DOMAIN = 'another.invalid';

function compiledFor(policies: readonly Policy[], mesh: MeshConfig, unread: readonly Unread[]): CompiledMesh {
  const compiled = policies.map((policy) => ({ policy, rulesFor: rulesOnce(policy, mesh) }));
  return { index: indexPolicies(compiled, mesh), mesh, unread, otherwise: [] };
}

/** By namespace and name, as Envoy tries policies: one order for every answer. */
const inOrder = (one: { policy: Policy }, other: { policy: Policy }): number =>
  keyOf(one.policy) < keyOf(other.policy) ? -1 : 1;

const keyOf = ({ kind, metadata }: Policy) => `${metadata.namespace}]${metadata.name}]${kind}`;

/** Translated when first asked for: most policies of a mesh are for other workloads or data planes. */
function rulesOnce(policy: Policy, mesh: MeshConfig): CompiledPolicy['rulesFor'] {
  const known = new Map<string, readonly CompiledRule[]>();
  return (dataPlane, tcp) => {
    const form = dataPlane === 'ztunnel' ? 'ztunnel' : tcp ? 'tcp' : 'http';
    const rules = known.get(form) ?? translated(policy, form, mesh);
    known.set(form, rules);
    return rules;
  };
}

function translated(
  policy: Policy,
  form: 'ztunnel' | 'tcp' | 'http',
  mesh: MeshConfig,
): readonly CompiledRule[] {
  if (policy.kind !== 'AuthorizationPolicy') return [];
  return inEnvoysOrder(policy.spec.rules.length).flatMap((index) => {
    const rule =
      form === 'ztunnel'
        ? ztunnelRule(policy, index)
        : envoyRule(policy, index, { tcp: form === 'tcp', mesh });
    return rule === null ? [] : [rule];
  });
}

/** By the text of their names, as Envoy tries them: `rule[10]` before `rule[2]`. */
const inEnvoysOrder = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => index).sort((a, b) => (`${a}]` < `${b}]` ? -1 : 1));

export type PolicyRef = { kind: PolicyKind; namespace: string; name: string };
export const refOf = ({ kind, metadata }: Policy): PolicyRef => ({
  kind,
  namespace: metadata.namespace,
  name: metadata.name,
});

/** What stands between a caller and one workload on one data plane. Made once, asked many times. */
export type Guard = {
  dataPlane: DataPlane;
  mesh: MeshConfig;
  unread: readonly Unread[];
  attached: readonly { policy: Policy; because: Attached['because'] }[];
  /** Enforced AuthorizationPolicies by action: dry runs are in none of them. */
  enforced: Record<AuthorizationAction, readonly EnforcedPolicy[]>;
  requestAuthentications: readonly RequestAuthentication[];
  mutualTls: MutualTls;
  /** Policies that may do anything: of a list that was not read, or with fields that we do not know. */
  notUnderstood: readonly AuthorizationReason[];
  /** The same under other settings that the mesh may have: a verdict must hold under all of them. */
  otherwise: readonly Guard[];
};

export type EnforcedPolicy = {
  policy: AuthorizationPolicy;
  ref: PolicyRef;
  http: readonly CompiledRule[];
  tcp: readonly CompiledRule[];
  /** Fields outside its rules that we do not know: what it does cannot be said. */
  strangeFields: readonly string[];
  /** It stands in what is only assumed to be the root namespace: it may not be for this workload at all. */
  assumed: boolean;
};

export function guardOf(
  { index, mesh, unread, otherwise }: CompiledMesh,
  place: { workload: Workload; dataPlane: DataPlane },
): Guard {
  const settingsRead = unreadLists(unread, 'meshconfig').length === 0;
  const attached = index.attachedTo(place).sort(inOrder);
  const enforced: Record<AuthorizationAction, EnforcedPolicy[]> = {
    ALLOW: [],
    DENY: [],
    CUSTOM: [],
    AUDIT: [],
  };
  for (const { policy, rulesFor } of attached) {
    if (policy.kind !== 'AuthorizationPolicy' || isWithoutEffect(policy)) continue;
    enforced[policy.spec.action].push({
      policy,
      ref: refOf(policy),
      http: rulesFor(place.dataPlane, false),
      tcp: rulesFor(place.dataPlane, true),
      strangeFields: policy.unknownFields.filter((path) => /^spec\.(?!rules\[)/.test(path)),
      assumed: !settingsRead && policy.metadata.namespace !== place.workload.namespace,
    });
  }
  const policies = attached.map(({ policy }) => policy);
  const unreadHere = concerning(unread, namespacesAround(place.workload, mesh));
  return {
    dataPlane: place.dataPlane,
    mesh,
    unread: unreadHere,
    notUnderstood: notUnderstood(unreadHere, Object.values(enforced).flat()),
    attached: attached.map(({ policy, because }) => ({ policy, because })),
    enforced,
    requestAuthentications: policies.filter((policy) => policy.kind === 'RequestAuthentication'),
    mutualTls: mutualTlsOf(policies, { ...place, mesh }),
    otherwise: otherwise.map((other) => guardOf(other, place)),
  };
}

function notUnderstood(
  unread: readonly Unread[],
  enforced: readonly EnforcedPolicy[],
): AuthorizationReason[] {
  // Without the mesh's settings it is not known which namespace's policies hold for the whole mesh.
  const lists = [...unreadLists(unread, 'meshconfig'), ...unreadLists(unread, 'authorizationpolicies')];
  const strange = enforced.filter(({ strangeFields }) => strangeFields.length > 0);
  return [
    ...lists.map(({ part }) => ({ code: 'NOT_READ' as const, part })),
    ...strange.map(({ ref, strangeFields }) => ({
      code: 'POLICY_NOT_UNDERSTOOD' as const,
      policy: ref,
      fields: [...strangeFields],
    })),
  ];
}

/** CUSTOM and AUDIT have no dry run: Istio refuses the annotation there. */
const isWithoutEffect = (policy: AuthorizationPolicy) =>
  isDryRun(policy) && (policy.spec.action === 'ALLOW' || policy.spec.action === 'DENY');
