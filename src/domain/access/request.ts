import type { EpochMs } from '../time';
import type { Hash } from './canonical-json';
import type { AccountId } from './people';
import type { Plan } from './plan';
import type { Ask } from './ask';
import type { Standing } from './quorum';

/**
 * One request for access, in one state, with exactly the fields of that state. Times are the server's.
 * States up to STALE are decided here; those from APPLYING on are entered by what carries a plan out.
 */
export type AccessRequest =
  | Pending
  | Approved
  | Denied
  | Cancelled
  | TimedOut
  | Stale
  | Applying
  | Active
  | ApplyFailed
  | Revoking
  | RevokeFailed
  | Ended
  | PostReview
  | Judged;

export type RequestState = AccessRequest['state'];

/** What every state has. */
export type Asked = {
  v: 1;
  /** A ULID. */
  id: string;
  /** Grows by one with every arrow, and when somebody in it is forgotten; a command names the one it saw. */
  rev: number;
  spaceId: string;
  pageId: string;
  requester: AccountId;
  ask: Ask;
  /** The requester's own words; shown as such. */
  reason: string;
  ticket: string | null;
  plan: Plan;
  planHash: Hash;
  /** Who asked for the plan as it is now: somebody else than the requester when it was planned anew for them. */
  planAuthor: AccountId;
  /** Of the policy that the request was asked, or planned anew, under. */
  policyHash: Hash;
  /** null: not an extension. */
  extension: Extension | null;
  /** Of the plan as it is now; a new plan starts without any. */
  reviews: Review[];
  questions: Question[];
  openedAt: EpochMs;
  updatedAt: EpochMs;
};

/** `firstApprovedAt`: when the access that is extended began; the policy's total counts from there. */
export type Extension = { requestId: string; firstApprovedAt: EpochMs };

/** `standings`: one per clause of the policy, found when the review was given. */
export type Review = {
  by: AccountId;
  at: EpochMs;
  verdict: 'approve' | 'deny';
  reason: string;
  standings: Standing[];
};

export type Question = {
  by: AccountId;
  at: EpochMs;
  text: string;
  answer: { by: AccountId; at: EpochMs; text: string } | null;
};

export type Pending = Asked & { state: 'PENDING'; pendingUntil: EpochMs };
export type Denied = Asked & { state: 'DENIED'; deniedAt: EpochMs; deniedBy: AccountId[] };
export type Cancelled = Asked & { state: 'CANCELLED'; cancelledAt: EpochMs };
export type TimedOut = Asked & { state: 'TIMED_OUT'; timedOutAt: EpochMs };

/** The world that the plan or the approval was made for has changed. Waits for a new plan as long as a pending request would. */
export type Stale = Asked & { state: 'STALE'; staleAt: EpochMs; cause: StaleCause; pendingUntil: EpochMs };

export type StaleCause =
  | { kind: 'policy'; was: Hash; is: Hash }
  /** `difference`: sentences. `is` null: no plan can be made any more. */
  | { kind: 'plan'; was: Hash; is: Hash | null; difference: string[] }
  /** The requester's account is closed, or may no longer ask. */
  | { kind: 'requester'; because: string }
  /** Somebody who approved may no longer do so, and the others are not enough. */
  | { kind: 'approvers' };

/** `expiresAt` is fixed by the approval and never moved. Who broke the glass stands in `decidedBy`. */
export type Granted = Asked & { approvedAt: EpochMs; decidedBy: DecidedBy; expiresAt: EpochMs };

export type DecidedBy =
  | { kind: 'people'; people: AccountId[] }
  /** Low-risk groups that the policy names. */
  | { kind: 'policy'; groups: string[] }
  /** Nobody approved: somebody with the right to break the glass took it, and answers for it when the access has ended. */
  | { kind: 'break-glass'; by: AccountId; at: EpochMs; reason: string; reviewWithinMs: number };

