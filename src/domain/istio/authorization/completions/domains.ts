import type { MeshConfig } from '../../resources';
import type { SomeIdentity } from '../call';
import {
  ANYTHING,
  atLeastOnce,
  either,
  EMPTY,
  exactly,
  inTurn,
  noneOf,
  oneOf,
  optional,
  repeated,
  SOMETHING,
  type Language,
} from './language';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ALPHANUMERIC = `${LETTERS}${LETTERS.toUpperCase()}0123456789`;
const CONTROLS = Array.from({ length: 33 }, (_, n) => String.fromCharCode(n)).join('') + '\u007f';

/** @source RFC 9110 §5.6.2 token */
export const METHODS: Language = atLeastOnce(oneOf(`${ALPHANUMERIC}!#$%&'*+-.^_\`|~`));

/** What Envoy takes for an authority. @source RFC 3986 §3.2 */
export const HOSTS: Language = atLeastOnce(oneOf(`${ALPHANUMERIC}-._~!$&'()*+,;=:@[]%`));

export const HEADER_VALUES: Language = ANYTHING;
export const SERVER_NAMES: Language = SOMETHING;
export const ISSUERS: Language = SOMETHING;
export const CLAIM_TEXTS: Language = ANYTHING;

/**
 * Paths as a proxy compares them: from the root, and as its normalization leaves them. Paths that it refuses are no calls.
 * @param query whether anything asks for it
 */
export function pathsOf(mode: MeshConfig['pathNormalization'], query: boolean): Language {
  const more = query ? optional(inTurn(exactly('?'), repeated(noneOf(`#${CONTROLS}`)))) : EMPTY;
  return inTurn(exactly('/'), mode === 'NONE' ? repeated(noneOf(`?#${CONTROLS}`)) : SEGMENTS[mode], more);
}

/** No segment is `.` or `..`. */
const IN_SEGMENT = `/?#\\${CONTROLS}`;
const character = noneOf(IN_SEGMENT);
const noDot = noneOf(`.${IN_SEGMENT}`);
const segment = either(
  inTurn(noDot, repeated(character)),
  inTurn(exactly('.'), noDot, repeated(character)),
  inTurn(exactly('..'), atLeastOnce(character)),
);
const withEmpty = either(EMPTY, segment);
const merged = inTurn(repeated(inTurn(segment, exactly('/'))), withEmpty);
const SEGMENTS = {
  BASE: inTurn(withEmpty, repeated(inTurn(exactly('/'), withEmpty))),
  MERGE_SLASHES: merged,
  DECODE_AND_MERGE_SLASHES: merged,
};

/** @source spiffe.io SPIFFE-ID §2: trust domains and segments; Istio's are `<trust domain>/ns/<namespace>/sa/<account>` */
const PART = atLeastOnce(oneOf(`${ALPHANUMERIC}-._`));

/** Identities of meshes, and those that policies write out in another form. */
export const identities = (written: readonly string[]): Language =>
  either(inTurn(PART, exactly('/ns/'), PART, exactly('/sa/'), PART), ...written.map(exactly));

/** What is left of them where some is known. */
export const identitiesLike = ({ trustDomain, namespace }: SomeIdentity): Language =>
  inTurn(
    exactly(`${trustDomain}/ns/`),
    namespace === null ? PART : exactly(namespace),
    exactly('/sa/'),
    PART,
  );

export const identitiesIn = (trustDomain: string, namespace: string): Language =>
  inTurn(exactly(`${trustDomain}/ns/${namespace}/sa/`), ANYTHING);
