import { RE2JS } from 're2js';

/** One text form of Istio: exact, `prefix*`, `*suffix`, `*` (there is something). A star elsewhere is a star. */
export type Pattern = {
  matches: (text: string) => boolean | null;
  /** Texts that tell it from other patterns, `ANY_OTHER_TEXT` standing for whatever else; null where they cannot be named. */
  samples: string[] | null;
};

/** Nobody sends this: stands for "any other text" in samples. */
export const ANY_OTHER_TEXT = '\u00a4';

/** @source istio/istio pilot/pkg/security/authz/matcher/string.go */
export function textPattern(value: string): Pattern {
  if (value === '*') return { matches: (text) => text !== '', samples: ['', ANY_OTHER_TEXT] };
  if (value.startsWith('*')) return suffixPattern(value.slice(1));
  if (value.endsWith('*')) return prefixPattern(value.slice(0, -1));
  return { matches: (text) => text === value, samples: [value] };
}

export const prefixPattern = (prefix: string): Pattern => ({
  matches: (text) => text.startsWith(prefix),
  samples: [prefix, `${prefix}${ANY_OTHER_TEXT}`],
});

const suffixPattern = (suffix: string): Pattern => ({
  matches: (text) => text.endsWith(suffix),
  samples: [suffix, `${ANY_OTHER_TEXT}${suffix}`],
});

/** `*` asks only whether the header is there, even when it is empty. */
export const headerPattern = (value: string): Pattern =>
  value === '*' ? { matches: () => true, samples: ['', ANY_OTHER_TEXT] } : textPattern(value);

/** Host names ignore case. */
export function hostPattern(value: string): Pattern {
  const { matches, samples } = headerPattern(value.toLowerCase());
  return { matches: (host) => matches(host.toLowerCase()), samples };
}

/** A whole-text match on a linear-time engine. An expression that Envoy would refuse matches "not known". */
export function regexPattern(expression: string): Pattern {
  const compiled = compileRegex(expression);
  return { matches: (text) => (compiled === null ? null : compiled.matches(text)), samples: null };
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
