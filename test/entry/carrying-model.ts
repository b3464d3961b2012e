import { createSnapshotCache } from '../../src/app/cache';
import type { Defs } from '../../src/contract/defs';
import type { LedgerRecord } from '../../src/domain/access/ledger';
import { DEFAULT_POLICY } from '../../src/domain/access/policy';
import type { AccessRequest, RequestState } from '../../src/domain/access/request';
import { concludeChain, walkChain, wholeChain } from '../../src/domain/access/verify-chain';
import type { Policy } from '../../src/domain/istio/resources';
import { theirs } from '../domain/access/mesh-builders';
import { anAuthorizationPolicy } from '../domain/istio/policies';
import { aCarryingWorld, everything, isOurs, oursIn, theirsIn, type CarryingWorld } from './a-carrying-world';
import { driftOf, readIfDue } from './a-comparison';
import { jobsOf } from './a-jobs';
import { CHAIN, DAY, MINUTE } from './a-page-record';
import { bindByHand, DARIO, good, OLGA, ORD, ORDERS_PAGE, OWNERS_GROUP, RITA, SAM } from './a-world';
import { anAsk, SOFIA } from './an-access-world';
import { ARROWS, FITS, MAY_BE_THERE, WHOLE, type ModelStep, type StepKind } from './carrying-steps';
import { killable } from './killed';

const PEOPLE = [DARIO, RITA, SAM, SOFIA, OLGA];
const MINUTES = [1, 7, 60, 26 * 60, 8 * 24 * 60];
const GLASS = {
  mayDeclare: [{ kind: 'group' as const, groupId: OWNERS_GROUP }],
  maximumMs: 4 * 60 * MINUTE,
  reviewWithinMs: 2 * DAY,
};

const pick = <T>(items: readonly T[], nth: number): T => items[nth % items.length] as T;
type Call = { who: string; key: keyof Defs; payload: object };

const FOREIGN_ACL = { id: 'a1', consumerId: 'id-partner-acme', group: 'orders-read', tags: [], createdAt: 1 };
const FOREIGN: Policy[][] = [
  [theirs()],
  [],
  [theirs(), anAuthorizationPolicy({ action: 'DENY', rules: [{}] }, { name: 'closed', namespace: 'orders' })],
];

/**
 * Both planes, the people, the clock and the schedule over the real resolver, worker and sweep, with everything that can come between an
 * approval and the end of the access. What must never be otherwise is asserted after every step, and in the end what must be then.
 */
export class CarryingModel {
  private clicks = 0;
  private last: Call | null = null;
  private requests = new Map<string, AccessRequest>();
  private hidden: Set<string> | null = null;
  /** Somebody touched what grants write: what is there may differ from what was granted. */
  private isTouched = false;
  private compared = 0;
  /** Calls of killed processes up to their end. */
  readonly cuts = new Set<string>();
  private foreign: string;

  private constructor(private readonly world: CarryingWorld) {
    this.foreign = theirsIn(world);
  }

  static async begin(): Promise<CarryingModel> {
    const world = await aCarryingWorld();
    const model = new CarryingModel(world);
    const { requests } = world.access;
    const list = requests.list.bind(requests);
    requests.list = async (...args) => {
      const found = await list(...args);
      if (!found.ok || model.hidden === null) return found;
      const shown = found.value.requests.filter(({ id }) => model.hidden?.has(id) === false);
      return { ok: true, value: { ...found.value, requests: shown } };
    };
    await model.setPolicy(0);
    for (const kind of ['open', 'approve', 'deliver'] as const)
      await model.take({ kind, who: kind === 'open' ? 0 : 2, which: 0, choice: 0 });
    return model;
  }

  /** One step; what came of it, as a state or a code. */
  async take(step: ModelStep): Promise<string> {
    const outcome = await this.happen(step);
    await this.check();
    if (step.kind.startsWith('deliver')) await this.checkDrift();
    return outcome;
  }

