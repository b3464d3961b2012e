import { Button, Inline, SectionMessage, Stack } from '@forge/react';

import type { AlarmView } from '../../../contract/carry';
import { Sentence } from '../../parts/sentence';

type Props = { alarms: AlarmView[]; onOpen: (requestId: string) => void };

const LOOKS: Record<AlarmView['kind'], { appearance: 'error' | 'warning'; title: string }> = {
  'revoke-failed': { appearance: 'error', title: 'Access that has ended could not be taken back' },
  'apply-failed': { appearance: 'error', title: 'Approved access could not be carried out' },
  'break-glass': { appearance: 'warning', title: 'Access was taken without approval' },
  'judgement-due': { appearance: 'warning', title: 'Access without approval has to be judged' },
  closed: { appearance: 'error', title: 'A workload lets nobody in' },
};

/** What everybody who looks at the page has to know. */
export const Alarms = ({ alarms, onOpen }: Props) =>
  alarms.length === 0 ? null : (
    <Stack space="space.100">
      {alarms.map(({ kind, sentence, requestId }) => (
        <SectionMessage key={`${kind} ${sentence}`} {...LOOKS[kind]}>
          <Stack space="space.075">
            <Sentence>{sentence}</Sentence>
            {requestId !== null && (
              <Inline>
                <Button
                  spacing="compact"
                  onClick={() => {
                    onOpen(requestId);
                  }}
                >
                  Look at the request
                </Button>
              </Inline>
            )}
          </Stack>
        </SectionMessage>
      ))}
    </Stack>
  );
