import type { Json } from '../../json';
import { claimOf, type Call } from './call';
import { exactPattern, textPattern, type Pattern } from './patterns';
import { every, some, type Truth } from './truth';

/** A claim matches as a text, or as a list with a text that matches. Numbers and booleans never do. */
export function claimHolds(call: Call, path: readonly string[], patterns: readonly Pattern[]): Truth {
  const [name = '', ...inner] = path;
  let value = claimOf(call, name);
  if (value === undefined) return null;
  for (const key of inner) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
  return some(texts, (text) => some(patterns, (pattern) => pattern.matches(text)));
}

const isObject = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `issuer/subject` of a token: both must match. */
export type RequestPrincipal = { issuer: Pattern; subject: Pattern };

export const requestPrincipalHolds = (call: Call, { issuer, subject }: RequestPrincipal): Truth =>
  every(
    [
      { name: 'iss', pattern: issuer },
      { name: 'sub', pattern: subject },
    ],
    ({ name, pattern }) => {
      const text = claimOf(call, name);
      return text === undefined ? null : typeof text === 'string' && pattern.matches(text);
    },
  );

/**
 * Split at the last slash, since an issuer may be a URL. Without a slash the whole is the issuer.
 * @source istio/istio pilot/pkg/security/authz/model/generator.go requestPrincipalGenerator
 */
export function requestPrincipalOf(value: string): RequestPrincipal {
  const slash = value.lastIndexOf('/');
  const issuer = slash < 0 ? value : value.slice(0, slash);
  const subject = slash < 0 ? '' : value.slice(slash + 1);
  if (value === '*') return { issuer: SOMETHING, subject: SOMETHING };
  if (value.startsWith('*')) {
    return slash < 0
      ? { issuer: SOMETHING, subject: textPattern(value) }
      : { issuer: textPattern(issuer), subject: exactPattern(subject) };
  }
  if (value.endsWith('*')) {
    return slash < 0
      ? { issuer: textPattern(value), subject: SOMETHING }
      : { issuer: exactPattern(issuer), subject: textPattern(subject) };
  }
  return { issuer: exactPattern(issuer), subject: exactPattern(subject) };
}

const SOMETHING = textPattern('*');
