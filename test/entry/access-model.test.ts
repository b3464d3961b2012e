import fc from 'fast-check';
import { AccessModel, STEPS, type StepKind } from './access-model';

/**
 * Random interleavings over the real use cases: everybody who clicks, the clock, edits of policy, settings and gateway, forged ids, events that
 * are lost, late, twice or in another order, indexes that lag, processes that are killed at any call, people who alter what a page says.
 */
describe('access under everything that can happen to it', () => {
  it('loses nothing: every arrow is one entry, and in the end every page says what the record says', async () => {
    const counts = new Map<string, number>();
    const step = fc.record({
      kind: fc.constantFrom<StepKind>(...STEPS),
      who: fc.nat({ max: 5 }),
      which: fc.nat({ max: 20 }),
      choice: fc.nat({ max: 1_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 60, size: 'max' }), async (steps) => {
        const model = await AccessModel.begin();
        for (const one of steps) {
          const outcome = `${one.kind}: ${await model.take(one)}`;
          counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
        }
        await model.checkWhole();
      }),
      { numRuns: 150 },
    );
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const lines = [...counts].sort().map(([outcome, count]) => `${String(count).padStart(6)}  ${outcome}`);
    process.stdout.write(`${total} steps\n${lines.join('\n')}\n`);
    for (const reached of [
      'approve: APPROVED',
      'old click: CONFLICT',
      'deny: DENIED',
      'replan: PENDING',
      'kill worker: killed',
      'kill resolver: killed',
      'alter property: altered',
    ])
      expect([reached, counts.get(reached) ?? 0]).not.toEqual([reached, 0]);
  }, 240_000);
});
