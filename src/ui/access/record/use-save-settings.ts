import { useState } from 'react';

import { showFlag } from '@forge/bridge';

import type { SpaceSettingsView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { invoke } from '../../parts/invoke';
import { newId, useCommandId } from '../parts/use-command-id';

type Answers = Pick<SpaceSettingsView, 'writesTable' | 'writesComments'>;

/** Saves the answers over the revision that was read. */
export function useSaveSettings(
  { spaceId, rev }: SpaceSettingsView,
  onSaved: (view: SpaceSettingsView) => void,
) {
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<AccessError | null>(null);
  const { idOf, forget } = useCommandId();
  const save = async (answers: Answers) => {
    const payload = { spaceId, rev, ...answers };
    setSaving(true);
    const answer = await invoke('saveSpaceSettings', { ...payload, commandId: idOf(payload) });
    setSaving(false);
    setError(answer.ok ? null : answer.error);
    if (answer.ok || answer.error.code !== 'INTERNAL') forget();
    if (!answer.ok) return;
    onSaved(answer.value);
    void showFlag({ id: newId(), type: 'success', title: 'The answers are saved', isAutoDismiss: true });
  };
  return { save, saving, error };
}
