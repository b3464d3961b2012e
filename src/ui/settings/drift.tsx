import { useCallback, useEffect, useRef, useState } from 'react';

import { Button, Heading, Spinner, Stack, Text } from '@forge/react';

import type { DriftView } from '../../contract/views';
import { OpenedRequest } from '../access/request/opened-request';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { SearchableTable } from '../parts/searchable-table';
import type { Column } from '../parts/searchable-table';
import { plain, Sentence } from '../parts/sentence';
import { localTime } from '../parts/time';
import type { Zone } from '../parts/time';
import { useAnswer } from '../parts/use-answer';
import type { Whole } from '../parts/snapshot-panel';

type Props = {
  id: string;
  whole: Whole;
  zone: Zone;
  /** Of the newest reading; null: there was none. */
  readAt: string | null;
};

/** How often a comparison that is still to come is asked about. */
const ASK_EVERY_MS = 5_000;

/** *Compared with what was granted*: what grants hold there, and how the newest reading differs. Nothing is mended from here. */
export function ConnectionDrift({ id, whole, zone, readAt }: Props) {
  const { value, error, again } = useAnswer<DriftView>(
    useCallback(() => invoke('readConnectionDrift', { id }), [id]),
  );
  const [opened, setOpened] = useState<string | null>(null);
  useAsking({ isDue: readAt !== null && value?.isToCome === true, readAt, again });
  if (opened !== null)
    return (
      <OpenedRequest
        requestId={opened}
        zone={zone}
        from="What differs"
        onChanged={again}
        onBack={() => {
          setOpened(null);
        }}
      />
    );
  return (
    <Stack space="space.100">
      <Heading as="h3" size="small">
        Compared with what was granted
      </Heading>
      {error !== null && <Problem error={error} />}
      {value === null && error === null && <Spinner label="Reading the comparison" />}
      {value !== null && (
        <>
          <Text color="color.text.subtle">{comparisonInWords(value, { whole, zone, readAt })}</Text>
          {value.drifts.length > 0 && <Differences view={value} zone={zone} onOpen={setOpened} />}
        </>
      )}
    </Stack>
  );
}

/** Asks again while a comparison is to come, and when there is a new reading. */
function useAsking({ isDue, readAt, again }: { isDue: boolean; readAt: string | null; again: () => void }) {
  const askedOf = useRef(readAt);
  useEffect(() => {
    if (askedOf.current === readAt) return;
    askedOf.current = readAt;
    again();
  }, [readAt, again]);
  useEffect(() => {
    if (!isDue) return undefined;
    const timer = setInterval(again, ASK_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [isDue, again]);
}

const comparisonInWords = (
  { compared, isToCome, drifts }: DriftView,
  { whole, zone, readAt }: Omit<Props, 'id'>,
): string => {
  if (compared === null) {
    if (readAt === null)
      return `What grants hold there is compared with each reading of the whole ${whole}. There was none yet.`;
    return isToCome
      ? 'The newest reading is still to be compared with what grants hold there. That happens by itself within minutes.'
      : 'The newest reading does not say when it was begun, as those of before: the next one is compared with what grants hold there.';
  }
  const { held, unknown, isAll } = compared;
  const what =
    held === 0
      ? 'No grant holds anything there'
      : `Grants hold ${held === 1 ? '1 thing' : `${String(held)} things`} there`;
  const found =
    drifts.length === 0
      ? 'nothing differs'
      : `${isAll ? '' : 'more than '}${String(drifts.length)} ${drifts.length === 1 ? 'difference' : 'differences'}`;
  const open = unknown === 0 ? '' : ` Of ${String(unknown)} nothing could be found out.`;
  const newer = isToCome ? ' A newer reading is still to be compared.' : '';
  return `As read ${localTime(compared.readAt, zone)}: ${what}; ${found}.${open}${newer}`;
};

type Row = DriftView['drifts'][number];

const KINDS: Record<Row['is'], string> = {
  missing: 'Missing',
  changed: 'Changed',
  foreign: 'Not Gatehouse’s',
  extra: 'Without a grant',
  beside: 'Given beside',
};

function Differences({
  view,
  zone,
  onOpen,
}: {
  view: DriftView;
  zone: Zone;
  onOpen: (requestId: string) => void;
}) {
  const columns: Column<Row>[] = [
    { key: 'is', title: 'How', width: 14, cell: ({ is }) => KINDS[is], sortBy: ({ is }) => KINDS[is] },
    {
      key: 'what',
      title: 'What differs',
      width: 52,
      cell: ({ sentence, nextStep }) => (
        <Stack space="space.025">
          <Sentence>{sentence}</Sentence>
          <Text size="small" color="color.text.subtle">
            {nextStep}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'since',
      title: 'First seen',
      width: 18,
      cell: ({ since }) => localTime(since, zone),
      sortBy: ({ since }) => since,
    },
    {
      key: 'request',
      title: 'Request',
      width: 16,
      cell: ({ requestIds: [first], sentence }) =>
        first === undefined ? (
          'None here'
        ) : (
          <Button
            appearance="subtle"
            spacing="compact"
            aria-label={`Look at the request: ${plain(sentence)}`}
            onClick={() => {
              onOpen(first);
            }}
          >
            Look at the request
          </Button>
        ),
    },
  ];
  return (
    <SearchableTable
      label="differences"
      rows={view.drifts}
      columns={columns}
      rowKey={({ is, sentence }) => `${is} ${sentence}`}
      searchText={({ is, sentence }) => `${KINDS[is]} ${plain(sentence)}`}
      choices={[
        {
          key: 'how',
          label: 'How',
          options: [...new Set(view.drifts.map(({ is }) => KINDS[is]))],
          matches: ({ is }, option) => KINDS[is] === option,
        },
      ]}
      empty={null}
    />
  );
}
