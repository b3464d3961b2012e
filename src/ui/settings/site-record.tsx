import { Heading, Stack, Text } from '@forge/react';

import { Ledger } from '../access/ledger/ledger';
import type { RecordOf } from '../access/ledger/ledger-calls';
import type { Zone } from '../parts/time';

const SITE: RecordOf = { of: 'site' };

/** *Record*: what belongs to no space, told step by step. */
export const SiteRecord = ({ zone }: { zone: Zone }) => (
  <Stack space="space.200">
    <Stack space="space.075">
      <Heading as="h2" size="medium">
        Record of the site
      </Heading>
      <Text color="color.text.subtle">
        Who is who at the gateways, and what else holds in every space. Each space has a record of its own,
        which its admins read.
      </Text>
    </Stack>
    <Ledger
      record={SITE}
      zone={zone}
      whenEmpty="The first person or group that is said to be a consumer makes the first entry."
    />
  </Stack>
);
