import {
  REDACTED,
  type AuthorizationPolicy,
  type Condition,
  type ConditionValue,
  type Operation,
} from './resources';

/**
 * What of Istio's objects may be kept. Everything not let through here is dropped before it is stored, shown or compared.
 * @source facts from the Istio API and real manifests: policies that match on `authorization` or `x-token` carry the secret itself.
 */
const ANNOTATIONS = new Set([
  'istio.io/dry-run',
  'istio.io/rev',
  'istio.io/use-waypoint',
  'istio.io/waypoint-for',
  'ambient.istio.io/redirection',
  'sidecar.istio.io/inject',
  'networking.istio.io/exportTo',
]);
const OUR_ANNOTATION = /^gatehouse[./][\w./-]+$/;
const LONGEST_ANNOTATION = 200;

export const keptAnnotations = (annotations: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(annotations).filter(
      ([key, value]) =>
        (ANNOTATIONS.has(key) || OUR_ANNOTATION.test(key)) && value.length <= LONGEST_ANNOTATION,
    ),
  );

/** A URL without user information, query and fragment. Text that is no URL is cut at the same characters. */
export function withoutCredentials(url: string): string {
  const [beforeQuery = ''] = url.split(/[?#]/);
  return beforeQuery.replace(
    /^([a-z][a-z0-9+.-]*:)?\/\/[^/]*@/i,
    (_whole, scheme: string | undefined) => `${scheme ?? ''}//`,
  );
}

/** The policy as it may be stored and shown. Conditions on secret-bearing headers keep how many values they have, not which. */
export const redactPolicy = (policy: AuthorizationPolicy): AuthorizationPolicy => ({
  ...policy,
  spec: {
    ...policy.spec,
    rules: policy.spec.rules.map((rule) => ({
      from: rule.from,
      to: rule.to?.map(redactOperation) ?? null,
      when: rule.when?.map(redactCondition) ?? null,
    })),
  },
});

const redactCondition = (condition: Condition): Condition => ({
  key: condition.key,
  values: condition.values.map((value) => keptValue(condition.key, value)),
  notValues: condition.notValues.map((value) => keptValue(condition.key, value)),
});

const SECRET_HEADER = /auth|cookie|key|token|secret|passw|credential|session|signature|jwt|bearer|otp/i;
const SECRET_VALUE = /^(bearer|basic|digest|negotiate|token)\s|^ey[\w-]+\.[\w-]+\./i;

/** `*` asks only whether the header is there, so it is no secret. */
function keptValue(key: string, value: ConditionValue): ConditionValue {
  const header = /^request\.headers\[(.*)\]$/.exec(key)?.[1];
  if (header === undefined || typeof value !== 'string' || value === '*') return value;
  return SECRET_HEADER.test(header) || SECRET_VALUE.test(value) ? REDACTED : value;
}

/** Istio compares paths without their query, so a value with a query never matches, whatever the query says. */
const redactOperation = (operation: Operation): Operation => ({
  ...operation,
  paths: operation.paths.map(withoutQuery),
  notPaths: operation.notPaths.map(withoutQuery),
});

const withoutQuery = (path: string) => path.replace(/\?.*$/s, '?…');
