import { useState } from 'react';

import type { PreviewView, RequestView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { invoke } from '../../parts/invoke';
import { useCommandId } from '../parts/use-command-id';
import { askOf } from './ask-draft';
import type { Draft } from './ask-draft';

type Sent = { sending: boolean; error: AccessError | null };

/** Sends the request that was previewed. `onStale`: the plan is not the one that was read any more. */
export function useOpenRequest(
  pageId: string,
  on: { opened: (view: RequestView) => void; stale: () => void },
) {
  const [{ sending, error }, setSent] = useState<Sent>({ sending: false, error: null });
  const { idOf, forget } = useCommandId();
  const send = async (draft: Draft, { planHash }: PreviewView) => {
    const ask = askOf(draft);
    if (ask === null) return;
    const ticket = draft.ticket.trim();
    const payload = {
      pageId,
      ask,
      reason: draft.reason.trim(),
      ticket: ticket === '' ? null : ticket,
      planHash,
    };
    setSent({ sending: true, error: null });
    const answer = await invoke('openRequest', { ...payload, commandId: idOf(payload) });
    setSent({ sending: false, error: answer.ok ? null : answer.error });
    if (answer.ok || answer.error.code !== 'INTERNAL') forget();
    if (answer.ok) on.opened(answer.value);
    else if (answer.error.code === 'PLAN_CHANGED') on.stale();
  };
  return { send, sending, error };
}
