import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { istiodRefusal } from '../../host/kubernetes/istio-webhook';
import type { JsonObject } from '../../src/domain/json';

type Case = {
  id: string;
  kind: string;
  metadata: JsonObject;
  spec?: JsonObject;
  result: 'ok' | 'warning' | 'error';
  error?: string;
};

const file = join(process.env.GATEHOUSE_SHARED ?? '', 'cases', 'istio-validation.json');
const cases = (JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }).cases.filter(
  ({ id, kind }) => kind === 'AuthorizationPolicy' && id.startsWith('val-'),
);

const refusal = ({ metadata, spec = {} }: Case): string | null =>
  istiodRefusal({ kind: 'AuthorizationPolicy', metadata, spec });

/** Texts of Istio that the stand-in says too. An empty list is beyond these files: their specs have lost it. */
const MODELLED =
  /empty value not allowed, found in [A-Z]|\.(source|operation)` must not be|^[^\n]*DENY action without/;

describe('the stand-in’s istiod, beside Istio’s own cases', () => {
  it('refuses what Istio refuses for these reasons, in the same words', () => {
    const expected = cases.filter(({ result, error = '' }) => result === 'error' && MODELLED.test(error));
    expect(expected.length).toBeGreaterThan(20);
    const silent = expected.filter((one) => {
      const said = refusal(one)?.replace(/^invalid policy [^:]*: /, '');
      return said === undefined || one.error?.includes(said) !== true;
    });
    expect(silent.map(({ id, error }) => [id, error])).toEqual([]);
  });

  it('takes everything that Istio takes', () => {
    const taken = cases.filter(({ result }) => result !== 'error');
    expect(taken.length).toBeGreaterThan(10);
    expect(taken.map(refusal).filter((said) => said !== null)).toEqual([]);
  });
});
