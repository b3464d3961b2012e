import type { EpochMs } from '../time';
import { isSamePerson, type AccountId, type AliasTable } from './people';
import type { Standing } from './quorum';
import { reasonFault } from './reason';
import type { AccessRequest, Pending, Question } from './request';
import { arrow, misfit, momentOf, nextOf, person, refuse, type SeenRev, type Step } from './transition';

export type AskBackCommand = { by: AccountId; text: string; seen: SeenRev };

/** PENDING → PENDING with a question to the requester. Whoever may review may ask; a question holds nothing up. */
export const askBack = (
  request: AccessRequest,
  { by, text, seen }: AskBackCommand,
  { now, standings }: { now: EpochMs; standings: Standing[] },
): Step<Pending> => {
  const fault = misfit(request, ['PENDING'], { seen, now }) ?? reasonFault(text, 1);
  if (fault !== null) return refuse(fault);
  if (request.state !== 'PENDING') return refuse({ code: 'WRONG_STATE', now: request.state });
  if (!standings.includes('yes')) {
    const isUnclear = standings.includes('not known');
    return refuse(isUnclear ? { code: 'CANNOT_VERIFY', what: ['approvers'] } : { code: 'NOT_AN_APPROVER' });
  }
  const at = momentOf(request, now);
  const questions: Question[] = [...request.questions, { by, at, text, answer: null }];
  const pending: Pending = {
    ...nextOf(request, at, { questions }),
    state: 'PENDING',
    pendingUntil: request.pendingUntil,
  };
  const told = { type: 'request.asked-back', actor: person(by), body: { text } } as const;
  return arrow(pending, told, [{ do: 'notify', whom: 'requester', requestId: pending.id, rev: pending.rev }]);
};

/** `question`: its place in `request.questions`. */
export type AnswerCommand = { by: AccountId; question: number; text: string; seen: SeenRev };

/** PENDING → PENDING with an answer by the requester. Answers change no plan, so reviews stand. */
export const answerQuestion = (
  request: AccessRequest,
  { by, question, text, seen }: AnswerCommand,
  { now, aliases }: { now: EpochMs; aliases: AliasTable },
): Step<Pending> => {
  const fault = misfit(request, ['PENDING'], { seen, now }) ?? reasonFault(text, 1);
  if (fault !== null) return refuse(fault);
  if (request.state !== 'PENDING') return refuse({ code: 'WRONG_STATE', now: request.state });
  if (!isSamePerson(aliases, by, request.requester)) return refuse({ code: 'NOT_YOURS' });
  if (request.questions[question]?.answer !== null) return refuse({ code: 'NO_SUCH_QUESTION' });
  const at = momentOf(request, now);
  const questions = request.questions.map((one, nth) =>
    nth === question ? { ...one, answer: { by, at, text } } : one,
  );
  const pending: Pending = {
    ...nextOf(request, at, { questions }),
    state: 'PENDING',
    pendingUntil: request.pendingUntil,
  };
  const told = { type: 'request.answered', actor: person(by), body: { question, text } } as const;
  return arrow(pending, told, [{ do: 'notify', whom: 'approvers', requestId: pending.id, rev: pending.rev }]);
};
