import { beginApply, mayGoOn, type ApplyFacts } from '../../../src/domain/access/begin-apply';
import { answerQuestion, askBack } from '../../../src/domain/access/conversation';
import { declareBreakGlass } from '../../../src/domain/access/break-glass';
import { dropGrant, expireGrant, orphanGrant, revokeGrant } from '../../../src/domain/access/end-grant';
import { extensionOf } from '../../../src/domain/access/extend-grant';
import { failApply, stopApply, takeBack } from '../../../src/domain/access/fail-apply';
import { confirmByHand, finishApply } from '../../../src/domain/access/finish-apply';
import { failRevoke, finishRevoke, retryRevoke } from '../../../src/domain/access/finish-revoke';
import { judgeBreakGlass, remindOfJudgement } from '../../../src/domain/access/judge-break-glass';
import { judgeProjection } from '../../../src/domain/access/judge-projection';
import { append, genesis, type Head, type LedgerRecord } from '../../../src/domain/access/ledger';
import { approveByPolicy, openRequest } from '../../../src/domain/access/open-request';
import { isSamePerson, type AliasTable, type PeopleReading } from '../../../src/domain/access/people';
import { noticeText } from '../../../src/domain/access/notice';
import { planFor } from '../../../src/domain/access/plan-for';
import type { ApprovalPolicy, BreakGlass } from '../../../src/domain/access/policy';
import { projectionDigest, projectionOf } from '../../../src/domain/access/projection';
import { clausesMet, type Standing } from '../../../src/domain/access/quorum';
import { replanRequest } from '../../../src/domain/access/replan-request';
import { stateAt, type AccessRequest, type Judged } from '../../../src/domain/access/request';
import { reviewRequest } from '../../../src/domain/access/review-request';
import { signHead } from '../../../src/domain/access/signed-head';
import { verifyingKeyOf } from '../../../src/domain/access/signature';
import { recheck, type PlanNow } from '../../../src/domain/access/staleness';
import { timeOut } from '../../../src/domain/access/time-out';
import { job, type Step, type Transition } from '../../../src/domain/access/transition';
import { concludeChain, walkChain, wholeChain } from '../../../src/domain/access/verify-chain';
import { withdrawRequest } from '../../../src/domain/access/withdraw-request';
import type { KongIndex } from '../../../src/domain/kong/snapshot';
import { aPlugin, aRoute } from '../kong/builders';
import { anApproval, anAsk, anOpening, aPolicy, DAY, group, HOUR, NOW, shop, smallShop } from './builders';
import { ARROWS, FINAL, ONWARD } from './model-arrows';
import type { WalkStep } from '../../walk';

export const STEPS = [
  'open',
  'open',
  ...Array.from({ length: 12 }, () => 'onward' as const),
  'review',
  'review',
  'review',
  'old click',
  'again',
  'ask back',
  'answer',
  'withdraw',
  'replan',
  'sweep',
  'apply',
  'work',
  'work',
  'confirm',
  'extend',
  'declare',
  'judge',
  'orphan',
  'drop',
  'revoke',
  'clock',
  'edit policy',
  'edit kong',
  'lose a list',
] as const;
export type StepKind = (typeof STEPS)[number];
export type ModelStep = WalkStep<StepKind>;

const PEOPLE = ['ann', 'ben', 'cem', 'dot', 'eve', 'ben-admin'];
const ALIASES: AliasTable = [['ben', 'ben-admin']];
const OWNERS = ['ann', 'ben', 'ben-admin', 'cem'];
const SECURITY = ['cem', 'dot'];
const KEY = { kid: 'k1', secretKey: new Uint8Array(32).fill(3) };

const GLASS: BreakGlass = {
  mayDeclare: [{ kind: 'group', groupId: 'security' }],
  maximumMs: 4 * HOUR,
  reviewWithinMs: DAY,
};
const POLICIES: ApprovalPolicy[] = [
  aPolicy({ clauses: [group('owners')], breakGlass: GLASS }),
  aPolicy({ clauses: [group('owners'), group('security')] }),
  aPolicy({ clauses: [group('owners', 2)], denials: 2 }),
  aPolicy({ clauses: [group('owners')], autoApprove: [{ connectionId: 'kong', group: 'orders-read' }] }),
  aPolicy({ clauses: [group('owners')] }),
];
const KONGS: KongIndex[] = [
  smallShop(),
  shop(),
  smallShop({ routes: [aRoute({ methods: ['GET', 'POST'], updatedAt: 4 })] }),
  smallShop({ unread: [{ part: 'acls', code: 'TIMEOUT' }] }),
  smallShop({
    plugins: [aPlugin('key-auth', { on: '' }), aPlugin('acl', { on: 'r', config: { deny: ['x'] } })],
  }),
];
const PLANS = new Map(KONGS.map((kong) => [kong, planFor(anAsk(), kong)]));
const planIn = (kong: KongIndex): PlanNow => PLANS.get(kong) ?? planFor(anAsk(), kong);
const EVE: PeopleReading = { read: 'complete', people: ['eve'] };
const PLACE = { app: 'a', installation: 'i', page: '131073' };

