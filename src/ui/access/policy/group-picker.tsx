import { useCallback, useState } from 'react';

import { Select, Stack } from '@forge/react';

import { FormField } from '../../parts/form-field';
import { Problem } from '../../parts/problem';
import { useAnswer } from '../../parts/use-answer';
import { useSettled } from '../../parts/use-settled';
import { searchGroups } from './groups';
import type { Group } from './groups';

type Props = { id: string; chosen: Group[]; onChange: (groups: Group[]) => void };

export function GroupPicker({ id, chosen, onChange }: Props) {
  const [typed, setTyped] = useState('');
  const query = useSettled(typed, 300);
  const { value, error, busy } = useAnswer(useCallback(() => searchGroups(query), [query]));
  return (
    <Stack space="space.050">
      <FormField {...{ id }} label="Groups">
        <Select
          inputId={id}
          isMulti
          isLoading={busy}
          placeholder="Search a group"
          options={(value ?? []).map(optionOf)}
          value={chosen.map(optionOf)}
          onInputChange={(text: string) => {
            setTyped(text);
          }}
          onChange={(options: { label: string; value: string }[]) => {
            onChange(options.map(({ label, value: groupId }) => ({ id: groupId, name: label })));
          }}
        />
      </FormField>
      {error !== null && <Problem error={error} tone="warning" title="Groups could not be searched" />}
    </Stack>
  );
}

const optionOf = ({ id, name }: Group) => ({ label: name, value: id });
