import { useCallback, useState } from 'react';

import { Box, Spinner, Stack, Text, xcss } from '@forge/react';

import type { MeshCallersView, MeshCallerRow } from '../../../contract/mesh';
import { TextField } from '../../parts/form-field';
import { invoke } from '../../parts/invoke';
import { PageEstate } from '../../parts/page-estate';
import { Problem } from '../../parts/problem';
import { SearchableTable } from '../../parts/searchable-table';
import type { Choice, Column } from '../../parts/searchable-table';
import { plain, Sentence } from '../../parts/sentence';
import { localTime, type Zone } from '../../parts/time';
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
  const { value, error, busy, again } = useAnswer(ask);
  return (
    <Stack space="space.150">
      <CallFields id="callers" call={call.value} ports={choices?.ports ?? []} onChange={inside(call)} />
      {error !== null && <Problem error={error} />}
      {value === null && busy && <Spinner label="Asking for every caller" />}
      {value !== null && (
        <>
          <PageEstate
            pageId={pageId}
            environment={environment}
            zone={zone}
            whole="cluster"
            estate={value.cluster}
            onSettled={again}
          />
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
          {value.notShown !== null && <Text>{notShownInWords(value.notShown)}</Text>}
          <Text size="small" color="color.text.subtle">
            {`${plain(value.asked)}, with headers and token not known. ${asOf(value, zone)}`}
          </Text>
        </>
      )}
    </Stack>
  );
}

/** How old the policies and the service accounts are, which may be of two readings. */
const asOf = ({ at, cluster: { snapshot } }: MeshCallersView, zone: Zone): string =>
  [
    `Policies, and service accounts of this namespace and of those that policies name, as of ${localTime(at, zone)}.`,
    snapshot.readAt === null
      ? 'Service accounts of other namespaces are not known.'
      : `Service accounts of other namespaces${isWhole(snapshot) ? '' : ', as far as they could be read,'} as of ${localTime(snapshot.readAt, zone)}.`,
  ].join(' ');

const isWhole = ({ unread }: MeshCallersView['cluster']['snapshot']): boolean =>
  !unread.some(({ part }) => part.startsWith('serviceaccounts'));

/** `12 service accounts of namespaces that this space may not show: 2 allowed, 10 denied.` */
const notShownInWords = (counts: NonNullable<MeshCallersView['notShown']>): string => {
  const total = counts.allowed + counts.denied + counts.unknown;
  const verdicts = (['allowed', 'denied', 'unknown'] as const)
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${String(counts[verdict])} ${WORDS[verdict]}`);
  const accounts = total === 1 ? '1 service account' : `${String(total)} service accounts`;
  return `${accounts} of namespaces that this space may not show: ${verdicts.join(', ')}.`;
};

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
    {(known === 'named' || known === 'absent') && (
      <Text size="small" color="color.text.subtle">
        {known === 'absent'
          ? 'named by a policy; there is no such service account'
          : 'named by a policy; whether it exists was not read'}
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