/** A space with a store that compares and swaps, remembers commands and appends to one chain: what the use cases will do. */
export class Site {
  private now = NOW;
  private policy = POLICIES[0] as ApprovalPolicy;
  private kong = KONGS[0] as KongIndex;
  private readable = true;
  private readonly requests = new Map<string, AccessRequest>();
  private readonly records: LedgerRecord[] = [];
  private head: Head = genesis('space-65537');
  private readonly commands = new Map<string, string>();
  private lastCommand: (() => string) | null = null;
  private arrows = 0;
  /** `APPLYING → ACTIVE`, how often. */
  readonly taken = new Map<string, number>();

  /** One step; what came of it, as a state or a code. */
  take(step: ModelStep): string {
    const world = this.takeInWorld(step);
    if (world !== null) return world;
    if (step.kind === 'again')
      return this.lastCommand === null ? 'nothing to repeat' : `again ${this.lastCommand()}`;
    const id = `command-${this.commands.size}`;
    const run = (): string => {
      const known = this.commands.get(id);
      if (known !== undefined) return known;
      const result = this.store(this.transition(step));
      this.commands.set(id, result);
      return result;
    };
    this.lastCommand = run;
    return run();
  }

  private takeInWorld({ kind, choice }: ModelStep): string | null {
    switch (kind) {
      case 'clock':
        this.now += choice % 7 === 0 ? 8 * DAY : choice % 5 === 0 ? -HOUR : HOUR;
        return 'moved';
      case 'edit policy':
        this.policy = pick(POLICIES, choice);
        return 'edited';
      case 'edit kong':
        this.kong = pick(KONGS, choice);
        return 'edited';
      case 'lose a list':
        this.readable = choice % 3 !== 0;
        return this.readable ? 'readable' : 'lost';
      default:
        return null;
    }
  }

  private transition(step: ModelStep): Step | null {
    const by = pick(PEOPLE, step.who);
    if (step.kind === 'open') return this.open(by);
    if (this.requests.size === 0) return null;
    // Mostly what still moves, sometimes what is over.
    const all = [...this.requests.values()];
    const open = all.filter(({ state }) => !FINAL.includes(state));
    const request = pick(open.length > 0 && step.which % 4 > 0 ? open : all, step.which);
    const kind = step.kind === 'onward' ? pick(ONWARD[request.state], step.choice) : step.kind;
    return this.onRequest(request, by, { ...step, kind });
  }

  private open(by: string): Step | null {
    const planned = planIn(this.kong);
    if (!planned.ok || planned.value.outcome !== 'changes') return null;
    const { now, policy } = this;
    const id = `req-${String(this.requests.size).padStart(3, '0')}`;
    return openRequest(anOpening({ id, by }), { now, policy, plan: planned.value.plan });
  }

