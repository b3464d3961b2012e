import { Button, Inline, Stack } from '@forge/react';

import type { Zone } from '../../parts/time';
import { RequestDetail } from './request-detail';

type Props = {
  requestId: string;
  zone: Zone;
  /** What it was chosen from. */
  from?: string;
  onChanged: () => void;
  onBack: () => void;
};

/** One request in place of the list that it was chosen from. */
export const OpenedRequest = ({ onBack, from = 'All requests', ...request }: Props) => (
  <Stack space="space.200">
    <Inline>
      <Button appearance="subtle" iconBefore="arrow-left" onClick={onBack}>
        {from}
      </Button>
    </Inline>
    <RequestDetail {...request} />
  </Stack>
);
