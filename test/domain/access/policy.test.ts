import {
  checkPolicy,
  DEFAULT_POLICY,
  policyHash,
  ticketFault,
  type ApprovalPolicy,
} from '../../../src/domain/access/policy';
import { aPolicy, codeOf, DAY, group, OLGA, SAM } from './builders';

describe('a space’s approval policy', () => {
  it('asks for one space admin where nobody set anything', () => {
    expect(checkPolicy(DEFAULT_POLICY).ok).toBe(true);
    expect(DEFAULT_POLICY.clauses).toEqual([{ anyOf: [{ kind: 'space-admins' }], min: 1 }]);
  });

  const faults: [string, Partial<ApprovalPolicy>][] = [
    ['NO_CLAUSE', { clauses: [] }],
    ['EMPTY_CLAUSE', { clauses: [{ anyOf: [], min: 1 }] }],
    ['BAD_MINIMUM', { clauses: [group('owners', 0)] }],
    ['BAD_MINIMUM', { clauses: [group('owners', 1.5)] }],
    ['BAD_MINIMUM', { clauses: [group('owners', 1_000_000)] }],
    [
      'FEWER_PEOPLE_THAN_MINIMUM',
      { clauses: [{ anyOf: [{ kind: 'people', accountIds: [SAM, SAM] }], min: 2 }] },
    ],
    ['BAD_DENIALS', { denials: 0 }],
    ['BAD_DURATION', { defaultDurationMs: 91 * DAY }],
    ['BAD_DURATION', { maximumDurationMs: 400 * DAY }],
    ['BAD_REASON_LENGTH', { reasonMinLength: 0 }],
    ['BAD_REASON_LENGTH', { reasonMinLength: 5_000 }],
    ['BAD_TICKET_PATTERN', { ticket: { pattern: '(', required: true } }],
    ['BAD_TICKET_PATTERN', { ticket: { pattern: '(?=a)b', required: true } }],
    ['BAD_TIMEOUT', { pendingTimeoutMs: 0 }],
  ];
  it.each(faults)('is refused with %s when it could not work: %j', (code, over) => {
    expect(codeOf(checkPolicy(aPolicy(over)))).toBe(code);
  });

  it('has the same hash however people and groups were entered, and another one for every other change', () => {
    const people = (...accountIds: string[]) =>
      aPolicy({ clauses: [{ anyOf: [{ kind: 'people', accountIds }, { kind: 'page-owners' }], min: 1 }] });
    const swapped = aPolicy({
      clauses: [{ min: 1, anyOf: [{ kind: 'page-owners' }, { kind: 'people', accountIds: [OLGA, SAM] }] }],
    });
    expect(policyHash(people(SAM, OLGA))).toBe(policyHash(swapped));
    expect(policyHash(people(SAM))).not.toBe(policyHash(people(SAM, OLGA)));
    const changes: Partial<ApprovalPolicy>[] = [
      { denials: 2 },
      { onePersonCountsForSeveral: true },
      { maximumDurationMs: 80 * DAY },
      { plansMayOpenMore: false },
      { autoApprove: [{ connectionId: 'kong', group: 'docs' }] },
      { ticket: { pattern: 'OPS-\\d+', required: false } },
    ];
    const hashes = [DEFAULT_POLICY, ...changes.map(aPolicy)].map(policyHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('takes a ticket only if all of it fits', () => {
    const policy = aPolicy({ ticket: { pattern: 'OPS-[0-9]+', required: true } });
    expect(ticketFault(policy, 'OPS-17')).toBeNull();
    expect(ticketFault(policy, 'see OPS-17')).toBe('TICKET_WRONG');
    expect(ticketFault(policy, null)).toBe('TICKET_MISSING');
    expect(ticketFault(aPolicy(), null)).toBeNull();
  });

  it('judges a hostile ticket pattern in linear time', () => {
    const policy = aPolicy({ ticket: { pattern: '(a+)+$', required: true } });
    expect(ticketFault(policy, `${'a'.repeat(150)}!`)).toBe('TICKET_WRONG');
  });
});
