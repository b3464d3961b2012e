import { useState } from 'react';

import { Code, Inline, LoadingButton, SectionMessage, Stack, Text } from '@forge/react';

import type { LedgerView, VerifyView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { Problem } from '../../parts/problem';
import { Sentence } from '../../parts/sentence';
import { localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import { verifyRecord, type RecordOf } from './ledger-calls';

type Props = { record: RecordOf; zone: Zone; head: LedgerView['head'] };

const OUTCOMES: Record<
  VerifyView['outcome'],
  { tone: 'success' | 'error' | 'warning'; title: (upTo: number) => string }
> = {
  verified: { tone: 'success', title: (upTo) => `Unaltered up to entry ${String(upTo)}` },
  broken: { tone: 'error', title: (upTo) => `Altered after entry ${String(upTo)}` },
  truncated: { tone: 'error', title: (upTo) => `Entries are missing after entry ${String(upTo)}` },
  'unknown-key': { tone: 'warning', title: () => 'Signed with a key that is not known here' },
};

/** Checks the whole chain and its signed head again. */
export function Verify({ record, zone, head }: Props) {
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<VerifyView | null>(null);
  const [error, setError] = useState<AccessError | null>(null);
  const verify = async () => {
    setBusy(true);
    const answer = await verifyRecord(record);
    setBusy(false);
    setFound(answer.ok ? answer.value : null);
    setError(answer.ok ? null : answer.error);
  };
  return (
    <Stack space="space.100">
      <Inline space="space.150" alignBlock="center" shouldWrap>
        <LoadingButton
          isLoading={busy}
          isDisabled={head === null}
          onClick={() => {
            void verify();
          }}
        >
          Verify
        </LoadingButton>
        {head !== null && (
          <Text size="small" color="color.text.subtle">
            Newest entry {String(head.seq)}, <Code>{head.hash.slice(0, 16)}</Code>
          </Text>
        )}
      </Inline>
      {error !== null && <Problem error={error} />}
      {found !== null && (
        <SectionMessage
          appearance={OUTCOMES[found.outcome].tone}
          title={OUTCOMES[found.outcome].title(found.upTo)}
        >
          <Stack space="space.050">
            <Sentence>{found.sentence}</Sentence>
            <Text>Checked {localTime(found.at, zone)}.</Text>
          </Stack>
        </SectionMessage>
      )}
    </Stack>
  );
}
