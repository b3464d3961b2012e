import { beginApply } from '../../../src/domain/access/begin-apply';
import { revokeGrant } from '../../../src/domain/access/end-grant';
import { openRequest } from '../../../src/domain/access/open-request';
import { planFor } from '../../../src/domain/access/plan-for';
import { policyHash } from '../../../src/domain/access/policy';
import { replanRequest } from '../../../src/domain/access/replan-request';
import { type Active, type Pending } from '../../../src/domain/access/request';
import { reviewRequest } from '../../../src/domain/access/review-request';
import { recheck } from '../../../src/domain/access/staleness';
import { job } from '../../../src/domain/access/transition';
import { aPlugin, aRoute, anAcl } from '../kong/builders';
import {
  aDenial,
  anApproval,
  anApproved,
  anAsk,
  anOpening,
  aPending,
  aPlan,
  aPolicy,
  codeOf,
  DARIO,
  DAY,
  group,
  HOUR,
  NOW,
  OLGA,
  refusalOf,
  reviewFacts,
  rightsOf,
  SAM,
  smallShop,
  SOFIA,
  valueOf,
} from './builders';

const TWO = aPolicy({ clauses: [group('owners', 2)] });

/** The same request as anybody else would find it after one approval of two. */
const halfApproved = (): Pending => {
  const pending = aPending({ policy: TWO });
  const { request } = valueOf(reviewRequest(pending, anApproval(pending), reviewFacts({ policy: TWO })));
  if (request.state !== 'PENDING') throw new Error(request.state);
  return request;
};

const active = (): Active => ({ ...anApproved(), state: 'ACTIVE', appliedAt: NOW + 2 * HOUR });

describe('invariant 1, distinct people: nobody decides twice, or about what is theirs', () => {
  it('refuses an approval by the person who asked', () => {
    const pending = aPending();
    expect(refusalOf(reviewRequest(pending, anApproval(pending, DARIO), reviewFacts()))).toEqual({
      code: 'OWN_REQUEST',
      as: 'requester',
    });
  });

  it('refuses an approval by the person who asked, under another account', () => {
    const pending = aPending();
    const facts = reviewFacts({
      aliases: [
        ['712020:dario-admin', 'x'],
        ['x', DARIO],
      ],
    });
    const step = reviewRequest(pending, anApproval(pending, '712020:dario-admin'), facts);
    expect(refusalOf(step)).toEqual({ code: 'OWN_REQUEST', as: 'requester' });
  });

  it('refuses an approval by the person the access is for', () => {
    const beneficiary = {
      kind: 'myself',
      accountId: OLGA,
      consumer: { id: 'partner-acme', name: 'partner-acme' },
    } as const;
    const ask = anAsk({ beneficiary });
    const pending = aPending({ ask, plan: aPlan(smallShop(), ask) });
    const facts = reviewFacts({ planNow: planFor(ask, smallShop()) });
    expect(refusalOf(reviewRequest(pending, anApproval(pending, OLGA), facts))).toEqual({
      code: 'OWN_REQUEST',
      as: 'beneficiary',
    });
  });

  it('refuses an approval by a member of the group the access is for', () => {
    const pending = aPending();
    const facts = reviewFacts({ beneficiaries: { read: 'complete', people: [SAM] } });
    expect(refusalOf(reviewRequest(pending, anApproval(pending), facts))).toEqual({
      code: 'OWN_REQUEST',
      as: 'beneficiary',
    });
  });

  it('refuses an approval by the person who planned it anew', () => {
    const stale = valueOf(
      recheck(
        { ...aPending(), planAuthor: SAM },
        { actor: job('sweep') },
        { now: NOW + HOUR, policy: TWO, planNow: planFor(anAsk(), smallShop()) },
      ),
    ).request;
    const facts = { now: NOW + 2 * HOUR, policy: TWO, plan: aPlan(), aliases: [] };
    const again = valueOf(replanRequest(stale, { by: SAM, seen: stale }, facts)).request;
    expect(
      refusalOf(
        reviewRequest(again, anApproval(again, SAM), reviewFacts({ policy: TWO, now: NOW + 3 * HOUR })),
      ),
    ).toEqual({ code: 'OWN_REQUEST', as: 'plan author' });
  });

  it('counts one account once, and one human once', () => {
    const request = halfApproved();
    const twice = reviewRequest(request, anApproval(request, SAM), reviewFacts({ policy: TWO }));
    expect(codeOf(twice)).toBe('ALREADY_REVIEWED');
    const facts = reviewFacts({ policy: TWO, aliases: [[SAM, SOFIA]] });
    expect(codeOf(reviewRequest(request, anApproval(request, SOFIA), facts))).toBe('ALREADY_REVIEWED');
  });

  it('does not count an approval whose giver turns out to be the requester', () => {
    const request = halfApproved();
    const facts = reviewFacts({ policy: TWO, aliases: [[SAM, DARIO]] });
    const step = reviewRequest(request, anApproval(request, SOFIA), facts);
    expect(valueOf(step).request.state).toBe('PENDING');
  });
});

