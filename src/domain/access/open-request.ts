import type { EpochMs } from '../time';
import { isAllowedLifetime, expiryOf } from './lifetime';
import type { AccountId } from './people';
import { planHash, type Plan } from './plan';
import type { Ask } from './ask';
import { policyHash, ticketFault, type ApprovalPolicy } from './policy';
import { reasonFault } from './reason';
import type { Approved, Extension, Pending } from './request';
import { arrow, job, misfit, momentOf, nextOf, person, refuse, type Refusal, type Step } from './transition';

export type OpenCommand = {
  /** A ULID, made by the server. */
  id: string;
  by: AccountId;
  spaceId: string;
  pageId: string;
  ask: Ask;
  reason: string;
  ticket: string | null;
  extension: Extension | null;
};

/** `plan`: what `planFor` makes of the ask now. */
export type OpenFacts = { now: EpochMs; policy: ApprovalPolicy; plan: Plan };

/** Nothing → PENDING. The approvers are told. */
export const openRequest = (command: OpenCommand, { now, policy, plan }: OpenFacts): Step<Pending> => {
  const fault =
    reasonFault(command.reason, policy.reasonMinLength) ??
    ticketRefusal(policy, command.ticket) ??
    planFault(plan, { policy, extension: command.extension, now });
  if (fault !== null) return refuse(fault);
  const request: Pending = {
    v: 1,
    id: command.id,
    rev: 1,
    spaceId: command.spaceId,
    pageId: command.pageId,
    requester: command.by,
    ask: command.ask,
    reason: command.reason,
    ticket: command.ticket,
    plan,
    planHash: planHash(plan),
    planAuthor: command.by,
    policyHash: policyHash(policy),
    extension: command.extension,
    reviews: [],
    questions: [],
    openedAt: now,
    updatedAt: now,
    state: 'PENDING',
    pendingUntil: now + policy.pendingTimeoutMs,
  };
  const body = {
    reason: command.reason,
    ticket: command.ticket,
    extends: command.extension?.requestId ?? null,
  };
  return arrow(request, { type: 'request.opened', actor: person(command.by), body }, [
    { do: 'notify', whom: 'approvers', requestId: request.id, rev: request.rev },
  ]);
};

/** Why the policy would not let the plan be asked for: shown before sending, and checked again when it is sent. */
export const planFault = (
  plan: Plan,
  given: { policy: ApprovalPolicy; extension: Extension | null; now: EpochMs },
): Refusal | null => {
  const { policy } = given;
  if (!isAllowedLifetime(plan.lifetime, given))
    return { code: 'DURATION_WRONG', maximumMs: policy.maximumDurationMs };
  const beyond = [
    ...[...plan.alsoOpens, ...plan.mayChange].map(({ name }) => name),
    ...(plan.reach?.letIn ?? []).map(({ caller }) => caller),
  ];
  return policy.plansMayOpenMore || beyond.length === 0 ? null : { code: 'OPENS_MORE', routes: beyond };
};

const ticketRefusal = (policy: ApprovalPolicy, ticket: string | null): Refusal | null => {
  const code = ticketFault(policy, ticket);
  return code === null ? null : { code };
};

/** The groups to join, if the plan does nothing but join groups that the policy names; null otherwise. */
const lowRiskGroups = ({ changes }: Plan, { autoApprove }: ApprovalPolicy): string[] | null => {
  const groups = changes.map((change) => {
    if (change.kind !== 'kong-acl' || change.want !== 'present') return null;
    const isNamed = autoApprove.some(
      ({ connectionId, group }) => connectionId === change.connectionId && group === change.group,
    );
    return isNamed ? change.group : null;
  });
  return groups.every((group) => group !== null) ? groups : null;
};

/** PENDING → APPROVED without anybody, when every group to join is on the policy's list of low-risk ones. */
export const approveByPolicy = (
  request: Pending,
  { now, policy }: { now: EpochMs; policy: ApprovalPolicy },
): Step<Approved> => {
  const fault = misfit(request, ['PENDING'], { seen: null, now });
  if (fault !== null) return refuse(fault);
  const groups = lowRiskGroups(request.plan, policy);
  if (groups === null || policyHash(policy) !== request.policyHash) return refuse({ code: 'NOT_LOW_RISK' });
  const at = momentOf(request, now);
  const expiresAt = expiryOf(request.plan.lifetime, { policy, extension: request.extension, now: at });
  if (expiresAt <= at) return refuse({ code: 'DURATION_WRONG', maximumMs: policy.maximumDurationMs });
  const approved: Approved = {
    ...nextOf(request, at),
    state: 'APPROVED',
    approvedAt: at,
    decidedBy: { kind: 'policy', groups },
    expiresAt,
  };
  const told = {
    type: 'request.approved-by-policy',
    actor: job('policy'),
    body: { groups, expiresAt },
  } as const;
  return arrow(approved, told, [
    { do: 'apply', requestId: request.id, rev: approved.rev },
    { do: 'notify', whom: 'requester', requestId: request.id, rev: approved.rev },
  ]);
};
