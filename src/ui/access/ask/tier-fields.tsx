import { Box, Checkbox, Inline, Stack, xcss } from '@forge/react';

import { TextField } from '../../parts/form-field';
import type { Edit } from '../../parts/use-edited';
import { EMPTY_TIER, TIER_PERIODS, type TierDraft } from './tier-draft';

type Props = { tier: TierDraft | null; onEdit: (edit: Edit<TierDraft | null>) => void };

/** A limit of the consumer's own, in the place of what holds for everybody. */
export const TierFields = ({ tier, onEdit }: Props) => (
  <Stack space="space.100">
    <Checkbox
      id="wants-tier"
      label="A rate limit of its own on this service"
      isChecked={tier !== null}
      onChange={() => {
        onEdit((before) => (before === null ? EMPTY_TIER : null));
      }}
    />
    {tier !== null && (
      <Inline space="space.100" shouldWrap>
        {TIER_PERIODS.map((period) => (
          <Box key={period} xcss={xcss({ width: '120px' })}>
            <TextField
              id={`tier-${period}`}
              label={`Calls ${period === 'hour' ? 'an' : 'a'} ${period}`}
              value={tier[period]}
              onChange={(text) => {
                onEdit((before) => ({ ...(before ?? EMPTY_TIER), [period]: text }));
              }}
            />
          </Box>
        ))}
      </Inline>
    )}
  </Stack>
);
