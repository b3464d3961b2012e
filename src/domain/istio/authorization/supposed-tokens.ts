import type { RequestAuthentication } from '../resources';
import type { Call, Claims, Token } from './call';
import type { Guard } from './guard';
import { isKnown } from './known';
import { acceptedToken, isPreflight, PREFLIGHT, type TokenVerdict } from './tokens';

/**
 * What becomes of a token where RequestAuthentications that we have not read, or not understood, do with it as the guard supposes.
 * @param read what those that were read make of it. One of them that accepts is enough, and none helps a token that is not valid.
 */
export function supposedVerdict(guard: Guard, call: Call, read: TokenVerdict): TokenVerdict {
  const { token } = call;
  if (token === null || token?.state === 'accepted') return read;
  const preflight = isPreflight(call);
  if (preflight === true) return read;
  if (token === undefined) return { outcome: 'unknown', needs: ['token'] };
  if (preflight === null) {
    return { outcome: 'unknown', needs: PREFLIGHT.filter((attribute) => !isKnown(call, attribute)) };
  }
  const refused: TokenVerdict = { outcome: 'refused', status: 401, because: 'ISSUER_UNKNOWN' };
  const accepted: TokenVerdict =
    token.valid && token.claims !== null ? { outcome: 'passes', token: split(token) } : refused;
  const ignored = read.outcome === 'passes' && read.token === null;
  if (guard.tokens === 'accepted') return accepted;
  if (!ignored && !guard.requestAuthentications.some(isStrange)) return read;
  return guard.tokens === 'refused' ? refused : { outcome: 'passes', token: null };
}

const isStrange = ({ unknownFields }: RequestAuthentication): boolean =>
  unknownFields.some((path) => path.startsWith('spec.'));

/** Which claims are lists of words is not known: those with several words count as not known. */
function split(token: Token & { state: 'presented' }) {
  const claims = Object.entries(token.claims ?? {});
  const whole = claims.filter(([, value]) => typeof value !== 'string' || !value.includes(' '));
  const kept: Claims = Object.fromEntries(whole);
  return acceptedToken(
    whole.length < claims.length
      ? { ...token, claims: kept, moreClaims: 'not-known' }
      : { ...token, claims: kept },
    [],
  );
}