  private async happen(step: ModelStep): Promise<string> {
    const { kind, choice } = step;
    const { world } = this;
    const parts = WHOLE[kind];
    if (parts !== undefined) {
      for (const [part, given] of parts) await this.take({ ...step, kind: part, choice: given ?? choice });
      return [...this.requests.values()].at(-1)?.state ?? 'nothing';
    }
    switch (kind) {
      case 'clock':
        world.time.now += pick(MINUTES, choice) * MINUTE;
        // Compared whenever the next sweep and its messages come.
        if (choice % 2 === 0) for (const id of [world.connectionId, world.meshId]) await readIfDue(world, id);
        return 'moved';
      case 'sweep':
        await world.jobs.sweep();
        return 'swept';
      case 'deliver':
      case 'deliver twice':
        return this.deliver(choice, kind === 'deliver' ? 1 : 2);
      case 'lose messages':
        return `${world.work.take().length === 0 ? 'none' : 'some'} lost`;
      case 'kill worker':
      case 'kill sweep':
        return this.kill(step);
      case 'index lags':
        this.hidden = this.hidden === null ? new Set([...this.requests.keys()].slice(choice % 3)) : null;
        return this.hidden === null ? 'caught up' : 'lags';
      case 'edit policy':
        return this.setPolicy(choice);
      case 'forged id': {
        const requestId = String(choice).padStart(26, '9');
        const payload = { requestId, rev: 1, commandId: this.commandId() };
        return this.send({ who: pick(PEOPLE, step.who), key: 'dropGrant', payload });
      }
      case 'edit gateway':
      case 'edit mesh':
      case 'take ours away':
      case 'writes fail':
      case 'account closes':
      case 'page to the bin':
      case 'unbind':
        return this.outside(kind, choice);
      default: {
        const call = await this.callOf(step);
        return call === null ? 'nothing to click' : this.send(call);
      }
    }
  }

  /** What others do, here and on both planes. Only this changes what is not ours. */
  private async outside(kind: StepKind, choice: number): Promise<string> {
    const { site, estate, kongWriter, meshWriter } = this.world;
    switch (kind) {
      case 'edit gateway': {
        const acls = (estate.kong.acls ?? []).filter(({ tags }) => tags.length > 0);
        const isPut = acls.length === 0 && choice % 2 === 0;
        estate.kong.acls = isPut ? [FOREIGN_ACL] : acls;
        this.isTouched ||= isPut;
        break;
      }
      case 'edit mesh':
        estate.mesh.policies = [...estate.mesh.policies.filter(isOurs), ...pick(FOREIGN, choice)];
        break;
      case 'take ours away':
        this.isTouched = true;
        if (choice % 2 === 0)
          estate.kong.acls = (estate.kong.acls ?? []).filter(({ tags }) => tags.length === 0);
        else estate.mesh.policies = estate.mesh.policies.filter((policy) => !isOurs(policy));
        break;
      case 'writes fail': {
        const failure = pick(
          [null, { code: 'SERVER_ERROR', status: 503 }, { code: 'NOT_PERMITTED', status: 403 }] as const,
          choice,
        );
        kongWriter.fail('write acls', failure);
        meshWriter.fail('write authorizationpolicies', choice % 2 === 0 ? failure : null);
        break;
      }
      case 'account closes':
        site.closedAccounts = choice % 3 === 0 ? [DARIO] : [];
        break;
      case 'page to the bin':
        site.trashed = choice % 3 === 0 ? [ORDERS_PAGE] : [];
        site.closedToApp = site.trashed;
        break;
      default:
        return this.rebind(choice);
    }
    this.foreign = theirsIn(this.world);
    return 'done';
  }

  private async rebind(choice: number): Promise<string> {
    const { world } = this;
    const kong = { connectionId: world.connectionId, service: 'orders' };
    const kubernetes = { connectionId: world.meshId, namespace: 'orders', labels: { app: 'orders' } };
    if (choice % 2 === 0) {
      bindByHand(world, ORDERS_PAGE, { kong, kubernetes });
      return 'bound';
    }
    const read = await world.ask(DARIO, 'readBinding', { pageId: ORDERS_PAGE });
    if (!read.ok) return read.error.code;
    const binding = { v: 1, environments: [{ name: 'Production', kong: null, kubernetes }] };
    const payload = { pageId: ORDERS_PAGE, version: read.value.version, binding, endsGrants: true };
    return this.send({ who: DARIO, key: 'saveBinding', payload });
  }

  private commandId(): string {
    return `click-${(this.clicks += 1)}`;
  }

  private async setPolicy(choice: number): Promise<string> {
    const ports = this.world.portsFor({ kind: 'anonymous' });
    const { rev } = good(await ports.policies.get(ORD));
    const policy = {
      ...DEFAULT_POLICY,
      breakGlass: choice % 3 === 1 ? null : GLASS,
      denials: 1 + (choice % 2),
    };
    const payload = { spaceId: ORD, rev, policy, commandId: this.commandId() };
    return this.send({ who: SAM, key: 'savePolicy', payload });
  }

