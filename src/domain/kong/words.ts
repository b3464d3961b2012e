/** A name as people see it on a page: `orders-read`. */
export const code = (name: string): string => `\`${name}\``;

/** `a`, `b` or `c`. */
export const anyOf = (names: readonly string[]): string => joined(names.map(code), 'or');

/** `a`, `b` and `c`. */
export const allOf = (names: readonly string[]): string => joined(names.map(code), 'and');

/** The last two with the word, the others with commas. */
export const joined = (parts: readonly string[], word: 'and' | 'or'): string => {
  const last = parts[parts.length - 1] ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${word} ${last}`;
};

/** Clauses → one sentence: first letter large, a full stop at the end. */
export const sentence = (...clauses: string[]): string => {
  const text = clauses.filter((clause) => clause !== '').join('; ');
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
};
