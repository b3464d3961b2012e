import type { Result } from '../result';
import type { EpochMs } from '../time';
import { cannotPlanPhrases, type CannotPlan } from './cannot-plan';
import type { Planned } from './plan-for';
import { planDifferences } from './plan-difference';
import { planHash } from './plan';
import { policyHash, type ApprovalPolicy } from './policy';
import type { ApplyFailed, Applying, Approved, Asked, Pending, Stale, StaleCause } from './request';
import { arrow, misfit, momentOf, nextOf, refuse, type Actor, type Refusal, type Step } from './transition';

/** What `planFor` makes of the request's ask now. */
export type PlanNow = Result<Planned, CannotPlan>;

/** Nothing of it is written, or what was is taken back. */
type Unwritten = Pending | Approved | Applying | ApplyFailed;

/**
 * PENDING, APPROVED, APPLYING or APPLY_FAILED → STALE, once nothing of it is written any more. All reviews stay in the record and count for
 * nothing any more.
 */
export const makeStale = (
  request: Unwritten,
  { cause, actor }: { cause: StaleCause; actor: Actor },
  { now, policy }: { now: EpochMs; policy: ApprovalPolicy },
): Step<Stale> => {
  const fault = misfit(request, ['PENDING', 'APPROVED', 'APPLYING', 'APPLY_FAILED'], { seen: null, now });
  if (fault !== null) return refuse(fault);
  if (request.state === 'APPLY_FAILED' && !request.takenBack) return refuse({ code: 'NOT_TAKEN_BACK' });
  const at = momentOf(request, now);
  const stale: Stale = {
    ...nextOf(request, at),
    state: 'STALE',
    staleAt: at,
    cause,
    pendingUntil: at + policy.pendingTimeoutMs,
  };
  return arrow(stale, { type: 'request.stale', actor, body: { cause } }, [
    { do: 'notify', whom: 'requester', requestId: stale.id, rev: stale.rev },
  ]);
};

/** For people: what has changed. */
export const staleSentences = (cause: StaleCause): string[] => {
  switch (cause.kind) {
    case 'plan':
      return cause.difference;
    case 'policy':
      return ['The policy of this space was changed since.'];
    case 'requester':
      return [cause.because];
    case 'approvers':
      return ['Somebody who approved may no longer do so, and the others are not enough.'];
  }
};

/** The cause, if the space's policy is not the one that the request was asked under. A stricter and a looser one count alike. */
export const policyCause = (request: Asked, policy: ApprovalPolicy): StaleCause | null => {
  const is = policyHash(policy);
  return is === request.policyHash ? null : { kind: 'policy', was: request.policyHash, is };
};

/** The cause, if the world now gives another plan; a refusal if it could not be read, since then nobody knows. */
export const planCause = (request: Asked, planNow: PlanNow): StaleCause | Refusal | null => {
  const was = request.planHash;
  if (!planNow.ok) {
    const error = planNow.error;
    if (error.code === 'NOT_READ') return { code: 'CANNOT_VERIFY', what: error.parts };
    if (error.code === 'NOT_KNOWN') return { code: 'CANNOT_VERIFY', what: error.because };
    return { kind: 'plan', was, is: null, difference: cannotPlanPhrases(error) };
  }
  if (planNow.value.outcome === 'nothing to change')
    return {
      kind: 'plan',
      was,
      is: null,
      difference: ['The access is there already.', ...planNow.value.because],
    };
  const { plan } = planNow.value;
  const is = planHash(plan);
  return is === was ? null : { kind: 'plan', was, is, difference: planDifferences(request.plan, plan) };
};

/** For the sweep and for events: STALE if policy or plan changed, `UNCHANGED` if not. */
export const recheck = (
  request: Pending | Approved,
  { actor }: { actor: Actor },
  facts: { now: EpochMs; policy: ApprovalPolicy; planNow: PlanNow },
): Step<Stale> => {
  const fault = misfit(request, ['PENDING', 'APPROVED'], { seen: null, now: facts.now });
  if (fault !== null) return refuse(fault);
  const cause = policyCause(request, facts.policy) ?? planCause(request, facts.planNow);
  if (cause === null) return refuse({ code: 'UNCHANGED' });
  return 'code' in cause ? refuse(cause) : makeStale(request, { cause, actor }, facts);
};
