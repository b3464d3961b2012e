import type { Test } from './conditions';
import type { Alternative } from './rule';

/** Something is asked here that we cannot read: it may hold or not, whatever the call. */
const ANYBODYS_GUESS: Test = { holds: () => null, questions: [] };

type Clause = 'from' | 'to' | 'when';

/** What of a rule could not be read, from the paths that parsing noted. */
export type UnreadableParts = {
  anything: boolean;
  /** Beside its clauses: one more condition, which may not hold. */
  ruleItself: boolean;
  /** The tests of one entry of a clause, or (null) of all its entries, with what of them could not be read. */
  within(clause: Clause, index: number | null, tests: Alternative): Alternative;
};

export function unreadableParts(unknownFields: readonly string[], rule: number): UnreadableParts {
  const start = `spec.rules[${rule}]`;
  const here = unknownFields.filter((path) => path === start || path.startsWith(`${start}.`));
  const paths = here.map((path) => path.slice(start.length + 1));
  return {
    anything: paths.length > 0,
    ruleItself: paths.some((path) => !/^(from|to|when)\[\d+\]/.test(path)),
    within(clause, index, tests) {
      const place = index === null ? `${clause}[` : `${clause}[${index}]`;
      const inside = paths.filter((path) => path.startsWith(place));
      if (inside.length === 0) return tests;
      // Of a list with an entry that is no text the other entries alone would be too few.
      const incomplete = inside.some((path) => /\..*\[\d+\]$/.test(path));
      return incomplete ? [ANYBODYS_GUESS] : [...tests, ANYBODYS_GUESS];
    },
  };
}

/** A clause about which nothing more can be said, as the clauses of a rule. */
export const GUESSED: readonly (readonly Alternative[])[] = [[[ANYBODYS_GUESS]]];
