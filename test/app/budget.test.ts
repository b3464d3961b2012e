import fc from 'fast-check';

import { budgetOf, INVOCATION_BUDGET_MS, SOURCES_AT_A_TIME } from '../../src/app/budget';

const anything = {
  sources: fc.integer({ min: 0, max: 500 }),
  remainingMs: fc.integer({ min: -1_000, max: 900_000 }),
};

it('all sources together never take more than is left, nor more than a resolver has', () => {
  fc.assert(
    fc.property(fc.record(anything), ({ sources, remainingMs }) => {
      const turns = Math.ceil(sources / SOURCES_AT_A_TIME);
      const spent = turns * budgetOf({ sources, remainingMs });
      expect(spent).toBeLessThanOrEqual(INVOCATION_BUDGET_MS);
      expect(spent).toBeLessThanOrEqual(Math.max(0, remainingMs));
    }),
  );
});

it('more sources never give each of them more time', () => {
  fc.assert(
    fc.property(fc.record(anything), ({ sources, remainingMs }) => {
      expect(budgetOf({ sources: sources + 1, remainingMs })).toBeLessThanOrEqual(
        budgetOf({ sources, remainingMs }),
      );
    }),
  );
});

it('what is read side by side has the whole time', () => {
  expect(budgetOf({ sources: 1, remainingMs: 25_000 })).toBe(22_000);
  expect(budgetOf({ sources: 8, remainingMs: 25_000 })).toBe(22_000);
  expect(budgetOf({ sources: 9, remainingMs: 25_000 })).toBe(11_000);
});

it('keeps time to answer', () => {
  expect(budgetOf({ sources: 1, remainingMs: 10_000 })).toBeLessThan(10_000);
  expect(budgetOf({ sources: 1, remainingMs: 1_000 })).toBe(0);
});
