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

/** In the order of a request's life. */
export const STATES = Object.keys(STATE_WORD) as RequestState[];

/** Something may still become of these; in the order in which they need somebody. */
export const OPEN_STATES: readonly RequestState[] = [
  'PENDING',
  'STALE',
  'APPROVED',
  'APPLYING',
  'APPLY_FAILED',
  'REVOKE_FAILED',
  'REVOKING',
  'POST_REVIEW',
  'ACTIVE',
];
