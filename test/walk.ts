import fc from 'fast-check';

/** One step of a random walk: what, by whom, about which of what there is, and a choice within it. */
export type WalkStep<K extends string> = { kind: K; who: number; which: number; choice: number };

/** Walks over steps of these kinds; a kind that is named more often comes more often. */
export const walksOf = <K extends string>(
  kinds: readonly K[],
  { from, to }: { from: number; to: number },
): fc.Arbitrary<WalkStep<K>[]> =>
  fc.array(
    fc.record({
      kind: fc.constantFrom<K>(...kinds),
      who: fc.nat({ max: 5 }),
      which: fc.nat({ max: 20 }),
      choice: fc.nat({ max: 1_000 }),
    }),
    { minLength: from, maxLength: to, size: 'max' },
  );

/**
 * How many walks, and where they begin: always at the same place, so that what they reach does not hang on chance; as many as RUNS says, from
 * anywhere: RUNS=1000 npx jest test/entry/carrying-model.test.ts.
 */
export const walks = (numRuns: number): { numRuns: number; seed?: number } => {
  const asked = process.env['RUNS'];
  return asked === undefined ? { numRuns, seed: 20_261_127 } : { numRuns: Number(asked) };
};

/** What came of the steps of all walks. */
export class Outcomes {
  private readonly counts = new Map<string, number>();

  note({ kind }: WalkStep<string>, outcome: string): void {
    const line = `${kind}: ${outcome}`;
    this.counts.set(line, (this.counts.get(line) ?? 0) + 1);
  }

  /** @param more what else is to be said beside the number of steps */
  print(more = ''): void {
    const total = [...this.counts.values()].reduce((sum, count) => sum + count, 0);
    const lines = [...this.counts]
      .sort()
      .map(([outcome, count]) => `${String(count).padStart(6)}  ${outcome}`);
    process.stdout.write(`${total} steps${more}\n${lines.join('\n')}\n`);
  }

  /** A walk that never comes by these shows nothing about them. */
  expectReached(outcomes: readonly string[]): void {
    expect(outcomes.filter((outcome) => !this.counts.has(outcome))).toEqual([]);
  }
}
