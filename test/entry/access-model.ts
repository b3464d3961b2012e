import { createMemoryConfluence } from '../../src/adapters/memory/confluence';
import { accessTable, textOfTable } from '../../src/domain/access/access-table';
import { judgeProjection } from '../../src/domain/access/judge-projection';
import type { LedgerRecord } from '../../src/domain/access/ledger';
import { DEFAULT_POLICY, type ApprovalPolicy } from '../../src/domain/access/policy';
import { PROJECTION_KEY, type Projection } from '../../src/domain/access/projection';
import type { AccessRequest, RequestState } from '../../src/domain/access/request';
import { concludeChain, walkChain, wholeChain } from '../../src/domain/access/verify-chain';
import { createResolver } from '../../src/entry/resolver';
import type { Defs } from '../../src/contract/defs';
import { jobsOf } from './a-jobs';
import { aKiller } from './a-killer';
import { altered, CHAIN, DAY, MINUTE, propertyOn } from './a-page-record';
import { DARIO, good, ORD, ORDERS_PAGE, OWNERS_GROUP, RITA, SAM } from './a-world';
import { anAccessWorld, anAsk, clauseOf, OLGA, SOFIA, type AccessWorld } from './an-access-world';
import type { WalkStep } from '../walk';

export const STEPS = [
  'open',
  'open',
  'approve',
  'approve',
  'approve',
  'deny',
  'old click',
  'click again',
  'ask back',
  'answer',
  'withdraw',
  'replan',
  'read',
  'forged id',
  'edit policy',
  'edit settings',
  'edit gateway',
  'clock',
  'sweep',
  'deliver',
  'deliver twice',
  'lose messages',
  'kill worker',
  'kill resolver',
  'kill sweep',
  'index lags',
  'alter property',
  'remove property',
  'edit table',
  'write anew',
  'close page',
  'Confluence down',
] as const;
export type StepKind = (typeof STEPS)[number];
export type ModelStep = WalkStep<StepKind>;

const PEOPLE = [DARIO, RITA, SAM, SOFIA, OLGA];
const ADMINS = [SAM, SOFIA];
const MINUTES = [1, 7, 60, 26 * 60, 8 * 24 * 60, 15 * 24 * 60];

const admins = clauseOf([{ kind: 'space-admins' }]);
const owners = clauseOf([{ kind: 'group', groupId: OWNERS_GROUP }]);
const POLICIES: Partial<ApprovalPolicy>[] = [
  { clauses: [admins] },
  { clauses: [admins, owners] },
  { clauses: [{ ...admins, min: 2 }], denials: 2 },
];

/** The drawing of states as far as these use cases go: what may follow what. */
const ARROWS: Partial<Record<RequestState, RequestState[]>> = {
  PENDING: ['PENDING', 'APPROVED', 'DENIED', 'CANCELLED', 'TIMED_OUT', 'STALE'],
  STALE: ['PENDING', 'CANCELLED', 'TIMED_OUT'],
  APPROVED: ['STALE', 'ENDED'],
};

const pick = <T>(items: readonly T[], nth: number): T => items[nth % items.length] as T;
type Call = { who: string; key: keyof Defs; payload: object };

/**
 * A space with its page, its gateway, its people, its queue and its schedule, over the real resolver, worker and sweep. Anything may happen
 * in any order; what must never be otherwise is asserted after every step, and what must be in the end once everything answers again.
 */
export class AccessModel {
  private clicks = 0;
  private last: Call | null = null;
  private before = new Map<string, AccessRequest>();
  private lagging: Set<string> | null = null;
  /** Steps until Confluence answers again. */
  private down = 0;
  private wasEdited = false;

  private constructor(
    private readonly world: AccessWorld,
    private readonly jobs = jobsOf(world),
  ) {}

  static async begin(): Promise<AccessModel> {
    const world = await anAccessWorld();
    world.site.now = () => new Date(world.time.now).toISOString();
    const model = new AccessModel(world);
    model.makeIndexesLag();
    const answers = { spaceId: ORD, rev: 0, writesTable: true, writesComments: true, commandId: 'first' };
    good(await world.ask(SAM, 'saveSpaceSettings', answers));
    await model.take({ kind: 'open', who: 1, which: 0, choice: 0 });
    return model;
  }

