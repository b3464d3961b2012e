import { useState } from 'react';

import { Button, ButtonGroup, Inline, LoadingButton, Text } from '@forge/react';

import type { Steps } from './use-steps';

/** Withdrawing is asked twice, since it cannot be taken back. */
export function Withdraw({ steps }: { steps: Steps }) {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <Inline>
        <Button
          onClick={() => {
            setAsking(true);
          }}
        >
          Withdraw the request
        </Button>
      </Inline>
    );
  }
  return (
    <Inline space="space.100" alignBlock="center" shouldWrap>
      <Text>Withdraw it? It cannot be opened again.</Text>
      <ButtonGroup label="Withdraw or keep">
        <LoadingButton
          appearance="danger"
          isLoading={steps.busy === 'withdraw'}
          isDisabled={steps.busy !== null}
          onClick={() => {
            void steps.take({ do: 'withdraw' });
          }}
        >
          Withdraw
        </LoadingButton>
        <Button
          appearance="subtle"
          onClick={() => {
            setAsking(false);
          }}
        >
          Keep it
        </Button>
      </ButtonGroup>
    </Inline>
  );
}
