/**
 * `npm run --silent conformance -- <suite> <file.json>`: asks the domain every case of a file. Prints a line per failing case and,
 * last, one JSON line; `--list` prints the suites there are. Exit 0: nothing failed and every unsupported case is committed in unsupported.json; 1 otherwise; 2: misuse.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Case, CaseFile, Outcome, Suite } from './suite';
import { suites } from './suites';

/** Suite → what it does not cover, and why. */
type Unsupported = Record<string, { code: string; reason: string }[]>;

const main = (suiteName: string | undefined, path: string | undefined): number => {
  if (suiteName === '--list') {
    console.log([...suites.keys()].join('\n'));
    return 0;
  }
  const suite = suiteName === undefined ? undefined : suites.get(suiteName);
  if (suiteName === undefined || path === undefined || suite === undefined) {
    console.error(`usage: conformance <suite> <file.json>\nsuites: ${[...suites.keys()].join(', ')}`);
    return 2;
  }
  const file = JSON.parse(readFileSync(path, 'utf8')) as CaseFile;
  const outcomes = judged(suite, file, dirname(path));
  return report(suiteName, outcomes);
};

const judged = (suite: Suite, file: CaseFile, folder: string): [Case, Outcome][] => {
  const judge = suite(file, folder);
  return file.cases.map((aCase) => {
    try {
      return [aCase, judge(aCase)];
    } catch (thrown) {
      return [aCase, { result: 'failed', expected: 'an answer', got: String(thrown) }];
    }
  });
};

const report = (suite: string, outcomes: [Case, Outcome][]): number => {
  const excused = new Set(readUnsupported()[suite]?.map(({ code }) => code));
  const tally = { passed: 0, failed: 0, unsupported: 0 };
  const counts = new Map<string, number>();
  let unexcused = 0;
  for (const [{ id }, outcome] of outcomes) {
    tally[outcome.result] += 1;
    if (outcome.result === 'failed') {
      console.log(`${id}: expected ${JSON.stringify(outcome.expected)}, got ${JSON.stringify(outcome.got)}`);
    }
    if (outcome.result === 'unsupported') {
      count(counts, `unsupported ${outcome.code}`);
      if (!excused.has(outcome.code)) unexcused += 1;
    } else for (const name of outcome.counted ?? []) count(counts, name);
  }
  for (const [name, times] of counts) console.log(`${name}: ${times}`);
  if (unexcused > 0) console.log(`${unexcused} unsupported cases without an entry in unsupported.json`);
  console.log(JSON.stringify({ suite, total: outcomes.length, ...tally }));
  return tally.failed === 0 && unexcused === 0 ? 0 : 1;
};

const count = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

const readUnsupported = (): Unsupported =>
  JSON.parse(readFileSync(join(__dirname, 'unsupported.json'), 'utf8')) as Unsupported;

process.exitCode = main(process.argv[2], process.argv[3]);
