import { Inline, LoadingButton, SectionMessage, Stack, Text } from '@forge/react';

import type { RequestView } from '../../../contract/access';
import { Sentence } from '../../parts/sentence';
import { Sentences } from '../parts/sentences';
import type { Steps } from './use-steps';

type Props = {
  view: RequestView;
  /** The plan before it was planned anew in this window. */
  before: string[] | null;
  steps: Steps;
};

/** What would be changed, why that no longer holds, and after a new plan what is different in it. */
export const PlanNow = ({ view, before, steps }: Props) => (
  <Stack space="space.100">
    {view.state === 'STALE' && (
      <SectionMessage appearance="warning" title="This plan no longer holds">
        <Stack space="space.050">
          {view.stale.map((sentence) => (
            <Sentence key={sentence}>{sentence}</Sentence>
          ))}
        </Stack>
      </SectionMessage>
    )}
    {before !== null && <Difference before={before} after={view.plan} />}
    <Sentences of={view.plan} />
    {view.may.replan && (
      <Inline>
        <LoadingButton
          isLoading={steps.busy === 'replan'}
          isDisabled={steps.busy !== null}
          onClick={() => {
            void steps.take({ do: 'replan' });
          }}
        >
          Plan anew
        </LoadingButton>
      </Inline>
    )}
  </Stack>
);

const Difference = ({ before, after }: { before: string[]; after: string[] }) => {
  const gone = before.filter((sentence) => !after.includes(sentence));
  const come = after.filter((sentence) => !before.includes(sentence));
  return (
    <SectionMessage appearance="information" title="What is different in the new plan">
      {gone.length + come.length === 0 ? (
        <Text>The sentences are the same; what they rest on was read anew.</Text>
      ) : (
        <Stack space="space.050">
          {gone.map((sentence) => (
            <Sentence key={sentence}>{`No longer: ${sentence}`}</Sentence>
          ))}
          {come.map((sentence) => (
            <Sentence key={sentence}>{`Now: ${sentence}`}</Sentence>
          ))}
        </Stack>
      )}
    </SectionMessage>
  );
};