  /** While `lagging` names requests, no list does: that is how an index lags behind what was just stored. */
  private makeIndexesLag(): void {
    const { requests } = this.world.access;
    const list = requests.list.bind(requests);
    requests.list = async (...args) => {
      const found = await list(...args);
      if (!found.ok || this.lagging === null) return found;
      const shown = found.value.requests.filter(({ id }) => this.lagging?.has(id) === false);
      return { ok: true, value: { ...found.value, requests: shown } };
    };
  }

  /** One step; what came of it, as a state or a code. */
  async take(step: ModelStep): Promise<string> {
    const known = new Set(this.before.keys());
    const outcome = await this.happen(step);
    if (this.down > 0 && (this.down -= 1) === 0) this.world.site.unavailable = null;
    await this.check();
    // What was stored while an index lagged is named by none.
    if (this.lagging !== null) for (const id of this.before.keys()) if (!known.has(id)) this.lagging.add(id);
    return outcome;
  }

  private async happen(step: ModelStep): Promise<string> {
    const { kind, choice } = step;
    const { world, jobs } = this;
    switch (kind) {
      case 'clock':
        world.time.now += pick(MINUTES, choice) * MINUTE;
        return 'moved';
      case 'sweep':
        await jobs.sweep();
        return 'swept';
      case 'deliver':
      case 'deliver twice':
        return this.deliver(choice, kind === 'deliver' ? 1 : 2);
      case 'lose messages':
        return `${world.work.take().length === 0 ? 'none' : 'some'} lost`;
      case 'kill worker':
      case 'kill sweep':
        return this.killJobs(step);
      case 'index lags':
        this.lagging = this.lagging === null ? new Set() : null;
        return this.lagging === null ? 'caught up' : 'lags';
      case 'close page':
        world.site.closedToApp = world.site.closedToApp?.includes(ORDERS_PAGE) === true ? [] : [ORDERS_PAGE];
        return world.site.closedToApp.length > 0 ? 'closed' : 'open';
      case 'Confluence down':
        world.site.unavailable = '503';
        this.down = 2 + (choice % 3);
        return 'down';
      case 'edit gateway':
        world.estate.kong.acls = choice % 2 === 0 ? [] : [ANOTHER];
        return 'edited';
      case 'alter property':
      case 'remove property':
      case 'edit table':
        return this.tamper(step);
      default:
        return this.click(step);
    }
  }

  private async click(step: ModelStep): Promise<string> {
    const call = await this.callOf(step);
    if (call === null) return 'nothing to click';
    this.last = call;
    if (step.kind !== 'kill resolver') return this.send(call);
    const killer = aKiller(step.choice % 60, step.which % 2 === 0 ? 'before' : 'after');
    const { world } = this;
    const resolver = createResolver({
      portsFor: (viewer, installation) => killer.around(world.portsFor(viewer, installation)),
      log: () => undefined,
    });
    const { who, key, payload } = call;
    await resolver({ call: { functionKey: key, payload }, context: {} }, { principal: { accountId: who } });
    return killer.isDead() ? 'killed' : 'came through';
  }

  private async send({ who, key, payload }: Call): Promise<string> {
    const answer: unknown = await this.world.ask(who, key, payload);
    const { ok, value, error } = answer as {
      ok: boolean;
      value?: { state?: string };
      error?: { code: string };
    };
    if (error?.code === 'INTERNAL') throw new Error(`${key} threw: ${JSON.stringify(this.world.log.at(-1))}`);
    return ok ? (value?.state ?? 'answered') : (error?.code ?? '');
  }

  private async callOf({ kind, who, which, choice }: ModelStep): Promise<Call | null> {
    const by = pick(PEOPLE, who);
    const commandId = `click-${(this.clicks += 1)}`;
    if (kind === 'click again') return this.last;
    if (kind === 'open' || (kind === 'kill resolver' && choice % 3 === 0)) return this.opening(by, commandId);
    if (kind === 'edit policy' || kind === 'edit settings')
      return this.setting(kind, { who, choice, commandId });
    if (kind === 'read') return { who: by, key: 'readAccess', payload: { pageId: ORDERS_PAGE } };
    if (kind === 'write anew')
      return { who: by, key: 'writePageRecord', payload: { pageId: ORDERS_PAGE, anew: choice % 2 === 0 } };
    if (kind === 'forged id') {
      const requestId = String(choice).padStart(26, '0');
      return { who: by, key: 'readRequest', payload: { requestId } };
    }
    // Mostly what still moves, sometimes what is over.
    const all = [...this.before.values()];
    const open = all.filter(({ state }) => state in ARROWS);
    const request = pick(open.length > 0 && which % 4 > 0 ? open : all, which) as AccessRequest | undefined;
    return request === undefined ? null : this.onRequest(request, { kind, by, choice, commandId });
  }

