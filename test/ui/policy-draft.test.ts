import { DEFAULT_POLICY, type ApprovalPolicy } from '../../src/domain/access/policy';
import { policyDraftOf, policyOf } from '../../src/ui/access/policy/policy-draft';

const HOUR = 3_600_000;

const policy: ApprovalPolicy = {
  ...DEFAULT_POLICY,
  breakGlass: { mayDeclare: [{ kind: 'space-admins' }], maximumMs: 4 * HOUR, reviewWithinMs: 72 * HOUR },
};

describe('the form of a space’s policy', () => {
  it('saves what it was opened with when nothing was changed', () => {
    expect(policyOf(policyDraftOf(policy))).toEqual({ policy });
    expect(policyOf(policyDraftOf(DEFAULT_POLICY))).toEqual({ policy: DEFAULT_POLICY });
  });

  it.each([
    ['defaultDurationMs', null],
    ['maximumDurationMs', null],
    ['maximumTotalMs', null],
    ['pendingTimeoutMs', null],
    ['breakGlass', { ...policy.breakGlass, maximumMs: null }],
    ['breakGlass', { ...policy.breakGlass, reviewWithinMs: null }],
  ])('is not saved with an older %s than what is typed there, which is no number', (field, value) => {
    const draft = { ...policyDraftOf(policy), [field]: value };
    expect(policyOf(draft)).toEqual({ problem: expect.any(String) as string });
  });
});
