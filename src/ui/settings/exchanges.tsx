import { useCallback } from 'react';

import { Code, EmptyState, Lozenge, Spinner, Stack, Text, User } from '@forge/react';

import type { Exchange } from '../../domain/connection';
import { invoke } from '../parts/invoke';
import { Problem, sentenceOf } from '../parts/problem';
import { SearchableTable } from '../parts/searchable-table';
import type { Column } from '../parts/searchable-table';
import { localTime } from '../parts/time';
import type { Zone } from '../parts/time';
import { useAnswer } from '../parts/use-answer';

/** The last exchanges with the outside system: who or what, for what, and what came back. */
export function Exchanges({ id, zone }: { id: string; zone: Zone }) {
  const { value, error } = useAnswer(useCallback(() => invoke('readExchanges', { id }), [id]));
  if (error !== null) return <Problem error={error} />;
  if (value === null) return <Spinner label="Reading the log" />;
  return (
    <SearchableTable
      label="exchanges"
      rows={value.exchanges.map((exchange, index) => ({ ...exchange, key: String(index) }))}
      columns={columns(zone)}
      rowKey={({ key }) => key}
      searchText={({ purpose, path, correlationId, outcome }) =>
        `${purpose} ${path} ${correlationId} ${JSON.stringify(outcome)}`
      }
      empty={
        <EmptyState
          header="No exchange yet"
          headingLevel={3}
          description="Test the connection, or open a page that uses it."
          width="narrow"
        />
      }
    />
  );
}

const PURPOSES: Record<Exchange['purpose'], string> = {
  'show-routes': 'show routes on a page',
  'show-policies': 'show policies on a page',
  'test-connection': 'test the connection',
  'suggest-service': 'suggest a service',
  'bind-page': 'bind a page',
  'export-page': 'export a page',
  'plan-access': 'plan a request for access',
  'carry-out': 'carry out a request for access',
  rehearse: 'try out a request for access',
  'refresh-snapshot': 'refresh the snapshot',
};

const columns = (zone: Zone): Column<Exchange>[] => [
  {
    key: 'at',
    title: 'When',
    width: 20,
    sortBy: ({ at }) => at,
    cell: ({ at }) => <Text>{localTime(at, zone)}</Text>,
  },
  {
    key: 'who',
    title: 'Who, and why',
    width: 24,
    sortBy: ({ purpose }) => purpose,
    cell: ({ actor, purpose }) => (
      <Stack space="space.025">
        {actor.kind === 'person' ? <User accountId={actor.accountId} /> : <Text>{actor.name}</Text>}
        <Text size="small">{PURPOSES[purpose]}</Text>
      </Stack>
    ),
  },
  {
    key: 'call',
    title: 'Call',
    width: 26,
    sortBy: ({ path }) => path,
    cell: ({ method, path }) => <Code>{`${method} ${path}`}</Code>,
  },
  { key: 'answer', title: 'Answer', width: 18, cell: (exchange) => <AnswerCell exchange={exchange} /> },
  {
    key: 'id',
    title: 'Correlation id',
    width: 12,
    cell: ({ correlationId }) => <Text size="small">{correlationId}</Text>,
  },
];

const AnswerCell = ({ exchange: { outcome, tookMs, bytes } }: { exchange: Exchange }) => (
  <Stack space="space.025" alignInline="start">
    {'status' in outcome ? (
      <Lozenge appearance={outcome.status < 400 ? 'success' : 'removed'}>{String(outcome.status)}</Lozenge>
    ) : (
      <Text size="small">{sentenceOf({ code: outcome.failure })}</Text>
    )}
    <Text size="small" color="color.text.subtlest">
      {String(tookMs)} ms, {String(bytes)} bytes
    </Text>
  </Stack>
);
