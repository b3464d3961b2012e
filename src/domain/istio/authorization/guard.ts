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
  RequestAuthentication,
  Workload,
} from '../resources';
import { concerning, unreadLists } from '../unread-kinds';
import { alternativesTo, type Alternative } from './alternatives';
import type { CompiledMesh } from './compile';
import { entryQuestions, type EntryQuestions } from './completions/entry-questions';
import { createKindMemo, type KindMemo } from './completions/kind-memo';
import { namespacesAround } from './policy-index';
import { refOf, type PolicyRef } from './policy-ref';
import type { AuthorizationReason } from './reasons';
import type { CompiledRule } from './rule';

/** What stands between a caller and one workload on one data plane. Made once, asked many times. */
export type Guard = {
  dataPlane: DataPlane;
  mesh: MeshConfig;
  unread: readonly Unread[];
  attached: readonly { policy: Policy; because: Attached['because'] }[];
  /** Enforced AuthorizationPolicies by action, in Envoy's order: dry runs are in none of them. */
  enforced: Record<AuthorizationAction, readonly EnforcedPolicy[]>;
  requestAuthentications: readonly RequestAuthentication[];
  /** What becomes of a token that a client presents. */
  tokens: 'as-read' | SupposedTokens;
  mutualTls: MutualTls;
  /** Policies that may do anything: of a list that was not read, or with an action that we do not know. */
  notUnderstood: readonly AuthorizationReason[];
  /** The same under everything else that may hold where not all was read: a verdict must be the same under each. */
  otherwise: () => readonly Alternative[];
  /** What it asks beside what its rules ask. */
  entryQuestions: EntryQuestions;
  kindMemo: KindMemo;
};

/** Where RequestAuthentications are not all known: what the others may do with a token that those known do not accept. */
export type SupposedTokens = 'refused' | 'accepted' | 'ignored';

export type EnforcedPolicy = {
  policy: AuthorizationPolicy;
  ref: PolicyRef;
  http: readonly CompiledRule[];
  tcp: readonly CompiledRule[];
  /** Fields outside its rules that we do not know: which calls it is about cannot be said. */
  strangeFields: readonly string[];
  /** It stands in what is only assumed to be the root namespace: it may not be for this workload at all. */
  assumed: boolean;
};

export type Place = { workload: Workload; dataPlane: DataPlane };

export function guardOf(compiled: CompiledMesh, place: Place): Guard {
  let known: readonly Alternative[] | null = null;
  const guard: Guard = {
    ...guardUnder(compiled, place),
    otherwise: () => {
      const others = compiled.otherwise.map((other) => guardUnder(other, place));
      known ??= alternativesTo(guard, others, place.workload);
      return known;
    },
  };
  return guard;
}

function guardUnder({ index, mesh, unread }: CompiledMesh, place: Place): Guard {
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
  const requestAuthentications = policies.filter((policy) => policy.kind === 'RequestAuthentication');
  const unreadHere = concerning(unread, namespacesAround(place.workload, mesh));
  return {
    dataPlane: place.dataPlane,
    mesh,
    unread: unreadHere,
    notUnderstood: notUnderstood(unreadHere, enforced.ALLOW),
    attached: attached.map(({ policy, because }) => ({ policy, because })),
    enforced,
    requestAuthentications,
    tokens: 'as-read',
    mutualTls: mutualTlsOf(policies, { ...place, mesh }),
    otherwise: () => [],
    entryQuestions: entryQuestions(requestAuthentications),
    kindMemo: createKindMemo(),
  };
}

/** By namespace and name, as Envoy tries policies: one order for every answer. */
const inOrder = (one: { policy: Policy }, other: { policy: Policy }): number =>
  keyOf(one.policy) < keyOf(other.policy) ? -1 : 1;

const keyOf = ({ kind, metadata }: Policy) => `${metadata.namespace}]${metadata.name}]${kind}`;

/** An action that we do not know is read as ALLOW, which it need not be. */
function notUnderstood(unread: readonly Unread[], allow: readonly EnforcedPolicy[]): AuthorizationReason[] {
  // Without the mesh's settings it is not known which namespace's policies hold for the whole mesh.
  const lists = [...unreadLists(unread, 'meshconfig'), ...unreadLists(unread, 'authorizationpolicies')];
  const strange = allow.filter(({ strangeFields }) => strangeFields.includes('spec.action'));
  return [...lists.map(({ part }) => ({ code: 'NOT_READ' as const, part })), ...strange.map(strangeReason)];
}

export const strangeReason = ({ ref, strangeFields }: EnforcedPolicy) => ({
  code: 'POLICY_NOT_UNDERSTOOD' as const,
  policy: ref,
  fields: [...strangeFields],
});

/** CUSTOM and AUDIT have no dry run: Istio refuses the annotation there. */
const isWithoutEffect = (policy: AuthorizationPolicy) =>
  isDryRun(policy) && (policy.spec.action === 'ALLOW' || policy.spec.action === 'DENY');
