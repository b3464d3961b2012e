import { Inline } from '@forge/react';

import { AskTwice } from './ask-twice';
import type { Steps } from './use-steps';

export const Withdraw = ({ steps }: { steps: Steps }) => (
  <Inline>
    <AskTwice
      action="Withdraw the request"
      question="Withdraw it? It cannot be opened again."
      reason={null}
      busy={steps.busy === 'withdraw'}
      isDisabled={steps.busy !== null}
      onDo={() => {
        void steps.take({ do: 'withdraw' });
      }}
    />
  </Inline>
);
