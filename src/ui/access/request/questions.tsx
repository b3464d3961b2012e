import { useState } from 'react';

import { Inline, LoadingButton, Stack, Text } from '@forge/react';

import type { RequestView } from '../../../contract/access';
import { TextAreaField } from '../parts/text-area-field';
import { OwnWords } from './own-words';
import type { Steps } from './use-steps';

/** What approvers asked back, what was answered, and room for the answer that is due. */
export const Questions = ({ view, steps }: { view: RequestView; steps: Steps }) => (
  <Stack space="space.100">
    {view.questions.map(({ by, at, text, answer }) => (
      <Stack key={`${at} ${by}`} space="space.075">
        <OwnWords by={by} verb="asks">
          {text}
        </OwnWords>
        {answer === null ? (
          !view.may.answer && (
            <Text color="color.text.subtle">Not answered yet; the person who asked for access answers.</Text>
          )
        ) : (
          <OwnWords by={answer.by} verb="answers">
            {answer.text}
          </OwnWords>
        )}
      </Stack>
    ))}
    {view.may.answer && <Answer steps={steps} />}
  </Stack>
);

function Answer({ steps }: { steps: Steps }) {
  const [text, setText] = useState('');
  return (
    <Stack space="space.100">
      <TextAreaField id="answer" label="Your answer" required value={text} onChange={setText} />
      <Inline>
        <LoadingButton
          appearance="primary"
          isLoading={steps.busy === 'answer'}
          isDisabled={text.trim() === '' || steps.busy !== null}
          onClick={() => {
            void steps.take({ do: 'answer', text: text.trim() });
          }}
        >
          Answer
        </LoadingButton>
      </Inline>
    </Stack>
  );
}