export type Approved = Granted & { state: 'APPROVED' };
export type Applying = Granted & { state: 'APPLYING'; startedAt: EpochMs; attempt: number };
/**
 * `takenBack` false: something that was written is there still; it is taken back for ever until that is done. `outdated`: what it rested on
 * had changed by then; once nothing of it is left, it is STALE.
 */
export type ApplyFailed = Granted & {
  state: 'APPLY_FAILED';
  attempts: number;
  failure: Failure;
  takenBack: boolean;
  outdated?: StaleCause;
};
export type Active = Granted & { state: 'ACTIVE'; appliedAt: EpochMs };
/** `appliedAt` null: whether anything was written is not known. */
export type Revoking = Granted & { state: 'REVOKING'; appliedAt: EpochMs | null; ending: Ending };
export type RevokeFailed = Granted & {
  state: 'REVOKE_FAILED';
  appliedAt: EpochMs | null;
  ending: Ending;
  attempts: number;
  failure: Failure;
};
/** `left`: what stays there all the same, in words: it is not ours, others hold it, or nobody could take it away. */
type Over = Granted & { appliedAt: EpochMs | null; ending: Ending; endedAt: EpochMs; left: string[] };
export type Ended = Over & { state: 'ENDED' };
/** After a broken glass: the access is over, and somebody who had no part in it has to judge it. `overdue`: the approvers were told. */
export type PostReview = Over & { state: 'POST_REVIEW'; reviewDueAt: EpochMs; overdue: boolean };
export type Judged = Over & {
  state: 'JUSTIFIED' | 'VIOLATION';
  judged: { by: AccountId; at: EpochMs; reason: string };
};

export type Ending =
  | { as: 'expired'; at: EpochMs }
  | { as: 'revoked'; at: EpochMs; by: AccountId; reason: string }
  | { as: 'dropped'; at: EpochMs; by: AccountId }
  /** What it was for is gone. `by` null: nobody was there to be asked. `leaves`: whoever was asked leaves in place what was written. */
  | { as: 'orphaned'; at: EpochMs; because: OrphanCause; by: AccountId | null; leaves: boolean };

export type OrphanCause =
  | 'account closed'
  | 'page deleted'
  | 'page unbound'
  | 'connection removed'
  | 'mapping lost'
  | 'app to be uninstalled';

/** `code` is the adapter's closed code; `what` names the write that failed. */
export type Failure = { at: EpochMs; code: string; what: string };

/** The fields that every state has, without those of the state it is in. */
export const askedOf = (request: AccessRequest): Asked => ({
  v: request.v,
  id: request.id,
  rev: request.rev,
  spaceId: request.spaceId,
  pageId: request.pageId,
  requester: request.requester,
  ask: request.ask,
  reason: request.reason,
  ticket: request.ticket,
  plan: request.plan,
  planHash: request.planHash,
  planAuthor: request.planAuthor,
  policyHash: request.policyHash,
  extension: request.extension,
  reviews: request.reviews,
  questions: request.questions,
  openedAt: request.openedAt,
  updatedAt: request.updatedAt,
});

/**
 * The state that a reader must see at `now`, even if the sweep has not come by: a deadline that has passed has passed.
 * Something that is being revoked stays so, since the gateway may still let the caller in.
 */
export const stateAt = (request: AccessRequest, now: EpochMs): RequestState => {
  switch (request.state) {
    case 'PENDING':
    case 'STALE':
      return now >= request.pendingUntil ? 'TIMED_OUT' : request.state;
    case 'APPLY_FAILED':
      return now >= request.expiresAt && request.takenBack ? 'ENDED' : request.state;
    case 'APPROVED':
    case 'APPLYING':
    case 'ACTIVE':
      return now >= request.expiresAt ? 'ENDED' : request.state;
    case 'DENIED':
    case 'CANCELLED':
    case 'TIMED_OUT':
    case 'REVOKING':
    case 'REVOKE_FAILED':
    case 'ENDED':
    case 'POST_REVIEW':
    case 'JUSTIFIED':
    case 'VIOLATION':
      return request.state;
  }
};
