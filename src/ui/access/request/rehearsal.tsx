import { useState } from 'react';

import { Inline, LoadingButton, Lozenge, Stack, Text } from '@forge/react';

import type { AccessError } from '../../../contract/access-codes';
import type { RehearsalView } from '../../../contract/carry';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { Sentence } from '../../parts/sentence';

/** Asks gateway and mesh whether they would take the changes; nothing is written. */
export function Rehearsal({ requestId }: { requestId: string }) {
  const [busy, setBusy] = useState(false);
  const [view, setView] = useState<RehearsalView | null>(null);
  const [error, setError] = useState<AccessError | null>(null);
  const rehearse = async () => {
    setBusy(true);
    const answer = await invoke('rehearseRequest', { requestId });
    setBusy(false);
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setView(answer.value);
  };
  return (
    <Stack space="space.100">
      <Inline space="space.100" alignBlock="center" shouldWrap>
        <LoadingButton spacing="compact" isLoading={busy} onClick={() => void rehearse()}>
          Would it be accepted?
        </LoadingButton>
        <Text size="small" color="color.text.subtle">
          Each change is tried out on the other side; nothing is written.
        </Text>
      </Inline>
      {error !== null && <Problem error={error} tone="warning" />}
      {view?.changes.map((change) => (
        <Change key={change.what} change={change} />
      ))}
    </Stack>
  );
}

const Change = ({ change }: { change: RehearsalView['changes'][number] }) => (
  <Stack space="space.025">
    <Inline space="space.100" alignBlock="center" shouldWrap>
      <Lozenge appearance={change.accepted ? 'success' : 'removed'}>
        {change.accepted ? 'accepted' : 'refused'}
      </Lozenge>
      <Sentence>{change.what}</Sentence>
    </Inline>
    {change.because !== null && <Sentence>{change.because}</Sentence>}
    {change.warnings.map((warning) => (
      <Sentence key={warning}>{warning}</Sentence>
    ))}
  </Stack>
);
