/** How lists are said: as sets, so that a reordered list reads the same. */
export type Wording = {
  /** `a`, `a or b`, `a, b or c`. */
  either: (values: readonly string[]) => string;
  both: (values: readonly string[]) => string;
  /** `port 80`, `ports 80 or 81`. */
  counted: (noun: string, values: readonly string[]) => string;
};

const wordingUpTo = (most: number): Wording => {
  const either = (values: readonly string[]): string => joined(asSet(values), 'or', most);
  return {
    either,
    both: (values) => joined(asSet(values), 'and', most),
    counted: (noun, values) => `${noun}${asSet(values).length === 1 ? '' : 's'} ${either(values)}`,
  };
};

function joined(values: readonly string[], word: 'or' | 'and', most: number): string {
  const shown = values.length > most ? [...values.slice(0, most), `${values.length - most} more`] : values;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`;
}

/** The same values in one order, without repetitions. */
export const asSet = (values: readonly string[]): string[] => [...new Set(values)].sort();

export const named = (value: string): string => `\`${value}\``;

/** Of a long list the first four: `a, b, c, d or 3 more`. */
export const BRIEF: Wording = wordingUpTo(4);
export const IN_FULL: Wording = wordingUpTo(Number.POSITIVE_INFINITY);
export const { both } = BRIEF;

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
