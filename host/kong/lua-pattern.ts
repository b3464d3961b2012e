/** Lua's pattern classes as character classes of a regular expression (the inside of the brackets). */
const CLASSES: Record<string, string> = {
  a: 'A-Za-z',
  d: '0-9',
  l: 'a-z',
  s: '\\s',
  u: 'A-Z',
  w: 'A-Za-z0-9',
  x: '0-9A-Fa-f',
  p: '!-/:-@\\[-`{-~',
};

const escaped = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/**
 * A Lua pattern (as Kong's schemas use them) as a regular expression. Only what the schemas hold: classes, sets, anchors,
 * `* + ?` and the lazy `-`.
 * @source Lua 5.1 reference manual §5.4.1
 */
export const luaPattern = (pattern: string): RegExp => {
  let out = '';
  let inSet = false;
  let itemBefore = false; // a `-` after an item is the lazy repetition, elsewhere a plain sign
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    if (char === '%') {
      at += 1;
      const next = pattern.charAt(at);
      const known = CLASSES[next];
      out += known === undefined ? escaped(next) : inSet ? known : `[${known}]`;
      itemBefore = true;
    } else if (inSet) {
      const opening = pattern.charAt(at - 1) === '[' || pattern.charAt(at - 1) === '^';
      const range = char === '-' && !opening && pattern.charAt(at + 1) !== ']';
      if (char === ']') inSet = false;
      out += char === ']' || char === '^' || range ? char : escaped(char);
    } else if (char === '[') {
      inSet = true;
      itemBefore = true;
      out += char;
    } else if (char === '-' && itemBefore) {
      out += '*?';
      itemBefore = false;
    } else {
      const special = '^$.*+?()'.includes(char);
      out += special ? char : escaped(char);
      itemBefore = !special || char === '.';
    }
  }
  return new RegExp(out);
};
