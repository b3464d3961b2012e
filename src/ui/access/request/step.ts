import type { AccessAnswer, RequestView } from '../../../contract/access';
import { invoke } from '../../parts/invoke';

/** What somebody does to a request they look at. */
export type Step =
  | { do: 'review'; verdict: 'approve' | 'deny'; reason: string }
  | { do: 'withdraw' }
  | { do: 'replan' }
  | { do: 'ask-back'; text: string }
  | { do: 'answer'; text: string }
  | CarryStep;

/** Once it is approved, or instead of approval. */
type CarryStep =
  | { do: 'extend'; durationMs: number; reason: string; ticket: string | null }
  | { do: 'drop' }
  | { do: 'revoke'; reason: string }
  | { do: 'retry' }
  | { do: 'confirm' }
  | { do: 'declare'; reason: string }
  | { do: 'judge'; verdict: 'JUSTIFIED' | 'VIOLATION'; reason: string };

type Seen = Pick<RequestView, 'id' | 'rev' | 'planHash'>;

/** Sends a step, with the revision and the plan that were on screen. */
export function sendStep(step: Step, seen: Seen, commandId: string): Promise<AccessAnswer<RequestView>> {
  const { id: requestId, rev, planHash } = seen;
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
    default:
      return sendCarryStep(step, about, planHash);
  }
}

type About = { requestId: string; rev: number; commandId: string };

function sendCarryStep(step: CarryStep, about: About, planHash: string): Promise<AccessAnswer<RequestView>> {
  switch (step.do) {
    case 'extend': {
      const { durationMs, reason, ticket } = step;
      return invoke('extendGrant', { ...about, durationMs, reason, ticket });
    }
    case 'drop':
      return invoke('dropGrant', about);
    case 'revoke':
      return invoke('revokeGrant', { ...about, reason: step.reason });
    case 'retry':
      return invoke('retryGrant', about);
    case 'confirm':
      return invoke('confirmGrant', about);
    case 'declare':
      return invoke('declareBreakGlass', { ...about, planHash, reason: step.reason });
    case 'judge':
      return invoke('judgeBreakGlass', { ...about, verdict: step.verdict, reason: step.reason });
  }
}

const DONE: Record<Exclude<Step['do'], 'review'>, string> = {
  withdraw: 'Withdrawn',
  replan: 'Planned anew',
  'ask-back': 'Your question is asked',
  answer: 'Your answer is sent',
  extend: 'More time is asked for',
  drop: 'Given up',
  revoke: 'Taken back',
  retry: 'It is tried again',
  confirm: 'Found in force',
  declare: 'Taken without approval; everybody who decides is told',
  judge: 'Judged',
};

/** What is said once a step has been taken. */
export function doneWords(step: Step, { state }: RequestView): string {
  if (step.do !== 'review') return DONE[step.do];
  if (step.verdict === 'deny') return state === 'DENIED' ? 'Denied' : 'Your denial is recorded';
  return state === 'PENDING' ? 'Approved by you; others are still needed' : 'Approved';
}
