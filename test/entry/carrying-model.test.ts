import fc from 'fast-check';
import { CarryingModel } from './carrying-model';
import { STEPS, type StepKind } from './carrying-steps';

/** More of them: RUNS=1000 npx jest test/entry/carrying-model.test.ts. */
const RUNS = Number(process.env['RUNS'] ?? 60);

/**
 * Random interleavings from the approval to the end, over the real resolver, worker and sweep and both planes: what people, the clock, the
 * schedule, other hands on gateway and mesh, failures and killed processes can do to access that is carried out.
 */
describe('access that is carried out, under everything that can happen to it', () => {
  it(
    'is never open without an approval that lasts, touches nothing of others, and is told arrow by arrow',
    async () => {
      const counts = new Map<string, number>();
      const cuts = new Set<string>();
      const step = fc.record({
        kind: fc.constantFrom<StepKind>(...STEPS),
        who: fc.nat({ max: 5 }),
        which: fc.nat({ max: 20 }),
        choice: fc.nat({ max: 1_000 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 50, size: 'max' }), async (steps) => {
          const model = await CarryingModel.begin();
          for (const one of steps) {
            const outcome = `${one.kind}: ${await model.take(one)}`;
            counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
          }
          await model.checkWhole();
          for (const cut of model.cuts) cuts.add(cut);
        }),
        { numRuns: RUNS },
      );
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const lines = [...counts].sort().map(([outcome, count]) => `${String(count).padStart(6)}  ${outcome}`);
      process.stdout.write(`${total} steps, ${cuts.size} different cuts\n${lines.join('\n')}\n`);
      for (const reached of [
        'approve: APPROVED',
        'extend: PENDING',
        'drop: REVOKING',
        'revoke: REVOKING',
        'kill worker: killed',
        'kill sweep: killed',
        'whole: refused by the gateway: APPLY_FAILED',
        'whole: glass broken: ACTIVE',
        'whole: tried again: ACTIVE',
        'whole: glass judged: JUSTIFIED',
      ])
        expect([reached, counts.get(reached) ?? 0]).not.toEqual([reached, 0]);
    },
    240_000 + RUNS * 1_000,
  );
});
