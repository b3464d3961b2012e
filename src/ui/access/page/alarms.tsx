import { SectionMessage, Stack, Text } from '@forge/react';

import type { AlarmView } from '../../../contract/carry';
import { localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import { Alarm } from '../parts/alarm';

type Props = { alarms: AlarmView[]; zone: Zone; onOpen: (requestId: string) => void };

/** More of them than that would push everything else off the screen. */
const MOST_DRIFTS = 5;

/** What everybody who looks at the page has to know. */
export const Alarms = ({ alarms, zone, onOpen }: Props) => {
  const drifts = alarms.filter(({ kind }) => kind === 'drift');
  const left = drifts.slice(MOST_DRIFTS);
  const shown = alarms.filter((alarm) => !left.includes(alarm));
  return alarms.length === 0 ? null : (
    <Stack space="space.100">
      {shown.map(({ kind, sentence, since, requestId }) => {
        const look = (id: string) => ({
          label: 'Look at the request',
          onGo: () => {
            onOpen(id);
          },
        });
        const way = requestId === null ? null : look(requestId);
        const seen = since === null ? null : `First seen ${localTime(since, zone)}`;
        return (
          <Alarm key={`${kind} ${sentence} ${requestId ?? ''}`} {...{ kind, sentence, way }} since={seen} />
        );
      })}
      {left.length > 0 && (
        <SectionMessage appearance="warning">
          <Text>{`${String(left.length)} more such differences were found. The record has them all.`}</Text>
        </SectionMessage>
      )}
    </Stack>
  );
};
