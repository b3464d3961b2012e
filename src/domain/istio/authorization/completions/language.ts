/** Characters: `these`, or all but these. */
export type Characters = { these: string; others: boolean };

/** The texts that a pattern takes, put together from characters. What it is for: finding a text of each kind that patterns tell apart. */
export type Language =
  | { one: Characters }
  | { inTurn: readonly Language[] }
  | { either: readonly Language[] }
  /** Any number of times, also none. */
  | { repeated: Language };

export const oneOf = (these: string): Language => ({ one: { these, others: false } });
export const noneOf = (these: string): Language => ({ one: { these, others: true } });
export const inTurn = (...parts: readonly Language[]): Language => ({ inTurn: parts });
export const either = (...choices: readonly Language[]): Language => ({ either: choices });
export const repeated = (language: Language): Language => ({ repeated: language });
export const atLeastOnce = (language: Language): Language => inTurn(language, repeated(language));
export const optional = (language: Language): Language => either(EMPTY, language);

/** No text at all is taken. */
export const NOTHING: Language = either();
/** The empty text. */
export const EMPTY: Language = inTurn();
const ANY_CHARACTER: Language = noneOf('');
export const ANYTHING: Language = repeated(ANY_CHARACTER);
export const SOMETHING: Language = atLeastOnce(ANY_CHARACTER);

export const exactly = (text: string): Language => inTurn(...Array.from(text, (each) => oneOf(each)));

/**
 * Istio's text form `exact`, `prefix*`, `*suffix` or `*` (something), over a given kind of characters: what stands for the star, and
 * all that the written part may consist of.
 */
export function textLanguage(value: string, character: Language = ANY_CHARACTER): Language {
  if (value === '*') return atLeastOnce(character);
  if (value.startsWith('*')) return inTurn(repeated(character), written(value.slice(1), character));
  if (value.endsWith('*')) return inTurn(written(value.slice(0, -1), character), repeated(character));
  return written(value, character);
}

const written = (text: string, character: Language): Language =>
  'one' in character && !Array.from(text).every((each) => includes(character.one, each))
    ? NOTHING
    : exactly(text);

export const includes = ({ these, others }: Characters, character: string): boolean =>
  these.includes(character) !== others;

/** The same texts in whatever case. */
export function ignoringCase(language: Language): Language {
  if ('one' in language) {
    const { these, others } = language.one;
    const both = [...new Set(`${these}${these.toLowerCase()}${these.toUpperCase()}`)].join('');
    return { one: { these: both, others } };
  }
  if ('repeated' in language) return repeated(ignoringCase(language.repeated));
  return 'inTurn' in language
    ? inTurn(...language.inTurn.map(ignoringCase))
    : either(...language.either.map(ignoringCase));
}

/**
 * A regular expression as people write it by leaving a dot or a star in a name: `.` with `*`, `+` or `?` after a character. null for
 * anything else that means something in an expression (groups, classes, repetitions by number).
 */
export function expressionLanguage(expression: string): Language | null {
  const parts: Language[] = [];
  let before = '*'; // nothing that could be repeated
  for (const character of expression) {
    if ('()[]{}|^$\\'.includes(character)) return null;
    const quantified = QUANTIFIERS[character];
    const last = parts.at(-1);
    if (quantified === undefined) parts.push(character === '.' ? ANY_CHARACTER : oneOf(character));
    else if (last === undefined || QUANTIFIERS[before] !== undefined) return null;
    else parts.splice(-1, 1, quantified(last));
    before = character;
  }
  return inTurn(...parts);
}

const QUANTIFIERS: Record<string, (language: Language) => Language> = {
  '*': repeated,
  '+': atLeastOnce,
  '?': optional,
};
