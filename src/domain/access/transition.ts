import type { JsonObject } from '../json';
import { err, ok, type Err, type Ok, type Result } from '../result';
import type { EpochMs } from '../time';
import type { Hash } from './canonical-json';
import type { AccountId } from './people';
import { askedOf, stateAt, type AccessRequest, type Asked, type RequestState } from './request';

/** One arrow: the request after it, the one ledger entry that tells it, and what follows once both are stored. */
export type Transition<R extends AccessRequest = AccessRequest> = {
  request: R;
  entry: EntryDraft;
  effects: Effect[];
};

/** A ledger entry before it has a place in a chain. `body` names nobody: people are in `actor` and in the request. */
export type EntryDraft = {
  type: EntryType;
  at: EpochMs;
  actor: Actor;
  req: string | null;
  rev: number | null;
  planHash: Hash | null;
  body: JsonObject;
};

export type Actor = { kind: 'person'; accountId: AccountId } | { kind: 'job'; name: string };

export type EntryType =
  | 'request.opened'
  | 'request.reviewed'
  | 'request.approved'
  | 'request.approved-by-policy'
  | 'request.denied'
  | 'request.asked-back'
  | 'request.answered'
  | 'request.withdrawn'
  | 'request.replanned'
  | 'request.timed-out'
  | 'request.stale'
  | 'grant.applying'
  | 'grant.active'
  | 'grant.confirmed'
  | 'grant.apply-failed'
  | 'grant.taken-back'
  | 'grant.ending'
  | 'grant.revoke-failed'
  | 'grant.revoke-retried'
  | 'grant.ended'
  | 'grant.left-taken'
  | 'grant.drifted'
  | 'grant.drift-over'
  | 'glass.broken'
  | 'glass.judged'
  | 'glass.judgement-overdue'
  | 'deny-all.drifted'
  | 'deny-all.set'
  | 'deny-all.removed'
  | 'deny-all.left'
  | 'policy.changed'
  | 'mapping.changed'
  | 'settings.changed'
  | 'owners.changed'
  | 'home.moved'
  | 'aliases.changed'
  | 'key.rotated'
  | 'person.forgotten'
  | 'projection.altered'
  | 'projection.restored';

/** Done after the transaction, at least once and idempotent: each names the revision it follows from. */
export type Effect =
  | { do: 'project'; pageId: string }
  /** Every page of the space; `after`: how far that has come. */
  | { do: 'project-space'; spaceId: string; after: string | null }
  | { do: 'notify'; whom: 'approvers' | 'requester'; requestId: string; rev: number }
  | { do: 'apply'; requestId: string; rev: number }
  | { do: 'revoke'; requestId: string; rev: number };

/**
 * One key for one piece of work: what is asked for again while it still waits takes the place of what was asked for before, except
 * notices, each of which is about a revision of its own. Characters that Forge's storage takes in keys.
 */
export const outboxKey = (effect: Effect): string => {
  switch (effect.do) {
    case 'project':
      return `project#${effect.pageId}`;
    case 'project-space':
      return `project-space#${effect.spaceId}`;
    case 'notify':
      return `notify#${effect.requestId}#${effect.rev}#${effect.whom}`;
    case 'apply':
    case 'revoke':
      return `${effect.do}#${effect.requestId}`;
  }
};

/** Why a command changes nothing. Closed; sentences are made in the contract. */
export type Refusal =
  /** Somebody else was first: the state and revision as they are, and who came in between. */
  | { code: 'CONFLICT'; now: RequestState; rev: number; by: AccountId | null }
  /** The command does not fit the state, as when it is given a second time. */
  | { code: 'WRONG_STATE'; now: RequestState }
  | { code: 'OWN_REQUEST'; as: 'requester' | 'beneficiary' | 'plan author' | 'declarer' }
  /** The policy lets nobody break the glass, or not for this. */
  | { code: 'NO_BREAK_GLASS' }
  | { code: 'MAY_NOT_DECLARE' }
  /** What was written before has to be gone first. */
  | { code: 'NOT_TAKEN_BACK' }
  /** An emergency that could not be carried out and cannot be any more. Sentences. */
  | { code: 'GLASS_OUTDATED'; because: string[] }
  | { code: 'NOT_AN_APPROVER' }
  | { code: 'NOT_YOURS' }
  | { code: 'ALREADY_REVIEWED' }
  /** A list or a source that the answer rests on could not be read completely. No progress. */
  | { code: 'CANNOT_VERIFY'; what: string[] }
  | { code: 'REASON_TOO_SHORT'; min: number }
  | { code: 'REASON_TOO_LONG'; max: number }
  | { code: 'TICKET_MISSING' }
  | { code: 'TICKET_WRONG' }
  | { code: 'DURATION_WRONG'; maximumMs: number }
  | { code: 'OPENS_MORE'; routes: string[] }
  | { code: 'NO_SUCH_QUESTION' }
  | { code: 'NOT_LOW_RISK' }
  | { code: 'UNCHANGED' }
  | { code: 'NOT_DUE'; due: EpochMs };

export type Step<R extends AccessRequest = AccessRequest> = Result<Transition<R>, Refusal>;

export const refuse = (refusal: Refusal): Err<Refusal> => err(refusal);

/** What an actor saw when the command was given. */
export type SeenRev = { rev: number };

/** Clocks of two servers may disagree: no request ever goes back in time. */
export const momentOf = (request: AccessRequest, now: EpochMs): EpochMs => Math.max(now, request.updatedAt);

/** The refusal if `request` is not in one of the states, or not as the actor saw it. */
export const misfit = (
  request: AccessRequest,
  states: readonly RequestState[],
  { seen, now }: { seen: SeenRev | null; now: EpochMs },
): Refusal | null => {
  const state = stateAt(request, now);
  if (seen !== null && seen.rev !== request.rev)
    return { code: 'CONFLICT', now: state, rev: request.rev, by: request.reviews.at(-1)?.by ?? null };
  return states.includes(state) ? null : { code: 'WRONG_STATE', now: state };
};

/** The common fields one revision on. */
export const nextOf = (request: AccessRequest, at: EpochMs, over: Partial<Asked> = {}): Asked => ({
  ...askedOf(request),
  ...over,
  rev: request.rev + 1,
  updatedAt: at,
});

type Telling = { type: EntryType; actor: Actor; body?: JsonObject };

/** The arrow to `request`, with its one ledger entry. */
export const arrow = <R extends AccessRequest>(
  request: R,
  { type, actor, body = {} }: Telling,
  effects: Effect[],
): Ok<Transition<R>> =>
  ok({
    request,
    entry: {
      type,
      at: request.updatedAt,
      actor,
      req: request.id,
      rev: request.rev,
      planHash: request.planHash,
      body: { ...body, state: request.state, policyHash: request.policyHash },
    },
    effects: [{ do: 'project', pageId: request.pageId }, ...effects],
  });

export const person = (accountId: AccountId): Actor => ({ kind: 'person', accountId });
export const job = (name: string): Actor => ({ kind: 'job', name });
