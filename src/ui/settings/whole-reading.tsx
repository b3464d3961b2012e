import { useCallback } from 'react';

import { Heading, Spinner, Stack, Text } from '@forge/react';

import type { SnapshotStateView } from '../../contract/views';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { SnapshotPanel, type Whole } from '../parts/snapshot-panel';
import type { Zone } from '../parts/time';
import { useAnswer } from '../parts/use-answer';
import { ConnectionDrift } from './drift';

/** The reading of the whole gateway or cluster: how old it is, how much it holds, and *Read again*. */
export function WholeReading({ id, whole, zone }: { id: string; whole: Whole; zone: Zone }) {
  const ask = useCallback(() => invoke('readConnectionSnapshot', { id }), [id]);
  const { value, error, again } = useAnswer<SnapshotStateView>(ask);
  return (
    <Stack space="space.100">
      <Heading as="h3" size="small">
        {`The whole ${whole}`}
      </Heading>
      {error !== null && <Problem error={error} />}
      {value === null && error === null && <Spinner label="Reading its age" />}
      {value !== null && (
        <>
          <SnapshotPanel
            whole={whole}
            snapshot={value}
            zone={zone}
            refresh={() => invoke('refreshConnectionSnapshot', { id })}
            poll={ask}
            onSettled={again}
          />
          {value.readAt !== null && <Text>{countsInWords(value.counts)}</Text>}
        </>
      )}
      {value !== null && <ConnectionDrift {...{ id, whole, zone }} readAt={value.readAt} />}
    </Stack>
  );
}

/** Read once, and nothing that is counted: the gateway's node, the mesh's settings. */
const SETTINGS: readonly string[] = ['node', 'meshconfig'];

/** `31 services, 41 routes, …`: what there is none of is left out. */
const countsInWords = (counts: SnapshotStateView['counts']): string =>
  Object.entries(counts)
    .filter(([part, count]) => !SETTINGS.includes(part) && count > 0)
    .map(([part, count]) => `${String(count)} ${nounOf(part, count)}`)
    .join(', ');

const nounOf = (part: string, count: number): string => {
  const plural = part.replace('_', ' ');
  return count === 1 ? plural.replace(/ies$/, 'y').replace(/s$/, '') : plural;
};
