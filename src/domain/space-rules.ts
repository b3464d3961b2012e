import type { KongTarget, KubernetesTarget } from './binding';

/** What one space may show, and what requests from it may change. Set by a Confluence admin on the connection; the default is nothing. */
export type SpaceRule = { spaceId: string; show: RuleScope; change: RuleScope };

/** Exact names; `*` alone means all. */
export type RuleScope = { services: string[]; tags: string[]; namespaces: string[] };

export const NOTHING: RuleScope = { services: [], tags: [], namespaces: [] };
export const EVERYTHING = '*';

const allows = (list: readonly string[], name: string): boolean =>
  list.includes(EVERYTHING) || list.includes(name);

/** The scope of `space` under `rules` for the verb; nothing when no rule names the space. */
export const scopeOf = (rules: readonly SpaceRule[], spaceId: string, verb: 'show' | 'change'): RuleScope =>
  rules.find((rule) => rule.spaceId === spaceId)?.[verb] ?? NOTHING;

/**
 * Whether the scope covers a Kong target. A service is covered by its name or by one of the tags it carries at the gateway;
 * `serviceTags` are the tags as read now, `[]` when they are not known: then only the name counts.
 */
export const coversKong = (scope: RuleScope, target: KongTarget, serviceTags: readonly string[]): boolean =>
  target.service === undefined
    ? allows(scope.tags, target.tag) || scope.services.includes(EVERYTHING)
    : allows(scope.services, target.service) || serviceTags.some((tag) => allows(scope.tags, tag));

export const coversKubernetes = (scope: RuleScope, target: KubernetesTarget): boolean =>
  coversNamespace(scope, target.namespace);

export const coversNamespace = (scope: RuleScope, namespace: string): boolean =>
  allows(scope.namespaces, namespace);
