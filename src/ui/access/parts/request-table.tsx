import type { ReactNode } from 'react';

import { Button, Code, Inline, Stack, Text, Tooltip } from '@forge/react';

import type { RequestRow } from '../../../contract/access';
import type { IsoTime } from '../../../domain/time';
import { SearchableTable } from '../../parts/searchable-table';
import type { Column } from '../../parts/searchable-table';
import { plain } from '../../parts/sentence';
import { age, localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import { Person } from './person';
import { StateLozenge } from './state-lozenge';
import { dueWord, STATE_WORDS } from './state-words';

type Props = {
  /** Names the table for screen readers. */
  label: string;
  rows: RequestRow[];
  now: IsoTime;
  zone: Zone;
  onOpen: (id: string) => void;
  /** Requests of several pages name theirs. */
  showsPage?: boolean;
  lead?: Column<RequestRow>;
  empty: ReactNode;
};

/** Requests, newest doing first as they come. The caller opens one. */
export const RequestTable = ({ label, rows, showsPage = false, lead, empty, ...rest }: Props) => (
  <SearchableTable
    label={label}
    rows={rows}
    columns={[
      ...(lead === undefined ? [] : [lead]),
      callerColumn(rest.onOpen, showsPage),
      operationsColumn,
      stateColumn,
      ...timeColumns(rest),
    ]}
    rowKey={({ id }) => id}
    searchText={({ caller, operations, state, page }) =>
      plain([caller, ...operations, STATE_WORDS[state].word, page.title ?? ''].join(' '))
    }
    empty={empty}
  />
);

const callerColumn = (onOpen: (id: string) => void, showsPage: boolean): Column<RequestRow> => ({
  key: 'caller',
  title: 'Caller',
  width: 22,
  sortBy: ({ caller }) => caller,
  cell: ({ id, caller, requester, page }) => (
    <Stack space="space.025">
      <Inline>
        <Button
          appearance="subtle"
          spacing="compact"
          onClick={() => {
            onOpen(id);
          }}
        >
          {plain(caller)}
        </Button>
      </Inline>
      <Inline space="space.050" alignBlock="center" shouldWrap>
        <Text size="small" color="color.text.subtle">
          asked by
        </Text>
        <Person accountId={requester} />
      </Inline>
      {showsPage && (
        <Text size="small" color="color.text.subtle">
          on {page.title ?? 'a page you cannot see'}
        </Text>
      )}
    </Stack>
  ),
});

const SHOWN = 3;

const operationsColumn: Column<RequestRow> = {
  key: 'operations',
  title: 'May call',
  width: 24,
  cell: ({ operations }) => (
    <Stack space="space.025">
      {operations.slice(0, SHOWN).map((operation) => (
        <Text key={operation}>
          <Code>{plain(operation)}</Code>
        </Text>
      ))}
      {operations.length > SHOWN && (
        <Tooltip content={operations.slice(SHOWN).map(plain).join(', ')}>
          <Text size="small" color="color.text.subtle">
            and {operations.length - SHOWN} more
          </Text>
        </Tooltip>
      )}
    </Stack>
  ),
};

const stateColumn: Column<RequestRow> = {
  key: 'state',
  title: 'State',
  width: 20,
  sortBy: ({ state }) => STATE_WORDS[state].word,
  cell: ({ state }) => <StateLozenge state={state} />,
};

const timeColumns = ({ now, zone }: { now: IsoTime; zone: Zone }): Column<RequestRow>[] => [
  {
    key: 'due',
    title: 'Due',
    width: 15,
    sortBy: ({ dueAt }) => dueAt ?? '',
    cell: ({ state, dueAt }) =>
      dueAt === null ? (
        <Text>–</Text>
      ) : (
        <Stack space="space.025">
          <Text size="small" color="color.text.subtle">
            {dueWord(state)}
          </Text>
          <Moment {...{ at: dueAt, now, zone }} />
        </Stack>
      ),
  },
  {
    key: 'age',
    title: 'Asked',
    width: 18,
    sortBy: ({ openedAt }) => openedAt,
    cell: ({ openedAt }) => <Moment {...{ at: openedAt, now, zone }} />,
  },
];

const Moment = ({ at, now, zone }: { at: IsoTime; now: IsoTime; zone: Zone }) => (
  <Tooltip content={localTime(at, zone)}>
    <Text>{age(at, now, zone.locale)}</Text>
  </Tooltip>
);
