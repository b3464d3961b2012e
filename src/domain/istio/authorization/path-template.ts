import { RE2JS } from 're2js';
import type { Pattern } from './patterns';

const ONE = '{*}';
const REST = '{**}';

export const isPathTemplate = (path: string): boolean => path.includes(ONE) || path.includes(REST);

// What Envoy takes as a path character here: RFC 3986's without the star.
const CHARACTER = "a-zA-Z0-9\\-._~%!$&'()+,;:@=";

/**
 * `{*}` is one segment, `{**}` any rest (also none); the whole path must match. Matches "not known" where Envoy would refuse the
 * template: `{**}` before another operator, an operator beside other text in its segment, other characters.
 * @source envoyproxy/envoy source/extensions/path/uri_template_lib
 */
export function pathTemplatePattern(template: string): Pattern {
  const expression = expressionOf(template.replaceAll(ONE, '*').replaceAll(REST, '**'));
  const compiled = expression === null ? null : RE2JS.compile(expression);
  return { matches: (path) => (compiled === null ? null : compiled.matches(path)), samples: null };
}

function expressionOf(template: string): string | null {
  if (!template.startsWith('/')) return null;
  const segments = template.slice(1).split('/');
  const rest = segments.indexOf('**');
  if (rest >= 0 && segments.slice(rest + 1).some((segment) => segment.includes('*'))) return null;
  const parts = segments.map(segmentExpression);
  return parts.some((part) => part === null) ? null : `/${parts.join('/')}`;
}

function segmentExpression(segment: string): string | null {
  if (segment === '*') return `[${CHARACTER}]+`;
  if (segment === '**') return `[${CHARACTER}/]*`;
  return new RegExp(`^[${CHARACTER}]*$`).test(segment) ? RE2JS.quote(segment) : null;
}
