import type { Call, SomeIdentity } from '../call';
import type { Guard } from '../guard';
import { identities, identitiesIn, identitiesLike } from './domains';
import type { Kind } from './kinds';
import { either, exactly, type Language } from './language';
import { textKinds } from './text-kinds';

/**
 * Who a caller may be: an identity of each kind, and nobody at all where the connection may be plaintext. Identities are those of a mesh
 * (`<trust domain>/ns/<namespace>/sa/<account>`) and those that a policy of the guard writes out in another form.
 */
export function principalKinds(
  guard: Guard,
  call: Call,
  languages: readonly Language[] | null,
): Kind[] | null {
  const { identity } = call;
  if (call.mtls === false) return [withPrincipal(null)];
  const known =
    languages && (identity === undefined ? strangers(guard, languages) : accounts(identity, languages));
  const perhapsNone = call.mtls === true || identity !== undefined ? [] : [null];
  return known && [...known, ...perhapsNone].map(withPrincipal);
}

const withPrincipal =
  (principal: string | null): Kind =>
  ({ identity: _known, ...call }) => ({ ...call, principal });

const strangers = (guard: Guard, languages: readonly Language[]): string[] | null =>
  textKinds(languages, identities(writtenOut(guard)));

const accounts = (identity: SomeIdentity, languages: readonly Language[]): string[] | null => {
  const { trustDomain, notOf, not } = identity;
  const except = [...notOf.map((namespace) => identitiesIn(trustDomain, namespace)), ...not.map(exactly)];
  return textKinds(languages, identitiesLike(identity), except.length === 0 ? [] : [either(...except)]);
};

/** Principals in no usual form that somebody thought of. */
function writtenOut({ enforced }: Guard): string[] {
  const rules = Object.values(enforced).flatMap((policies) =>
    policies.flatMap(({ policy }) => policy.spec.rules),
  );
  const principals = rules.flatMap(({ from, when }) => [
    ...(from ?? []).flatMap((source) => [...source.principals, ...source.notPrincipals]),
    ...(when ?? [])
      .filter(({ key }) => key === 'source.principal')
      .flatMap(({ values, notValues }) => [...values, ...notValues])
      .filter((value) => typeof value === 'string'),
  ]);
  return [...new Set(principals)].filter(
    (principal) =>
      principal !== '' && !/^\*|\*$/.test(principal) && !/^[^/]+\/ns\/[^/]+\/sa\/[^/]+$/.test(principal),
  );
}
