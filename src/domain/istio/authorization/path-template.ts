import { RE2JS } from 're2js';
import {
  ANYTHING,
  atLeastOnce,
  exactly,
  inTurn,
  noneOf,
  oneOf,
  optional,
  repeated,
  textLanguage,
  type Language,
} from './completions/language';
import { HIDDEN, textMatcher, type Pattern } from './patterns';

const ONE = '{*}';
const REST = '{**}';

const isPathTemplate = (path: string): boolean => path.includes(ONE) || path.includes(REST);

// What Envoy takes as a path character here: RFC 3986's without the star.
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const CHARACTERS = `${LETTERS}${LETTERS.toUpperCase()}0123456789-._~%!$&'()+,;:@=`;
const CHARACTER = "a-zA-Z0-9\\-._~%!$&'()+,;:@=";

/** A path as a policy writes it: in a text form, or as a template where it holds `{*}` or `{**}`. */
export const pathPattern = (value: string): Pattern =>
  isPathTemplate(value)
    ? pathTemplatePattern(value)
    : { matches: textMatcher(value), language: () => comparedAs(textLanguage(value, noneOf(QUERY_BEGINS))) };

const QUERY_BEGINS = '?#';

/** Paths with a query, too: it is not compared. */
const comparedAs = (language: Language): Language =>
  inTurn(language, optional(inTurn(oneOf(QUERY_BEGINS), ANYTHING)));

/**
 * `{*}` is one segment, `{**}` any rest (also none); the whole path must match. Matches "not known" where Envoy would refuse the
 * template: `{**}` before another operator, an operator beside other text in its segment, other characters.
 * @source envoyproxy/envoy source/extensions/path/uri_template_lib
 */
function pathTemplatePattern(template: string): Pattern {
  const segments = segmentsOf(template.replaceAll(ONE, '*').replaceAll(REST, '**'));
  if (segments === null) return HIDDEN;
  const compiled = RE2JS.compile(segments.map((segment) => `/${segmentExpression(segment)}`).join(''));
  return {
    matches: (path) => compiled.matches(path),
    language: () =>
      comparedAs(inTurn(...segments.flatMap((segment) => [exactly('/'), segmentLanguage(segment)]))),
  };
}

/** null for a template that Envoy refuses. */
function segmentsOf(template: string): string[] | null {
  if (!template.startsWith('/')) return null;
  const segments = template.slice(1).split('/');
  const rest = segments.indexOf('**');
  if (rest >= 0 && segments.slice(rest + 1).some((segment) => segment.includes('*'))) return null;
  return segments.every((segment) => segment === '*' || segment === '**' || isLiteral(segment))
    ? segments
    : null;
}

const isLiteral = (segment: string): boolean => new RegExp(`^[${CHARACTER}]*$`).test(segment);

function segmentExpression(segment: string): string {
  if (segment === '*') return `[${CHARACTER}]+`;
  return segment === '**' ? `[${CHARACTER}/]*` : RE2JS.quote(segment);
}

function segmentLanguage(segment: string): Language {
  if (segment === '*') return atLeastOnce(oneOf(CHARACTERS));
  return segment === '**' ? repeated(oneOf(`${CHARACTERS}/`)) : exactly(segment);
}