  private async opening(by: string, commandId: string): Promise<Call | null> {
    const ask = anAsk();
    const preview = await this.world.ask(by, 'previewRequest', { pageId: ORDERS_PAGE, ask });
    if (!preview.ok || preview.value.planHash === '') return null;
    const { planHash } = preview.value;
    const reason = 'The partner’s new shop reads orders.';
    const payload = { pageId: ORDERS_PAGE, ask, reason, ticket: null, planHash, commandId };
    return { who: by, key: 'openRequest', payload };
  }

  private async setting(
    kind: 'edit policy' | 'edit settings',
    { who, choice, commandId }: { who: number; choice: number; commandId: string },
  ): Promise<Call> {
    const by = pick(ADMINS, who);
    const ports = this.world.portsFor({ kind: 'anonymous' });
    if (kind === 'edit policy') {
      const { rev } = good(await ports.policies.get(ORD));
      const policy = { ...DEFAULT_POLICY, ...pick(POLICIES, choice) };
      return { who: by, key: 'savePolicy', payload: { spaceId: ORD, rev, policy, commandId } };
    }
    const rev = good(await ports.recorded.get('space', ORD))?.rev ?? 0;
    const value = { writesTable: choice % 3 !== 0, writesComments: choice % 2 === 0 };
    return { who: by, key: 'saveSpaceSettings', payload: { spaceId: ORD, rev, ...value, commandId } };
  }

  private onRequest(
    { id: requestId, rev: now, planHash }: AccessRequest,
    { kind, by, choice, commandId }: { kind: StepKind; by: string; choice: number; commandId: string },
  ): Call {
    const rev = kind === 'old click' ? now - 1 : now;
    const on = { requestId, rev, commandId };
    const review = (verdict: string): Call => ({
      who: by,
      key: 'reviewRequest',
      payload: { ...on, planHash, verdict, reason: 'because of the audit' },
    });
    switch (kind) {
      case 'deny':
        return review('deny');
      case 'ask back':
        return { who: by, key: 'askBack', payload: { ...on, text: 'Why?' } };
      case 'answer':
        return { who: by, key: 'answerQuestion', payload: { ...on, text: 'So.' } };
      case 'withdraw':
        return { who: by, key: 'withdrawRequest', payload: on };
      case 'replan':
        return { who: by, key: 'replanRequest', payload: on };
      default:
        return review(choice % 7 === 0 ? 'deny' : 'approve');
    }
  }

  /** What waits, in another order than it came in, each `times` at once. */
  private async deliver(choice: number, times: number): Promise<string> {
    const keys = this.world.work.take();
    const from = keys.length === 0 ? 0 : choice % keys.length;
    for (const key of [...keys.slice(from), ...keys.slice(0, from).reverse()])
      await Promise.all(Array.from({ length: times }, () => this.jobs.consume({ body: { key } })));
    return keys.length === 0 ? 'nothing waits' : 'delivered';
  }

  private async killJobs({ kind, which, choice }: ModelStep): Promise<string> {
    const { world } = this;
    const killer = aKiller(choice % 40, which % 2 === 0 ? 'before' : 'after');
    const dying = jobsOf(world, killer.around);
    if (kind === 'kill sweep') await dying.sweep();
    for (const key of world.work.take()) await dying.consume({ body: { key } });
    return killer.isDead() ? 'killed' : 'came through';
  }

  private async tamper({ kind, who, choice }: ModelStep): Promise<string> {
    const { site } = this.world;
    const property = propertyOn(this.world);
    if (kind === 'edit table') {
      const versions = site.tables.get(ORDERS_PAGE) ?? [];
      const text = choice % 3 === 0 ? [] : [['Caller', `somebody ${choice % 5}`]];
      this.wasEdited = true;
      site.tables.set(ORDERS_PAGE, [...versions, { text, by: DARIO, message: 'by hand' }]);
      return 'edited';
    }
    if (property === undefined) return 'nothing there';
    if (kind === 'remove property') {
      site.properties.clear();
      return 'removed';
    }
    const value = choice % 2 === 0 ? altered(this.world, { gatehousePending: choice }) : { mine: choice };
    const write = { key: PROJECTION_KEY, value, seen: property.version, message: '' };
    const editor = createMemoryConfluence(site, pick([DARIO, SAM], who));
    return (await editor.writeProperty(ORDERS_PAGE, write)).ok ? 'altered' : 'not altered';
  }

