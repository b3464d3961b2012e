import type { Json } from '../../json';
import type { Call, Claims } from './call';
import { textPattern, type Pattern } from './patterns';
import { some, type Truth } from './truth';

/** The claims the proxy sees: none without a token that was let through. undefined: not known. */
export const claimsOf = (call: Call): Claims | null | undefined =>
  call.token?.state === 'accepted' ? call.token.claims : call.token === undefined ? undefined : null;

/** A claim matches as a text, or as a list with a text that matches. Numbers and booleans never do. */
export function claimHolds(claims: Claims, path: readonly string[], patterns: readonly Pattern[]): Truth {
  let value: Json | undefined = claims;
  for (const name of path) {
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
  return some(texts, (text) => some(patterns, (pattern) => pattern.matches(text)));
}

const isObject = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * `issuer/subject`, split at the last slash since an issuer may be a URL. Without a slash the whole is the issuer.
 * @source istio/istio pilot/pkg/security/authz/model/generator.go requestPrincipalGenerator
 */
export function requestPrincipalTest(value: string): (claims: Claims) => Truth {
  const [issuer, subject] = requestPrincipalPatterns(value);
  return (claims) => {
    const { iss, sub } = claims;
    if (typeof iss !== 'string' || typeof sub !== 'string') return false;
    return issuer.matches(iss) === true && subject.matches(sub) === true;
  };
}

function requestPrincipalPatterns(value: string): [Pattern, Pattern] {
  const something = textPattern('*');
  const slash = value.lastIndexOf('/');
  const issuer = slash < 0 ? value : value.slice(0, slash);
  const subject = slash < 0 ? '' : value.slice(slash + 1);
  if (value === '*') return [something, something];
  if (value.startsWith('*')) {
    return slash < 0 ? [something, textPattern(value)] : [textPattern(issuer), exactly(subject)];
  }
  if (value.endsWith('*')) {
    return slash < 0 ? [textPattern(value), something] : [exactly(issuer), textPattern(subject)];
  }
  return [exactly(issuer), exactly(subject)];
}

const exactly = (text: string): Pattern => ({ matches: (other) => other === text, samples: [text] });
