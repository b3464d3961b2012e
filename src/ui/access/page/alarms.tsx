import { Stack } from '@forge/react';

import type { AlarmView } from '../../../contract/carry';
import { Alarm } from '../parts/alarm';

type Props = { alarms: AlarmView[]; onOpen: (requestId: string) => void };

/** What everybody who looks at the page has to know. */
export const Alarms = ({ alarms, onOpen }: Props) =>
  alarms.length === 0 ? null : (
    <Stack space="space.100">
      {alarms.map(({ kind, sentence, requestId }) => {
        const look = (id: string) => ({
          label: 'Look at the request',
          onGo: () => {
            onOpen(id);
          },
        });
        const way = requestId === null ? null : look(requestId);
        return <Alarm key={`${kind} ${sentence}`} {...{ kind, sentence, way }} />;
      })}
    </Stack>
  );
