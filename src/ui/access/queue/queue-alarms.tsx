import { Stack } from '@forge/react';

import type { QueueView } from '../../../contract/access';
import type { AlarmView } from '../../../contract/carry';
import type { RequestState } from '../../../domain/access/request';
import type { Zone } from '../../parts/time';
import { Alarm } from '../parts/alarm';
import { Alarms } from '../page/alarms';
import type { Filter } from './state-filter';

type Props = Pick<QueueView, 'counts' | 'emergencies' | 'drifts'> & {
  zone: Zone;
  onShow: (filter: Filter) => void;
  onOpen: (requestId: string) => void;
};

const RAISED: [RequestState, AlarmView['kind'], sentence: string][] = [
  ['REVOKE_FAILED', 'revoke-failed', 'The callers may still be let in. It is tried again until it is done.'],
  ['APPLY_FAILED', 'apply-failed', 'Somebody who decides here can try again or abandon it.'],
  ['POST_REVIEW', 'judgement-due', 'By somebody who decides here and had no part in it.'],
];

/**
 * Above the requests of a space, whatever they are filtered by: each access that was taken without approval while it lasts, those that need
 * somebody now, by their states, and what is there and is not what was granted.
 */
export const QueueAlarms = ({ counts, emergencies, drifts, zone, onShow, onOpen }: Props) => {
  const raised = RAISED.flatMap(([state, kind, sentence]) => {
    const count = counts[state] ?? 0;
    return count === 0 ? [] : [{ state, kind, sentence, count }];
  });
  return raised.length + emergencies.length + drifts.length === 0 ? null : (
    <Stack space="space.100">
      <Alarms alarms={emergencies} zone={zone} onOpen={onOpen} />
      {raised.map(({ state, kind, sentence, count }) => (
        <Alarm
          key={state}
          {...{ kind, sentence }}
          since={null}
          way={{
            label: count === 1 ? 'Show the request' : `Show the ${String(count)} requests`,
            onGo: () => {
              onShow(state);
            },
          }}
        />
      ))}
      <Alarms alarms={drifts} zone={zone} onOpen={onOpen} />
    </Stack>
  );
};