  private onRequest(request: AccessRequest, by: string, { kind, choice }: ModelStep): Step | null {
    const { now, policy } = this;
    const facts = {
      now,
      policy,
      aliases: ALIASES,
      standings: this.standingsOf(by),
      reasonMinLength: 10,
    };
    const planNow = planIn(this.kong);
    const seen = { rev: request.rev, planHash: request.planHash };
    switch (kind) {
      case 'review':
      case 'old click': {
        const old = kind === 'old click' ? { ...seen, rev: request.rev - 1 } : seen;
        const verdict = choice % 4 === 0 ? 'deny' : 'approve';
        const command = anApproval(request, by, { verdict, reason: 'because of the audit', seen: old });
        return reviewRequest(request, command, { ...facts, planNow, beneficiaries: EVE });
      }
      case 'ask back':
        return askBack(request, { by, text: 'Why?', seen }, facts);
      case 'answer':
        return answerQuestion(request, { by, question: 0, text: 'So.', seen }, facts);
      case 'withdraw':
        return withdrawRequest(request, { by, seen }, facts);
      case 'replan': {
        if (!planNow.ok || planNow.value.outcome !== 'changes') return null;
        return replanRequest(request, { by, seen }, { ...facts, plan: planNow.value.plan });
      }
      case 'apply':
        return this.begun(request, choice % 3 === 0 ? { by, seen } : 'job');
      case 'work':
        return this.worked(request, choice);
      case 'confirm':
        return confirmByHand(request, { by, seen }, facts);
      case 'extend':
        return this.extended(request, by);
      case 'declare': {
        const standing = SECURITY.includes(by) ? 'yes' : this.readable ? 'no' : 'not known';
        return declareBreakGlass(
          request,
          { by, reason: 'it is on fire', seen },
          { ...facts, standing, planNow },
        );
      }
      case 'judge': {
        const verdict = choice % 2 === 0 ? 'JUSTIFIED' : 'VIOLATION';
        const judgement = { by, verdict, reason: 'as the log shows', seen } as const;
        return judgeBreakGlass(request, judgement, { ...facts, beneficiaries: EVE });
      }
      case 'orphan':
        return orphanGrant(request, { because: 'page deleted', by: null, leaves: choice % 4 === 0 }, facts);
      case 'drop':
        return dropGrant(request, { by, seen }, facts);
      case 'revoke':
        return revokeGrant(request, { by, reason: 'no longer needed', seen }, facts);
      case 'sweep':
        return this.swept(request, planNow);
      default:
        return null;
    }
  }

  private swept(request: AccessRequest, planNow: PlanNow): Step {
    const { now, policy } = this;
    const due = stateAt(request, now);
    if (due === 'TIMED_OUT') return timeOut(request, { now });
    if (due === 'POST_REVIEW') return remindOfJudgement(request, { now });
    if (due === 'ENDED') return expireGrant(request, { now });
    if (request.state === 'PENDING') {
      const byPolicy = approveByPolicy(request, { now, policy });
      if (byPolicy.ok) return byPolicy;
    }
    if (request.state !== 'PENDING' && request.state !== 'APPROVED') return expireGrant(request, { now });
    return recheck(request, { actor: job('sweep') }, { now, policy, planNow });
  }

  private begun(request: AccessRequest, beginning: Parameters<typeof beginApply>[2]): Step {
    return beginApply(request, this.facts(), beginning);
  }

  private facts(): ApplyFacts {
    const { now, policy } = this;
    const approvers = new Map(PEOPLE.map((person) => [person, this.standingsOf(person)]));
    const rights = { approvers, declarer: 'yes', accounts: 'yes', mapped: 'yes', read: 'now' } as const;
    return { now, policy, aliases: ALIASES, rights, planNow: planIn(this.kong) };
  }

  /** What became of the writing. */
  private worked(request: AccessRequest, choice: number): Step {
    const { now, policy } = this;
    const failure = { code: 'FOREIGN', what: 'orders-read' };
    const isDone = choice % 3 > 0;
    switch (request.state) {
      case 'APPLY_FAILED':
        return takeBack(request, { now, policy });
      case 'REVOKING':
        return isDone
          ? finishRevoke(request, { left: [] }, { now })
          : failRevoke(request, { failure, attempts: 3 }, { now });
      case 'REVOKE_FAILED':
        return choice % 4 === 0
          ? retryRevoke(request, { by: pick(PEOPLE, choice), seen: request }, { now })
          : finishRevoke(request, { left: [] }, { now });
      case 'APPLYING': {
        const cause = mayGoOn(request, this.facts());
        if (cause !== null && !('code' in cause))
          return stopApply(request, { cause, takenBack: choice % 2 === 0 }, { now, policy });
        return isDone
          ? finishApply(request, { now })
          : failApply(request, { failure, takenBack: choice % 2 === 0 }, { now });
      }
      default:
        return isDone
          ? finishApply(request, { now })
          : failApply(request, { failure, takenBack: choice % 2 === 0 }, { now });
    }
  }

  private extended(request: AccessRequest, by: string): Step | null {
    const { now, policy } = this;
    const wanted = extensionOf(request, { by, ms: DAY, seen: request }, { now, aliases: ALIASES });
    if (!wanted.ok) return wanted;
    const planned = planIn(this.kong);
    if (!planned.ok || planned.value.outcome !== 'changes') return null;
    const id = `req-${String(this.requests.size).padStart(3, '0')}`;
    const opening = anOpening({ id, by, ask: anAsk(), extension: wanted.value.extension });
    return openRequest(opening, { now, policy, plan: planned.value.plan });
  }

