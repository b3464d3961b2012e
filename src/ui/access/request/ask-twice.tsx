import { useState } from 'react';

import { Button, ButtonGroup, Inline, LoadingButton, Stack, Text } from '@forge/react';

import { TextAreaField } from '../parts/text-area-field';

type Props = {
  /** On the button that asks, and on the one that does it. */
  action: string;
  question: string;
  /** null: no reason is needed. */
  reason: { id: string; label: string; help: string } | null;
  busy: boolean;
  isDisabled: boolean;
  isDangerous?: boolean;
  onDo: (reason: string) => void;
};

/** Asked twice, since it is not taken back by a click; with a reason where one is needed. */
export function AskTwice({ action, question, reason, busy, isDisabled, isDangerous = true, onDo }: Props) {
  const [asking, setAsking] = useState(false);
  const [text, setText] = useState('');
  if (!asking) {
    return (
      <Button
        isDisabled={isDisabled}
        onClick={() => {
          setAsking(true);
        }}
      >
        {action}
      </Button>
    );
  }
  return (
    <Stack space="space.100">
      <Text>{question}</Text>
      {reason !== null && <TextAreaField {...reason} required value={text} onChange={setText} />}
      <Inline>
        <ButtonGroup label={action}>
          <LoadingButton
            appearance={isDangerous ? 'danger' : 'primary'}
            isLoading={busy}
            isDisabled={isDisabled || (reason !== null && text.trim() === '')}
            onClick={() => {
              onDo(text.trim());
            }}
          >
            {action}
          </LoadingButton>
          <Button
            appearance="subtle"
            onClick={() => {
              setAsking(false);
            }}
          >
            Not now
          </Button>
        </ButtonGroup>
      </Inline>
    </Stack>
  );
}
