import { Inline, Stack, Text } from '@forge/react';

import type { RequestView } from '../../../contract/access';
import type { IsoTime } from '../../../domain/time';
import { localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import { Person } from '../parts/person';

type Happening = { at: IsoTime; by: string; did: string; text: string | null };

/** Everything that people did, the oldest first. */
export const History = ({ view, zone }: { view: RequestView; zone: Zone }) => (
  <Stack space="space.100">
    {happeningsOf(view).map(({ at, by, did, text }, index) => (
      <Stack key={index} space="space.025">
        <Inline space="space.100" alignBlock="center" shouldWrap>
          <Text size="small" color="color.text.subtle">
            {localTime(at, zone)}
          </Text>
          <Person accountId={by} />
          <Text>{did}</Text>
        </Inline>
        {text !== null && <Text color="color.text.subtle">“{text}”</Text>}
      </Stack>
    ))}
  </Stack>
);

const happeningsOf = ({ requester, openedAt, reviews, questions }: RequestView): Happening[] =>
  [
    { at: openedAt, by: requester, did: 'asked for the access', text: null },
    ...reviews.map(({ at, by, verdict, reason }) => ({
      at,
      by,
      did: verdict === 'approve' ? 'approved' : 'denied',
      text: reason === '' ? null : reason,
    })),
    ...questions.flatMap(({ at, by, text, answer }) => [
      { at, by, did: 'asked back', text },
      ...(answer === null ? [] : [{ at: answer.at, by: answer.by, did: 'answered', text: answer.text }]),
    ]),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
