import type { ReactNode } from 'react';

import { Heading, Stack } from '@forge/react';

export const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <Stack space="space.075">
    <Heading as="h4" size="xsmall">
      {title}
    </Heading>
    {children}
  </Stack>
);
