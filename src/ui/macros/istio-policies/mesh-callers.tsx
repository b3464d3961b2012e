import { useCallback, useState } from 'react';

import { Box, Spinner, Stack, Text, xcss } from '@forge/react';

import type { MeshCallerRow } from '../../../contract/mesh';
import { TextField } from '../../parts/form-field';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { SearchableTable } from '../../parts/searchable-table';
import type { Choice, Column } from '../../parts/searchable-table';
import { plain, Sentence } from '../../parts/sentence';
import { localTime } from '../../parts/time';
import { useAnswer } from '../../parts/use-answer';
import { inside, useEdited } from '../../parts/use-edited';
import { useSettled } from '../../parts/use-settled';
import { Verdict } from '../../parts/verdict';
import { ANY_GET, CallFields, operationOf } from './call-fields';
import type { Asking } from './mesh-questions';

const QUIET_MS = 400;

/** Known service accounts, and whether each may make the call above the table. */
export function MeshCallers({ pageId, environment, zone, choices }: Asking) {
  const call = useEdited(() => ANY_GET);
  const [query, setQuery] = useState('');
  const settled = useSettled(JSON.stringify([operationOf(call.value), query]), QUIET_MS);
  const ask = useCallback(() => {
    const [operation, search] = JSON.parse(settled) as [ReturnType<typeof operationOf>, string];
    return invoke('readMeshCallers', { pageId, environment, call: operation, query: search });
  }, [pageId, environment, settled]);
  const { value, error, busy } = useAnswer(ask);
  return (
    <Stack space="space.150">
      <CallFields id="callers" call={call.value} ports={choices?.ports ?? []} onChange={inside(call)} />
      {error !== null && <Problem error={error} />}
      {value === null && busy && <Spinner label="Asking for every caller" />}
      {value !== null && (
        <>
          {(value.total > value.rows.length || query !== '') && (
            <Box xcss={xcss({ width: '260px' })}>
              <TextField
                id="callers-query"
                label="Search all callers"
                help={`${String(value.rows.length)} of ${String(value.total)} are shown`}
                value={query}
                onChange={setQuery}
              />
            </Box>
          )}
          <SearchableTable
            label="callers"
            rows={value.rows}
            columns={COLUMNS}
            rowKey={({ caller }) => caller}
            searchText={({ caller, verdict, why }) => [caller, WORDS[verdict], plain(why)].join(' ')}
            choices={filters(value.rows)}
            empty={<Text>No caller fits.</Text>}
          />
          <Text size="small" color="color.text.subtle">
            {plain(value.asked)}, with headers and token not known. Policies as of {localTime(value.at, zone)}
            .
          </Text>
        </>
      )}
    </Stack>
  );
}

const WORDS: Record<MeshCallerRow['verdict'], string> = {
  allowed: 'allowed',
  denied: 'denied',
  unknown: 'not known',
};

const COLUMNS: Column<MeshCallerRow>[] = [
  {
    key: 'caller',
    title: 'Caller',
    width: 34,
    sortBy: ({ caller }) => caller,
    cell: (row) => <Caller row={row} />,
  },
  {
    key: 'verdict',
    title: 'May call',
    width: 14,
    sortBy: ({ verdict }) => verdict,
    cell: ({ verdict }) => <Verdict verdict={verdict} />,
  },
  { key: 'why', title: 'Why', width: 52, cell: ({ why }) => <Sentence>{why}</Sentence> },
];

const Caller = ({ row: { caller, known } }: { row: MeshCallerRow }) => (
  <Stack space="space.025">
    <Text {...(known === 'everybody-else' ? {} : { weight: 'semibold' as const })}>{caller}</Text>
    {known === 'named' && (
      <Text size="small" color="color.text.subtle">
        named by a policy; whether it exists was not read
      </Text>
    )}
  </Stack>
);

const filters = (rows: MeshCallerRow[]): Choice<MeshCallerRow>[] => [
  {
    key: 'verdict',
    label: 'May call',
    options: [...new Set(rows.map(({ verdict }) => WORDS[verdict]))].sort(),
    matches: ({ verdict }, option) => WORDS[verdict] === option,
  },
];
