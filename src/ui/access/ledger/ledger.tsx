import { useCallback } from 'react';

import { Button, Code, EmptyState, Inline, Spinner, Stack, Text, Tooltip } from '@forge/react';

import type { LedgerRow, LedgerView } from '../../../contract/access';
import { Problem } from '../../parts/problem';
import { SearchableTable } from '../../parts/searchable-table';
import type { Column } from '../../parts/searchable-table';
import { plain } from '../../parts/sentence';
import { localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import { ShowMore } from '../parts/show-more';
import { usePaged } from '../parts/use-paged';
import { readRecord, type RecordOf } from './ledger-calls';
import { Somebody, Told } from './told';
import { Verify } from './verify';

type Props = {
  /** Must be stable. */
  record: RecordOf;
  zone: Zone;
  /** What would make the first entry. */
  whenEmpty: string;
  /** Absent where no entry is about a request. */
  onOpen?: (requestId: string) => void;
};

/** Every step and every change there was, each chained to the one before it. */
export function Ledger({ record, zone, whenEmpty, onOpen }: Props) {
  const list = usePaged<LedgerView>(useCallback((cursor) => readRecord(record, cursor), [record]));
  if (list.first === null)
    return list.error === null ? <Spinner label="Reading the record" /> : <Problem error={list.error} />;
  return (
    <Stack space="space.200">
      <Text color="color.text.subtle">
        Each entry carries the hash of the one before it: nobody changes or removes one without it being seen.
      </Text>
      <Inline spread="space-between" alignBlock="start">
        <Verify record={record} zone={zone} head={list.first.head} />
        <Button appearance="subtle" iconBefore="refresh" isDisabled={list.busy} onClick={list.again}>
          Refresh
        </Button>
      </Inline>
      {list.error !== null && <Problem error={list.error} tone="warning" />}
      <SearchableTable
        label="entries"
        rows={list.pages.flatMap((page) => page.rows)}
        columns={columns(zone, onOpen)}
        rowKey={({ seq }) => String(seq)}
        searchText={({ seq, type, sentence, facts, hash }) =>
          plain([String(seq), type, sentence, ...facts.map(({ text }) => text), hash].join(' '))
        }
        empty={
          <EmptyState
            header="Nothing is recorded yet"
            headingLevel={3}
            width="narrow"
            description={whenEmpty}
          />
        }
      />
      <ShowMore list={list} />
    </Stack>
  );
}

const columns = (zone: Zone, onOpen: Props['onOpen']): Column<LedgerRow>[] => [
  { key: 'seq', title: 'No.', width: 8, cell: ({ seq }) => <Text>{String(seq)}</Text> },
  { key: 'at', title: 'When', width: 20, cell: ({ at }) => <Text>{localTime(at, zone)}</Text> },
  {
    key: 'by',
    title: 'Who',
    width: 18,
    cell: ({ by }) => <Somebody who={by} />,
  },
  { key: 'what', title: 'What', width: 40, cell: (row) => <Entry row={row} onOpen={onOpen} /> },
  {
    key: 'hash',
    title: 'Hash',
    width: 14,
    cell: ({ hash }) => (
      <Tooltip content={hash}>
        <Code>{hash.slice(0, 10)}</Code>
      </Tooltip>
    ),
  },
];

const Entry = ({ row, onOpen }: { row: LedgerRow; onOpen: Props['onOpen'] }) => {
  const { requestId } = row;
  if (onOpen === undefined || requestId === null) return <Told {...row} />;
  return (
    <Stack space="space.050">
      <Told {...row} />
      <Inline>
        <Button
          appearance="subtle"
          spacing="compact"
          onClick={() => {
            onOpen(requestId);
          }}
        >
          Look at the request
        </Button>
      </Inline>
    </Stack>
  );
};
