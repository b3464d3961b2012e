/** How lists are said: as sets, so that a reordered list reads the same. */
const SHOWN = 4;

/** The same values in one order, without repetitions. */
export const asSet = (values: readonly string[]): string[] => [...new Set(values)].sort();

export const named = (value: string): string => `\`${value}\``;

/** `a`, `a or b`, `a, b or c`, `a, b, c, d or 3 more`. */
export const either = (values: readonly string[]): string => joined(asSet(values), 'or');

export const both = (values: readonly string[]): string => joined(asSet(values), 'and');

/** `port 80`, `ports 80 or 81`. */
export const counted = (noun: string, values: readonly string[]): string =>
  `${noun}${asSet(values).length === 1 ? '' : 's'} ${either(values)}`;

function joined(values: readonly string[], word: 'or' | 'and'): string {
  const shown = values.length > SHOWN ? [...values.slice(0, SHOWN), `${values.length - SHOWN} more`] : values;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`;
}

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
