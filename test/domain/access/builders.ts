import type { Ask, Beneficiary, KongAsk, MeshAsk } from '../../../src/domain/access/ask';
import { planFor } from '../../../src/domain/access/plan-for';
import { openRequest, type OpenCommand } from '../../../src/domain/access/open-request';
import type { Plan } from '../../../src/domain/access/plan';
import { DEFAULT_POLICY, type ApprovalPolicy, type Clause } from '../../../src/domain/access/policy';
import { beginApply, type ApplyFacts, type Rights } from '../../../src/domain/access/begin-apply';
import { finishApply } from '../../../src/domain/access/finish-apply';
import type { AccessRequest, Active, Applying, Approved, Pending } from '../../../src/domain/access/request';
import {
  reviewRequest,
  type ReviewCommand,
  type ReviewFacts,
} from '../../../src/domain/access/review-request';
import type { Refusal, Transition } from '../../../src/domain/access/transition';
import { indexKong, type KongIndex, type KongSnapshot } from '../../../src/domain/kong/snapshot';
import type { Result } from '../../../src/domain/result';
import { aPlugin, aRoute, aService, aSnapshot } from '../kong/builders';

export const NOW = Date.UTC(2026, 10, 23, 10);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const DARIO = '712020:dario';
export const SAM = '712020:sam';
export const SOFIA = '712020:sofia';
export const OLGA = '712020:olga';

/** Orders lets `orders-read` in; reports, of another team, names the same group; partner-acme is in neither. */
export const shop = (over: Partial<KongSnapshot> = {}): KongIndex =>
  indexKong(
    aSnapshot({
      services: [aService(), aService({ id: 'reports' })],
      routes: [
        aRoute({ methods: ['GET'] }),
        aRoute({ id: 'orders-health', methods: ['GET'], paths: ['/health'] }),
        aRoute({ id: 'reports-all', serviceId: 'reports', paths: ['/reports'] }),
      ],
      plugins: [
        aPlugin('key-auth', { on: '' }),
        aPlugin('acl', { on: 'r', config: { allow: ['orders-read', 'staff'] } }),
        aPlugin('acl', {
          id: 'acl@reports',
          scope: { routeId: null, serviceId: 'reports', consumerId: null, consumerGroupId: null },
          config: { allow: ['orders-read'] },
        }),
      ],
      ...over,
    }),
  );

/** The shop in which no group opens more than orders. */
export const smallShop = (over: Partial<KongSnapshot> = {}): KongIndex =>
  shop({
    plugins: [
      aPlugin('key-auth', { on: '' }),
      aPlugin('acl', { on: 'r', config: { allow: ['orders-read'] } }),
    ],
    ...over,
  });

type AskParts = Partial<Pick<Ask, 'lifetime' | 'heldByGrant'> & KongAsk> & {
  beneficiary?: Exclude<Beneficiary, { kind: 'account' }>;
  mesh?: MeshAsk | null;
};

/** Partner-acme asks for the list of orders. */
export const anAsk = (over: AskParts = {}): Ask => {
  const { lifetime, heldByGrant = [], beneficiary, mesh = null, ...kong } = over;
  return {
    beneficiary: beneficiary ?? {
      kind: 'consumer',
      consumer: { id: 'partner-acme', name: 'partner-acme' },
    },
    lifetime: lifetime ?? { kind: 'for', ms: 7 * DAY },
    heldByGrant,
    kong: {
      connectionId: 'kong',
      routeIds: ['orders-list'],
      isNewConsumer: false,
      tier: null,
      ...kong,
    },
    mesh,
  };
};

export const aPlan = (index: KongIndex = smallShop(), ask: Ask = anAsk()): Plan => {
  const planned = planFor(ask, index);
  if (!planned.ok || planned.value.outcome !== 'changes') throw new Error(JSON.stringify(planned));
  return planned.value.plan;
};

export const aPolicy = (over: Partial<ApprovalPolicy> = {}): ApprovalPolicy => ({
  ...DEFAULT_POLICY,
  ...over,
});

export const group = (groupId: string, min = 1): Clause => ({ anyOf: [{ kind: 'group', groupId }], min });

export const anOpening = (over: Partial<OpenCommand> = {}): OpenCommand => ({
  id: 'req-1',
  by: DARIO,
  spaceId: '65537',
  pageId: '131073',
  ask: anAsk(),
  reason: 'The partner’s new shop reads orders.',
  ticket: null,
  extension: null,
  ...over,
});

export const aPending = (
  over: Partial<OpenCommand> & { policy?: ApprovalPolicy; plan?: Plan } = {},
): Pending => {
  const { policy = aPolicy(), plan = aPlan(), ...command } = over;
  return valueOf(openRequest(anOpening(command), { now: NOW, policy, plan })).request;
};

export const anApproval = (
  request: AccessRequest,
  by = SAM,
  over: Partial<ReviewCommand> = {},
): ReviewCommand => ({
  by,
  verdict: 'approve',
  reason: '',
  seen: { rev: request.rev, planHash: request.planHash },
  ...over,
});

export const aDenial = (request: AccessRequest, by = SAM): ReviewCommand =>
  anApproval(request, by, { verdict: 'deny', reason: 'Use the export instead, please.' });

export const reviewFacts = (over: Partial<ReviewFacts> = {}): ReviewFacts => ({
  now: NOW + HOUR,
  policy: aPolicy(),
  aliases: [],
  standings: ['yes'],
  beneficiaries: { read: 'complete', people: [] },
  planNow: planFor(anAsk(), smallShop()),
  ...over,
});

export const anApproved = (): Approved => {
  const pending = aPending();
  const { request } = valueOf(reviewRequest(pending, anApproval(pending), reviewFacts()));
  if (request.state !== 'APPROVED') throw new Error(request.state);
  return request;
};

/** Everybody may still do what they did. */
export const rightsOf = (over: Partial<Rights> = {}): Rights => ({
  approvers: new Map([[SAM, ['yes' as const]]]),
  declarer: 'yes',
  accounts: 'yes',
  mapped: 'yes',
  read: 'now',
  ...over,
});

export const applyFacts = (over: Partial<ApplyFacts> = {}): ApplyFacts => ({
  ...reviewFacts({ now: NOW + 2 * HOUR }),
  rights: rightsOf(),
  ...over,
});

export const anApplying = (): Applying => {
  const { request } = valueOf(beginApply(anApproved(), applyFacts()));
  if (request.state !== 'APPLYING') throw new Error(request.state);
  return request;
};

export const anActive = (): Active => valueOf(finishApply(anApplying(), { now: NOW + 2 * HOUR })).request;

export const valueOf = <T>(result: Result<T, { code: string }>): T => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
};

export const refusalOf = (step: Result<Transition, Refusal>): Refusal => {
  if (step.ok) throw new Error(`not refused: ${step.value.request.state}`);
  return step.error;
};

export const codeOf = (step: Result<unknown, { code: string }>): string => (step.ok ? 'ok' : step.error.code);
