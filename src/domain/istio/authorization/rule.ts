import type { Call } from './call';
import type { Test } from './conditions';
import { every, some, type Truth } from './truth';

/** A rule made ready for one data plane and protocol: `from` and `to` are alternatives, everything else must hold. */
export type CompiledRule = {
  index: number;
  holds: (call: Call) => Truth;
  /** Everything it asks, for saying what is not known. */
  tests: readonly Test[];
};

/** Several tests that must all hold. */
export type Alternative = readonly Test[];

export type RuleParts = {
  index: number;
  /** Of each clause one alternative must hold. A clause without any holds for nothing. */
  clauses: readonly (readonly Alternative[])[];
};

export function compiledRule({ index, clauses }: RuleParts): CompiledRule {
  return {
    index,
    holds: (call) =>
      every(clauses, (alternatives) =>
        some(alternatives, (tests) => every(tests, (test) => test.holds(call))),
      ),
    tests: clauses.flat(2),
  };
}
