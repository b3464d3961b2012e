import { useState } from 'react';

import { showFlag } from '@forge/bridge';

import type { RequestView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { newId, useCommandId } from '../parts/use-command-id';
import { doneWords, sendStep } from './step';
import type { Step } from './step';

type Props = { view: RequestView; onChanged: (view: RequestView) => void; onOutdated: () => void };

export type Steps = {
  busy: Step['do'] | null;
  error: AccessError | null;
  /** True once it is done. */
  take: (step: Step) => Promise<boolean>;
};

/** Takes steps on the request on screen. When somebody else was first, what they did is kept as the error, and the request is read again. */
export function useSteps({ view, onChanged, onOutdated }: Props): Steps {
  const [busy, setBusy] = useState<Step['do'] | null>(null);
  const [error, setError] = useState<AccessError | null>(null);
  const { idOf, forget } = useCommandId();
  const take = async (step: Step) => {
    setBusy(step.do);
    const answer = await sendStep(step, view, idOf({ step, rev: view.rev }));
    setBusy(null);
    if (answer.ok) {
      forget();
      setError(null);
      onChanged(answer.value);
      void showFlag({
        id: newId(),
        type: 'success',
        title: doneWords(step, answer.value),
        isAutoDismiss: true,
      });
      return true;
    }
    setError(answer.error);
    // After INTERNAL nobody knows whether it was done; the same id sent again gets the first answer.
    if (answer.error.code !== 'INTERNAL') forget();
    if (OUTDATED.has(answer.error.code)) onOutdated();
    return false;
  };
  return { busy, error, take };
}

/** Refusals that say that the request is not what was on screen. */
const OUTDATED: ReadonlySet<string> = new Set([
  'CONFLICT',
  'WRONG_STATE',
  'PLAN_CHANGED',
  'ALREADY_REVIEWED',
  'NO_SUCH_QUESTION',
]);
