import { useCallback } from 'react';

import { Code, Inline, Stack, Text } from '@forge/react';

import type { PolicyChangesView } from '../../../contract/mesh';
import { Disclosure } from '../../parts/disclosure';
import { invoke } from '../../parts/invoke';
import { Sentence } from '../../parts/sentence';
import { localTime, type Zone } from '../../parts/time';
import { useAnswer } from '../../parts/use-answer';

type Props = { pageId: string; environment: string; zone: Zone };

/** What became of the policies since the whole cluster was read. Nothing is drawn where nothing changed, or where nobody can tell. */
export function PolicyChanges({ pageId, environment, zone }: Props) {
  const ask = useCallback(() => invoke('readPolicyChanges', { pageId, environment }), [pageId, environment]);
  const { value } = useAnswer<PolicyChangesView | null>(ask);
  if (value === null) return null;
  return (
    <Disclosure label={`Changed since ${localTime(value.since, zone)}`}>
      <Stack space="space.150">
        {value.changes.map(({ kind, policy, change, sentences }) => (
          <Stack key={`${kind} ${policy}`} space="space.025">
            <Inline space="space.075" shouldWrap alignBlock="center">
              <Code>{policy}</Code>
              <Text size="small" color="color.text.subtle">{`${kind}, ${change}`}</Text>
            </Inline>
            {sentences.map((sentence) => (
              <Sentence key={sentence}>{sentence}</Sentence>
            ))}
          </Stack>
        ))}
      </Stack>
    </Disclosure>
  );
}
