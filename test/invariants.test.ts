import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * What requests hold to, whatever happens to them, by number. A test that stands for one begins `invariant NUMBER, WORDS: `, so that whoever
 * asks whether one holds finds where it would break.
 */
const INVARIANTS: Record<number, string> = {
  1: 'distinct people',
  2: 'quorum by groups',
  3: 'the reviewer’s right',
  4: 'denial',
  5: 'reasons',
  6: 'policy snapshot',
  7: 'plan hash',
  8: 'optimistic locking',
  9: 'idempotence',
  10: 'one transaction',
  11: 'expiry',
  12: 'extension',
  13: 'taken back at once',
  14: 'broken glass',
  15: 'out-of-band drift',
  16: 'missing data',
  17: 'monotonic time',
  18: 'history',
  19: 'what the server found',
  20: 'no secrets',
};

/** Titles of tests and of groups of tests that begin with the word. */
const titles = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && path.join(__dirname, file) !== __filename)
  .flatMap((file) => [
    ...readFileSync(path.join(__dirname, file), 'utf8').matchAll(
      /\b(?:it|describe)\(\s*(['"`])(invariant .*?)\1/g,
    ),
  ])
  .map(([, , title = '']) => title);

describe('the invariants of requests', () => {
  it.each(Object.entries(INVARIANTS))('number %s, %s, is the promise of a test', (number, words) => {
    expect(titles.filter((title) => title.startsWith(`invariant ${number}, ${words}: `))).not.toEqual([]);
  });

  it('are named as they are here by every test that names one', () => {
    const known = Object.entries(INVARIANTS).map(([number, words]) => `invariant ${number}, ${words}: `);
    expect(titles.filter((title) => !known.some((start) => title.startsWith(start)))).toEqual([]);
  });
});
