import { useCallback, useState } from 'react';

import { Button, Checkbox, EmptyState, Inline, ModalTransition, Spinner, Stack } from '@forge/react';

import type { QueueView, RequestRow } from '../../../contract/access';
import { Problem } from '../../parts/problem';
import type { Column } from '../../parts/searchable-table';
import { plain } from '../../parts/sentence';
import type { Zone } from '../../parts/time';
import { useNow } from '../../parts/use-now';
import { invoke } from '../../parts/invoke';
import { RequestTable } from '../parts/request-table';
import { ShowMore } from '../parts/show-more';
import { usePaged } from '../parts/use-paged';
import { OpenedRequest } from '../request/opened-request';
import { BulkDeny } from './bulk-deny';
import { QueueAlarms } from './queue-alarms';
import { StateFilter } from './state-filter';
import type { Filter } from './state-filter';

type Props = { spaceId: string; zone: Zone };

/** The space's requests, for the people who decide: one is opened in place of the list. */
export function Queue({ spaceId, zone }: Props) {
  const [filter, setFilter] = useState<Filter>('open');
  const [opened, setOpened] = useState<string | null>(null);
  const list = usePaged<QueueView>(
    useCallback(
      (cursor) => invoke('listSpaceRequests', { spaceId, state: filter, cursor }),
      [spaceId, filter],
    ),
  );
  if (opened !== null) {
    return (
      <OpenedRequest
        requestId={opened}
        zone={zone}
        onChanged={list.again}
        onBack={() => {
          setOpened(null);
        }}
      />
    );
  }
  if (list.first === null)
    return list.error === null ? <Spinner label="Reading the requests" /> : <Problem error={list.error} />;
  return (
    <Stack space="space.150">
      <QueueAlarms {...list.first} zone={zone} onShow={setFilter} onOpen={setOpened} />
      <Inline spread="space-between" alignBlock="end">
        <StateFilter filter={filter} counts={list.first.counts} onChange={setFilter} />
        <Button appearance="subtle" iconBefore="refresh" isDisabled={list.busy} onClick={list.again}>
          Refresh
        </Button>
      </Inline>
      {list.error !== null && <Problem error={list.error} tone="warning" />}
      <Rows
        key={filter}
        rows={list.pages.flatMap((page) => page.rows)}
        zone={zone}
        filter={filter}
        onOpen={setOpened}
        onChanged={list.again}
      />
      <ShowMore list={list} />
    </Stack>
  );
}

type RowsProps = {
  rows: RequestRow[];
  zone: Zone;
  filter: Filter;
  onOpen: (id: string) => void;
  onChanged: () => void;
};

function Rows({ rows, zone, filter, onOpen, onChanged }: RowsProps) {
  const now = useNow();
  const [chosen, setChosen] = useState<string[]>([]);
  const [denying, setDenying] = useState<RequestRow[] | null>(null);
  const toDeny = rows.filter(({ id, state }) => state === 'PENDING' && chosen.includes(id));
  const flip = (id: string) => {
    setChosen((before) => (before.includes(id) ? before.filter((other) => other !== id) : [...before, id]));
  };
  return (
    <Stack space="space.150">
      {toDeny.length > 0 && (
        <Inline>
          <Button
            appearance="danger"
            onClick={() => {
              setDenying(toDeny);
            }}
          >
            {`Deny the ${String(toDeny.length)} chosen`}
          </Button>
        </Inline>
      )}
      <RequestTable
        label="requests"
        {...{ rows, now, zone, onOpen }}
        showsPage
        lead={choiceColumn(chosen, flip)}
        empty={<Empty filter={filter} />}
      />
      <ModalTransition>
        {denying !== null && (
          <BulkDeny
            rows={denying}
            onClose={() => {
              setDenying(null);
            }}
            onDone={() => {
              setChosen([]);
              onChanged();
            }}
          />
        )}
      </ModalTransition>
    </Stack>
  );
}

const choiceColumn = (chosen: string[], flip: (id: string) => void): Column<RequestRow> => ({
  key: 'choose',
  title: 'Choose',
  width: 8,
  cell: ({ id, state, caller }) =>
    state === 'PENDING' ? (
      <Checkbox
        aria-label={`Choose the request of ${plain(caller)}`}
        isChecked={chosen.includes(id)}
        onChange={() => {
          flip(id);
        }}
      />
    ) : null,
});

const Empty = ({ filter }: { filter: Filter }) => (
  <EmptyState
    header={filter === 'open' ? 'Nothing has to be decided' : 'No such request'}
    headingLevel={3}
    width="narrow"
    description={
      filter === 'open'
        ? 'Requests appear here as soon as somebody asks for access on a page of this space.'
        : 'Show others with the filter above.'
    }
  />
);
