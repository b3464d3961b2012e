import { useCallback, useState } from 'react';

import { Select, Stack, Text } from '@forge/react';

import type { AppError } from '../../contract/codes';
import type { BindingView } from '../../contract/views';
import { FormField } from '../parts/form-field';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { useAnswer } from '../parts/use-answer';
import { useSettled } from '../parts/use-settled';

type Props = { view: BindingView; onSaved: (view: BindingView) => void };

/** Who owns the service. Space admins choose it; everybody else sees it. */
export function OwnerGroup({ view, onSaved }: Props) {
  if (view.isSpaceAdmin) return <ChooseOwner view={view} onSaved={onSaved} />;
  return (
    <Text color="color.text.subtle">Owner group: {nameOf(view) ?? 'none yet; a space admin sets it'}</Text>
  );
}

const nameOf = ({ owner }: BindingView): string | null =>
  owner === null ? null : (owner.name ?? 'a group that does not exist any more');

function ChooseOwner({ view, onSaved }: Props) {
  const pageId = view.page.id;
  const [typed, setTyped] = useState('');
  const [failed, setFailed] = useState<AppError | null>(null);
  const query = useSettled(typed, 300);
  const { value, busy } = useAnswer(
    useCallback(() => invoke('searchGroupsForPage', { pageId, query }), [pageId, query]),
  );
  const choose = async (groupId: string | null) => {
    const answer = await invoke('setOwnerGroup', { pageId, groupId });
    if (answer.ok) onSaved(answer.value);
    setFailed(answer.ok ? null : answer.error);
  };
  return (
    <Stack space="space.050">
      <FormField
        id="owner-group"
        label="Owner group"
        help="Takes effect at once. Owners may be asked to decide about access."
      >
        <Select
          inputId="owner-group"
          isClearable
          isLoading={busy}
          placeholder="Search a group"
          options={(value ?? []).map(({ id, name }) => ({ label: name, value: id }))}
          value={
            view.owner === null
              ? null
              : { label: nameOf(view) ?? view.owner.groupId, value: view.owner.groupId }
          }
          onInputChange={(text: string) => {
            setTyped(text);
          }}
          onChange={(option: { value: string } | null) => {
            void choose(option?.value ?? null);
          }}
        />
      </FormField>
      {failed !== null && <Problem error={failed} />}
    </Stack>
  );
}
