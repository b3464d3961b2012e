import { useState } from 'react';

import { ButtonGroup, Inline, LoadingButton, Stack, Text } from '@forge/react';

import type { RequestView } from '../../../contract/access';
import { Sentence } from '../../parts/sentence';
import { TextAreaField } from '../parts/text-area-field';
import type { Steps } from './use-steps';

/** Approve, deny or ask back, for whoever may; for the others why they may not. */
export function Decision({ view, steps }: { view: RequestView; steps: Steps }) {
  const [text, setText] = useState('');
  const [missing, setMissing] = useState<string | null>(null);
  const { review, askBack } = view.may;
  const said = text.trim();
  const withText = (needs: string | null, step: Parameters<Steps['take']>[0]) => {
    setMissing(needs !== null && said === '' ? needs : null);
    if (needs !== null && said === '') return;
    void steps.take(step).then((done) => {
      if (done) setText('');
    });
  };
  if (!review && !askBack)
    return view.whyNotReview === null ? null : (
      <Sentence color="color.text.subtle">{view.whyNotReview}</Sentence>
    );
  return (
    <Stack space="space.100">
      <TextAreaField
        id="decision-text"
        label="Reason or question"
        help="Everybody who sees the request reads it. Needed to deny and to ask back."
        value={text}
        error={missing}
        onChange={setText}
      />
      <Inline>
        <ButtonGroup label="Decide">
          {review && (
            <LoadingButton
              appearance="primary"
              isLoading={steps.busy === 'review'}
              isDisabled={steps.busy !== null}
              onClick={() => {
                withText(null, { do: 'review', verdict: 'approve', reason: said });
              }}
            >
              Approve
            </LoadingButton>
          )}
          {review && (
            <LoadingButton
              appearance="danger"
              isDisabled={steps.busy !== null}
              onClick={() => {
                withText('Say why you deny it.', { do: 'review', verdict: 'deny', reason: said });
              }}
            >
              Deny
            </LoadingButton>
          )}
          {askBack && (
            <LoadingButton
              isLoading={steps.busy === 'ask-back'}
              isDisabled={steps.busy !== null}
              onClick={() => {
                withText('Type your question.', { do: 'ask-back', text: said });
              }}
            >
              Ask back
            </LoadingButton>
          )}
        </ButtonGroup>
      </Inline>
      {!review && view.whyNotReview !== null && (
        <Text size="small" color="color.text.subtle">
          {view.whyNotReview}
        </Text>
      )}
    </Stack>
  );
}
