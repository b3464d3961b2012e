import type { RequestState } from '../../src/domain/access/request';
import type { WalkStep } from '../walk';

export const STEPS = [
  'open',
  'open',
  'approve',
  'approve',
  'approve',
  'deliver',
  'deliver',
  'deliver twice',
  'sweep',
  'drop',
  'revoke',
  'extend',
  'extend',
  'retry',
  'break glass',
  'judge',
  'replan',
  'clock',
  'clock',
  'lose messages',
  'kill worker',
  'kill worker',
  'kill sweep',
  'index lags',
  'edit policy',
  'edit gateway',
  'edit mesh',
  'take ours away',
  'writes fail',
  'account closes',
  'page to the bin',
  'unbind',
  'forged id',
  'click again',
  'whole: granted',
  'whole: granted',
  'whole: refused by the gateway',
  'whole: tried again',
  'whole: glass broken',
  'whole: glass judged',
  'whole: time passes',
] as const;
export type StepKind = (typeof STEPS)[number];
export type ModelStep = WalkStep<StepKind>;

/** The whole drawing: what may follow what. */
export const ARROWS: Record<RequestState, readonly RequestState[]> = {
  PENDING: ['PENDING', 'APPROVED', 'DENIED', 'CANCELLED', 'TIMED_OUT', 'STALE'],
  STALE: ['PENDING', 'CANCELLED', 'TIMED_OUT'],
  APPROVED: ['APPLYING', 'STALE', 'ENDED', 'POST_REVIEW'],
  APPLYING: ['ACTIVE', 'APPLY_FAILED', 'STALE', 'REVOKING'],
  APPLY_FAILED: ['APPLY_FAILED', 'APPLYING', 'REVOKING', 'STALE'],
  ACTIVE: ['REVOKING'],
  REVOKING: ['REVOKE_FAILED', 'ENDED', 'POST_REVIEW'],
  REVOKE_FAILED: ['REVOKE_FAILED', 'ENDED', 'POST_REVIEW'],
  POST_REVIEW: ['POST_REVIEW', 'JUSTIFIED', 'VIOLATION'],
  DENIED: [],
  CANCELLED: [],
  TIMED_OUT: [],
  ENDED: [],
  JUSTIFIED: [],
  VIOLATION: [],
};

/** Something that was written for them may be there; in every other state, nothing is. */
export const MAY_BE_THERE: readonly RequestState[] = [
  'APPLYING',
  'ACTIVE',
  'APPLY_FAILED',
  'REVOKING',
  'REVOKE_FAILED',
];

type Part = [kind: StepKind, choice?: number];
/** What random steps seldom line up for. `choice` as in the step, unless it is given. */
export const WHOLE: Partial<Record<StepKind, Part[]>> = {
  'whole: granted': [['open'], ['approve', 1], ['deliver']],
  'whole: refused by the gateway': [['writes fail', 2], ['open'], ['approve', 1], ['deliver']],
  'whole: tried again': [
    ['writes fail', 2],
    ['open'],
    ['approve', 1],
    ['deliver'],
    ['writes fail', 0],
    ['retry', 1],
    ['deliver'],
  ],
  'whole: glass broken': [['edit policy', 0], ['open'], ['break glass', 1], ['deliver']],
  'whole: glass judged': [
    ['edit policy', 0],
    ['open'],
    ['break glass', 1],
    ['deliver'],
    ['clock', 4],
    ['sweep'],
    ['deliver'],
    ['judge', 2],
  ],
  'whole: time passes': [['clock', 4], ['sweep'], ['deliver'], ['clock', 1], ['sweep'], ['deliver']],
};

/** In which states a click means something. */
export const FITS: Partial<Record<StepKind, readonly RequestState[]>> = {
  approve: ['PENDING'],
  'break glass': ['PENDING'],
  drop: ['ACTIVE', 'APPLYING', 'APPROVED', 'APPLY_FAILED'],
  revoke: ['ACTIVE', 'APPLYING', 'APPROVED', 'APPLY_FAILED'],
  extend: ['ACTIVE'],
  retry: ['APPLY_FAILED', 'REVOKE_FAILED'],
  judge: ['POST_REVIEW'],
  replan: ['STALE'],
};
