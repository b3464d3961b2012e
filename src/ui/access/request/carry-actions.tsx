import { Inline, LoadingButton } from '@forge/react';

import type { RequestView } from '../../../contract/access';
import { AskTwice } from './ask-twice';
import type { Steps } from './use-steps';

type Props = { view: RequestView; steps: Steps };

/** What may be done about a request once it is approved, for whoever may. */
export const CarryActions = ({ view: { may, state, carried }, steps }: Props) => {
  const common = { isDisabled: steps.busy !== null };
  if (![may.confirm, may.retry, may.drop, may.revoke].includes(true)) return null;
  return (
    <Inline space="space.100" alignBlock="start" shouldWrap>
      {may.confirm && carried.byHand.length > 0 && (
        <LoadingButton
          appearance="primary"
          isLoading={steps.busy === 'confirm'}
          {...common}
          onClick={() => {
            void steps.take({ do: 'confirm' });
          }}
        >
          It is carried out: look and confirm
        </LoadingButton>
      )}
      {may.retry && (
        <LoadingButton
          appearance="primary"
          isLoading={steps.busy === 'retry'}
          {...common}
          onClick={() => {
            void steps.take({ do: 'retry' });
          }}
        >
          {state === 'REVOKE_FAILED' ? 'Try again to take it back' : 'Try again'}
        </LoadingButton>
      )}
      {may.drop && (
        <AskTwice
          action="Give up this access"
          question="Give it up now? It ends at once, and has to be asked for anew."
          reason={null}
          busy={steps.busy === 'drop'}
          {...common}
          onDo={() => {
            void steps.take({ do: 'drop' });
          }}
        />
      )}
      {may.revoke && (
        <AskTwice
          action={state === 'APPLY_FAILED' ? 'Abandon' : 'Revoke'}
          question="The access ends at once. Everybody who sees the request reads why."
          reason={{ id: 'revoke-reason', label: 'Why', help: 'Needed, and recorded.' }}
          busy={steps.busy === 'revoke'}
          {...common}
          onDo={(reason) => {
            void steps.take({ do: 'revoke', reason });
          }}
        />
      )}
    </Inline>
  );
};
