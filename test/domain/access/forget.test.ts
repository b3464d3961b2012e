import fc from 'fast-check';
import { forgottenAs, isForgotten, withoutPerson } from '../../../src/domain/access/forget';
import { namedPeople, withoutNamed } from '../../../src/domain/access/policy-people';
import { withoutAccount } from '../../../src/domain/access/alias-table';
import { aPolicy, DARIO, OLGA, SAM } from './builders';

const AS = forgottenAs('01JD');

describe('forgetting somebody', () => {
  it('leaves the account nowhere, changes nothing else, and nothing at all a second time', () => {
    const leaf = fc.oneof(fc.constant(DARIO), fc.constant(SAM), fc.string(), fc.integer(), fc.constant(null));
    const { value: tree } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value')),
        fc.dictionary(fc.constantFrom('by', 'requester', 'reviews'), tie('value')),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const forgotten = withoutPerson(value, DARIO, AS);
        expect(JSON.stringify(forgotten)).toBe(JSON.stringify(value).replaceAll(`"${DARIO}"`, `"${AS}"`));
        expect(withoutPerson(forgotten, DARIO, AS)).toBe(forgotten);
      }),
    );
  });

  it('leaves words alone in which somebody is only mentioned', () => {
    const said = { reason: `Ask ${DARIO} about it.` };
    expect(withoutPerson(said, DARIO, AS)).toBe(said);
  });

  it('says of what stands in their place that it is nobody', () => {
    expect([isForgotten(AS), isForgotten(DARIO)]).toEqual([true, false]);
  });

  it('takes them out of a policy, and asks for as many people as before', () => {
    const policy = aPolicy({
      clauses: [
        { anyOf: [{ kind: 'people', accountIds: [DARIO, SAM] }, { kind: 'space-admins' }], min: 2 },
        { anyOf: [{ kind: 'people', accountIds: [DARIO] }], min: 1 },
      ],
    });
    expect(namedPeople(policy)).toEqual([DARIO, SAM]);
    expect(withoutNamed(policy, DARIO).clauses).toEqual([
      { anyOf: [{ kind: 'people', accountIds: [SAM] }, { kind: 'space-admins' }], min: 2 },
      { anyOf: [{ kind: 'people', accountIds: [] }], min: 1 },
    ]);
  });

  it('takes them out of the accounts of one person, and a pair with them', () => {
    expect(
      withoutAccount(
        [
          [DARIO, SAM],
          [DARIO, OLGA, 'x'],
        ],
        DARIO,
      ),
    ).toEqual([[OLGA, 'x']]);
  });
});
