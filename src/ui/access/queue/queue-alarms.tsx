import { Button, Inline, SectionMessage, Stack, Text } from '@forge/react';

import type { QueueView } from '../../../contract/access';
import type { Filter } from './state-filter';

type Alarming = 'REVOKE_FAILED' | 'APPLY_FAILED' | 'POST_REVIEW';
type Props = { counts: QueueView['counts']; onShow: (filter: Filter) => void };

const LOOKS: [Alarming, { appearance: 'error' | 'warning'; title: string; text: string }][] = [
  [
    'REVOKE_FAILED',
    {
      appearance: 'error',
      title: 'Access that has ended could not be taken back',
      text: 'The callers may still be let in. It is tried again until it is done.',
    },
  ],
  [
    'APPLY_FAILED',
    {
      appearance: 'error',
      title: 'Approved access could not be carried out',
      text: 'Somebody who decides here can try again or abandon it.',
    },
  ],
  [
    'POST_REVIEW',
    {
      appearance: 'warning',
      title: 'Access without approval has to be judged',
      text: 'By somebody who decides here and had no part in it.',
    },
  ],
];

/** What cannot wait for somebody to look for it, above the requests of a space whatever they are filtered by. */
export const QueueAlarms = ({ counts, onShow }: Props) => {
  const raised = LOOKS.filter(([state]) => (counts[state] ?? 0) > 0);
  return raised.length === 0 ? null : (
    <Stack space="space.100">
      {raised.map(([state, { appearance, title, text }]) => (
        <SectionMessage key={state} appearance={appearance} title={title}>
          <Stack space="space.075">
            <Text>{text}</Text>
            <Inline>
              <Button
                spacing="compact"
                onClick={() => {
                  onShow(state);
                }}
              >
                {counts[state] === 1 ? 'Show the request' : `Show the ${String(counts[state] ?? 0)} requests`}
              </Button>
            </Inline>
          </Stack>
        </SectionMessage>
      ))}
    </Stack>
  );
};
