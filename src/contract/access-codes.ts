import type { Refusal } from '../domain/access/transition';
import { WORDING, type AppError, type AppErrorCode, type Wording } from './codes';

/** What a refused step of a request carries, beside everything that any resolver may answer. */
export type AccessErrorCode =
  | AppErrorCode
  | Refusal['code']
  | 'NO_SUCH_REQUEST'
  | 'NOT_MAPPED'
  | 'PAGE_SHOWN'
  | 'NOT_HOME'
  | 'NOT_CHANGED_HERE'
  | 'NO_PLAN'
  | 'PLAN_CHANGED'
  | 'NOT_SEEN';

/** `facts`: sentences that say what is now, such as the difference between two plans or what could not be read. */
export type AccessError = Omit<AppError, 'code'> & { code: AccessErrorCode; facts?: string[] };

type StepCode = Exclude<AccessErrorCode, AppErrorCode>;

const STEP_WORDING: Record<StepCode, Wording> = {
  WRONG_STATE: {
    sentence: 'The request is not in a state where this can be done ({detail}).',
    nextStep: 'Look at its current state.',
  },
  OWN_REQUEST: {
    sentence: 'Nobody decides about a request of their own ({detail}).',
    nextStep: 'Ask another approver.',
  },
  NOT_AN_APPROVER: {
    sentence: 'You are none of the people who decide here.',
    nextStep: 'A space admin sets who decides; each request says who that is for it.',
  },
  NOT_YOURS: { sentence: 'Only the person who asked may do this.', nextStep: 'Ask them.' },
  ALREADY_REVIEWED: {
    sentence: 'You have decided about this request already.',
    nextStep: 'Wait for the others, or ask the requester to plan it anew.',
  },
  CANNOT_VERIFY: {
    sentence: 'Something this rests on could not be read completely: {detail}',
    nextStep: 'Try again later; until then nothing is decided.',
  },
  REASON_TOO_SHORT: {
    sentence: 'The reason is too short ({detail}).',
    nextStep: 'Say in a sentence what the access is needed for.',
  },
  REASON_TOO_LONG: { sentence: 'The reason is too long ({detail}).', nextStep: 'Shorten it.' },
  TICKET_MISSING: { sentence: 'This space asks for a ticket.', nextStep: 'Add the ticket’s id.' },
  TICKET_WRONG: { sentence: 'The ticket does not look as this space asks for.', nextStep: 'Check its id.' },
  DURATION_WRONG: {
    sentence: 'The policy does not allow this duration ({detail}).',
    nextStep: 'Choose a shorter one.',
  },
  OPENS_MORE: {
    sentence: 'The change would open more than was asked for, which the policy does not allow: {detail}',
    nextStep: 'Ask for those routes too, or ask a space admin about the policy.',
  },
  NO_SUCH_QUESTION: { sentence: 'There is no open question.', nextStep: 'Look at the current state.' },
  NOT_LOW_RISK: { sentence: 'This change needs somebody’s approval.', nextStep: 'Wait for the approvers.' },
  UNCHANGED: {
    sentence: 'Nothing has changed: the plan is still the same.',
    nextStep: 'Go on with the request as it is.',
  },
  NO_BREAK_GLASS: {
    sentence: 'The policy of this space lets nobody take this access without approval.',
    nextStep: 'Ask the approvers.',
  },
  MAY_NOT_DECLARE: {
    sentence: 'You are none of the people who may take access without approval here.',
    nextStep: 'Ask the approvers, or somebody who may; the policy of the space names them.',
  },
  NOT_TAKEN_BACK: {
    sentence: 'What was written before is still being taken back.',
    nextStep: 'Try again once that is done.',
  },
  GLASS_OUTDATED: {
    sentence: 'What was declared in an emergency cannot be carried out as it was: {detail}',
    nextStep: 'Give it up, so that it is judged. Access that is still needed is asked for anew.',
  },
  NOT_DUE: { sentence: 'It is not due yet.', nextStep: 'Wait until {detail}.' },
  NO_SUCH_REQUEST: {
    sentence: 'This request does not exist, or you may not see it.',
    nextStep: 'Check the link.',
  },
  PAGE_SHOWN: {
    sentence:
      'The page was not deleted: Confluence shows it to you, or did to the app when that last looked.',
    nextStep: 'End access one by one, on the page or from the list of requests.',
  },
  NOT_MAPPED: {
    sentence: 'No consumer of the gateway is known to be you.',
    nextStep: 'Ask an owner of the connection to map your account, or ask for a consumer.',
  },
  NOT_HOME: {
    sentence: 'Access is asked for on another page: {detail}',
    nextStep: 'Ask there, or ask an admin of its space to have it asked for here.',
  },
  NOT_CHANGED_HERE: {
    sentence: 'Requests of this space may not change {detail}.',
    nextStep: 'Ask a Confluence admin to allow it on the connection.',
  },
  NO_PLAN: {
    sentence: 'No change would open what you ask for: {detail}',
    nextStep: 'Ask the service’s owners.',
  },
  NOT_SEEN: {
    sentence: 'Reading back does not find everything that the plan says: {detail}',
    nextStep: 'Carry out what is missing, then confirm again.',
  },
  PLAN_CHANGED: {
    sentence: 'What the request would change is not what you saw: {detail}',
    nextStep: 'Read the plan again and send once more.',
  },
};

export const ACCESS_WORDING: Record<AccessErrorCode, Wording> = { ...WORDING, ...STEP_WORDING };
