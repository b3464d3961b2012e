import fc from 'fast-check';
import { ARROWS } from './model-arrows';
import { Site, STEPS, type StepKind } from './site-model';

/**
 * Random interleavings of everybody who can do something to requests. What each step promises is asserted in the model; at the end the
 * whole record has to verify, and every request has to be where its entries say.
 */
describe('requests under everything that can happen to them', () => {
  it('lose nothing: every arrow is one entry, every refusal is none, and the chain verifies', () => {
    const counts = new Map<string, number>();
    const taken = new Map<string, number>();
    const step = fc.record({
      kind: fc.constantFrom<StepKind>(...STEPS),
      who: fc.nat({ max: 5 }),
      which: fc.nat({ max: 20 }),
      choice: fc.nat({ max: 1_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), (steps) => {
        const site = new Site();
        for (const one of steps) {
          const outcome = `${one.kind}: ${site.take(one)}`;
          counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
          site.check();
        }
        site.checkWhole();
        for (const [arrow, count] of site.taken) taken.set(arrow, (taken.get(arrow) ?? 0) + count);
      }),
      { numRuns: 300 },
    );
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const lines = [...counts].sort().map(([outcome, count]) => `${String(count).padStart(6)}  ${outcome}`);
    process.stdout.write(`${total} steps\n${lines.join('\n')}\n`);
    for (const reached of [
      'review: APPROVED',
      'review: DENIED',
      'review: STALE',
      'replan: PENDING',
      'old click: CONFLICT',
    ])
      expect(counts.get(reached) ?? 0).toBeGreaterThan(0);
    const drawn = Object.entries(ARROWS).flatMap(([from, tos]) => tos.map((to) => `${from} → ${to}`));
    const never = drawn.filter((arrow) => !taken.has(arrow));
    process.stdout.write(
      `${taken.size} of ${drawn.length} arrows taken; not: ${never.join(', ') || 'none'}\n`,
    );
    expect(taken.size).toBeGreaterThan(drawn.length * 0.8);
  });
});
