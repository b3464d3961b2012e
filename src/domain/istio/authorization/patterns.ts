import { RE2JS } from 're2js';
import {
  ANYTHING,
  exactly,
  ignoringCase,
  inTurn,
  NOTHING,
  textLanguage,
  type Language,
} from './completions/language';

/** One text form of Istio: exact, `prefix*`, `*suffix`, `*` (there is something). A star elsewhere is a star. */
export type Pattern = {
  /** null: not known, whatever the text. */
  matches: (text: string) => boolean | null;
  /** The texts that it matches; null where they cannot be listed. */
  language: () => Language | null;
};

/** @source istio/istio pilot/pkg/security/authz/matcher/string.go */
export function textPattern(value: string): Pattern {
  return { matches: textMatcher(value), language: () => textLanguage(value) };
}

export function textMatcher(value: string): (text: string) => boolean {
  if (value === '*') return (text) => text !== '';
  if (value.startsWith('*')) {
    const suffix = value.slice(1);
    return (text) => text.endsWith(suffix);
  }
  if (value.endsWith('*')) {
    const prefix = value.slice(0, -1);
    return (text) => text.startsWith(prefix);
  }
  return (text) => text === value;
}

/** Stars and all. */
export const exactPattern = (wanted: string): Pattern => ({
  matches: (text) => text === wanted,
  language: () => exactly(wanted),
});

export const prefixPattern = (prefix: string): Pattern => ({
  matches: (text) => text.startsWith(prefix),
  language: () => inTurn(exactly(prefix), ANYTHING),
});

/** `*` asks only whether the header is there, even when it is empty. */
export const headerPattern = (value: string): Pattern =>
  value === '*' ? { matches: () => true, language: () => ANYTHING } : textPattern(value);

/** Host names ignore case. */
export function hostPattern(value: string): Pattern {
  const { matches, language } = headerPattern(value.toLowerCase());
  return {
    matches: (host) => matches(host.toLowerCase()),
    language: () => {
      const lower = language();
      return lower && ignoringCase(lower);
    },
  };
}

/** A value that is there and not kept. */
export const HIDDEN: Pattern = { matches: () => null, language: () => NOTHING };

/**
 * A whole-text match on a linear-time engine. An expression that Envoy would refuse matches "not known".
 * @param language the texts of the expression, as for a pattern
 */
export function regexPattern(expression: string, language: () => Language | null): Pattern {
  const compiled = compileRegex(expression);
  return compiled === null ? HIDDEN : { matches: (text) => compiled.matches(text), language };
}

function compileRegex(expression: string): RE2JS | null {
  try {
    return RE2JS.compile(expression);
  } catch {
    return null;
  }
}

/** Without characters that mean something in a regular expression. */
export const isPlainText = (text: string): boolean => /^[\w\-/:@ ]*$/.test(text);
