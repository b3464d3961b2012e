import type { Json } from '../../json';
import type { JwtRule, RequestAuthentication } from '../resources';
import { headerOf, type Call, type Claims, type Token, type TokenLocation } from './call';

/** What RequestAuthentication makes of a call's token. `claims`: null where it counts as a call without a token. */
export type TokenVerdict =
  | { outcome: 'passes'; claims: Claims | null }
  | {
      outcome: 'refused';
      status: 401 | 403;
      because: 'TOKEN_INVALID' | 'ISSUER_UNKNOWN' | 'AUDIENCE_UNKNOWN';
    }
  | { outcome: 'unknown' };

/**
 * All attached objects count as one; of several rules for an issuer one is enough.
 * @source istio/istio pilot/pkg/security/authn/policy_applier.go convertToEnvoyJwtConfig
 */
export function tokenVerdict(attached: readonly RequestAuthentication[], call: Call): TokenVerdict {
  const rules = attached.flatMap((policy) => policy.spec.jwtRules);
  const { token } = call;
  if (token?.state === 'accepted') return { outcome: 'passes', claims: token.claims };
  if (token === null || rules.length === 0 || isPreflight(call)) return { outcome: 'passes', claims: null };
  if (token === undefined) return { outcome: 'unknown' };
  const looking = rules.filter((rule) => looksAt(rule, token.location));
  if (looking.length === 0) return { outcome: 'passes', claims: null };
  // A field that we cannot read may be the issuer that accepts it.
  if (attached.some((policy) => policy.unknownFields.some((path) => path.startsWith('spec.')))) {
    return { outcome: 'unknown' };
  }
  return judged(looking, token, rules);
}

function judged(
  looking: readonly JwtRule[],
  token: Token & { state: 'presented' },
  all: readonly JwtRule[],
): TokenVerdict {
  const { claims } = token;
  if (!token.valid || claims === null) return { outcome: 'refused', status: 401, because: 'TOKEN_INVALID' };
  const issued = looking.filter((rule) => rule.issuer === claims.iss);
  if (issued.length === 0) return { outcome: 'refused', status: 401, because: 'ISSUER_UNKNOWN' };
  const accepting = issued.find((rule) => rule.audiences.length === 0 || isFor(rule.audiences, claims.aud));
  if (accepting === undefined) return { outcome: 'refused', status: 403, because: 'AUDIENCE_UNKNOWN' };
  const delimited = all
    .filter((rule) => rule.issuer === claims.iss)
    .flatMap((rule) => rule.spaceDelimitedClaims);
  return { outcome: 'passes', claims: withLists(claims, ['scope', 'permission', ...delimited]) };
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
function looksAt({ fromHeaders, fromParams, fromCookies }: JwtRule, location: TokenLocation): boolean {
  const named = fromHeaders.length + fromParams.length + fromCookies.length > 0;
  switch (location.in) {
    case 'header': {
      const headers = named ? fromHeaders : [{ name: 'authorization', prefix: 'Bearer ' }];
      return headers.some(
        ({ name, prefix }) =>
          name.toLowerCase() === location.name.toLowerCase() && location.prefix.startsWith(prefix ?? ''),
      );
    }
    case 'query':
      return (named ? fromParams : ['access_token']).includes(location.name);
    case 'cookie':
      return named && fromCookies.includes(location.name);
  }
}

/** A CORS preflight carries no token and is not asked for one. */
const isPreflight = (call: Call): boolean =>
  call.method === 'OPTIONS' &&
  typeof headerOf(call, 'origin') === 'string' &&
  typeof headerOf(call, 'access-control-request-method') === 'string';
