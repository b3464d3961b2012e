import { useState } from 'react';

import { Stack, Text } from '@forge/react';

import type { AccessError } from '../../../contract/access-codes';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { AskTwice } from '../request/ask-twice';

type Props = { spaceId: string; pageId: string; live: number; mayEnd: boolean };

/** Access that rests on a page which nobody is shown, and its end for an admin who knows that the page is gone. */
export function UnseenPage({ spaceId, pageId, live, mayEnd }: Props) {
  const [busy, setBusy] = useState(false);
  const [ended, setEnded] = useState<number | null>(null);
  const [error, setError] = useState<AccessError | null>(null);
  const end = async () => {
    setBusy(true);
    const answer = await invoke('endUnseenAccess', { spaceId, unseenPageId: pageId });
    setBusy(false);
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setEnded(answer.value.ended);
  };
  if (ended !== null)
    return <Text>{`${grants(ended)} being ended. The list of requests shows when that is done.`}</Text>;
  return (
    <Stack space="space.075">
      {error !== null && <Problem error={error} />}
      <Text>
        {live === 0 ? 'No access rests on it.' : `${grants(live)} in force by what was asked for there.`}
      </Text>
      {mayEnd && live > 0 && (
        <AskTwice
          action="End this access"
          question="Was the page deleted for good? Access that was asked for there ends at once, and the record says that you said so. It does not come back by itself."
          reason={null}
          busy={busy}
          isDisabled={busy}
          onDo={() => {
            void end();
          }}
        />
      )}
    </Stack>
  );
}

const grants = (count: number): string => `${String(count)} ${count === 1 ? 'grant is' : 'grants are'}`;
