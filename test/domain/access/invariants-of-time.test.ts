import { askBack } from '../../../src/domain/access/conversation';
import { dropGrant, expireGrant, revokeGrant } from '../../../src/domain/access/end-grant';
import { openRequest } from '../../../src/domain/access/open-request';
import { planFor } from '../../../src/domain/access/plan-for';
import { explainPlan } from '../../../src/domain/access/plan-words';
import { stateAt, type Active, type Pending } from '../../../src/domain/access/request';
import { reviewRequest } from '../../../src/domain/access/review-request';
import { recheck } from '../../../src/domain/access/staleness';
import { timeOut } from '../../../src/domain/access/time-out';
import { job } from '../../../src/domain/access/transition';
import { withdrawRequest } from '../../../src/domain/access/withdraw-request';
import { aPlugin } from '../kong/builders';
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
  refusalOf,
  reviewFacts,
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

describe('invariant 9, idempotence: a command given again changes nothing', () => {
  it('answers every final state with its name', () => {
    const pending = aPending();
    const denied = valueOf(reviewRequest(pending, aDenial(pending), reviewFacts())).request;
    expect(refusalOf(reviewRequest(denied, aDenial(denied), reviewFacts()))).toEqual({
      code: 'WRONG_STATE',
      now: 'DENIED',
    });
    const facts = { now: NOW + HOUR, aliases: [] };
    const cancelled = valueOf(withdrawRequest(pending, { by: DARIO, seen: pending }, facts)).request;
    expect(codeOf(withdrawRequest(cancelled, { by: DARIO, seen: cancelled }, facts))).toBe('WRONG_STATE');
    const timedOut = valueOf(timeOut(pending, { now: NOW + 15 * DAY })).request;
    expect(codeOf(timeOut(timedOut, { now: NOW + 15 * DAY }))).toBe('WRONG_STATE');
    const ended = valueOf(dropGrant(anApproved(), { by: DARIO, seen: { rev: 2 } }, facts)).request;
    expect(codeOf(dropGrant(ended, { by: DARIO, seen: ended }, facts))).toBe('WRONG_STATE');
    expect(codeOf(expireGrant(ended, { now: NOW + 99 * DAY }))).toBe('WRONG_STATE');
  });

  it('finds nothing stale in an unchanged world', () => {
    const step = recheck(aPending(), { actor: job('sweep') }, reviewFacts());
    expect(codeOf(step)).toBe('UNCHANGED');
  });
});

describe('invariant 11, expiry: the end is fixed by the approval and holds without any sweep', () => {
  it('is what was asked for, within the policy’s maximum', () => {
    expect(anApproved().expiresAt).toBe(NOW + HOUR + 7 * DAY);
    const until = anAsk({ lifetime: { kind: 'until', at: NOW + DAY } });
    const pending = aPending({ ask: until, plan: aPlan(smallShop(), until) });
    const facts = reviewFacts({ planNow: planFor(until, smallShop()) });
    expect(valueOf(reviewRequest(pending, anApproval(pending), facts)).request).toMatchObject({
      expiresAt: NOW + DAY,
    });
    expect(codeOf(reviewRequest(pending, anApproval(pending), { ...facts, now: NOW + DAY }))).toBe(
      'DURATION_WRONG',
    );
  });

  it('reads as ended from the first millisecond on', () => {
    const grant = active();
    expect(stateAt(grant, grant.expiresAt - 1)).toBe('ACTIVE');
    expect(stateAt(grant, grant.expiresAt)).toBe('ENDED');
    expect(stateAt(anApproved(), grant.expiresAt)).toBe('ENDED');
  });

  it('lets nobody decide a request that has waited too long', () => {
    const pending = aPending();
    const facts = reviewFacts({ now: pending.pendingUntil });
    expect(stateAt(pending, pending.pendingUntil)).toBe('TIMED_OUT');
    expect(refusalOf(reviewRequest(pending, anApproval(pending), facts))).toEqual({
      code: 'WRONG_STATE',
      now: 'TIMED_OUT',
    });
  });

  it('is carried out by the sweep, whenever it comes by, and not before', () => {
    const grant = active();
    expect(codeOf(expireGrant(grant, { now: grant.expiresAt - 1 }))).toBe('NOT_DUE');
    const late = valueOf(expireGrant(grant, { now: grant.expiresAt + 5 * DAY }));
    expect(late.request).toMatchObject({ state: 'REVOKING', ending: { as: 'expired', at: grant.expiresAt } });
    expect(late.entry.at).toBe(grant.expiresAt + 5 * DAY);
    expect(late.effects).toContainEqual(expect.objectContaining({ do: 'revoke' }));
  });
});

