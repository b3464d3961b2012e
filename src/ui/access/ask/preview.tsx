import { Box, Inline, SectionMessage, Spinner, Stack, Text, xcss } from '@forge/react';

import { Problem } from '../../parts/problem';
import { Sentence } from '../../parts/sentence';
import { FilesShown } from '../parts/files';
import { Section } from '../parts/section';
import { Sentences } from '../parts/sentences';
import type { Previewed } from './use-preview';

const card = xcss({
  padding: 'space.200',
  backgroundColor: 'color.background.neutral',
  borderRadius: 'radius.medium',
});

/** Before anything is sent: what would change, what speaks against it, and who decides. */
export const Preview = ({ previewed, isAsked }: { previewed: Previewed; isAsked: boolean }) => (
  <Box xcss={card}>
    <Stack space="space.150">
      {isAsked ? (
        <Content previewed={previewed} />
      ) : (
        <Text color="color.text.subtle">
          What would change, and who decides about it, is shown here once you have said for whom, which routes
          and how long.
        </Text>
      )}
    </Stack>
  </Box>
);

const Content = ({ previewed: { view, error, isCurrent } }: { previewed: Previewed }) => (
  <>
    {!isCurrent && (
      <Inline space="space.100" alignBlock="center">
        <Spinner size="small" label="Planning" />
        <Text color="color.text.subtle">Planning what would change…</Text>
      </Inline>
    )}
    {isCurrent && error !== null && <Problem error={error} tone="warning" />}
    {view !== null && view.nothingToDo && (
      <SectionMessage appearance="success" title="Nothing to ask for">
        <Stack space="space.050">
          <Text>Everything that you chose can be called already.</Text>
          {view.plan.map((sentence) => (
            <Sentence key={sentence}>{sentence}</Sentence>
          ))}
        </Stack>
      </SectionMessage>
    )}
    {view !== null && !view.nothingToDo && (
      <>
        <Section title="What would change">
          <Sentences of={view.plan} />
        </Section>
        {view.concerns.length > 0 && (
          <SectionMessage
            appearance={view.concerns.some(({ blocking }) => blocking) ? 'error' : 'warning'}
            title={
              view.concerns.some(({ blocking }) => blocking)
                ? 'This cannot be sent'
                : 'What speaks against it'
            }
          >
            <Stack space="space.050">
              {view.concerns.map(({ text }) => (
                <Sentence key={text}>{text}</Sentence>
              ))}
            </Stack>
          </SectionMessage>
        )}
        {view.byHand !== null && (
          <Section title="To have it changed by hand">
            <FilesShown id="by-hand" view={view.byHand} />
          </Section>
        )}
        <Section title="Who decides">
          <Sentences of={view.whoDecides} />
        </Section>
      </>
    )}
  </>
);