  private standingsOf(person: string): Standing[] {
    return this.policy.clauses.map(({ anyOf: [electorate] }) => {
      const members = electorate?.kind === 'group' && electorate.groupId === 'owners' ? OWNERS : SECURITY;
      if (members.includes(person)) return 'yes';
      return this.readable ? 'no' : 'not known';
    });
  }

  /** One transaction: compares the revision, writes request, entry and head together, or nothing at all. */
  private store(step: Step | null): string {
    if (step === null) return 'nothing';
    if (!step.ok) return step.error.code;
    const { request, entry } = step.value;
    checkNotices(step.value);
    const before = this.requests.get(request.id);
    expect(request.rev).toBe((before?.rev ?? 0) + 1);
    if (before !== undefined) this.checkArrow(before, request);
    const appended = append(this.head, entry, { actorRef: `p-${JSON.stringify(entry.actor).length}` });
    expect([entry.req, entry.rev]).toEqual([request.id, request.rev]);
    this.requests.set(request.id, request);
    this.records.push(appended.record);
    this.head = appended.head;
    this.arrows += 1;
    return request.state;
  }

  private checkArrow(before: AccessRequest, after: AccessRequest): void {
    expect(ARROWS[before.state]).toContain(after.state);
    const arrow = `${before.state} → ${after.state}`;
    this.taken.set(arrow, (this.taken.get(arrow) ?? 0) + 1);
    expect(after.updatedAt).toBeGreaterThanOrEqual(before.updatedAt);
    if ('expiresAt' in before && 'expiresAt' in after) expect(after.expiresAt).toBe(before.expiresAt);
    if (after.state === 'JUSTIFIED' || after.state === 'VIOLATION') this.checkJudgement(after);
    if (after.state !== 'APPROVED' || after.decidedBy.kind !== 'people') return;
    const approvals = after.reviews.filter(({ verdict }) => verdict === 'approve');
    expect(clausesMet(this.policy, approvals, ALIASES).outcome).toBe('met');
    for (const by of after.decidedBy.people) {
      expect(isSamePerson(ALIASES, by, after.requester)).toBe(false);
      expect(isSamePerson(ALIASES, by, after.planAuthor)).toBe(false);
      expect(by).not.toBe('eve');
    }
    expect(planIn(this.kong)).toMatchObject({ value: { plan: after.plan } });
  }

  private checkJudgement({ judged, requester, decidedBy }: Judged): void {
    if (decidedBy.kind !== 'break-glass') throw new Error(decidedBy.kind);
    for (const own of [requester, decidedBy.by, 'eve'])
      expect(isSamePerson(ALIASES, judged.by, own)).toBe(false);
  }

  /** After every step: as many entries as arrows, and the newest entry of each request is where the request is. */
  check(): void {
    expect(this.records).toHaveLength(this.arrows);
    const revs = [...this.requests.values()].reduce((sum, { rev }) => sum + rev, 0);
    expect(revs).toBe(this.arrows);
  }

  checkWhole(): void {
    const signed = { head: signHead(this.head, KEY), keys: [verifyingKeyOf(KEY, 0)] };
    const outcome = concludeChain(walkChain(wholeChain('space-65537'), this.records), signed);
    expect(outcome).toMatchObject({ outcome: 'verified', checked: this.arrows });
    for (const request of this.requests.values()) {
      const entries = this.records.filter(({ entry }) => entry.req === request.id);
      expect(entries.map(({ entry }) => entry.rev)).toEqual(entries.map((_, nth) => nth + 1));
      expect(entries.at(-1)?.body).toMatchObject({ state: request.state });
    }
    const facts = { requests: [...this.requests.values()], rev: this.arrows, head: this.head, now: this.now };
    const projection = projectionOf(PLACE, facts, KEY);
    const stored = { rev: this.arrows, writtenRev: this.arrows, digest: projectionDigest(projection) };
    expect(judgeProjection(projection, stored, { ...PLACE, ...signed }).verdict).toBe('verified');
  }
}

const pick = <T>(items: readonly T[], nth: number): T => items[nth % items.length] as T;

/** Whoever is told of a step is told something, unless its time has passed by the time it is taken. */
const checkNotices = ({ request, entry: { type, at }, effects }: Transition): void => {
  for (const effect of effects) {
    if (effect.do !== 'notify' || stateAt(request, at) !== request.state) continue;
    const text = noticeText(request, { told: effect.whom, type, now: at });
    expect({ type, told: effect.whom, isSaid: text !== null }).toEqual({
      type,
      told: effect.whom,
      isSaid: true,
    });
  }
};
