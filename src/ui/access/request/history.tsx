import { Inline, Stack, Text } from '@forge/react';

import type { PersonTold, RequestView } from '../../../contract/access';
import { isForgotten } from '../../../domain/access/forget';
import type { IsoTime } from '../../../domain/time';
import { localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import { Somebody } from '../ledger/told';

type Happening = { at: IsoTime; by: PersonTold; did: string; text: string | null };

/** Everything that became of the request, the oldest first; what people said in their own words. */
export const History = ({ view, zone }: { view: RequestView; zone: Zone }) => (
  <Stack space="space.100">
    {happeningsOf(view).map(({ at, by, did, text }, index) => (
      <Stack key={index} space="space.025">
        <Inline space="space.100" alignBlock="center" shouldWrap>
          <Text size="small" color="color.text.subtle">
            {localTime(at, zone)}
          </Text>
          <Somebody who={by} />
          <Text>{did}</Text>
        </Inline>
        {text !== null && <Text color="color.text.subtle">“{text}”</Text>}
      </Stack>
    ))}
  </Stack>
);

const person = (accountId: string): PersonTold =>
  isForgotten(accountId) ? { kind: 'forgotten' } : { kind: 'person', accountId };

const happeningsOf = ({ requester, openedAt, reviews, questions, history }: RequestView): Happening[] =>
  [
    { at: openedAt, by: person(requester), did: 'asked for the access', text: null },
    ...reviews.map(({ at, by, verdict, reason }) => ({
      at,
      by: person(by),
      did: verdict === 'approve' ? 'approved' : 'denied',
      text: reason === '' ? null : reason,
    })),
    ...questions.flatMap(({ at, by, text, answer }) => [
      { at, by: person(by), did: 'asked back', text },
      ...(answer === null
        ? []
        : [{ at: answer.at, by: person(answer.by), did: 'answered', text: answer.text }]),
    ]),
    ...history.map(({ at, by, sentence }) => ({ at, by, did: sentence, text: null })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
