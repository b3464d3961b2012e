import { Inline, Stack, Text } from '@forge/react';

import type { LedgerRow, PersonTold } from '../../../contract/access';
import { Sentence } from '../../parts/sentence';
import { Person } from '../parts/person';

/** Whoever did something: drawn by Confluence, or the app itself, or somebody of whom nothing is known any more. */
export const Somebody = ({ who }: { who: PersonTold }) => {
  switch (who.kind) {
    case 'person':
      return <Person accountId={who.accountId} />;
    case 'job':
      return <Text color="color.text.subtle">Gatehouse</Text>;
    case 'forgotten':
      return <Text color="color.text.subtle">somebody who was forgotten</Text>;
  }
};

/** What an entry tells: a sentence, and what changed below it. */
export const Told = ({ sentence, facts }: Pick<LedgerRow, 'sentence' | 'facts'>) => (
  <Stack space="space.050">
    <Sentence>{sentence}</Sentence>
    {facts.map(({ people, text }, n) => (
      <Inline key={`${String(n)} ${text}`} space="space.050" alignBlock="center" shouldWrap>
        {people.map((who, nth) => (
          <Somebody key={who.kind === 'person' ? who.accountId : String(nth)} who={who} />
        ))}
        <Sentence>{text}</Sentence>
      </Inline>
    ))}
  </Stack>
);
