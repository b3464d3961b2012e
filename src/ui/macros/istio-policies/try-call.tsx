import { useCallback, useState } from 'react';

import { Button, Inline, SectionMessage, Spinner, Stack, Text } from '@forge/react';

import type { TriedCallView } from '../../../contract/mesh';
import type { TriedCall } from '../../../domain/istio/workload/tried-call';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { Sentence } from '../../parts/sentence';
import { localTime, type Zone } from '../../parts/time';
import { useAnswer } from '../../parts/use-answer';
import { inside, useEdited } from '../../parts/use-edited';
import { Verdict } from '../../parts/verdict';
import { ANY_GET, CallFields, operationOf } from './call-fields';
import { CallerField, callerOf, FIRST_CALLER } from './caller-field';
import { MoreFields, moreOf, NOTHING_MORE } from './more-fields';
import type { Asking } from './mesh-questions';

const NO_CHOICES = { accounts: [], namespaces: [], ports: [] };

/** Says of one call whether the mesh would let it in, by which policy and rule, and what would have to be known. */
export function TryCall({ pageId, environment, zone, choices }: Asking) {
  const caller = useEdited(() => FIRST_CALLER);
  const call = useEdited(() => ANY_GET);
  const more = useEdited(() => NOTHING_MORE);
  const [tried, setTried] = useState<TriedCall | null>(null);
  const ask = useCallback(
    () => invoke('tryCall', { pageId, environment, call: tried ?? NOBODY }),
    [pageId, environment, tried],
  );
  const { value, error, busy } = useAnswer(tried === null ? null : ask);
  const send = () => {
    const who = callerOf(caller.latest());
    if (who !== null) setTried({ caller: who, ...operationOf(call.latest()), ...moreOf(more.latest()) });
  };
  return (
    <Stack space="space.150">
      <CallerField caller={caller.value} choices={choices ?? NO_CHOICES} onChange={inside(caller)} />
      <CallFields id="try" call={call.value} ports={choices?.ports ?? []} onChange={inside(call)} />
      <MoreFields more={more.value} onChange={inside(more)} />
      <Inline space="space.150" alignBlock="center">
        <Button appearance="primary" isDisabled={callerOf(caller.value) === null || busy} onClick={send}>
          Try
        </Button>
        <Text size="small" color="color.text.subtle">
          Nothing is sent: the call is tried on the policies as they were read. What you leave empty or do not
          name counts as not known.
        </Text>
      </Inline>
      {busy && <Spinner label="Trying the call" />}
      {error !== null && !busy && <Problem error={error} />}
      {error === null && value !== null && !busy && <Answer answer={value} zone={zone} />}
    </Stack>
  );
}

const NOBODY: TriedCall = {
  caller: { kind: 'stranger' },
  method: null,
  path: null,
  port: null,
  host: null,
  headers: null,
  token: null,
};

const TONES = { allowed: 'success', denied: 'error', unknown: 'warning' } as const;
const TITLES = {
  allowed: 'This call would be let through',
  denied: 'This call would be refused',
  unknown: 'Whether this call would be let through is not known',
};

const Answer = ({ answer, zone }: { answer: TriedCallView; zone: Zone }) => (
  <SectionMessage appearance={TONES[answer.verdict]} title={TITLES[answer.verdict]}>
    <Stack space="space.100">
      <Sentence>{answer.asked}</Sentence>
      {answer.dependsOn !== null && <Sentence>{answer.dependsOn}</Sentence>}
      {answer.parts.map(({ verdict, where, sentences }) => (
        <Stack key={`${verdict} ${where ?? ''}`} space="space.050">
          {where !== null && (
            <Inline space="space.100" alignBlock="center">
              <Sentence weight="semibold">{where}</Sentence>
              <Verdict verdict={verdict} />
            </Inline>
          )}
          {sentences.map((sentence) => (
            <Sentence key={sentence}>{sentence}</Sentence>
          ))}
        </Stack>
      ))}
      <Text size="small" color="color.text.subtle">
        Policies as of {localTime(answer.at, zone)}
      </Text>
    </Stack>
  </SectionMessage>
);
