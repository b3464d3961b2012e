import { policyOf } from '../../../src/domain/access/desired-mesh';
import { policyDifferences, policyStanding } from '../../../src/domain/access/policy-standing';
import { aGrant } from '../../contract/mesh-changes';

describe('how a policy of ours stands to what is wanted', () => {
  const wanted = aGrant();
  const ours = policyOf(wanted, 'REQ');

  it('is as wanted when it says the same', () => {
    expect(policyStanding(wanted, ours)).toEqual({ is: 'as wanted', by: 'REQ' });
  });

  it('is to be written when it has a field that nobody here knows, which may narrow or widen it', () => {
    const stranger = { ...ours, unknownFields: ['spec.onlyOnSundays', 'metadata.generateName'] };
    expect(policyDifferences(wanted, stranger)).toEqual(['spec.onlyOnSundays']);
    expect(policyStanding(wanted, stranger)).toEqual({ is: 'to be written', by: 'REQ' });
  });
});
