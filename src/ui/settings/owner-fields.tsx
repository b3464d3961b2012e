import { useCallback, useState } from 'react';

import { Select, Stack, UserPicker } from '@forge/react';

import { FormField } from '../parts/form-field';
import { invoke } from '../parts/invoke';
import { useAnswer } from '../parts/use-answer';
import { useSettled } from '../parts/use-settled';
import type { FormDraft } from './connection-draft';

type Props = { form: FormDraft; change: (part: Partial<FormDraft>) => void };
type Person = { id: string };

/** Whom to ask about this connection; at least one group or person. */
export const OwnerFields = ({ form, change }: Props) => (
  <Stack space="space.150">
    <OwnerGroups form={form} change={change} />
    <UserPicker
      name="owner-people"
      label="Owning people"
      isMulti
      defaultValue={form.ownerPeople}
      onChange={(people) => {
        change({
          ownerPeople: ([people].flat() as (Person | null)[]).flatMap((person) =>
            person === null ? [] : [person.id],
          ),
        });
      }}
    />
  </Stack>
);

function OwnerGroups({ form, change }: Props) {
  const [typed, setTyped] = useState('');
  const query = useSettled(typed, 300);
  const { value, busy } = useAnswer(useCallback(() => invoke('searchGroups', { query }), [query]));
  return (
    <FormField
      id="owner-groups"
      label="Owning groups"
      help="Whom to ask about this connection: at least one group or person."
      required
    >
      <Select
        inputId="owner-groups"
        isMulti
        isLoading={busy}
        placeholder="Search a group"
        options={(value ?? []).map(({ id, name }) => ({ label: name, value: id }))}
        value={form.ownerGroups.map(({ id, name }) => ({ label: name, value: id }))}
        onInputChange={(text: string) => {
          setTyped(text);
        }}
        onChange={(options: { label: string; value: string }[]) => {
          change({ ownerGroups: options.map(({ label, value }) => ({ id: value, name: label })) });
        }}
      />
    </FormField>
  );
}
