import type { Json, JsonObject } from '../../src/domain/json';
import { isObject, text, type KubernetesObject } from './objects';

const EMPTY = ['From', 'To'] as const;
const INNER = { from: 'source', to: 'operation' } as const;

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `from` or `to` of a rule: empty, without anything in it, or with an empty text among its values. */
const problemsIn = (rule: JsonObject, nth: number): string[] =>
  EMPTY.flatMap((word) => {
    const outer = word.toLowerCase() as 'from' | 'to';
    if (Array.isArray(rule[outer]) && rule[outer].length === 0)
      return [`\`${outer}\` must not be empty, found at rule ${nth}`];
    return list(rule[outer]).flatMap((one) => {
      const inner = isObject(one) ? one[INNER[outer]] : undefined;
      const name = `\`${outer}.${INNER[outer]}\``;
      if (!isObject(inner)) return [`${name} must not be nil, found at rule ${nth}`];
      if (Object.keys(inner).length === 0) return [`${name} must not be empty, found at rule ${nth}`];
      return Object.entries(inner)
        .filter(([, values]) => list(values).includes(''))
        .map(([field]) => `empty value not allowed, found in ${capital(field)}`);
    });
  });

/**
 * What istiod's webhook says against an AuthorizationPolicy; null: nothing. Of its rules those that the API server's own do not have and that a
 * policy of the app could break: empty lists and texts, a DENY without rules.
 * @source istio pkg/config/validation/validation.go, ValidateAuthorizationPolicy (1.31); held to Istio's own cases in test/shared
 */
export const istiodRefusal = ({ kind, metadata, spec }: KubernetesObject): string | null => {
  if (kind !== 'AuthorizationPolicy' || !isObject(spec)) return null;
  const rules = list(spec.rules);
  const problems = rules.flatMap((rule, nth) => (isObject(rule) ? problemsIn(rule, nth) : []));
  if (spec.action === 'DENY' && rules.length === 0)
    problems.push(
      'DENY action without `rules` is meaningless as it will never be triggered, add an empty rule `{}` if you want it be triggered for every request',
    );
  const [first] = problems;
  return first === undefined
    ? null
    : `invalid policy ${text(metadata.name)}.${text(metadata.namespace)}: ${first}`;
};
