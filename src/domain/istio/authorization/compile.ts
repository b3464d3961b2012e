import type { Unread } from '../../source';
import { PATH_NORMALIZATIONS } from '../path-normalization';
import type { DataPlane, MeshConfig, Policy } from '../resources';
import { unreadLists } from '../unread-kinds';
import { envoyRule } from './envoy-rule';
import { indexPolicies, type PolicyIndex } from './policy-index';
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

/** A trust domain and a root namespace that nobody names or the usual ones, under each way to normalize a path. */
const otherSettings = (mesh: MeshConfig): MeshConfig[] =>
  PATH_NORMALIZATIONS.flatMap((pathNormalization) =>
    [mesh.trustDomain, SOME_OTHER].flatMap((trustDomain) =>
      [mesh.rootNamespace, SOME_OTHER].map((rootNamespace) => ({
        ...mesh,
        pathNormalization,
        trustDomain,
        rootNamespace,
      })),
    ),
  );

/** RFC 2606: no mesh is called so, and a namespace has no dots. */
const SOME_OTHER = 'another.invalid';

function compiledFor(policies: readonly Policy[], mesh: MeshConfig, unread: readonly Unread[]): CompiledMesh {
  const compiled = policies.map((policy) => ({ policy, rulesFor: rulesOnce(policy, mesh) }));
  return { index: indexPolicies(compiled, mesh), mesh, unread, otherwise: [] };
}

/** Translated when first asked for: most policies of a mesh are for other workloads or data planes. */
function rulesOnce(policy: Policy, mesh: MeshConfig): CompiledPolicy['rulesFor'] {
  let known: Map<string, readonly CompiledRule[]> | null = null;
  return (dataPlane, tcp) => {
    known ??= new Map();
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
