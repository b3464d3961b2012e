import { Box, Inline, Lozenge, Select, xcss } from '@forge/react';

import type { QueueView } from '../../../contract/access';
import type { RequestState } from '../../../domain/access/request';
import { OPEN_STATES, STATES } from '../../../domain/access/state-words';
import { FormField } from '../../parts/form-field';
import { STATE_WORDS } from '../parts/state-words';

export type Filter = RequestState | 'open' | 'all';

type Counts = QueueView['counts'] | null;
/** `counts` null: how many there are is not known. */
type Props = { filter: Filter; counts: Counts; onChange: (filter: Filter) => void };

const FILTERS: Filter[] = ['open', 'all', ...STATES];

/** Which requests are shown, and how many there are of each kind. */
export const StateFilter = ({ filter, counts, onChange }: Props) => {
  const optionOf = (value: Filter) => ({ label: labelOf(value, counts), value });
  return (
    <Inline space="space.150" alignBlock="end" shouldWrap>
      <Box xcss={xcss({ width: '260px' })}>
        <FormField id="queue-state" label="Show">
          <Select
            inputId="queue-state"
            spacing="compact"
            options={FILTERS.map(optionOf)}
            value={optionOf(filter)}
            onChange={(option: { value: Filter }) => {
              onChange(option.value);
            }}
          />
        </FormField>
      </Box>
      <Inline space="space.075" alignBlock="center" shouldWrap>
        {STATES.flatMap((state) => {
          const count = counts?.[state] ?? 0;
          return count === 0
            ? []
            : [
                <Lozenge key={state} appearance={STATE_WORDS[state].tone} maxWidth="240px">
                  {`${String(count)} ${STATE_WORDS[state].word}`}
                </Lozenge>,
              ];
        })}
      </Inline>
    </Inline>
  );
};

function labelOf(filter: Filter, counts: Counts): string {
  const [word, states] = meantBy(filter);
  return counts === null ? word : `${word} (${String(total(states, counts))})`;
}

const meantBy = (filter: Filter): [word: string, states: readonly RequestState[]] => {
  if (filter === 'all') return ['all', STATES];
  if (filter === 'open') return ['open', OPEN_STATES];
  return [STATE_WORDS[filter].word, [filter]];
};

const total = (states: readonly RequestState[], counts: QueueView['counts']): number =>
  states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
