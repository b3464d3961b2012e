import { useState } from 'react';

import type { PageRecordView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { invoke } from '../../parts/invoke';

/** Has the page written in the name of whoever looks. Writing it again changes nothing, so no click needs an id. */
export function useWriteRecord(pageId: string, onWritten: (record: PageRecordView) => void) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AccessError | null>(null);
  const send = async (anew: boolean) => {
    setBusy(true);
    const answer = await invoke('writePageRecord', { pageId, anew });
    setBusy(false);
    setError(answer.ok ? null : answer.error);
    if (answer.ok) onWritten(answer.value);
  };
  const write = ({ anew }: { anew: boolean }) => {
    void send(anew);
  };
  return { write, busy, error };
}
