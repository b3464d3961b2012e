import { createHash } from 'node:crypto';

/** A UUID of version 5 shape made from words: the same example data has the same ids at every start. */
export const idFrom = (...words: (string | number)[]): string => {
  const hex = createHash('sha1').update(words.join('\u0000')).digest('hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return groups.join('-');
};