describe('invariant 12, extension: a new approval, within the total', () => {
  const policy = aPolicy({ maximumTotalMs: 100 * DAY });
  const extension = { requestId: 'req-0', firstApprovedAt: NOW - 97 * DAY };

  it('never goes beyond the policy’s total', () => {
    const pending = aPending({ policy, extension });
    const { request } = valueOf(reviewRequest(pending, anApproval(pending), reviewFacts({ policy })));
    expect(request).toMatchObject({ state: 'APPROVED', expiresAt: NOW + 3 * DAY });
  });

  it('is refused when the total is used up', () => {
    const spent = { ...extension, firstApprovedAt: NOW - 100 * DAY };
    const step = openRequest(anOpening({ extension: spent }), { now: NOW, policy, plan: aPlan() });
    expect(codeOf(step)).toBe('DURATION_WRONG');
  });
});

describe('invariant 13, taken back at once: whoever has it may always give it up', () => {
  it('is dropped by who asked, at any moment, without a reason', () => {
    const grant = active();
    const step = dropGrant(grant, { by: DARIO, seen: grant }, { now: NOW + DAY, aliases: [] });
    expect(valueOf(step).request).toMatchObject({ state: 'REVOKING', ending: { as: 'dropped', by: DARIO } });
    expect(codeOf(dropGrant(grant, { by: SAM, seen: grant }, { now: NOW + DAY, aliases: [] }))).toBe(
      'NOT_YOURS',
    );
  });

  it('is revoked by somebody who could decide, with a reason', () => {
    const grant = active();
    const command = { by: SAM, reason: 'The contract has ended.', seen: grant };
    const facts = { now: NOW + DAY, standings: ['yes' as const], reasonMinLength: 10 };
    expect(valueOf(revokeGrant(grant, command, facts)).request.state).toBe('REVOKING');
    expect(codeOf(revokeGrant(grant, command, { ...facts, standings: ['no'] }))).toBe('NOT_AN_APPROVER');
    expect(codeOf(revokeGrant(grant, command, { ...facts, standings: ['not known'] }))).toBe('CANNOT_VERIFY');
  });

  it('needs nothing undone where nothing was written', () => {
    const approved = anApproved();
    const step = valueOf(dropGrant(approved, { by: DARIO, seen: approved }, { now: NOW + DAY, aliases: [] }));
    expect(step.request).toMatchObject({ state: 'ENDED', appliedAt: null });
    expect(step.effects.map((effect) => effect.do)).not.toContain('revoke');
  });
});

describe('invariant 16, missing data: it stops progress, visibly', () => {
  it.each([
    [
      'the gateway’s ACLs',
      { planNow: planFor(anAsk(), smallShop({ unread: [{ part: 'acls', code: 'TIMEOUT' }] })) },
      ['acls'],
    ],
    [
      'the people behind the beneficiary',
      { beneficiaries: { read: 'incomplete', what: 'group 7' } as const },
      ['group 7'],
    ],
    ['the approvers', { standings: ['not known' as const] }, ['approvers']],
  ])('says that %s could not be read', (_, over, what) => {
    const pending = aPending();
    expect(refusalOf(reviewRequest(pending, anApproval(pending), reviewFacts(over)))).toEqual({
      code: 'CANNOT_VERIFY',
      what,
    });
  });
});

describe('invariant 17, monotonic time: a request never goes back in it', () => {
  it('dates what follows not earlier than what it follows, whatever a server’s clock says', () => {
    const request = halfApproved();
    const step = reviewRequest(
      request,
      anApproval(request, SOFIA),
      reviewFacts({ policy: TWO, now: NOW - DAY }),
    );
    const { request: approved, entry } = valueOf(step);
    expect(approved.updatedAt).toBe(request.updatedAt);
    expect(entry.at).toBe(request.updatedAt);
  });
});

describe('invariant 19, what the server found: who decides reads nothing else', () => {
  it('puts no word of the requester into the plan', () => {
    const words = 'harmless, reads one route only';
    const pending = aPending({ reason: words, ticket: words });
    expect(JSON.stringify(pending.plan)).not.toContain(words);
    expect(explainPlan(pending.plan).join(' ')).not.toContain(words);
  });
});

describe('invariant 20, no secrets: none in a request, a plan or the ledger', () => {
  it('keeps no setting of a plugin but the names that decide', () => {
    const plugins = [
      aPlugin('key-auth', { on: '', config: { key_names: ['s3cr3t-key'] } }),
      aPlugin('acl', { on: 'r', config: { allow: ['orders-read'], note: 's3cr3t-note' } }),
    ];
    const plan = aPlan(smallShop({ plugins }));
    const { request, entry } = valueOf(openRequest(anOpening(), { now: NOW, policy: aPolicy(), plan }));
    expect(JSON.stringify([request, entry])).not.toContain('s3cr3t');
  });

  it('names nobody in the body of an entry', () => {
    const pending = aPending();
    const steps = [
      reviewRequest(pending, anApproval(pending, SAM), reviewFacts()),
      reviewRequest(pending, aDenial(pending, SAM), reviewFacts()),
      askBack(pending, { by: SAM, text: 'Why not the export?', seen: pending }, reviewFacts()),
    ];
    for (const step of steps) expect(JSON.stringify(valueOf(step).entry.body)).not.toContain('712020:');
  });
});
