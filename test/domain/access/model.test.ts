import fc from 'fast-check';
import { Outcomes, walks, walksOf } from '../../walk';
import { ARROWS } from './model-arrows';
import { Site, STEPS, type StepKind } from './site-model';

/**
 * Random interleavings of everybody who can do something to requests. What each step promises is asserted in the model; at the end the
 * whole record has to verify, and every request has to be where its entries say.
 */
describe('requests under everything that can happen to them', () => {
  it('lose nothing: every arrow is one entry, every refusal is none, and the chain verifies', () => {
    const outcomes = new Outcomes();
    const taken = new Map<string, number>();
    fc.assert(
      fc.property(walksOf<StepKind>(STEPS, { from: 20, to: 120 }), (steps) => {
        const site = new Site();
        for (const one of steps) {
          outcomes.note(one, site.take(one));
          site.check();
        }
        site.checkWhole();
        for (const [arrow, count] of site.taken) taken.set(arrow, (taken.get(arrow) ?? 0) + count);
      }),
      walks(300),
    );
    outcomes.print();
    outcomes.expectReached([
      'review: APPROVED',
      'review: DENIED',
      'review: STALE',
      'replan: PENDING',
      'old click: CONFLICT',
    ]);
    const drawn = Object.entries(ARROWS).flatMap(([from, tos]) => tos.map((to) => `${from} → ${to}`));
    const never = drawn.filter((arrow) => !taken.has(arrow));
    process.stdout.write(
      `${taken.size} of ${drawn.length} arrows taken; not: ${never.join(', ') || 'none'}\n`,
    );
    expect(taken.size).toBeGreaterThan(drawn.length * 0.8);
  });
});
