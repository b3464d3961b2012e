import { askBack, answerQuestion } from '../../../src/domain/access/conversation';
import { approveByPolicy, openRequest } from '../../../src/domain/access/open-request';
import { replanRequest } from '../../../src/domain/access/replan-request';
import { type Pending } from '../../../src/domain/access/request';
import { reviewRequest } from '../../../src/domain/access/review-request';
import { recheck } from '../../../src/domain/access/staleness';
import { job } from '../../../src/domain/access/transition';
import { withdrawRequest } from '../../../src/domain/access/withdraw-request';
import { aPlugin } from '../kong/builders';
import {
  anApproval,
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
  shop,
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

describe('asking', () => {
  const facts = { now: NOW, policy: aPolicy(), plan: aPlan() };

  it('tells the approvers', () => {
    const { effects, entry, request } = valueOf(openRequest(anOpening(), facts));
    expect(request).toMatchObject({ state: 'PENDING', rev: 1, pendingUntil: NOW + 14 * DAY });
    expect(entry).toMatchObject({ type: 'request.opened', req: 'req-1', rev: 1, planHash: request.planHash });
    expect(effects).toContainEqual({ do: 'notify', whom: 'approvers', requestId: 'req-1', rev: 1 });
  });

  it('is refused for a ticket that does not fit, a time that is too long, or more than was asked for', () => {
    const policy = aPolicy({ ticket: { pattern: 'OPS-[0-9]+', required: true } });
    expect(codeOf(openRequest(anOpening(), { ...facts, policy }))).toBe('TICKET_MISSING');
    expect(codeOf(openRequest(anOpening({ ticket: 'later' }), { ...facts, policy }))).toBe('TICKET_WRONG');
    const ask = anAsk({ lifetime: { kind: 'for', ms: 91 * DAY } });
    const long = openRequest(anOpening({ ask }), { ...facts, plan: aPlan(smallShop(), ask) });
    expect(codeOf(long)).toBe('DURATION_WRONG');
    const plugins = shop().snapshot.plugins.map((plugin) =>
      plugin.id === 'acl@r' ? aPlugin('acl', { on: 'r', config: { allow: ['orders-read'] } }) : plugin,
    );
    const wide = { ...facts, plan: aPlan(shop({ plugins })), policy: aPolicy({ plansMayOpenMore: false }) };
    expect(refusalOf(openRequest(anOpening(), wide))).toEqual({
      code: 'OPENS_MORE',
      routes: ['reports-all'],
    });
  });

  it('needs nobody where every group is on the policy’s list', () => {
    const policy = aPolicy({ autoApprove: [{ connectionId: 'kong', group: 'orders-read' }] });
    const pending = aPending({ policy });
    const { request, entry } = valueOf(approveByPolicy(pending, { now: NOW, policy }));
    expect(request).toMatchObject({ decidedBy: { kind: 'policy', groups: ['orders-read'] }, reviews: [] });
    expect(entry).toMatchObject({
      type: 'request.approved-by-policy',
      actor: { kind: 'job', name: 'policy' },
    });
    const elsewhere = aPolicy({ autoApprove: [{ connectionId: 'edge', group: 'orders-read' }] });
    const other = aPending({ policy: elsewhere });
    expect(codeOf(approveByPolicy(other, { now: NOW, policy: elsewhere }))).toBe('NOT_LOW_RISK');
  });

  it('is asked back and answers, and reviews stand', () => {
    const half = halfApproved();
    const question = { by: SOFIA, text: 'Why not the export?', seen: half };
    const asked = valueOf(askBack(half, question, reviewFacts({ policy: TWO }))).request;
    const answer = { by: DARIO, question: 0, text: 'It is a day old.', seen: asked };
    const answered = valueOf(answerQuestion(asked, answer, { now: NOW + HOUR, aliases: [] })).request;
    expect(answered.questions[0]?.answer?.text).toBe('It is a day old.');
    expect(answered.reviews).toEqual(half.reviews);
    const again = { ...answer, seen: answered };
    expect(codeOf(answerQuestion(answered, again, { now: NOW + HOUR, aliases: [] }))).toBe(
      'NO_SUCH_QUESTION',
    );
    const meddler = { ...answer, by: SAM };
    expect(codeOf(answerQuestion(asked, meddler, { now: NOW + HOUR, aliases: [] }))).toBe('NOT_YOURS');
  });

  it('is withdrawn and planned anew by nobody else', () => {
    const pending = aPending();
    const step = withdrawRequest(pending, { by: SAM, seen: pending }, { now: NOW, aliases: [] });
    expect(codeOf(step)).toBe('NOT_YOURS');
    const stale = valueOf(
      recheck(pending, { actor: job('sweep') }, { ...reviewFacts(), policy: TWO }),
    ).request;
    const replanned = replanRequest(
      stale,
      { by: SAM, seen: stale },
      { now: NOW + HOUR, policy: TWO, plan: aPlan(), aliases: [] },
    );
    expect(codeOf(replanned)).toBe('NOT_YOURS');
  });
});