  private async send(call: Call): Promise<string> {
    this.last = call;
    const answer: unknown = await this.world.ask(call.who, call.key, call.payload);
    const { ok, value, error } = answer as {
      ok: boolean;
      value?: { state?: string };
      error?: { code: string };
    };
    if (error?.code === 'INTERNAL' || error?.code === 'BAD_INPUT')
      throw new Error(`${call.key}: ${JSON.stringify([error, this.world.log.at(-1)])}`);
    return ok ? (value?.state ?? 'answered') : (error?.code ?? '');
  }

  private async callOf({ kind, who, which, choice }: ModelStep): Promise<Call | null> {
    if (kind === 'click again') return this.last;
    if (kind === 'open') return this.opening(pick([DARIO, DARIO, RITA], who), choice);
    // Mostly somebody who may.
    const may = { approve: SAM, revoke: SOFIA, judge: SAM, 'break glass': OLGA } as Partial<
      Record<StepKind, string>
    >;
    const by = choice % 5 === 0 ? pick(PEOPLE, who) : (may[kind] ?? DARIO);
    const fits = [...this.requests.values()].filter(({ state }) => FITS[kind]?.includes(state) ?? true);
    const request = pick(fits.length > 0 ? fits : [...this.requests.values()], which) as
      AccessRequest | undefined;
    if (request === undefined) return null;
    const { id: requestId, rev, planHash } = request;
    const on = { requestId, rev, commandId: this.commandId() };
    const reason = 'The audit asked for it.';
    const calls: Partial<Record<StepKind, [keyof Defs, object]>> = {
      approve: ['reviewRequest', { planHash, verdict: 'approve', reason }],
      drop: ['dropGrant', {}],
      revoke: ['revokeGrant', { reason }],
      extend: ['extendGrant', { durationMs: (1 + (choice % 9)) * DAY, reason, ticket: null }],
      retry: ['retryGrant', {}],
      'break glass': ['declareBreakGlass', { planHash, reason }],
      judge: ['judgeBreakGlass', { verdict: choice % 2 === 0 ? 'JUSTIFIED' : 'VIOLATION', reason }],
      replan: ['replanRequest', {}],
    };
    const [key, more] = calls[kind] ?? ['withdrawRequest', {}];
    return { who: by, key, payload: { ...on, ...more } };
  }

  private async opening(by: string, choice: number): Promise<Call | null> {
    const limited = pick([{}, { tier: { minute: 60 } }, everything, { ...everything, tier: null }], choice);
    const ask = anAsk({ ...limited, durationMs: (1 + (choice % 6)) * DAY });
    const preview = await this.world.ask(by, 'previewRequest', { pageId: ORDERS_PAGE, ask });
    if (!preview.ok || preview.value.planHash === '') return null;
    const reason = 'The partner’s new shop reads orders.';
    const { planHash } = preview.value;
    const payload = { pageId: ORDERS_PAGE, ask, reason, ticket: null, planHash, commandId: this.commandId() };
    return { who: by, key: 'openRequest', payload };
  }

  private async deliver(choice: number, times: number): Promise<string> {
    const keys = this.world.work.take();
    const from = keys.length === 0 ? 0 : choice % keys.length;
    for (const key of [...keys.slice(from), ...keys.slice(0, from).reverse()])
      await Promise.all(Array.from({ length: times }, () => this.world.jobs.consume({ body: { key } })));
    return keys.length === 0 ? 'nothing waits' : 'delivered';
  }

  private async kill({ kind, which, choice }: ModelStep): Promise<string> {
    const killing = { calls: 0, at: 1 + (choice % 90), took: which % 2 === 0 };
    const dying = jobsOf(this.world, (ports) =>
      killable({ ...ports, indexes: createSnapshotCache().of(null) }, killing),
    );
    if (kind === 'kill sweep') await dying.sweep();
    for (const key of this.world.work.take()) await dying.consume({ body: { key } });
    if (killing.calls < killing.at) return 'came through';
    this.cuts.add(`${kind} ${killing.at} ${killing.took}`);
    return 'killed';
  }

  private async records(): Promise<LedgerRecord[]> {
    const found: LedgerRecord[] = [];
    for (let from = 1; from === found.length + 1; from += 100)
      found.push(...good(await this.world.access.requests.records(CHAIN, { from, to: from + 99 })));
    return found;
  }

