import type { Json, JsonObject } from '../../src/domain/json';

/** One file of cases: `{"suite", "about", …, "cases": [{"id", …}]}`. */
export type CaseFile = JsonObject & { suite: string; cases: Case[] };
export type Case = JsonObject & { id: string };

/**
 * How a kind of case is asked of the domain. Called once per file with the file (its legends) and the folder it lies in
 * (some suites name further files); the function it returns judges one case. A throw counts as a failure.
 */
export type Suite = (file: CaseFile, folder: string) => (aCase: Case) => Outcome;

export type Outcome =
  /** `counted`: side results that are reported and never fail, such as `decidedBy agrees`. */
  | { result: 'passed'; counted?: string[] }
  | { result: 'failed'; expected: Json; got: Json; counted?: string[] }
  /** `code` must stand in unsupported.json with a reason. */
  | { result: 'unsupported'; code: string };

/** Passed when both are the same JSON. */
export const compare = (expected: Json, got: Json): Outcome =>
  JSON.stringify(expected) === JSON.stringify(got)
    ? { result: 'passed' }
    : { result: 'failed', expected, got };
