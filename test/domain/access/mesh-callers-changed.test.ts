import { callerChanges } from '../../../src/domain/access/mesh-callers-changed';
import { meshTrialOf } from '../../../src/domain/access/mesh-trial';
import type { Policy } from '../../../src/domain/istio/resources';
import { aMeshAsk, aWorkload, REFUNDS, theirs } from './mesh-builders';

/** A policy that lets refunds alone make the calls that are asked for. */
const forRefunds = theirs({
  rules: [{ from: [{ source: { principals: [REFUNDS] } }], to: [{ operation: { methods: ['GET'] } }] }],
});
const facts = aWorkload([]);
const about = { mesh: aMeshAsk(), facts, asked: REFUNDS };
const under = (...policies: Policy[]) => meshTrialOf(aWorkload(policies));

describe('who else is let in or shut out', () => {
  const everybodyElse = [
    'orders/orders',
    'payments/ledger',
    'any other account',
    'callers without an identity',
  ];

  it('is everybody else, where a grant would be the only ALLOW', () => {
    const { letIn, shutOut } = callerChanges(about, { before: under(), after: under(forRefunds) });
    expect(letIn).toEqual([]);
    expect(shutOut.map(({ caller }) => caller)).toEqual(everybodyElse);
    for (const { operations } of shutOut) expect(operations).toEqual(['GET /orders/*']);
  });

  it('is everybody else, where the only ALLOW would be taken away', () => {
    const { letIn, shutOut } = callerChanges(about, { before: under(forRefunds), after: under() });
    expect(shutOut).toEqual([]);
    expect(letIn.map(({ caller }) => caller)).toEqual(everybodyElse);
  });

  it('is nobody beside an ALLOW of somebody else, nor where nothing changes', () => {
    const nobody = { letIn: [], shutOut: [] };
    expect(callerChanges(about, { before: under(theirs()), after: under(theirs(), forRefunds) })).toEqual(
      nobody,
    );
    expect(callerChanges(about, null)).toEqual(nobody);
  });
});