describe('invariant 2, quorum by groups: every clause is met by people of its own', () => {
  it('approves when every clause has people of its own', () => {
    const policy = aPolicy({ clauses: [group('owners'), group('security')] });
    const pending = aPending({ policy });
    const first = valueOf(
      reviewRequest(pending, anApproval(pending, OLGA), reviewFacts({ policy, standings: ['yes', 'yes'] })),
    );
    expect([first.request.state, first.entry.type]).toEqual(['PENDING', 'request.reviewed']);
    const second = valueOf(
      reviewRequest(
        first.request,
        anApproval(first.request, SAM),
        reviewFacts({ policy, standings: ['yes', 'no'] }),
      ),
    );
    expect(second.request).toMatchObject({
      state: 'APPROVED',
      decidedBy: { kind: 'people', people: [SAM, OLGA] },
    });
  });
});

describe('invariant 3, the reviewer’s right: it is asked for now, and again at apply', () => {
  it('refuses somebody of no clause', () => {
    const pending = aPending();
    const step = reviewRequest(pending, anApproval(pending), reviewFacts({ standings: ['no'] }));
    expect(codeOf(step)).toBe('NOT_AN_APPROVER');
  });

  it('makes no progress on a list that was not read to its end', () => {
    const pending = aPending();
    const step = reviewRequest(pending, anApproval(pending), reviewFacts({ standings: ['not known'] }));
    expect(codeOf(step)).toBe('CANNOT_VERIFY');
  });

  const applyFacts = { ...reviewFacts({ now: NOW + 2 * HOUR }), rights: rightsOf() };

  it('applies what its approvers may still approve', () => {
    expect(valueOf(beginApply(anApproved(), applyFacts)).request.state).toBe('APPLYING');
  });

  it('applies nothing that an approver may no longer approve', () => {
    const step = beginApply(anApproved(), {
      ...applyFacts,
      rights: rightsOf({ approvers: new Map([[SAM, ['no']]]) }),
    });
    expect(valueOf(step).request).toMatchObject({ state: 'STALE', cause: { kind: 'approvers' } });
  });

  it('applies nothing while nobody can say whether they may', () => {
    const unread = { ...applyFacts, rights: rightsOf({ approvers: new Map() }) };
    expect(codeOf(beginApply(anApproved(), unread))).toBe('CANNOT_VERIFY');
  });
});

describe('invariant 4, denial: one ends it', () => {
  it('is denied by one, with the others’ approvals on record', () => {
    const request = halfApproved();
    const { request: denied } = valueOf(
      reviewRequest(request, aDenial(request, SOFIA), reviewFacts({ policy: TWO })),
    );
    expect(denied).toMatchObject({ state: 'DENIED', deniedBy: [SOFIA] });
    expect(denied.reviews).toHaveLength(2);
  });

  it('takes as many as the policy says', () => {
    const policy = aPolicy({ denials: 2 });
    const pending = aPending({ policy });
    const one = valueOf(reviewRequest(pending, aDenial(pending, SAM), reviewFacts({ policy }))).request;
    expect(one.state).toBe('PENDING');
    const two = valueOf(reviewRequest(one, aDenial(one, SOFIA), reviewFacts({ policy }))).request;
    expect(two.state).toBe('DENIED');
  });

  it('holds while the gateway cannot be read', () => {
    const pending = aPending();
    const planNow = planFor(anAsk(), smallShop({ unread: [{ part: 'acls', code: 'TIMEOUT' }] }));
    const step = reviewRequest(pending, aDenial(pending), reviewFacts({ planNow }));
    expect(valueOf(step).request.state).toBe('DENIED');
  });
});

describe('invariant 5, reasons: there is one, and it is neither empty nor a book', () => {
  it.each([
    ['', 'REASON_TOO_SHORT'],
    ['          ', 'REASON_TOO_SHORT'],
    ['x'.repeat(4_097), 'REASON_TOO_LONG'],
  ])('refuses a request, a denial and a revocation with the reason %p', (reason, code) => {
    const facts = { now: NOW, policy: aPolicy(), plan: aPlan() };
    expect(codeOf(openRequest(anOpening({ reason }), facts))).toBe(code);
    const pending = aPending();
    expect(codeOf(reviewRequest(pending, { ...aDenial(pending), reason }, reviewFacts()))).toBe(code);
    const grant = active();
    const revocation = revokeGrant(
      grant,
      { by: SAM, reason, seen: grant },
      { now: NOW + DAY, standings: ['yes'], reasonMinLength: 10 },
    );
    expect(codeOf(revocation)).toBe(code);
  });
});

