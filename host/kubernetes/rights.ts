import type { JsonObject } from '../../src/domain/json';

/** A rule as RBAC writes it; `namespaces` stands for the RoleBindings (absent: a ClusterRoleBinding). */
export type Rule = {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
  namespaces?: string[];
};

/** Who a bearer token is. */
export type TokenHolder = { user: string; allow: Rule[] };

export type Attempt = { verb: string; group: string; resource: string; namespace: string; name: string };

const includes = (list: string[], value: string): boolean => list.includes('*') || list.includes(value);

/** RBAC has no refusals: what no rule allows is forbidden. */
export const mayDo = (rules: readonly Rule[], attempt: Attempt): boolean =>
  rules.some(
    (rule) =>
      includes(rule.apiGroups, attempt.group) &&
      includes(rule.resources, attempt.resource) &&
      includes(rule.verbs, attempt.verb) &&
      (rule.resourceNames === undefined || rule.resourceNames.includes(attempt.name)) &&
      (rule.namespaces === undefined || rule.namespaces.includes(attempt.namespace)),
  );

/** What a SelfSubjectAccessReview asks about. */
export const attemptIn = (attributes: JsonObject): Attempt => {
  const word = (key: string): string => (typeof attributes[key] === 'string' ? attributes[key] : '');
  const sub = word('subresource');
  return {
    verb: word('verb'),
    group: word('group'),
    resource: sub === '' ? word('resource') : `${word('resource')}/${sub}`,
    namespace: word('namespace'),
    name: word('name'),
  };
};
