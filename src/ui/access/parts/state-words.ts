import type { RequestState } from '../../../domain/access/request';

export type Tone = 'default' | 'inprogress' | 'moved' | 'new' | 'removed' | 'success';

/** What a reader calls a state, how it looks, and what it means for them. */
export const STATE_WORDS: Record<RequestState, { word: string; tone: Tone; meaning: string }> = {
  PENDING: {
    word: 'waiting for approval',
    tone: 'inprogress',
    meaning: 'Nothing is changed before the people named below have approved it.',
  },
  STALE: {
    word: 'needs a new plan',
    tone: 'moved',
    meaning: 'What the plan rests on has changed since; nobody can approve it until it is planned anew.',
  },
  APPROVED: {
    word: 'approved',
    tone: 'new',
    meaning: 'Approved, and not yet in effect: it waits for being carried out.',
  },
  APPLYING: {
    word: 'being carried out',
    tone: 'inprogress',
    meaning: 'The change is being made.',
  },
  ACTIVE: { word: 'active', tone: 'success', meaning: 'The change is in effect.' },
  APPLY_FAILED: {
    word: 'not carried out',
    tone: 'removed',
    meaning: 'Approved, but the change could not be made.',
  },
  DENIED: { word: 'denied', tone: 'removed', meaning: 'It was denied; nothing was changed.' },
  CANCELLED: {
    word: 'withdrawn',
    tone: 'default',
    meaning: 'The person who asked withdrew it; nothing was changed.',
  },
  TIMED_OUT: {
    word: 'not decided in time',
    tone: 'default',
    meaning: 'Nobody decided in the time that the policy gives; nothing was changed.',
  },
  REVOKING: {
    word: 'being taken back',
    tone: 'moved',
    meaning: 'The access is being taken back; until that is done the caller may still be let in.',
  },
  REVOKE_FAILED: {
    word: 'could not be taken back',
    tone: 'removed',
    meaning: 'Taking the access back failed; the caller may still be let in. It is tried until it is done.',
  },
  ENDED: { word: 'ended', tone: 'default', meaning: 'The access has ended.' },
  POST_REVIEW: {
    word: 'to be judged',
    tone: 'moved',
    meaning: 'It was taken without approval and has ended; somebody who had no part in it has to judge it.',
  },
  JUSTIFIED: {
    word: 'justified',
    tone: 'success',
    meaning: 'It was taken without approval, has ended, and was judged to be justified.',
  },
  VIOLATION: {
    word: 'violation',
    tone: 'removed',
    meaning: 'It was taken without approval, has ended, and was judged to be a violation.',
  },
};

/** In the order of a request's life. */
export const STATES = Object.keys(STATE_WORDS) as RequestState[];