  private async records(): Promise<LedgerRecord[]> {
    const found: LedgerRecord[] = [];
    for (let from = 1; from === found.length + 1; from += 100)
      found.push(...good(await this.world.access.requests.records(CHAIN, { from, to: from + 99 })));
    return found;
  }

  /** After every step: each arrow is one that is drawn, has one entry, and was nobody's own to approve. */
  private async check(): Promise<void> {
    const { requests } = this.world.access;
    const records = await this.records();
    const ids = [...new Set(records.flatMap(({ entry }) => entry.req ?? []))];
    for (const id of ids) {
      const request = good(await requests.get(id));
      if (request === null) throw new Error(`${id} is told and not there`);
      const told = records.filter(({ entry }) => entry.req === id);
      expect(told.map(({ entry }) => entry.rev)).toEqual(told.map((_, n) => n + 1));
      expect(told).toHaveLength(request.rev);
      const states = told.map(({ body }) => body?.['state'] as RequestState);
      expect(states.at(-1)).toBe(request.state);
      for (const [n, state] of states.slice(1).entries())
        expect(ARROWS[states[n] ?? 'ENDED'] ?? []).toContain(state);
      if (request.state === 'APPROVED' && request.decidedBy.kind === 'people')
        expect(request.decidedBy.people).not.toContain(request.requester);
      this.before.set(id, request);
    }
  }

  /** Everything answers again, and the schedule runs on: whatever was lost, killed or altered is made good. */
  async checkWhole(): Promise<void> {
    const { world, jobs } = this;
    world.site.unavailable = null;
    world.site.closedToApp = [];
    this.lagging = null;
    world.work.take();
    for (let round = 0; round < 4; round += 1) {
      world.time.now += 70 * MINUTE;
      await jobs.sweep();
      await jobs.deliver();
      await jobs.consume({ body: { key: `check#${ORDERS_PAGE}` } });
    }
    await this.check();
    const ports = world.portsFor({ kind: 'anonymous' });
    const [head, keys] = [good(await ports.requests.head(CHAIN)), good(await ports.signing.verifying())];
    const records = await this.records();
    if (head === null) return;
    const chain = concludeChain(walkChain(wholeChain(CHAIN), records), { head, keys });
    expect(chain).toMatchObject({ outcome: 'verified', checked: records.length });
    for (const kind of ['project', 'project-space', 'notify'] as const)
      expect(good(await ports.outbox.due(kind, { now: world.time.now + DAY, limit: 100 }))).toEqual([]);
    const marks = world.site.notices.map(({ mark }) => mark);
    expect(new Set(marks).size).toBe(marks.length);
    await this.checkPage(records);
  }

  private async checkPage(records: LedgerRecord[]): Promise<void> {
    const { world } = this;
    const requests = [...this.before.values()];
    const ports = world.portsFor({ kind: 'anonymous' });
    const row = good(await ports.projections.get(ORDERS_PAGE));
    if (requests.length === 0) return;
    if (row === null) throw new Error('nothing is shown');
    const { value } = propertyOn(world) ?? { value: null };
    const expected = { ...ports.placeOf(ORDERS_PAGE), keys: good(await ports.signing.verifying()) };
    expect(judgeProjection(value, row.property, expected)).toEqual({ verdict: 'verified' });
    const shown = (value as unknown as Projection).requests.map(({ id, state }) => `${id} ${state}`);
    expect(shown.sort()).toEqual(requests.map(({ id, state }) => `${id} ${state}`).sort());
    expect(row.alteration === null || row.alteration.restoredAt !== null).toBe(true);
    const altered = records.filter(({ entry }) => entry.type === 'projection.altered');
    const seen = altered.map(({ body, entry }) => JSON.stringify([body, entry.rev, entry.at]));
    expect(new Set(seen).size).toBe(seen.length);
    const setting = good(await ports.recorded.get('space', ORD))?.value.writesTable ?? null;
    const table = world.site.tables.get(ORDERS_PAGE)?.at(-1)?.text ?? [];
    const wanted = setting === true ? textOfTable(accessTable(requests, world.time.now)) : [];
    // Nobody was asked: what stands there is none of ours. Edited by hand: it is left alone, and that is kept.
    if (setting !== null && row.table.handEdited === null) expect(table).toEqual(wanted);
    if (!this.wasEdited) expect(row.table.handEdited).toBeNull();
  }
}

const ANOTHER = { id: 'a1', consumerId: 'id-partner-acme', group: 'orders-read', tags: [], createdAt: 1 };
