import { Button, Inline, SectionMessage, Stack, Text } from '@forge/react';

import type { AlarmView } from '../../../contract/carry';
import { Sentence } from '../../parts/sentence';

const LOOKS: Record<AlarmView['kind'], { appearance: 'error' | 'warning'; title: string }> = {
  'revoke-failed': { appearance: 'error', title: 'Access that has ended could not be taken back' },
  'apply-failed': { appearance: 'error', title: 'Approved access could not be carried out' },
  'break-glass': { appearance: 'warning', title: 'Access was taken without approval' },
  'judgement-due': { appearance: 'warning', title: 'Access without approval has to be judged' },
  closed: { appearance: 'error', title: 'A workload lets nobody in' },
  drift: { appearance: 'warning', title: 'What is there is not what was granted' },
};

type Props = {
  kind: AlarmView['kind'];
  sentence: string;
  /** When it was seen first; null where that says nothing. */
  since: string | null;
  /** Where to look; null: nowhere. */
  way: { label: string; onGo: () => void } | null;
};

/** What cannot wait for somebody to look for it. */
export const Alarm = ({ kind, sentence, since, way }: Props) => (
  <SectionMessage {...LOOKS[kind]}>
    <Stack space="space.075">
      <Sentence>{sentence}</Sentence>
      {since !== null && (
        <Text size="small" color="color.text.subtle">
          {since}
        </Text>
      )}
      {way !== null && (
        <Inline>
          <Button spacing="compact" onClick={way.onGo}>
            {way.label}
          </Button>
        </Inline>
      )}
    </Stack>
  </SectionMessage>
);
