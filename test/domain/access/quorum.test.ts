import fc from 'fast-check';
import { seatPeople } from '../../../src/domain/access/matching';
import { clausesMet, type Approval, type Standing } from '../../../src/domain/access/quorum';
import { aPolicy, group, OLGA, SAM, SOFIA } from './builders';

const OWNERS_AND_SECURITY = aPolicy({ clauses: [group('owners'), group('security')] });
const approval = (by: string, ...standings: Standing[]): Approval => ({ by, standings });

describe('who has approved, and who is still missing', () => {
  it('needs every clause, not just as many people', () => {
    const quorum = clausesMet(
      OWNERS_AND_SECURITY,
      [approval(SAM, 'yes', 'no'), approval(SOFIA, 'yes', 'no')],
      [],
    );
    expect(quorum.outcome).toBe('missing');
    expect(quorum.clauses.map(({ metBy, missing }) => [metBy, missing])).toEqual([
      [[SAM], 0],
      [[], 1],
    ]);
  });

  it('places somebody of two groups where the other is not, although the first free place was another', () => {
    // Taking the first free seat would put Olga on the owners' and leave Sam, who is only an owner, without one.
    const approvals = [approval(OLGA, 'yes', 'yes'), approval(SAM, 'yes', 'no')];
    const quorum = clausesMet(OWNERS_AND_SECURITY, approvals, []);
    expect(quorum.outcome).toBe('met');
    expect(quorum.clauses.map(({ metBy }) => metBy)).toEqual([[SAM], [OLGA]]);
  });

  it('lets nobody count for two clauses', () => {
    expect(clausesMet(OWNERS_AND_SECURITY, [approval(OLGA, 'yes', 'yes')], []).outcome).toBe('missing');
  });

  it('lets one person count for several clauses where the policy says so', () => {
    const policy = { ...OWNERS_AND_SECURITY, onePersonCountsForSeveral: true };
    expect(clausesMet(policy, [approval(OLGA, 'yes', 'yes')], []).outcome).toBe('met');
  });

  it('counts two accounts of one human once', () => {
    const policy = aPolicy({ clauses: [group('owners', 2)] });
    const approvals = [approval(SAM, 'yes'), approval('712020:sam-admin', 'yes')];
    expect(clausesMet(policy, approvals, []).outcome).toBe('met');
    expect(clausesMet(policy, approvals, [[SAM, '712020:sam-admin']]).outcome).toBe('missing');
  });

  it('cannot verify what rests on a list that was not read to its end', () => {
    const quorum = clausesMet(
      OWNERS_AND_SECURITY,
      [approval(SAM, 'yes', 'no'), approval(OLGA, 'no', 'not known')],
      [],
    );
    expect(quorum.outcome).toBe('cannotVerify');
    expect(quorum.clauses[1]).toMatchObject({ metBy: [], missing: 1, unverified: [OLGA] });
  });

  it('says that people are missing even if everything unread were in favour', () => {
    expect(clausesMet(OWNERS_AND_SECURITY, [approval(OLGA, 'no', 'not known')], []).outcome).toBe('missing');
  });

  it('finds a seating whenever there is one', () => {
    const seats = fc.array(fc.subarray(['a', 'b', 'c', 'd', 'e']), { maxLength: 5 });
    fc.assert(
      fc.property(seats, (lists) => {
        const seated = seatPeople(lists).filter((one) => one !== null);
        expect(new Set(seated).size).toBe(seated.length);
        expect(seated.length).toBe(mostSeated(lists));
      }),
    );
  });

  it('does not depend on who approved first', () => {
    const standing = fc.constantFrom<Standing>('yes', 'no', 'not known');
    const approvals = fc.uniqueArray(
      fc.record({ by: fc.constantFrom('a', 'b', 'c', 'd'), standings: fc.tuple(standing, standing) }),
      { selector: ({ by }) => by },
    );
    fc.assert(
      fc.property(approvals, (all) => {
        const backwards = clausesMet(OWNERS_AND_SECURITY, [...all].reverse(), []);
        expect(backwards.outcome).toBe(clausesMet(OWNERS_AND_SECURITY, all, []).outcome);
      }),
    );
  });
});

/** By trying everything. */
const mostSeated = ([list, ...others]: string[][], taken: string[] = []): number => {
  if (list === undefined) return 0;
  const here = list
    .filter((one) => !taken.includes(one))
    .map((one) => 1 + mostSeated(others, [...taken, one]));
  return Math.max(mostSeated(others, taken), ...here);
};
