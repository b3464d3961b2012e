import { useCallback, useState } from 'react';

import {
  Button,
  EmptyState,
  Heading,
  Inline,
  LoadingButton,
  Spinner,
  Stack,
  Text,
  UserPicker,
} from '@forge/react';

import type { AccessError } from '../../contract/access-codes';
import type { AliasesView } from '../../contract/audit';
import { People } from '../access/parts/person';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { SearchableTable } from '../parts/searchable-table';
import type { Column } from '../parts/searchable-table';
import { useAnswer } from '../parts/use-answer';

/** *Accounts*: which accounts are one person. Nobody decides about what they asked for under another account. */
export function SamePerson() {
  const { value, error, replace, again } = useAnswer<AliasesView, AccessError>(
    useCallback(() => invoke('readAliases', {}), []),
  );
  const [failed, setFailed] = useState<AccessError | null>(null);
  const [saving, setSaving] = useState(false);
  const save = async (aliases: string[][]): Promise<boolean> => {
    if (value === null) return false;
    setSaving(true);
    const answer = await invoke('saveAliases', { rev: value.rev, aliases });
    setSaving(false);
    setFailed(answer.ok ? null : answer.error);
    if (answer.ok) replace(answer.value);
    else if (answer.error.code === 'CONFLICT') again();
    return answer.ok;
  };
  if (value === null)
    return error === null ? <Spinner label="Reading the accounts" /> : <Problem error={error} />;
  const { aliases } = value;
  return (
    <Stack space="space.250">
      <Stack space="space.075">
        <Heading as="h2" size="medium">
          Accounts of one person
        </Heading>
        <Text color="color.text.subtle">
          Atlassian does not say that two accounts belong to one human. Whoever asked under one account
          decides nothing about it under another, and counts as one approver. Every change is in the record.
        </Text>
      </Stack>
      {failed !== null && <Problem error={failed} />}
      <SearchableTable
        label="people with several accounts"
        rows={aliases}
        columns={columns(saving, (row) => void save(aliases.filter((other) => other !== row)))}
        rowKey={(accounts) => accounts.join(' ')}
        searchText={(accounts) => accounts.join(' ')}
        empty={
          <EmptyState
            header="Every account is somebody of their own"
            headingLevel={3}
            width="narrow"
            description="Add people who have several accounts below."
          />
        }
      />
      <AddPerson saving={saving} onAdd={(accounts) => save([...aliases, accounts])} />
    </Stack>
  );
}

const columns = (saving: boolean, onRemove: (row: string[]) => void): Column<string[]>[] => [
  {
    key: 'accounts',
    title: 'One person',
    width: 75,
    cell: (accounts) => <People accountIds={accounts} none="nobody" />,
  },
  {
    key: 'remove',
    title: 'Remove',
    width: 25,
    cell: (row) => (
      <Button
        appearance="subtle"
        spacing="compact"
        isDisabled={saving}
        onClick={() => {
          onRemove(row);
        }}
      >
        Remove
      </Button>
    ),
  },
];

type AddProps = { saving: boolean; onAdd: (accounts: string[]) => Promise<boolean> };

/** Two accounts or more; the pickers are emptied once they are stored. */
function AddPerson({ saving, onAdd }: AddProps) {
  const [round, setRound] = useState(0);
  const [accounts, setAccounts] = useState<string[]>([]);
  const add = async () => {
    if (!(await onAdd(accounts))) return;
    setAccounts([]);
    setRound(round + 1);
  };
  return (
    <Stack space="space.150" alignInline="start">
      <UserPicker
        key={`accounts-${String(round)}`}
        name="same-person"
        label="Accounts that belong to one person"
        isMulti
        onChange={(picked) => {
          const people = [picked].flat() as ({ id: string } | null | undefined)[];
          setAccounts(people.flatMap((one) => (one == null ? [] : [one.id])));
        }}
      />
      <Inline>
        <LoadingButton
          appearance="primary"
          isLoading={saving}
          isDisabled={accounts.length < 2}
          onClick={() => {
            void add();
          }}
        >
          They are one person
        </LoadingButton>
      </Inline>
    </Stack>
  );
}
