import { useCallback, useState } from 'react';

import { Select, Stack } from '@forge/react';

import type { ServicePagesView } from '../../../contract/audit';
import { Problem } from '../../parts/problem';
import { useAnswer } from '../../parts/use-answer';
import { useSettled } from '../../parts/use-settled';
import { searchGroups } from '../policy/groups';

type Props = {
  /** Names the field for screen readers. */
  page: string;
  owner: ServicePagesView['rows'][number]['owner'];
  /** What was chosen is being stored. */
  saving: boolean;
  onSet: (groupId: string | null) => void;
};

/** A group, or nobody; takes effect at once. */
export function OwnerChoice({ page, owner, saving, onSet }: Props) {
  const [typed, setTyped] = useState('');
  const query = useSettled(typed, 300);
  const { value, error, busy } = useAnswer(useCallback(() => searchGroups(query), [query]));
  return (
    <Stack space="space.050">
      <Select
        inputId="owner-choice"
        aria-label={`Owner group of ${page}`}
        isClearable
        isLoading={busy || saving}
        isDisabled={saving}
        placeholder="Search a group"
        options={(value ?? []).map(({ id, name }) => ({ label: name, value: id }))}
        value={owner === null ? null : { label: owner.name ?? owner.groupId, value: owner.groupId }}
        onInputChange={(text: string) => {
          setTyped(text);
        }}
        onChange={(option: { value: string } | null) => {
          onSet(option?.value ?? null);
        }}
      />
      {error !== null && <Problem error={error} tone="warning" title="Groups could not be searched" />}
    </Stack>
  );
}
