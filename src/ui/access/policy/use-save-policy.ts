import { useState } from 'react';

import { showFlag } from '@forge/bridge';

import type { PolicyView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import type { ApprovalPolicy } from '../../../domain/access/policy';
import { invoke } from '../../parts/invoke';
import { newId, useCommandId } from '../parts/use-command-id';

/** Saves the policy over the revision that was read. */
export function useSavePolicy({ spaceId, rev }: PolicyView, onSaved: (view: PolicyView) => void) {
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<AccessError | null>(null);
  const { idOf, forget } = useCommandId();
  const save = async (policy: ApprovalPolicy) => {
    const payload = { spaceId, rev, policy };
    setSaving(true);
    const answer = await invoke('savePolicy', { ...payload, commandId: idOf(payload) });
    setSaving(false);
    setError(answer.ok ? null : answer.error);
    if (answer.ok || answer.error.code !== 'INTERNAL') forget();
    if (!answer.ok) return;
    onSaved(answer.value);
    void showFlag({ id: newId(), type: 'success', title: 'The policy is saved', isAutoDismiss: true });
  };
  return { save, saving, error };
}
