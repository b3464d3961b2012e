import type {
  Attribute,
  Call,
  ClaimAttribute,
  HeaderAttribute,
  MetadataAttribute,
  TokenLocation,
} from '../call';
import type { Question } from '../conditions';
import type { Guard } from '../guard';
import { claimNameOf, headerNameOf, isClaim, isHeader, isMetadata, metadataNamesOf } from '../known';
import { DEFAULT_PLACES, placesOf } from '../tokens';
import { HEADER_VALUES, HOSTS, METHODS, pathsOf, SERVER_NAMES } from './domains';
import { claimKinds, metadataKinds } from './json-kinds';
import type { Language } from './language';
import { principalKinds } from './principal-kinds';
import { textKinds } from './text-kinds';

/** Makes one part of a call known. */
export type Kind = (call: Call) => Call;

/**
 * One completion of each kind that `questions` tell apart in one part of a call, together all that it may turn out to be.
 * @param questions all that are asked of this part
 * @returns null where they cannot be listed: a regular expression that we cannot take apart, or more kinds than we look for
 */
export function kindsOf(
  attribute: Attribute,
  questions: readonly Question[],
  about: { guard: Guard; call: Call },
): readonly Kind[] | null {
  // Numbers are found at once.
  if (questions.some(({ of }) => of === 'number')) return foundKinds(attribute, questions, about);
  const { mtls, identity } = about.call;
  const beside = [attribute, attribute === 'principal' ? { mtls, identity } : about.guard.tokens];
  return about.guard.kindMemo(questions, JSON.stringify(beside), () =>
    foundKinds(attribute, questions, about),
  );
}

function foundKinds(
  attribute: Attribute,
  questions: readonly Question[],
  { guard, call }: { guard: Guard; call: Call },
): readonly Kind[] | null {
  if (isHeader(attribute)) return headerKinds(attribute, languagesOf(questions));
  if (isClaim(attribute)) return claimCompletions(attribute, questions);
  if (isMetadata(attribute)) return metadataCompletions(attribute, questions);
  switch (attribute) {
    case 'principal':
      return principalKinds(guard, call, languagesOf(questions));
    case 'token':
      return tokenKinds(guard);
    case 'providerAnswer':
      return (['allow', 'deny'] as const).map((providerAnswer) => known({ providerAnswer }));
    case 'port':
      return portsOf(questions).map((port) => known({ port }));
    case 'sourceIp':
      return addressesOf(questions).map((sourceIp) => known({ sourceIp, forwarded: 'not-known' }));
    case 'remoteIp':
    case 'destinationIp':
      return addressesOf(questions).map((address) => known({ [attribute]: address }));
    case 'method':
      return textsOf(questions, METHODS)?.map((method) => known({ method })) ?? null;
    case 'host':
      return textsOf(questions, HOSTS)?.map((host) => known({ host })) ?? null;
    case 'path': {
      const paths = pathsOf(guard.mesh.pathNormalization, true);
      return textsOf(questions, paths)?.map((path) => known({ path })) ?? null;
    }
    case 'sni': {
      const names = textsOf(questions, SERVER_NAMES);
      return names && [null, ...names].map((sni) => known({ sni }));
    }
  }
}

const known =
  (parts: Partial<Call>): Kind =>
  (call) => ({ ...call, ...parts });

/** null: one of them cannot be listed. */
function languagesOf(questions: readonly Question[]): Language[] | null {
  const all = questions.flatMap((question) => (question.of === 'number' ? [] : question.languages()));
  const listed = all.filter((language) => language !== null);
  return listed.length === all.length ? listed : null;
}

function textsOf(questions: readonly Question[], domain: Language): string[] | null {
  const languages = languagesOf(questions);
  return languages && textKinds(languages, domain);
}

const samplesOf = (questions: readonly Question[]): string[] =>
  questions.flatMap((question) => (question.of === 'number' ? question.samples() : []));

const addressesOf = (questions: readonly Question[]): string[] => [
  ...new Set([...samplesOf(questions), '0.0.0.0', '::']),
];

/** Those asked for, and one that nobody asks for. */
function portsOf(questions: readonly Question[]): number[] {
  const asked = new Set(samplesOf(questions).map(Number));
  let other = 1;
  while (asked.has(other)) other++;
  return [...asked, other];
}

function headerKinds(attribute: HeaderAttribute, languages: readonly Language[] | null): Kind[] | null {
  const values = languages && textKinds(languages, HEADER_VALUES);
  const name = headerNameOf(attribute);
  return (
    values &&
    [null, ...values].map((value): Kind => (call) => ({
      ...call,
      headers: { ...call.headers, [name]: value },
      ...(call.headers === undefined && { moreHeaders: 'not-known' }),
    }))
  );
}

/** None; one that is not valid, and a valid one of which nothing else is known, at each place where somebody looks. */
function tokenKinds({ requestAuthentications, tokens }: Guard): Kind[] {
  const rules = requestAuthentications.flatMap(({ spec }) => spec.jwtRules);
  const places = [...rules.flatMap(placesOf), ...(tokens === 'as-read' ? [] : DEFAULT_PLACES)];
  const distinct = [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
  const at = (location: TokenLocation): Kind[] => [
    known({ token: { state: 'presented', valid: false, claims: null, location } }),
    known({
      token: { state: 'presented', valid: true, claims: {}, moreClaims: 'not-known', location },
    }),
  ];
  return [known({ token: null }), ...distinct.flatMap(at)];
}

function claimCompletions(attribute: ClaimAttribute, questions: readonly Question[]): Kind[] | null {
  const name = claimNameOf(attribute);
  const values = claimKinds(name, questions);
  return (
    values &&
    values.map(
      (value): Kind =>
        (call) =>
          call.token == null
            ? call
            : { ...call, token: { ...call.token, claims: { ...call.token.claims, [name]: value } } },
    )
  );
}

function metadataCompletions(attribute: MetadataAttribute, questions: readonly Question[]): Kind[] | null {
  const [filter, key] = metadataNamesOf(attribute);
  const values = metadataKinds(questions);
  return (
    values &&
    values.map((value): Kind => (call) => ({
      ...call,
      filterMetadata: {
        ...call.filterMetadata,
        [filter]: { ...call.filterMetadata?.[filter], [key]: value },
      },
      ...(call.filterMetadata === undefined && { moreFilterMetadata: 'not-known' }),
    }))
  );
}
