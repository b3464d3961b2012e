import { useState } from 'react';

import {
  Code,
  EmptyState,
  Heading,
  LoadingButton,
  ModalTransition,
  SectionMessage,
  Spinner,
  Stack,
  Text,
  Tooltip,
} from '@forge/react';

import type { AccessError } from '../../contract/access-codes';
import type { CheckpointsView, CheckpointView } from '../../contract/audit';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { SearchableTable } from '../parts/searchable-table';
import type { Column } from '../parts/searchable-table';
import { TextDialog } from '../parts/text-dialog';
import { localTime } from '../parts/time';
import type { Zone } from '../parts/time';
import { ShowMore } from '../access/parts/show-more';
import { usePaged } from '../access/parts/use-paged';

type Row = CheckpointsView['rows'][number];

const readPage = async (cursor: string | null) => {
  const answer = await invoke('listCheckpoints', { before: cursor });
  return answer.ok
    ? { ok: true as const, value: { rows: answer.value.rows, cursor: answer.value.before } }
    : answer;
};

/** The ends of all records, day by day: what to keep where Gatehouse cannot rewrite it. */
export function Checkpoints({ zone }: { zone: Zone }) {
  const list = usePaged(readPage);
  const [shown, setShown] = useState<CheckpointView | null>(null);
  const [reading, setReading] = useState<string | null>(null);
  const [failed, setFailed] = useState<AccessError | null>(null);
  const show = async (day: string) => {
    setReading(day);
    const answer = await invoke('readCheckpoint', { day });
    setReading(null);
    setFailed(answer.ok ? null : answer.error);
    if (answer.ok) setShown(answer.value);
  };
  return (
    <Stack space="space.150">
      <Heading as="h3" size="small">
        Checkpoints
      </Heading>
      <Text color="color.text.subtle">
        Once a day the ends of all records are put under one root and signed. Whoever keeps a checkpoint
        elsewhere can prove later that nothing before it was changed or cut off.
      </Text>
      {failed !== null && <Problem error={failed} />}
      {list.first === null ? (
        list.error === null ? (
          <Spinner label="Reading the checkpoints" />
        ) : (
          <Problem error={list.error} />
        )
      ) : (
        <>
          {list.error !== null && <Problem error={list.error} tone="warning" />}
          <SearchableTable
            label="checkpoints"
            rows={list.pages.flatMap((page) => page.rows)}
            columns={columns({ zone, reading, onShow: (day) => void show(day) })}
            rowKey={({ day }) => day}
            searchText={({ day, merkleRoot, kid }) => `${day} ${merkleRoot} ${kid}`}
            empty={
              <EmptyState
                header="No checkpoint yet"
                headingLevel={4}
                width="narrow"
                description="The first is made within a day of the first entry in any record."
              />
            }
          />
        </>
      )}
      <ShowMore list={list} label="Show older ones" />
      <ModalTransition>
        {shown !== null && (
          <TextDialog
            id="checkpoint-text"
            title={`Checkpoint of ${shown.day}`}
            label="Checkpoint, as JSON"
            text={shown.text}
            onClose={() => {
              setShown(null);
            }}
          >
            <Verdict verdict={shown.verdict} />
          </TextDialog>
        )}
      </ModalTransition>
    </Stack>
  );
}

const Verdict = ({ verdict }: { verdict: CheckpointView['verdict'] }) =>
  verdict === 'verified' ? (
    <Text>
      Signed by Gatehouse, and whole. Keep it on a restricted page, in a mailbox or a log system; an export of
      a record is verified against it without Gatehouse.
    </Text>
  ) : (
    <SectionMessage appearance="error" title="This checkpoint is not as it was made">
      <Text>
        {verdict === 'altered'
          ? 'Its content does not fit its signature.'
          : 'It is signed with a key that is none of Gatehouse’s.'}
      </Text>
    </SectionMessage>
  );

type Columns = { zone: Zone; reading: string | null; onShow: (day: string) => void };

const columns = ({ zone, reading, onShow }: Columns): Column<Row>[] => [
  {
    key: 'day',
    title: 'Day (UTC)',
    width: 25,
    sortBy: ({ day }) => day,
    cell: ({ day, at }) => (
      <Tooltip content={`Made ${localTime(at, zone)}`}>
        <Text weight="semibold">{day}</Text>
      </Tooltip>
    ),
  },
  { key: 'chains', title: 'Records', width: 15, cell: ({ chains }) => <Text>{String(chains)}</Text> },
  {
    key: 'root',
    title: 'Root',
    width: 40,
    cell: ({ merkleRoot }) => (
      <Tooltip content={merkleRoot}>
        <Code>{merkleRoot.slice(0, 24)}</Code>
      </Tooltip>
    ),
  },
  {
    key: 'show',
    title: 'Take along',
    width: 20,
    cell: ({ day }) => (
      <LoadingButton
        appearance="subtle"
        spacing="compact"
        isLoading={reading === day}
        onClick={() => {
          onShow(day);
        }}
      >{`Show ${day}`}</LoadingButton>
    ),
  },
];
