import { Box, Inline, Stack, Text, xcss } from '@forge/react';

import { Person } from '../parts/person';

const quote = xcss({
  padding: 'space.100',
  backgroundColor: 'color.background.neutral',
  borderRadius: 'radius.small',
});

/** What a person typed, marked as theirs: nothing in it was checked, and nothing in it is drawn but text. */
export const OwnWords = ({ by, verb, children }: { by: string; verb: string; children: string }) => (
  <Box xcss={quote}>
    <Stack space="space.025">
      <Inline space="space.050" alignBlock="center" shouldWrap>
        <Person accountId={by} />
        <Text size="small" color="color.text.subtle">
          {verb}
        </Text>
      </Inline>
      {children.split('\n').map((line, index) => (
        <Text key={index}>{line}</Text>
      ))}
    </Stack>
  </Box>
);
