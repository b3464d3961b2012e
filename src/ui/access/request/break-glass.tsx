import { useState } from 'react';

import { ButtonGroup, Inline, LoadingButton, Stack } from '@forge/react';

import type { RequestView } from '../../../contract/access';
import { Sentence } from '../../parts/sentence';
import { Section } from '../parts/section';
import { TextAreaField } from '../parts/text-area-field';
import { AskTwice } from './ask-twice';
import type { Steps } from './use-steps';

type Props = { view: RequestView; steps: Steps };

/** Taking access without approval, and judging it afterwards. */
export const BreakGlass = ({ view, steps }: Props) => (
  <>
    {view.may.declare && (
      <Section title="In an emergency">
        <Sentence color="color.text.subtle">
          You may take this access without approval, for a short time. Everybody who decides here is told at
          once, and somebody who had no part in it judges it afterwards.
        </Sentence>
        <Inline>
          <AskTwice
            action="Take it without approval"
            question="It is carried out at once. Say what the emergency is."
            reason={{
              id: 'declare-reason',
              label: 'The emergency',
              help: 'Told to everybody who decides here.',
            }}
            busy={steps.busy === 'declare'}
            isDisabled={steps.busy !== null}
            onDo={(reason) => {
              void steps.take({ do: 'declare', reason });
            }}
          />
        </Inline>
      </Section>
    )}
    {view.may.judge && <Judge steps={steps} />}
  </>
);

function Judge({ steps }: { steps: Steps }) {
  const [reason, setReason] = useState('');
  const said = reason.trim();
  const judge = (verdict: 'JUSTIFIED' | 'VIOLATION') => {
    void steps.take({ do: 'judge', verdict, reason: said });
  };
  return (
    <Section title="Was it justified?">
      <Stack space="space.100">
        <TextAreaField
          id="judge-reason"
          label="Why"
          required
          help="Recorded, and read by everybody who sees the request."
          value={reason}
          onChange={setReason}
        />
        <Inline>
          <ButtonGroup label="Judge">
            <LoadingButton
              appearance="primary"
              isLoading={steps.busy === 'judge'}
              isDisabled={said === '' || steps.busy !== null}
              onClick={() => {
                judge('JUSTIFIED');
              }}
            >
              Justified
            </LoadingButton>
            <LoadingButton
              appearance="danger"
              isDisabled={said === '' || steps.busy !== null}
              onClick={() => {
                judge('VIOLATION');
              }}
            >
              Violation
            </LoadingButton>
          </ButtonGroup>
        </Inline>
      </Stack>
    </Section>
  );
}