describe('invariant 6, policy snapshot: a change of the policy makes a waiting request STALE', () => {
  it.each([
    ['stricter', aPolicy({ clauses: [group('owners', 3)] })],
    ['looser', aPolicy({ reasonMinLength: 1 })],
  ])('also when the new one is %s', (_, policy) => {
    const pending = aPending();
    const step = reviewRequest(pending, anApproval(pending), reviewFacts({ policy }));
    expect(valueOf(step).request).toMatchObject({
      state: 'STALE',
      cause: { kind: 'policy', was: policyHash(aPolicy()), is: policyHash(policy) },
    });
  });

  it.each([
    ['stricter', TWO],
    ['looser', aPolicy({ reasonMinLength: 1 })],
  ])('also when it was approved and not yet applied, and the new one is %s', (_, policy) => {
    const step = beginApply(anApproved(), { ...reviewFacts({ policy }), rights: rightsOf() });
    expect(valueOf(step).request).toMatchObject({
      state: 'STALE',
      cause: { kind: 'policy', was: policyHash(aPolicy()), is: policyHash(policy) },
    });
  });

  it('lets a stranger to the policy make nothing STALE', () => {
    const pending = aPending();
    const step = reviewRequest(pending, anApproval(pending), reviewFacts({ policy: TWO, standings: ['no'] }));
    expect(codeOf(step)).toBe('NOT_AN_APPROVER');
  });
});

describe('invariant 7, plan hash: what is approved is what was shown', () => {
  const changed = planFor(
    anAsk(),
    smallShop({ routes: [aRoute({ methods: ['GET', 'DELETE'], updatedAt: 2 })] }),
  );

  it('refuses a click on a plan that is not the request’s', () => {
    const pending = aPending();
    const click = anApproval(pending, SAM, { seen: { rev: pending.rev, planHash: 'f'.repeat(64) } });
    expect(codeOf(reviewRequest(pending, click, reviewFacts()))).toBe('CONFLICT');
  });

  it('makes the request STALE, with the difference, when the gateway has changed', () => {
    const pending = aPending();
    const { request, entry } = valueOf(
      reviewRequest(pending, anApproval(pending), reviewFacts({ planNow: changed })),
    );
    expect(entry.type).toBe('request.stale');
    if (request.state !== 'STALE' || request.cause.kind !== 'plan') throw new Error(request.state);
    expect(request.cause.difference.join(' ')).toContain('DELETE /orders');
  });

  it('checks again directly before applying', () => {
    const facts = { ...reviewFacts({ planNow: changed }), rights: rightsOf() };
    expect(valueOf(beginApply(anApproved(), facts)).request.state).toBe('STALE');
  });

  it('makes it STALE when the access is there already, or cannot be planned any more', () => {
    const pending = aPending();
    for (const index of [
      smallShop({ acls: [anAcl('partner-acme', 'orders-read')] }),
      smallShop({ consumers: [] }),
      smallShop({ routes: [] }),
      smallShop({ plugins: [aPlugin('acl', { on: 'r', config: { allow: ['orders-read'] } })] }),
    ]) {
      const step = reviewRequest(
        pending,
        anApproval(pending),
        reviewFacts({ planNow: planFor(anAsk(), index) }),
      );
      expect(valueOf(step).request).toMatchObject({ state: 'STALE', cause: { kind: 'plan', is: null } });
    }
  });

  it('voids all reviews with a new plan, and takes new ones', () => {
    const request = halfApproved();
    const { request: stale } = valueOf(
      reviewRequest(request, anApproval(request, SOFIA), reviewFacts({ policy: TWO, planNow: changed })),
    );
    if (!changed.ok || changed.value.outcome !== 'changes') throw new Error('no plan');
    const { plan } = changed.value;
    const facts = { now: NOW + 2 * HOUR, policy: TWO, plan, aliases: [] };
    const { request: again, entry } = valueOf(replanRequest(stale, { by: DARIO, seen: stale }, facts));
    expect(again).toMatchObject({ state: 'PENDING', reviews: [], rev: stale.rev + 1 });
    expect(entry.body).toMatchObject({ voided: 1, was: request.planHash });
    const review = reviewRequest(
      again,
      anApproval(again, SAM),
      reviewFacts({ policy: TWO, planNow: changed, now: NOW + 3 * HOUR }),
    );
    expect(valueOf(review).request.reviews).toHaveLength(1);
  });
});

describe('invariant 8, optimistic locking: nobody overwrites what they have not seen', () => {
  it('shows the newer state when two people decide at once', () => {
    const pending = aPending();
    const first = valueOf(reviewRequest(pending, anApproval(pending, SAM), reviewFacts())).request;
    const second = reviewRequest(first, aDenial(pending, SOFIA), reviewFacts());
    expect(refusalOf(second)).toEqual({ code: 'CONFLICT', now: 'APPROVED', rev: 2, by: SAM });
  });
});
