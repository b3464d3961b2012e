/**
 * "Not known" is said exactly where two completions differ: held against every completion, tried one by one. Texts are short and of few
 * letters, so that all of them can be tried; what the rules ask is of the same letters.
 */
import fc from 'fast-check';

import type { Call } from '../../../../src/domain/istio/authorization/call';
import type { DataPlane, MeshConfig, Policy } from '../../../../src/domain/istio/resources';
import { asking } from '../meshes';
import { anAuthorizationPolicy } from '../policies';

type Asked = {
  policies: readonly Policy[];
  dataPlane?: DataPlane;
  mesh?: Partial<MeshConfig>;
};

/** @param completions all that the partly known call can be */
export function holdsAgainstAll(
  { policies, ...around }: Asked,
  partial: Call,
  completions: readonly Call[],
): void {
  const asked = asking(policies, around);
  const { verdict, reasons } = asked(partial);
  const whole = new Set(completions.map((call) => asked(call).verdict));
  if (verdict === 'unknown') expect([...whole].sort()).toEqual(['allowed', 'denied']);
  else expect([...whole]).toEqual([verdict]);
  expect(reasons).not.toHaveLength(0);
}

export const without = (call: Call, ...gone: (keyof Call)[]): Call =>
  Object.fromEntries(Object.entries(call).filter(([key]) => !gone.some((one) => one === key))) as Call;

export const textsOver = (letters: string, longest: number): string[] =>
  Array.from({ length: longest }).reduce<string[]>(
    (all) => [...new Set([...all, ...all.flatMap((text) => Array.from(letters, (letter) => text + letter))])],
    [''],
  );

export const some = <T>(...values: T[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const actions = fc.constantFrom('ALLOW', 'ALLOW', 'DENY');
export const policiesOf = (rule: fc.Arbitrary<unknown>) =>
  fc
    .array(fc.record({ action: actions, rules: fc.array(rule, { minLength: 1, maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((specs) => specs.map((spec, n) => anAuthorizationPolicy(spec, { name: `p${n}` })));
export const operationsOf = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({
    to: fc.array(fc.record({ operation: fc.record(fields, { requiredKeys: [] }) }), {
      minLength: 1,
      maxLength: 2,
    }),
  });
export const sourcesOf = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({
    from: fc.array(fc.record({ source: fc.record(fields, { requiredKeys: [] }) }), {
      minLength: 1,
      maxLength: 2,
    }),
  });
export const whenOf = (key: string, ...values: string[]) =>
  fc.record(
    { key: fc.constant(key), values: some(...values), notValues: some(...values) },
    { requiredKeys: ['key'] },
  );
export const conditionsOf = (...conditions: fc.Arbitrary<unknown>[]) =>
  fc.record({ when: fc.array(fc.oneof(...conditions), { minLength: 1, maxLength: 2 }) });
