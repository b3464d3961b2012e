import type { RequestState } from './request';

/** What a reader calls a state, on screen, in the table on the page and in notices alike. */
export const STATE_WORD: Record<RequestState, string> = {
  PENDING: 'waiting for approval',
  STALE: 'needs a new plan',
  APPROVED: 'approved',
  APPLYING: 'being carried out',
  ACTIVE: 'active',
  APPLY_FAILED: 'not carried out',
  DENIED: 'denied',
  CANCELLED: 'withdrawn',
  TIMED_OUT: 'not decided in time',
  REVOKING: 'being taken back',
  REVOKE_FAILED: 'could not be taken back',
  ENDED: 'ended',
  POST_REVIEW: 'to be judged',
  JUSTIFIED: 'justified',
  VIOLATION: 'violation',
};
