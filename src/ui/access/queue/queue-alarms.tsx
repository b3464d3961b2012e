import { Stack } from '@forge/react';

import type { QueueView } from '../../../contract/access';
import type { AlarmView } from '../../../contract/carry';
import type { RequestState } from '../../../domain/access/request';
import { Alarm } from '../parts/alarm';
import { Alarms } from '../page/alarms';
import type { Filter } from './state-filter';

type Props = Pick<QueueView, 'counts' | 'emergencies'> & {
  onShow: (filter: Filter) => void;
  onOpen: (requestId: string) => void;
};

const RAISED: [RequestState, AlarmView['kind'], sentence: string][] = [
  ['REVOKE_FAILED', 'revoke-failed', 'The callers may still be let in. It is tried again until it is done.'],
  ['APPLY_FAILED', 'apply-failed', 'Somebody who decides here can try again or abandon it.'],
  ['POST_REVIEW', 'judgement-due', 'By somebody who decides here and had no part in it.'],
];

/**
 * Above the requests of a space, whatever they are filtered by: each access that was taken without approval while it lasts, and those that
 * need somebody now, by their states.
 */
export const QueueAlarms = ({ counts, emergencies, onShow, onOpen }: Props) => {
  const raised = RAISED.flatMap(([state, kind, sentence]) => {
    const count = counts[state] ?? 0;
    return count === 0 ? [] : [{ state, kind, sentence, count }];
  });
  return raised.length + emergencies.length === 0 ? null : (
    <Stack space="space.100">
      <Alarms alarms={emergencies} onOpen={onOpen} />
      {raised.map(({ state, kind, sentence, count }) => (
        <Alarm
          key={state}
          {...{ kind, sentence }}
          way={{
            label: count === 1 ? 'Show the request' : `Show the ${String(count)} requests`,
            onGo: () => {
              onShow(state);
            },
          }}
        />
      ))}
    </Stack>
  );
};
