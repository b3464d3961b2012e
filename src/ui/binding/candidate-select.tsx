import { useMemo, useState } from 'react';

import { Select, Stack } from '@forge/react';

import type { Candidate, CandidatesView } from '../../contract/views';
import type { Environment } from '../../domain/binding';
import { FormField } from '../parts/form-field';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { useAnswer } from '../parts/use-answer';
import type { Asked } from '../parts/use-answer';
import { useSettled } from '../parts/use-settled';

type Props = {
  id: string;
  label: string;
  help: string;
  kind: Candidate['kind'];
  pageId: string;
  /** What there is to choose before anything is typed. */
  suggested: Asked<CandidatesView>;
  environment: Environment;
  onChoose: (candidate: Candidate | null) => void;
};
type Option = { label: string; value: string };

/** Suggestions first; typing searches the gateway or the cluster for what this space may show. */
export function CandidateSelect(props: Props) {
  const { id, label, help, kind, pageId, suggested, environment, onChoose } = props;
  const [typed, setTyped] = useState('');
  const query = useSettled(typed, 300);
  const found = useAnswer<CandidatesView>(
    useMemo(
      () => (query === '' ? null : () => invoke('searchCandidates', { pageId, query, kind })),
      [pageId, query, kind],
    ),
  );
  const { value, error, busy } = query === '' ? suggested : found;
  const candidates = value?.candidates ?? [];
  const unread = value?.unread ?? [];
  const chosen = chosenOption(environment, kind);
  return (
    <Stack space="space.050">
      <FormField
        id={id}
        label={label}
        help={value?.more === true ? `${help} There are more: type to search.` : help}
      >
        <Select
          inputId={id}
          isClearable
          isLoading={busy}
          placeholder="Choose, or type to search"
          options={candidates.map(optionOf)}
          value={chosen}
          onInputChange={(text: string) => {
            setTyped(text);
          }}
          onChange={(option: Option | null) => {
            onChoose(candidates.find((candidate) => optionOf(candidate).value === option?.value) ?? null);
          }}
        />
      </FormField>
      {error !== null && <Problem error={error} tone="warning" />}
      {unread.map(({ connection, code, part }) => (
        <Problem
          key={`${connection.id} ${part}`}
          tone="warning"
          title={`${connection.name}: ${part} could not be searched`}
          error={{ code }}
        />
      ))}
    </Stack>
  );
}

const optionOf = ({ label, connection, why, environment }: Candidate): Option => ({
  label: `${label} (${connection.name})${why === null ? '' : `, ${why}`}`,
  value: JSON.stringify(environment.kong ?? environment.kubernetes),
});

function chosenOption({ kong, kubernetes }: Environment, kind: Candidate['kind']): Option | null {
  if (kind === 'kong')
    return kong === null ? null : { label: kong.service ?? `tag ${kong.tag}`, value: JSON.stringify(kong) };
  if (kubernetes === null) return null;
  const labels = Object.entries(kubernetes.labels).map(([key, value]) => `${key}=${value}`);
  return {
    label: `${kubernetes.namespace}, ${labels.length === 0 ? 'every workload' : labels.join(' ')}`,
    value: JSON.stringify(kubernetes),
  };
}
