import type { AccessAnswer, RequestView } from '../../../contract/access';
import { invoke } from '../../parts/invoke';

/** What somebody does to a request they look at. */
export type Step =
  | { do: 'review'; verdict: 'approve' | 'deny'; reason: string }
  | { do: 'withdraw' }
  | { do: 'replan' }
  | { do: 'ask-back'; text: string }
  | { do: 'answer'; text: string };

/** Sends a step, with the revision and the plan that were on screen. */
export function sendStep(
  step: Step,
  { id: requestId, rev, planHash }: Pick<RequestView, 'id' | 'rev' | 'planHash'>,
  commandId: string,
): Promise<AccessAnswer<RequestView>> {
  const about = { requestId, rev, commandId };
  switch (step.do) {
    case 'review':
      return invoke('reviewRequest', { ...about, planHash, verdict: step.verdict, reason: step.reason });
    case 'withdraw':
      return invoke('withdrawRequest', about);
    case 'replan':
      return invoke('replanRequest', about);
    case 'ask-back':
      return invoke('askBack', { ...about, text: step.text });
    case 'answer':
      return invoke('answerQuestion', { ...about, text: step.text });
  }
}

/** What is said once a step has been taken. */
export function doneWords(step: Step, { state }: RequestView): string {
  switch (step.do) {
    case 'review':
      if (step.verdict === 'deny') return state === 'DENIED' ? 'Denied' : 'Your denial is recorded';
      return state === 'PENDING' ? 'Approved by you; others are still needed' : 'Approved';
    case 'withdraw':
      return 'Withdrawn';
    case 'replan':
      return 'Planned anew';
    case 'ask-back':
      return 'Your question is asked';
    case 'answer':
      return 'Your answer is sent';
  }
}
