import { useCallback, useState } from 'react';

import { Button, EmptyState, Heading, SectionMessage, Spinner, Stack, Text, User } from '@forge/react';

import type { AppError } from '../../contract/codes';
import type { MappingKey, MappingRow, MappingsView, SuggestionsView } from '../../contract/callers';
import type { Subject } from '../../domain/identity/mapping';
import { subjectKey } from '../../domain/identity/mapping';
import { Person } from '../access/parts/person';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { SearchableTable } from '../parts/searchable-table';
import type { Column } from '../parts/searchable-table';
import { localTime } from '../parts/time';
import type { Zone } from '../parts/time';
import { useAnswer } from '../parts/use-answer';
import { AddMapping } from './add-mapping';

/** *People*: which people and groups are which consumers of this Kong. Only what an admin says here joins the two. */
export function People({ id, zone }: { id: string; zone: Zone }) {
  const { value, error, replace } = useAnswer<MappingsView>(
    useCallback(() => invoke('listMappings', { id }), [id]),
  );
  const suggested = useAnswer<SuggestionsView>(useCallback(() => invoke('suggestMappings', { id }), [id]));
  const [failed, setFailed] = useState<AppError | null>(null);
  const edit = async (key: 'saveMapping' | 'removeMapping', pair: MappingKey): Promise<boolean> => {
    const answer =
      key === 'saveMapping'
        ? await invoke('saveMapping', { id, ...pair })
        : await invoke('removeMapping', { id, ...pair });
    setFailed(answer.ok ? null : answer.error);
    if (!answer.ok) return false;
    replace(answer.value);
    suggested.again();
    return true;
  };
  if (value === null)
    return error === null ? <Spinner label="Reading who is who" /> : <Problem error={error} />;
  return (
    <Stack space="space.250">
      <Text color="color.text.subtle">
        Says which consumer a person or the members of a group are. It opens nothing at the gateway; readers
        of a page see what they may call.
      </Text>
      {failed !== null && <Problem error={failed} />}
      <SearchableTable
        label="people and consumers"
        rows={value.mappings}
        columns={columns(zone, (row) => void edit('removeMapping', pairOf(row)))}
        rowKey={({ subject, consumer }) => `${subjectKey(subject)} ${consumer.id}`}
        searchText={({ consumer, groupName, subject }) =>
          [consumer.name, groupName, subjectKey(subject)].join(' ')
        }
        empty={
          <EmptyState
            header="Nobody is a consumer yet"
            headingLevel={3}
            description="Add a person or a group below, or confirm a suggestion."
            width="narrow"
          />
        }
      />
      <AddMapping id={id} onAdd={(pair) => edit('saveMapping', pair)} />
      <Suggested
        value={suggested.value}
        error={suggested.error}
        onConfirm={(pair) => void edit('saveMapping', pair)}
      />
    </Stack>
  );
}

const pairOf = ({ subject, consumer }: Pick<MappingRow, 'subject' | 'consumer'>): MappingKey => ({
  subject,
  consumerId: consumer.id,
});

const Who = ({ subject, groupName }: { subject: Subject; groupName: string | null }) =>
  subject.kind === 'account' ? (
    <User accountId={subject.accountId} />
  ) : (
    <Text>Group {groupName ?? 'that does not exist any more'}</Text>
  );

const columns = (zone: Zone, onRemove: (row: MappingRow) => void): Column<MappingRow>[] => [
  { key: 'who', title: 'Person or group', width: 30, cell: (row) => <Who {...row} /> },
  {
    key: 'consumer',
    title: 'Is the consumer',
    width: 25,
    sortBy: ({ consumer }) => consumer.name,
    cell: ({ consumer }) => <Text weight="semibold">{consumer.name}</Text>,
  },
  {
    key: 'said',
    title: 'Said by',
    width: 30,
    sortBy: ({ assertedAt }) => assertedAt,
    cell: ({ assertedBy, assertedAt }) => (
      <Stack space="space.025">
        <Person accountId={assertedBy} />
        <Text size="small" color="color.text.subtle">
          {localTime(assertedAt, zone)}
        </Text>
      </Stack>
    ),
  },
  {
    key: 'remove',
    title: 'Remove',
    width: 15,
    cell: (row) => (
      <Button
        appearance="subtle"
        spacing="compact"
        onClick={() => {
          onRemove(row);
        }}
      >
        Remove
      </Button>
    ),
  },
];

type SuggestedProps = {
  value: SuggestionsView | null;
  error: AppError | null;
  onConfirm: (pair: MappingKey) => void;
};

function Suggested({ value, error, onConfirm }: SuggestedProps) {
  if (value === null) return error === null ? null : <Problem error={error} tone="information" />;
  return (
    <Stack space="space.100" alignInline="start">
      <Heading as="h3" size="small">
        Suggestions
      </Heading>
      {value.missing.map((why) => (
        <SectionMessage key={why} appearance="warning">
          <Text>{why}.</Text>
        </SectionMessage>
      ))}
      {value.suggestions.length === 0 && <Text>No id or name of a consumer points to anybody else.</Text>}
      {value.suggestions.map((each) => (
        <Stack key={`${subjectKey(each.subject)} ${each.consumer.id}`} space="space.050" alignInline="start">
          <Who {...each} />
          <Text>
            may be {each.consumer.name}: its {each.why}
          </Text>
          <Button
            spacing="compact"
            onClick={() => {
              onConfirm(pairOf(each));
            }}
          >{`Confirm ${each.consumer.name}`}</Button>
        </Stack>
      ))}
    </Stack>
  );
}
