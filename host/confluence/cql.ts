import { err, ok, type Result } from '../../src/domain/result';
import { NotImplementedHere } from './not-implemented';

/** The part of CQL that the local site understands: comparisons joined by `and` and `or`, with parentheses. */
export type Query = { all: Query[] } | { any: Query[] } | Comparison;
export type Comparison = { field: string; operator: Operator; values: string[] };
type Operator = '=' | '!=' | '~' | '!~' | '>' | '>=' | '<' | '<=' | 'in' | 'not in';

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|!~|>=|<=|[=~<>(),])|([^\s=~!<>(),"']+))/y;
type Token = { text: string; quoted: boolean };

/** @returns err `UNREADABLE` for what is no CQL. @throws NotImplementedHere for CQL that is understood by a real site only. */
export const parseCql = (cql: string): Result<Query, { code: 'UNREADABLE'; near: string }> => {
  const tokens = tokensOf(cql);
  if (tokens === undefined) return err({ code: 'UNREADABLE', near: cql });
  const reader = { tokens, at: 0 };
  const query = readAny(reader);
  if (query !== undefined && reader.at === tokens.length) return ok(query);
  const near = tokens[reader.at]?.text ?? 'end of input';
  if (['order', 'not'].includes(near.toLowerCase())) throw new NotImplementedHere(`CQL with ${near}: ${cql}`);
  return err({ code: 'UNREADABLE', near });
};

const tokensOf = (cql: string): Token[] | undefined => {
  const pattern = new RegExp(TOKEN);
  const tokens: Token[] = [];
  const text = cql.trimEnd();
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const quoted = match[1] ?? match[2];
    tokens.push({
      text: quoted?.replace(/\\(.)/g, '$1') ?? match[3] ?? match[4] ?? '',
      quoted: quoted !== undefined,
    });
  }
  return tokens;
};

type Reader = { tokens: Token[]; at: number };

const isWord = (reader: Reader, word: string, ahead = 0): boolean => {
  const token = reader.tokens[reader.at + ahead];
  return token !== undefined && !token.quoted && token.text.toLowerCase() === word;
};

type Read = (reader: Reader) => Query | undefined;

const readAny: Read = (reader) => {
  const parts = separated(reader, 'or', readAll);
  return parts?.length === 1 ? parts[0] : parts && { any: parts };
};

const readAll: Read = (reader) => {
  const parts = separated(reader, 'and', readOne);
  return parts?.length === 1 ? parts[0] : parts && { all: parts };
};

const separated = (reader: Reader, word: string, read: Read): Query[] | undefined => {
  const parts: Query[] = [];
  do {
    const part = read(reader);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (isWord(reader, word) && (reader.at += 1));
  return parts;
};

const readOne = (reader: Reader): Query | undefined => {
  if (isWord(reader, '(')) {
    reader.at += 1;
    const inner = readAny(reader);
    return isWord(reader, ')') && (reader.at += 1) ? inner : undefined;
  }
  return readComparison(reader);
};

const COMPARISONS: readonly string[] = ['=', '!=', '~', '!~', '>', '>=', '<', '<='];

const readComparison = (reader: Reader): Comparison | undefined => {
  if (isWord(reader, 'not')) return undefined;
  const field = reader.tokens[reader.at]?.text;
  const word = reader.tokens[reader.at + 1];
  if (field === undefined || word === undefined || word.quoted) return undefined;
  const listOperator = isWord(reader, 'in', 1)
    ? 'in'
    : isWord(reader, 'not', 1) && isWord(reader, 'in', 2)
      ? 'not in'
      : undefined;
  if (listOperator !== undefined) {
    reader.at += listOperator === 'in' ? 2 : 3;
    const values = readList(reader);
    return values && { field, operator: listOperator, values };
  }
  const value = reader.tokens[reader.at + 2];
  if (!COMPARISONS.includes(word.text) || value === undefined) return undefined;
  if (!value.quoted && isWord(reader, '(', 3)) throw new NotImplementedHere(`CQL function ${value.text}`);
  reader.at += 3;
  return { field, operator: word.text as Operator, values: [value.text] };
};

const readList = (reader: Reader): string[] | undefined => {
  if (!isWord(reader, '(')) return undefined;
  const values: string[] = [];
  do {
    reader.at += 1;
    const value = reader.tokens[reader.at];
    if (value === undefined) return undefined;
    values.push(value.text);
    reader.at += 1;
  } while (isWord(reader, ','));
  return isWord(reader, ')') && (reader.at += 1) ? values : undefined;
};

/**
 * Whether something for which `holds` answers each comparison satisfies `query`. Every comparison is asked, also where the
 * others have decided already: a field that the local site does not know must not hide behind one that matches nothing.
 */
export const satisfies = (query: Query, holds: (comparison: Comparison) => boolean): boolean => {
  if ('all' in query) return query.all.map((part) => satisfies(part, holds)).every(Boolean);
  if ('any' in query) return query.any.map((part) => satisfies(part, holds)).some(Boolean);
  return holds(query);
};
