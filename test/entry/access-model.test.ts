import fc from 'fast-check';
import { Outcomes, walks, walksOf } from '../walk';
import { AccessModel, STEPS, type StepKind } from './access-model';

const RUNS = walks(150);

/**
 * Random interleavings over the real use cases: everybody who clicks, the clock, edits of policy, settings and gateway, forged ids, events that
 * are lost, late, twice or in another order, indexes that lag, processes that are killed at any call, people who alter what a page says.
 */
describe('access under everything that can happen to it', () => {
  it(
    'loses nothing: every arrow is one entry, and in the end every page says what the record says',
    async () => {
      const outcomes = new Outcomes();
      await fc.assert(
        fc.asyncProperty(walksOf<StepKind>(STEPS, { from: 15, to: 60 }), async (steps) => {
          const model = await AccessModel.begin();
          for (const one of steps) {
            outcomes.note(one, await model.take(one));
          }
          await model.checkWhole();
        }),
        RUNS,
      );
      outcomes.print();
      outcomes.expectReached([
        'approve: APPROVED',
        'old click: CONFLICT',
        'deny: DENIED',
        'replan: PENDING',
        'kill worker: killed',
        'kill resolver: killed',
        'alter property: altered',
      ]);
    },
    240_000 + RUNS.numRuns * 1_000,
  );
});
