import { Box, Button, Inline, Stack, xcss } from '@forge/react';

import type { Environment } from '../../domain/binding';
import { TextField } from '../parts/form-field';
import { CandidateSelect } from './candidate-select';
import type { Suggestions } from './use-suggestions';

type Props = {
  environment: Environment;
  index: number;
  pageId: string;
  suggested: Suggestions;
  /** The only environment cannot be removed. */
  alone: boolean;
  onChange: (part: Partial<Environment>) => void;
  onRemove: () => void;
};

const card = xcss({
  padding: 'space.200',
  borderColor: 'color.border',
  borderStyle: 'solid',
  borderWidth: 'border.width',
  borderRadius: 'radius.medium',
});

export const EnvironmentFields = ({
  environment,
  index,
  pageId,
  suggested,
  alone,
  onChange,
  onRemove,
}: Props) => (
  <Box xcss={card}>
    <Stack space="space.150">
      <TextField
        id={`environment-${String(index)}`}
        label="Environment"
        required
        value={environment.name}
        placeholder="production"
        onChange={(name) => {
          onChange({ name });
        }}
      />
      <CandidateSelect
        id={`kong-${String(index)}`}
        label="Kong service"
        help="Whose routes are shown."
        kind="kong"
        suggested={suggested.kong}
        {...{ pageId, environment }}
        onChoose={(candidate) => {
          onChange({ kong: candidate?.environment.kong ?? null });
        }}
      />
      <CandidateSelect
        id={`kubernetes-${String(index)}`}
        label="Workload in the mesh"
        help="Whose Istio policies are shown."
        kind="kubernetes"
        suggested={suggested.kubernetes}
        {...{ pageId, environment }}
        onChoose={(candidate) => {
          onChange({ kubernetes: candidate?.environment.kubernetes ?? null });
        }}
      />
      {!alone && (
        <Inline alignInline="end">
          <Button appearance="subtle" iconBefore="trash" onClick={onRemove}>
            Remove this environment
          </Button>
        </Inline>
      )}
    </Stack>
  </Box>
);
