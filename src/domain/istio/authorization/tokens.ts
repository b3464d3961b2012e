import type { Json } from '../../json';
import type { JwtRule, RequestAuthentication } from '../resources';
import { headerOf, type Attribute, type Call, type Claims, type Token, type TokenLocation } from './call';
import { isKnown } from './known';
import { every, type Truth } from './truth';

/** What RequestAuthentication makes of a call's token: the token that it let through, or null where the call counts as one without. */
export type TokenVerdict =
  | { outcome: 'passes'; token: AcceptedToken | null }
  | {
      outcome: 'refused';
      status: 401 | 403;
      because: 'TOKEN_INVALID' | 'ISSUER_UNKNOWN' | 'AUDIENCE_UNKNOWN';
    }
  /** It depends on `needs`. */
  | { outcome: 'unknown'; needs: Attribute[] };

export type AcceptedToken = Token & { state: 'accepted' };
type PresentedToken = Token & { state: 'presented' };

/**
 * All attached objects count as one; of several rules for an issuer one is enough.
 * @source istio/istio pilot/pkg/security/authn/policy_applier.go convertToEnvoyJwtConfig
 */
export function tokenVerdict(attached: readonly RequestAuthentication[], call: Call): TokenVerdict {
  const rules = attached.flatMap((policy) => policy.spec.jwtRules);
  const { token } = call;
  if (token?.state === 'accepted') return { outcome: 'passes', token };
  const preflight = isPreflight(call);
  if (token === null || rules.length === 0 || preflight === true) return WITHOUT_TOKEN;
  if (token === undefined) return { outcome: 'unknown', needs: ['token'] };
  const looking = rules.filter((rule) => looksAt(rule, token.location));
  if (looking.length === 0) return WITHOUT_TOKEN;
  if (preflight === null) {
    return { outcome: 'unknown', needs: PREFLIGHT.filter((attribute) => !isKnown(call, attribute)) };
  }
  return judged(looking, token, rules);
}

const WITHOUT_TOKEN: TokenVerdict = { outcome: 'passes', token: null };

function judged(looking: readonly JwtRule[], token: PresentedToken, all: readonly JwtRule[]): TokenVerdict {
  const { claims } = token;
  if (!token.valid || claims === null) return { outcome: 'refused', status: 401, because: 'TOKEN_INVALID' };
  if (!says(token, 'iss')) return { outcome: 'unknown', needs: ['claim iss'] };
  const issued = looking.filter((rule) => rule.issuer === claims.iss);
  if (issued.length === 0) return { outcome: 'refused', status: 401, because: 'ISSUER_UNKNOWN' };
  if (issued.every((rule) => rule.audiences.length > 0)) {
    if (!says(token, 'aud')) return { outcome: 'unknown', needs: ['claim aud'] };
    if (!issued.some((rule) => isFor(rule.audiences, claims.aud)))
      return { outcome: 'refused', status: 403, because: 'AUDIENCE_UNKNOWN' };
  }
  return { outcome: 'passes', token: acceptedToken(token, all) };
}

const says = ({ claims, moreClaims }: Token, name: string): boolean =>
  moreClaims === undefined || Object.hasOwn(claims ?? {}, name);

/** As authorization sees it. `rules`: those that may say which claims are lists. */
export function acceptedToken(
  { claims, moreClaims }: PresentedToken,
  rules: readonly JwtRule[],
): AcceptedToken {
  const known = claims ?? {};
  const delimited = rules
    .filter((rule) => rule.issuer === known.iss)
    .flatMap((rule) => rule.spaceDelimitedClaims);
  const split = withLists(known, ['scope', 'permission', ...delimited]);
  return { state: 'accepted', claims: split, ...(moreClaims && { moreClaims }) };
}

/** Envoy splits these claims at spaces, so a whole text no longer matches: only its parts do. */
function withLists(claims: Claims, names: readonly string[]): Claims {
  const split = new Set(names);
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      split.has(name) && typeof value === 'string' ? value.split(' ') : value,
    ]),
  );
}

const isFor = (audiences: readonly string[], aud: Json | undefined) =>
  (Array.isArray(aud) ? aud : [aud]).some((one) => typeof one === 'string' && audiences.includes(one));

/** Where a rule looks: what it names, or the two default places. A token anywhere else is not seen. */
function looksAt(rule: JwtRule, location: TokenLocation): boolean {
  switch (location.in) {
    case 'header':
      return placesOf(rule).some(
        (place) =>
          place.in === 'header' &&
          place.name.toLowerCase() === location.name.toLowerCase() &&
          location.prefix.startsWith(place.prefix),
      );
    case 'where-read':
      return true;
    case 'query':
    case 'cookie':
      return placesOf(rule).some((place) => place.in === location.in && place.name === location.name);
  }
}

/** @source istio/api security/v1beta1/request_authentication.proto JWTRule */
export function placesOf({ fromHeaders, fromParams, fromCookies }: JwtRule): TokenLocation[] {
  const named: TokenLocation[] = [
    ...fromHeaders.map(({ name, prefix }) => ({ in: 'header' as const, name, prefix: prefix ?? '' })),
    ...fromParams.map((name) => ({ in: 'query' as const, name })),
    ...fromCookies.map((name) => ({ in: 'cookie' as const, name })),
  ];
  return named.length === 0 ? DEFAULT_PLACES : named;
}

export const DEFAULT_PLACES: TokenLocation[] = [
  { in: 'header', name: 'authorization', prefix: 'Bearer ' },
  { in: 'query', name: 'access_token' },
];

/** A CORS preflight carries no token and is not asked for one. */
export const isPreflight = (call: Call): Truth =>
  every(PREFLIGHT, (attribute) => {
    if (!isKnown(call, attribute)) return null;
    return attribute === 'method'
      ? call.method === 'OPTIONS'
      : headerOf(call, attribute.slice('header '.length)) !== null;
  });

export const PREFLIGHT = ['method', 'header origin', 'header access-control-request-method'] as const;
