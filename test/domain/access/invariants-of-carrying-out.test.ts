import { beginApply, mayGoOn } from '../../../src/domain/access/begin-apply';
import { declareBreakGlass, type DeclareFacts } from '../../../src/domain/access/break-glass';
import { changeKey } from '../../../src/domain/access/change';
import { dropGrant, expireGrant, orphanGrant } from '../../../src/domain/access/end-grant';
import { extensionOf } from '../../../src/domain/access/extend-grant';
import { failApply, stopApply, takeBack } from '../../../src/domain/access/fail-apply';
import { confirmByHand, finishApply } from '../../../src/domain/access/finish-apply';
import { failRevoke, finishRevoke } from '../../../src/domain/access/finish-revoke';
import { judgeBreakGlass, remindOfJudgement } from '../../../src/domain/access/judge-break-glass';
import { planFor } from '../../../src/domain/access/plan-for';
import { checkPolicy, type ApprovalPolicy } from '../../../src/domain/access/policy';
import { explainPolicy } from '../../../src/domain/access/policy-words';
import { stateAt, type AccessRequest, type PostReview } from '../../../src/domain/access/request';
import { reviewRequest } from '../../../src/domain/access/review-request';
import { aRoute, anAcl } from '../kong/builders';
import {
  anActive,
  anApplying,
  anApproval,
  anApproved,
  anAsk,
  aPending,
  aPolicy,
  applyFacts,
  codeOf,
  DARIO,
  DAY,
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

const LATER = NOW + 3 * HOUR;
const FAILURE = { code: 'FOREIGN', what: 'ACL group `orders-read`' };

const revoking = () =>
  valueOf(dropGrant(anActive(), { by: DARIO, seen: anActive() }, { now: LATER, aliases: [] })).request;

describe('invariant 7, plan hash: directly before writing, the world is the one that was approved', () => {
  it('writes nothing for an account that is closed, or whose caller it is not any more', () => {
    const step = beginApply(anApproved(), applyFacts({ rights: rightsOf({ accounts: 'no' }) }));
    expect(valueOf(step).request).toMatchObject({ state: 'STALE', cause: { kind: 'requester' } });
    const unmapped = beginApply(anApproved(), applyFacts({ rights: rightsOf({ mapped: 'no' }) }));
    expect(valueOf(unmapped).request).toMatchObject({ state: 'STALE', cause: { kind: 'requester' } });
    for (const unread of [{ accounts: 'not known' }, { mapped: 'not known' }] as const)
      expect(codeOf(beginApply(anApproved(), applyFacts({ rights: rightsOf(unread) })))).toBe(
        'CANNOT_VERIFY',
      );
  });

  it('goes on after a crash where nothing but its own writing has changed', () => {
    const acl = anAcl('partner-acme', 'orders-read');
    const held = anAsk({ heldByGrant: anApplying().plan.changes.map(changeKey) });
    const planNow = planFor(held, smallShop({ acls: [acl] }));
    expect(mayGoOn(anApplying(), applyFacts({ planNow }))).toBeNull();
  });

  it('does not go on in another world, and says what is different', () => {
    const routes = [aRoute({ methods: ['DELETE'], updatedAt: 2 })];
    const planNow = planFor(anAsk(), smallShop({ routes }));
    expect(mayGoOn(anApplying(), applyFacts({ planNow }))).toMatchObject({
      kind: 'plan',
      difference: expect.arrayContaining(['Route `orders-list` was changed in Kong.']) as string[],
    });
    const unread = planFor(anAsk(), smallShop({ unread: [{ part: 'acls', code: 'TIMEOUT' }] }));
    expect(mayGoOn(anApplying(), applyFacts({ planNow: unread }))).toMatchObject({ code: 'CANNOT_VERIFY' });
  });

  it.each([
    ['the policy', { policy: aPolicy({ denials: 2 }) }, 'policy'],
    ['the right of who approved', { rights: rightsOf({ approvers: new Map([[SAM, ['no']]]) }) }, 'approvers'],
    ['the account', { rights: rightsOf({ accounts: 'no' }) }, 'requester'],
    ['the mapping', { rights: rightsOf({ mapped: 'no' }) }, 'requester'],
  ] as const)('does not go on once %s is another', (_, over, kind) => {
    expect(mayGoOn(anApplying(), applyFacts(over))).toMatchObject({ kind });
  });

  it.each([
    ['the right of who approved', { approvers: new Map([[SAM, ['not known' as const]]]) }],
    ['the account', { accounts: 'not known' as const }],
    ['the mapping', { mapped: 'not known' as const }],
  ])('neither goes on nor gives up while %s cannot be read', (_, over) => {
    expect(mayGoOn(anApplying(), applyFacts({ rights: rightsOf(over) }))).toMatchObject({
      code: 'CANNOT_VERIFY',
    });
  });

  it('is stale once nothing is left of what had been written, and not before', () => {
    const cause = { kind: 'approvers' } as const;
    const facts = { now: LATER, policy: aPolicy() };
    const stopped = valueOf(stopApply(anApplying(), { cause, takenBack: true }, facts));
    expect([stopped.request, stopped.entry.type]).toMatchObject([{ state: 'STALE', cause }, 'request.stale']);
    const left = valueOf(stopApply(anApplying(), { cause, takenBack: false }, facts));
    expect(left.request).toMatchObject({ state: 'APPLY_FAILED', takenBack: false });
    expect(left.effects).toContainEqual(expect.objectContaining({ do: 'revoke' }));
    expect(valueOf(takeBack(left.request, facts)).request).toMatchObject({ state: 'STALE', cause });
  });

  it('says in the record where a right was not read anew', () => {
    const { entry } = valueOf(beginApply(anApproved(), applyFacts({ rights: rightsOf({ read: 'partly' }) })));
    expect(entry.body).toMatchObject({ attempt: 1, rights: 'partly' });
  });
});

describe('invariant 9, idempotence: what was done is not done again', () => {
  it.each<[string, AccessRequest]>([
    ['in force', anActive()],
    ['being taken back', revoking()],
    ['over', valueOf(finishRevoke(revoking(), { left: [] }, { now: LATER })).request],
  ])('finishes nothing that is %s already', (_, request) => {
    expect(codeOf(finishApply(request, { now: LATER }))).toBe('WRONG_STATE');
    expect(codeOf(failApply(request, { failure: FAILURE, takenBack: true }, { now: LATER }))).toBe(
      'WRONG_STATE',
    );
    expect(codeOf(confirmByHand(request, { by: SAM, seen: request }, { now: LATER }))).toBe('WRONG_STATE');
  });

  it('never puts into force what has run out meanwhile', () => {
    const applying = anApplying();
    expect(codeOf(finishApply(applying, { now: applying.expiresAt }))).toBe('WRONG_STATE');
    expect(valueOf(expireGrant(applying, { now: applying.expiresAt })).request.state).toBe('REVOKING');
  });
});

describe('a write that fails for good', () => {
  const failed = valueOf(failApply(anApplying(), { failure: FAILURE, takenBack: true }, { now: LATER }));

  it('is told to who asked and to who decides, with what failed', () => {
    expect(failed.request).toMatchObject({
      state: 'APPLY_FAILED',
      attempts: 1,
      failure: { code: 'FOREIGN' },
    });
    expect(failed.effects.flatMap((effect) => ('whom' in effect ? effect.whom : []))).toEqual([
      'requester',
      'approvers',
    ]);
  });

  it('is tried again by a click, counted, after everything was checked anew', () => {
    const again = beginApply(failed.request, applyFacts({ now: LATER }), { by: SAM, seen: failed.request });
    expect(valueOf(again).request).toMatchObject({ state: 'APPLYING', attempt: 2 });
    expect(valueOf(again).effects).toContainEqual(expect.objectContaining({ do: 'apply' }));
    const changed = planFor(anAsk(), smallShop({ routes: [aRoute({ updatedAt: 9 })] }));
    const stale = beginApply(failed.request, applyFacts({ now: LATER, planNow: changed }));
    expect(valueOf(stale).request.state).toBe('STALE');
  });

  it('is not tried again before what was written is taken back, which goes on for ever', () => {
    const left = valueOf(failApply(anApplying(), { failure: FAILURE, takenBack: false }, { now: LATER }));
    expect(left.effects).toContainEqual(expect.objectContaining({ do: 'revoke' }));
    expect(codeOf(beginApply(left.request, applyFacts({ now: LATER })))).toBe('NOT_TAKEN_BACK');
    expect(stateAt(left.request, left.request.expiresAt)).toBe('APPLY_FAILED');
    const facts = { now: LATER, policy: aPolicy() };
    const taken = valueOf(takeBack(left.request, facts));
    expect(taken.request).toMatchObject({ state: 'APPLY_FAILED', takenBack: true });
    expect(codeOf(takeBack(taken.request, facts))).toBe('WRONG_STATE');
  });
});

describe('invariant 11, expiry: taking back never silently gives up', () => {
  it('raises the alarm once, and ends when it succeeds', () => {
    const failed = valueOf(failRevoke(revoking(), { failure: FAILURE, attempts: 3 }, { now: LATER }));
    expect(failed.request.state).toBe('REVOKE_FAILED');
    expect(failed.effects).toContainEqual(expect.objectContaining({ do: 'notify', whom: 'approvers' }));
    expect(codeOf(failRevoke(failed.request, { failure: FAILURE, attempts: 4 }, { now: LATER }))).toBe(
      'WRONG_STATE',
    );
    const ended = valueOf(finishRevoke(failed.request, { left: [] }, { now: LATER + DAY }));
    expect(ended.request).toMatchObject({ state: 'ENDED', endedAt: LATER + DAY });
  });

  it('says what it left, since it was not ours', () => {
    const { request, entry } = valueOf(finishRevoke(revoking(), { left: ['the consumer'] }, { now: LATER }));
    expect([request, entry.body]).toEqual([
      expect.objectContaining({ left: ['the consumer'] }),
      expect.objectContaining({ left: ['the consumer'] }),
    ]);
  });
});

describe('invariant 12, extension: more time is a new approval on the same chain', () => {
  const command = { by: DARIO, ms: DAY, seen: anActive() };
  const facts = { now: LATER, aliases: [] };

  it('asks for the same, counts from the first approval, and names what is held', () => {
    const { ask, extension } = valueOf(extensionOf(anActive(), command, facts));
    expect(extension).toEqual({ requestId: 'req-1', firstApprovedAt: anActive().approvedAt });
    expect(ask).toMatchObject({ lifetime: { kind: 'for', ms: DAY }, kong: anAsk().kong });
    expect(ask.heldByGrant).toEqual(anActive().plan.changes.map(changeKey));
    const first = { requestId: 'req-0', firstApprovedAt: NOW - 9 * DAY };
    const third = valueOf(extensionOf({ ...anActive(), extension: first }, command, facts));
    expect(third.extension).toEqual({ requestId: 'req-1', firstApprovedAt: NOW - 9 * DAY });
  });

  it('is asked for by who has the access, while it lasts', () => {
    expect(codeOf(extensionOf(anActive(), { ...command, by: SAM }, facts))).toBe('NOT_YOURS');
    expect(codeOf(extensionOf(anActive(), command, { ...facts, now: anActive().expiresAt }))).toBe(
      'WRONG_STATE',
    );
    expect(codeOf(extensionOf(anApproved(), { ...command, seen: anApproved() }, facts))).toBe('WRONG_STATE');
  });
});

describe('invariant 14, broken glass: it is loud, short, and judged by somebody else', () => {
  const policy: ApprovalPolicy = aPolicy({
    breakGlass: {
      mayDeclare: [{ kind: 'group', groupId: 'on-call' }],
      maximumMs: 4 * HOUR,
      reviewWithinMs: 2 * DAY,
    },
  });
  const pending = aPending({ policy });
  const { planHash, rev } = pending;
  const command = { by: OLGA, reason: 'Checkout is down.', seen: { rev, planHash } };
  const facts: DeclareFacts = {
    now: NOW + HOUR,
    policy,
    standing: 'yes',
    planNow: planFor(anAsk(), smallShop()),
  };
  const declared = valueOf(declareBreakGlass(pending, command, facts));

  const over = (): PostReview => {
    if (declared.request.state !== 'APPROVED') throw new Error(declared.request.state);
    const begun = valueOf(beginApply(declared.request, applyFacts({ policy }))).request;
    const active = valueOf(finishApply(begun, { now: NOW + 2 * HOUR })).request;
    const expired = valueOf(expireGrant(active, { now: active.expiresAt })).request;
    const { request } = valueOf(finishRevoke(expired, { left: [] }, { now: NOW + 6 * HOUR }));
    if (request.state !== 'POST_REVIEW') throw new Error(request.state);
    return request;
  };
  const judging = {
    now: NOW + DAY,
    aliases: [],
    standings: ['yes' as const],
    beneficiaries: { read: 'complete' as const, people: [SOFIA] },
    reasonMinLength: 10,
  };
  const judgement = (by: string) =>
    ({ by, verdict: 'JUSTIFIED', reason: 'It was down indeed.', seen: over() }) as const;

  it('lasts no longer than the policy’s maximum for it, whatever was asked for', () => {
    expect(declared.request).toMatchObject({ state: 'APPROVED', expiresAt: NOW + 5 * HOUR });
  });

  it('is carried out at once, and told to everybody who was passed over, with the reason', () => {
    expect(declared.effects).toContainEqual(expect.objectContaining({ do: 'apply' }));
    expect(declared.effects).toContainEqual(expect.objectContaining({ do: 'notify', whom: 'approvers' }));
    expect(declared.entry).toMatchObject({ type: 'glass.broken', body: { reason: 'Checkout is down.' } });
  });

  it('takes a right of its own, a reason, and the plan as it is now', () => {
    const refused = (over: Partial<DeclareFacts>, said: Partial<typeof command> = {}) =>
      codeOf(declareBreakGlass(pending, { ...command, ...said }, { ...facts, ...over }));
    expect(refused({ standing: 'no' })).toBe('MAY_NOT_DECLARE');
    expect(refused({ standing: 'not known' })).toBe('CANNOT_VERIFY');
    expect(refused({}, { reason: 'fire' })).toBe('REASON_TOO_SHORT');
    expect(refused({}, { seen: { rev, planHash: '0'.repeat(64) } })).toBe('CONFLICT');
    const plain = aPending();
    expect(
      codeOf(declareBreakGlass(plain, { ...command, seen: plain }, { ...facts, policy: aPolicy() })),
    ).toBe('NO_BREAK_GLASS');
    const longer = aPending({ policy, extension: { requestId: 'req-0', firstApprovedAt: NOW } });
    expect(codeOf(declareBreakGlass(longer, { ...command, seen: longer }, facts))).toBe('NO_BREAK_GLASS');
    const changed = planFor(anAsk(), smallShop({ routes: [aRoute({ updatedAt: 9 })] }));
    expect(valueOf(declareBreakGlass(pending, command, { ...facts, planNow: changed })).request.state).toBe(
      'STALE',
    );
  });

  it('is written only while who declared it may still do so', () => {
    const lost = applyFacts({ policy, rights: rightsOf({ declarer: 'no' }) });
    if (declared.request.state !== 'APPROVED') throw new Error(declared.request.state);
    expect(valueOf(beginApply(declared.request, lost)).request.state).toBe('STALE');
  });

  it('has to be judged also when it was stopped while it was being written', () => {
    if (declared.request.state !== 'APPROVED') throw new Error(declared.request.state);
    const begun = valueOf(beginApply(declared.request, applyFacts({ policy }))).request;
    if (begun.state !== 'APPLYING') throw new Error(begun.state);
    const cause = { kind: 'approvers' } as const;
    const stopped = stopApply(begun, { cause, takenBack: true }, { now: NOW + 2 * HOUR, policy });
    const expired = expireGrant(valueOf(stopped).request, { now: begun.expiresAt });
    expect(valueOf(finishRevoke(valueOf(expired).request, { left: [] }, { now: LATER })).request.state).toBe(
      'POST_REVIEW',
    );
  });

  it('has to be judged also when it could not be carried out and the world has changed since', () => {
    if (declared.request.state !== 'APPROVED') throw new Error(declared.request.state);
    const begun = valueOf(beginApply(declared.request, applyFacts({ policy }))).request;
    const failure = { code: 'FORBIDDEN', what: 'the plugin' };
    const failed = valueOf(failApply(begun, { failure, takenBack: true }, { now: NOW + 2 * HOUR })).request;
    const again = { by: DARIO, seen: failed };
    const changed = applyFacts({ policy, rights: rightsOf({ declarer: 'no' }) });
    expect(codeOf(beginApply(failed, changed, again))).toBe('GLASS_OUTDATED');
    expect(valueOf(beginApply(failed, applyFacts({ policy }), again)).request.state).toBe('APPLYING');
  });

  it('has to be judged afterwards, by a deadline that is reminded of once', () => {
    expect(over()).toMatchObject({ reviewDueAt: NOW + 6 * HOUR + 2 * DAY, overdue: false });
    expect(codeOf(remindOfJudgement(over(), { now: over().reviewDueAt - 1 }))).toBe('NOT_DUE');
    const reminded = valueOf(remindOfJudgement(over(), { now: over().reviewDueAt }));
    expect(reminded.effects).toContainEqual(expect.objectContaining({ do: 'notify', whom: 'approvers' }));
    expect(codeOf(remindOfJudgement(reminded.request, { now: NOW + 99 * DAY }))).toBe('WRONG_STATE');
    const late = { ...judgement(SAM), seen: reminded.request };
    expect(
      valueOf(judgeBreakGlass(reminded.request, late, { ...judging, now: NOW + 99 * DAY })).request.state,
    ).toBe('JUSTIFIED');
  });

  it('is judged by nobody who declared it, asked for it, or had it', () => {
    const as = (by: string, aliases: string[][] = []) =>
      refusalOf(judgeBreakGlass(over(), judgement(by), { ...judging, aliases }));
    expect(as(OLGA)).toEqual({ code: 'OWN_REQUEST', as: 'declarer' });
    expect(as('olga-admin', [['olga-admin', OLGA]])).toEqual({ code: 'OWN_REQUEST', as: 'declarer' });
    expect(as(DARIO)).toEqual({ code: 'OWN_REQUEST', as: 'requester' });
    expect(as(SOFIA)).toEqual({ code: 'OWN_REQUEST', as: 'beneficiary' });
    expect(codeOf(judgeBreakGlass(over(), judgement(SAM), { ...judging, standings: ['no'] }))).toBe(
      'NOT_AN_APPROVER',
    );
  });

  it('is judged with a reason, and for good', () => {
    const short = { ...judgement(SAM), reason: 'fine' };
    expect(codeOf(judgeBreakGlass(over(), short, judging))).toBe('REASON_TOO_SHORT');
    const judged = valueOf(judgeBreakGlass(over(), { ...judgement(SAM), verdict: 'VIOLATION' }, judging));
    expect(judged.request).toMatchObject({ state: 'VIOLATION', judged: { by: SAM } });
    expect(judged.entry.body).toMatchObject({ verdict: 'VIOLATION' });
    expect(
      codeOf(judgeBreakGlass(judged.request, { ...judgement(SAM), seen: judged.request }, judging)),
    ).toBe('WRONG_STATE');
  });

  it('has to be judged also when it was given up before anything was written', () => {
    const { request } = declared;
    const dropped = dropGrant(request, { by: DARIO, seen: request }, { now: NOW + HOUR, aliases: [] });
    expect(valueOf(dropped).request.state).toBe('POST_REVIEW');
  });

  it('is a setting that names somebody and no more time than access has at all', () => {
    const glass = policy.breakGlass;
    if (glass === null) throw new Error('no glass');
    expect(codeOf(checkPolicy(policy))).toBe('ok');
    for (const wrong of [{ mayDeclare: [] }, { maximumMs: 91 * DAY }, { reviewWithinMs: 0 }])
      expect(codeOf(checkPolicy({ ...policy, breakGlass: { ...glass, ...wrong } }))).toBe('BAD_BREAK_GLASS');
    expect(explainPolicy(policy, new Map([['on-call', 'on-call']])).at(-1)).toBe(
      'In an emergency group `on-call` may take access without approval, for 4 hours at most; somebody else judges it within 2 days after its end.',
    );
  });
});

describe('a grant outlives neither person nor page nor connection', () => {
  it('is taken back, and the record says what it was for', () => {
    const orphaned = valueOf(
      orphanGrant(anActive(), { because: 'page deleted', by: null, leaves: false }, { now: LATER }),
    );
    expect(orphaned.request).toMatchObject({ state: 'REVOKING', ending: { as: 'orphaned' } });
    expect(orphaned.entry).toMatchObject({ actor: { kind: 'job' }, body: { because: 'page deleted' } });
  });

  it('is left in place where somebody chose that, who is on record with it', () => {
    const left = valueOf(
      orphanGrant(anActive(), { because: 'connection removed', by: SAM, leaves: true }, { now: LATER }),
    );
    expect(left.request).toMatchObject({ state: 'ENDED', left: ['everything that it wrote'] });
    expect(left.entry).toMatchObject({ actor: { accountId: SAM }, body: { leaves: true } });
  });
});

describe('invariant 18, history: what has ended stays on record', () => {
  it('with who asked, who decided, when it was in force and why it ended', () => {
    const ended = valueOf(finishRevoke(revoking(), { left: [] }, { now: LATER })).request;
    expect(ended).toMatchObject({
      requester: DARIO,
      reason: anActive().reason,
      decidedBy: { kind: 'people', people: [SAM] },
      appliedAt: anActive().appliedAt,
      ending: { as: 'dropped', by: DARIO },
    });
    expect(ended.reviews).toHaveLength(1);
  });
});

describe('a second approval of the same request', () => {
  it('cannot bring back what has begun', () => {
    const active = anActive();
    expect(codeOf(reviewRequest(active, anApproval(active, SOFIA), reviewFacts()))).toBe('WRONG_STATE');
  });
});
