import type { Json } from '../json';

/**
 * What a public configuration field may look like. A shape shows a value whole, shows its harmless part (`url`, `headerNames`),
 * or returns undefined: hidden. A list with one value that may not be shown is hidden whole, since a decision on half an
 * allow-list would be wrong.
 */
export type FieldShape = (value: Json) => Json | undefined;

export const flag: FieldShape = (value) => (typeof value === 'boolean' ? value : undefined);

export const number: FieldShape = (value) => (typeof value === 'number' ? value : undefined);

/** One of Kong's own words, such as a rate limit's `policy`. */
export const oneOf =
  (...words: string[]): FieldShape =>
  (value) =>
    typeof value === 'string' && words.includes(value) ? value : undefined;

/** Words that every caller sees or has to send: a header's name, a group, a realm, a message. Verbatim, since decisions read them. */
export const text: FieldShape = (value) =>
  typeof value === 'string' && isShowable(value) ? value : undefined;

/** An address or a CIDR block: nothing but digits, hex letters and their separators. */
export const address: FieldShape = (value) =>
  typeof value === 'string' && /^[0-9a-fA-F.:/]{2,64}$/.test(value) ? value : undefined;

/** Scheme, host, port and path. User information, query and fragment may carry credentials and are dropped. */
export const url: FieldShape = (value) => {
  if (typeof value !== 'string' || holdsReference(value) || !URL.canParse(value)) return undefined;
  const parsed = new URL(value);
  return parsed.host === '' ? undefined : `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
};

/** `Authorization:Bearer …` → `Authorization`. The value of a header that Kong sets is often a credential of the upstream. */
export const headerName: FieldShape = (value) =>
  typeof value === 'string' ? /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}):/.exec(value)?.[1] : undefined;

export const listOf =
  (shape: FieldShape): FieldShape =>
  (value) => {
    if (!Array.isArray(value)) return undefined;
    const shown = value.map(shape);
    return shown.every((each) => each !== undefined) ? shown : undefined;
  };

const LONGEST_TEXT = 1_000;

const isShowable = (value: string): boolean =>
  value.length <= LONGEST_TEXT && !holdsReference(value) && !holdsUrlSecret(value);

/** `{vault://env/key}`: Kong answers the reference, not the value; where a secret lives is nobody's business either. */
const holdsReference = (value: string): boolean => /\{vault:|\$\{\{/i.test(value);

/** `https://user:password@host`, `https://host/path?token=…`. */
const holdsUrlSecret = (value: string): boolean => /:\/\/[^/]*@|:\/\/[^?]*\?/.test(value);
