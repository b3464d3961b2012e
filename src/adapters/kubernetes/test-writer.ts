import type { MeshTest, SourceFailure, TestedPart } from '../../app/ports';
import type { KubernetesConnection } from '../../domain/connection';
import { ok, type Result } from '../../domain/result';
import { EVERYTHING } from '../../domain/space-rules';
import { mayI, type Right } from './access-review';
import type { KubeLine } from './line';
import { discover } from './security-api';
import { readVersion } from './test-connection';

/** What carrying a change out and ending it takes: see docs/kubernetes/writer.yaml. */
const VERBS = ['get', 'create', 'patch', 'delete'] as const;

/** Each namespace costs a call a verb, and Forge allows 100 calls a minute. */
const MOST_NAMESPACES = 15;

/**
 * What answers, and what the credential may do with AuthorizationPolicies, asked by SelfSubjectAccessReviews: nothing is kept of those.
 * Asked for each namespace that some space may change; those beyond the fifteenth are named as not tried.
 */
export const testWriter = async (
  line: KubeLine,
  { spaceRules }: KubernetesConnection,
): Promise<Result<MeshTest, SourceFailure>> => {
  const version = await readVersion(line);
  if (!version.ok) return version;
  const api = await discover(line);
  if (!api.ok && api.error.code === 'UNAUTHENTICATED') return api;
  const namespaces = [...new Set(spaceRules.flatMap(({ change }) => change.namespaces))].sort();
  const parts = await Promise.all(
    namespaces.map((namespace, nth): Promise<TestedPart> => {
      if (!api.ok) return Promise.resolve({ part: partOf(namespace), writes: true, failure: api.error });
      return nth < MOST_NAMESPACES ? rightIn(line, namespace) : notTried(namespace);
    }),
  );
  return ok({ version: version.value, parts });
};

const partOf = (namespace: string): string =>
  namespace === EVERYTHING
    ? 'authorizationpolicies in every namespace'
    : `authorizationpolicies in ${namespace}`;

const notTried = (namespace: string): Promise<TestedPart> =>
  Promise.resolve({ part: partOf(namespace), writes: true, failure: { code: 'BUDGET_SPENT' } });

const rightIn = async (line: KubeLine, namespace: string): Promise<TestedPart> => {
  const asked = await Promise.all(VERBS.map((verb) => mayI(line, rightTo(verb, namespace))));
  const failed = asked.find((one) => !one.ok);
  const part = partOf(namespace);
  if (failed?.ok === false) return { part, writes: true, failure: failed.error };
  const missing = VERBS.filter((_, nth) => asked[nth]?.ok === true && !asked[nth].value);
  if (missing.length === 0) return { part, writes: true, failure: null };
  const named = missing.length === VERBS.length ? part : `${part} (${missing.join(', ')})`;
  return { part: named, writes: true, failure: { code: 'NOT_PERMITTED' } };
};

const rightTo = (verb: (typeof VERBS)[number], namespace: string): Right => ({
  verb,
  group: 'security.istio.io',
  resource: 'authorizationpolicies',
  namespace: namespace === EVERYTHING ? '' : namespace,
});
