import type { AccessRequest } from '../../../src/domain/access/request';
import type { StepKind } from './site-model';

/** The drawing of states: what may follow what. */
export const ARROWS: Record<AccessRequest['state'], AccessRequest['state'][]> = {
  PENDING: ['PENDING', 'APPROVED', 'DENIED', 'CANCELLED', 'TIMED_OUT', 'STALE'],
  STALE: ['PENDING', 'CANCELLED', 'TIMED_OUT'],
  APPROVED: ['APPLYING', 'ACTIVE', 'STALE', 'ENDED', 'POST_REVIEW'],
  APPLYING: ['ACTIVE', 'APPLY_FAILED', 'STALE', 'REVOKING', 'ENDED', 'POST_REVIEW'],
  ACTIVE: ['REVOKING', 'ENDED', 'POST_REVIEW'],
  APPLY_FAILED: ['APPLY_FAILED', 'APPLYING', 'STALE', 'REVOKING', 'ENDED', 'POST_REVIEW'],
  REVOKING: ['REVOKE_FAILED', 'ENDED', 'POST_REVIEW'],
  REVOKE_FAILED: ['REVOKE_FAILED', 'ENDED', 'POST_REVIEW'],
  POST_REVIEW: ['POST_REVIEW', 'JUSTIFIED', 'VIOLATION'],
  JUSTIFIED: [],
  VIOLATION: [],
  DENIED: [],
  CANCELLED: [],
  TIMED_OUT: [],
  ENDED: [],
};

/** What is likely to happen next; everything else happens, too. */
export const ONWARD: Record<AccessRequest['state'], readonly StepKind[]> = {
  PENDING: ['review', 'review', 'review', 'declare'],
  STALE: ['replan'],
  APPROVED: ['apply', 'apply', 'confirm'],
  APPLYING: ['work'],
  ACTIVE: ['extend', 'extend', 'drop', 'revoke', 'orphan'],
  APPLY_FAILED: ['work', 'apply', 'revoke'],
  REVOKING: ['work'],
  REVOKE_FAILED: ['work'],
  POST_REVIEW: ['judge', 'judge', 'judge', 'sweep'],
  JUSTIFIED: ['judge'],
  VIOLATION: ['judge'],
  DENIED: ['replan'],
  CANCELLED: ['replan'],
  TIMED_OUT: ['replan'],
  ENDED: ['extend'],
};

export const FINAL: readonly AccessRequest['state'][] = [
  'DENIED',
  'CANCELLED',
  'TIMED_OUT',
  'ENDED',
  'JUSTIFIED',
  'VIOLATION',
];
