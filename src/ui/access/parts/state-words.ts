import type { RequestState } from '../../../domain/access/request';
import { STATE_WORD } from '../../../domain/access/state-words';

export type Tone = 'default' | 'inprogress' | 'moved' | 'new' | 'removed' | 'success';

/** What a reader calls a state, how it looks, and what it means for them. */
export const STATE_WORDS: Record<RequestState, { word: string; tone: Tone; meaning: string }> = {
  PENDING: {
    word: STATE_WORD.PENDING,
    tone: 'inprogress',
    meaning: 'Nothing is changed before the people named below have approved it.',
  },
  STALE: {
    word: STATE_WORD.STALE,
    tone: 'moved',
    meaning: 'What the plan rests on has changed since; nobody can approve it until it is planned anew.',
  },
  APPROVED: {
    word: STATE_WORD.APPROVED,
    tone: 'new',
    meaning: 'Approved, and not yet in effect: it waits for being carried out.',
  },
  APPLYING: {
    word: STATE_WORD.APPLYING,
    tone: 'inprogress',
    meaning: 'The change is being made.',
  },
  ACTIVE: { word: STATE_WORD.ACTIVE, tone: 'success', meaning: 'The change is in effect.' },
  APPLY_FAILED: {
    word: STATE_WORD.APPLY_FAILED,
    tone: 'removed',
    meaning: 'Approved, but the change could not be made.',
  },
  DENIED: { word: STATE_WORD.DENIED, tone: 'removed', meaning: 'It was denied; nothing was changed.' },
  CANCELLED: {
    word: STATE_WORD.CANCELLED,
    tone: 'default',
    meaning: 'The person who asked withdrew it; nothing was changed.',
  },
  TIMED_OUT: {
    word: STATE_WORD.TIMED_OUT,
    tone: 'default',
    meaning: 'Nobody decided in the time that the policy gives; nothing was changed.',
  },
  REVOKING: {
    word: STATE_WORD.REVOKING,
    tone: 'moved',
    meaning: 'The access is being taken back; until that is done the caller may still be let in.',
  },
  REVOKE_FAILED: {
    word: STATE_WORD.REVOKE_FAILED,
    tone: 'removed',
    meaning: 'Taking the access back failed; the caller may still be let in. It is tried until it is done.',
  },
  ENDED: { word: STATE_WORD.ENDED, tone: 'default', meaning: 'The access has ended.' },
  POST_REVIEW: {
    word: STATE_WORD.POST_REVIEW,
    tone: 'moved',
    meaning: 'It was taken without approval and has ended; somebody who had no part in it has to judge it.',
  },
  JUSTIFIED: {
    word: STATE_WORD.JUSTIFIED,
    tone: 'success',
    meaning: 'It was taken without approval, has ended, and was judged to be justified.',
  },
  VIOLATION: {
    word: STATE_WORD.VIOLATION,
    tone: 'removed',
    meaning: 'It was taken without approval, has ended, and was judged to be a violation.',
  },
};

/** What is due at the moment that a request names. */
export const dueWord = (state: RequestState): string => {
  if (state === 'PENDING' || state === 'STALE') return 'decision due';
  return state === 'POST_REVIEW' ? 'judgement due' : 'ends';
};