  /** Each arrow is one that is drawn and has one entry; nothing but ours was touched; what is ours, somebody who was granted it has. */
  private async check(): Promise<void> {
    const records = await this.records();
    for (const id of new Set(records.flatMap(({ entry }) => entry.req ?? []))) {
      const request = good(await this.world.access.requests.get(id));
      if (request === null) throw new Error(`${id} is told and not there`);
      const told = records.filter(({ entry, body }) => entry.req === id && body?.['state'] !== undefined);
      expect(told.map(({ entry }) => entry.rev)).toEqual(told.map((_, n) => n + 1));
      const states = told.map(({ body }) => body?.['state'] as RequestState);
      expect([states.length, states.at(-1)]).toEqual([request.rev, request.state]);
      for (const [n, state] of states.slice(1).entries())
        expect([states[n], ARROWS[states[n] ?? 'ENDED'].includes(state), state]).toEqual([
          states[n],
          true,
          state,
        ]);
      this.requests.set(id, request);
    }
    expect(theirsIn(this.world)).toBe(this.foreign);
    const { acls, plugins, policies } = oursIn(this.world);
    const wanted = [...this.requests.values()]
      .filter(({ state }) => MAY_BE_THERE.includes(state))
      .flatMap(({ plan }) => plan.changes.map(({ kind }) => kind));
    if (acls.length > 0) expect(wanted).toContain('kong-acl');
    if (plugins.length > 0) expect(wanted).toContain('kong-rate-limit');
    if (policies.some(letsIn)) expect(wanted).toContain('istio-grant');
  }

  /** While nobody touched what grants write, no comparison finds that it differs. */
  private async checkDrift(): Promise<void> {
    const { connectionId, meshId } = this.world;
    for (const id of [connectionId, meshId]) {
      const { compared, drifts } = await driftOf(this.world, id);
      expect(this.isTouched ? [] : drifts).toEqual([]);
      if (!this.isTouched && compared !== null && compared.held > compared.unknown) this.compared += 1;
    }
  }

  /** How often things that grants hold were found to be as they were granted. */
  get foundAsGranted(): number {
    return this.compared;
  }

  /** Everything answers again and time goes on: no grant outlives its end, and the record is whole. */
  async checkWhole(): Promise<void> {
    const { world } = this;
    world.site.trashed = [];
    world.site.closedToApp = [];
    this.hidden = null;
    world.kongWriter.fail('write acls', null);
    world.meshWriter.fail('write authorizationpolicies', null);
    world.time.now += 15 * MINUTE;
    for (const id of [world.connectionId, world.meshId]) await readIfDue(world, id);
    await world.jobs.sweep();
    await world.jobs.deliver();
    await this.checkDrift();
    world.work.take();
    world.time.now += 20 * DAY;
    for (let round = 0; round < 6; round += 1) {
      await world.jobs.sweep();
      await world.jobs.deliver();
      await this.check();
      await this.checkDrift();
      for (const id of [world.connectionId, world.meshId]) await readIfDue(world, id);
      world.time.now += 70 * MINUTE;
    }
    const { acls, consumers, plugins, policies } = oursIn(world);
    expect([acls, consumers, plugins, policies.filter(letsIn)]).toEqual([[], [], [], []]);
    const left = [...this.requests.values()].filter(
      ({ state }) => state !== 'POST_REVIEW' && ARROWS[state].length > 0,
    );
    expect(left.map(({ id, state }) => `${id} ${state}`)).toEqual([]);
    const ports = world.portsFor({ kind: 'anonymous' });
    const [head, keys] = [good(await ports.requests.head(CHAIN)), good(await ports.signing.verifying())];
    const records = await this.records();
    if (head === null) throw new Error('no head');
    const chain = concludeChain(walkChain(wholeChain(CHAIN), records), { head, keys });
    expect(chain).toMatchObject({ outcome: 'verified', checked: records.length });
    for (const kind of ['apply', 'revoke'] as const)
      expect(good(await ports.outbox.due(kind, { now: world.time.now + DAY, limit: 100 }))).toEqual([]);
  }
}

/** A policy without rules lets nobody in. */
const letsIn = (policy: Policy): boolean =>
  policy.kind !== 'AuthorizationPolicy' || policy.spec.rules.length > 0;
