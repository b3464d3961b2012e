import { Button, ButtonGroup, Code, Inline, ProgressBar, SectionMessage, Stack, Text } from '@forge/react';

import type { LedgerView, VerifyView } from '../../../contract/access';
import type { VerificationView } from '../../../contract/audit';
import { Problem } from '../../parts/problem';
import { Sentence } from '../../parts/sentence';
import { localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import type { RecordOf } from './ledger-calls';
import { useVerification, type Verifying } from './use-verification';

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

/** Checks the chain and its signed head again, whole or since the last checkpoint. */
export function Verify({ record, zone, head }: Props) {
  const verifying = useVerification(record);
  const { shown, error } = verifying;
  return (
    <Stack space="space.100">
      <Inline space="space.150" alignBlock="center" shouldWrap>
        <Begin verifying={verifying} isEmpty={head === null} />
        {head !== null && (
          <Text size="small" color="color.text.subtle">
            Newest entry {String(head.seq)}, <Code>{head.hash.slice(0, 16)}</Code>
          </Text>
        )}
      </Inline>
      {error !== null && (
        <Problem error={error} title="The verification stopped; it goes on from where it is" />
      )}
      {shown !== null && shown.verdict === null && (
        <Progress view={shown} verifying={verifying} zone={zone} />
      )}
      {shown?.verdict != null && <Verdict view={shown} verdict={shown.verdict} zone={zone} />}
    </Stack>
  );
}

const Begin = ({ verifying, isEmpty }: { verifying: Verifying; isEmpty: boolean }) => {
  const isOpen = verifying.walking !== null || verifying.shown?.verdict === null;
  return (
    <ButtonGroup label="Verify">
      <Button
        isDisabled={isEmpty || isOpen}
        onClick={() => {
          verifying.go('whole', true);
        }}
      >
        Verify
      </Button>
      <Button
        appearance="subtle"
        isDisabled={isEmpty || isOpen}
        onClick={() => {
          verifying.go('since-checkpoint', true);
        }}
      >
        Verify since the last checkpoint
      </Button>
    </ButtonGroup>
  );
};

type ShownProps = { view: VerificationView; zone: Zone };

const Progress = ({ view, verifying, zone }: ShownProps & { verifying: Verifying }) => {
  const { from, walked, entries, scope } = view;
  const all = Math.max(1, entries - from + 1);
  const done = Math.max(0, walked - from + 1);
  return (
    <Stack space="space.075">
      <ProgressBar value={Math.min(1, done / all)} ariaLabel="Verifying the record" />
      <Inline space="space.150" alignBlock="center" shouldWrap>
        <Text>
          {`${String(done)} of ${String(all)} entries, begun ${localTime(view.startedAt, zone)}${
            verifying.walking === null ? '. It waits to go on.' : ''
          }`}
        </Text>
        {verifying.walking === null ? (
          <Button
            spacing="compact"
            onClick={() => {
              verifying.go(scope, false);
            }}
          >
            Go on
          </Button>
        ) : (
          <Button spacing="compact" appearance="subtle" onClick={verifying.stop}>
            Leave it for later
          </Button>
        )}
      </Inline>
    </Stack>
  );
};

const Verdict = ({ view, verdict, zone }: ShownProps & { verdict: VerifyView }) => (
  <Stack space="space.100">
    <SectionMessage
      appearance={OUTCOMES[verdict.outcome].tone}
      title={OUTCOMES[verdict.outcome].title(verdict.upTo)}
    >
      <Stack space="space.050">
        <Sentence>{verdict.sentence}</Sentence>
        <Text>Checked {localTime(verdict.at, zone)}.</Text>
        {view.entries > verdict.upTo && verdict.outcome === 'verified' && (
          <Text>{`${String(view.entries - verdict.upTo)} were recorded since.`}</Text>
        )}
      </Stack>
    </SectionMessage>
    {view.unusable.length > 0 && (
      <SectionMessage appearance="error" title="Checkpoints that are not as they were made">
        <Text>{`Those of ${view.unusable.join(', ')} could not be used. Compare with the copies that were kept elsewhere.`}</Text>
      </SectionMessage>
    )}
  </Stack>
);
