import fc from 'fast-check';
import { Outcomes, walks, walksOf } from '../walk';
import { CarryingModel } from './carrying-model';
import { STEPS, type StepKind } from './carrying-steps';

const RUNS = walks(60);

/**
 * Random interleavings from the approval to the end, over the real resolver, worker and sweep and both planes: what people, the clock, the
 * schedule, other hands on gateway and mesh, failures and killed processes can do to access that is carried out.
 */
describe('access that is carried out, under everything that can happen to it', () => {
  it(
    'is never open without an approval that lasts, touches nothing of others, and is told arrow by arrow',
    async () => {
      const outcomes = new Outcomes();
      const cuts = new Set<string>();
      let asGranted = 0;
      await fc.assert(
        fc.asyncProperty(walksOf<StepKind>(STEPS, { from: 15, to: 50 }), async (steps) => {
          const model = await CarryingModel.begin();
          for (const one of steps) {
            outcomes.note(one, await model.take(one));
          }
          await model.checkWhole();
          for (const cut of model.cuts) cuts.add(cut);
          asGranted += model.foundAsGranted;
        }),
        RUNS,
      );
      outcomes.print(`, ${cuts.size} different cuts, ${asGranted} times found as granted`);
      expect(asGranted).toBeGreaterThan(0);
      outcomes.expectReached([
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
      ]);
    },
    240_000 + RUNS.numRuns * 1_000,
  );
});
