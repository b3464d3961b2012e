import { useState } from 'react';

import { Heading, Stack, Text } from '@forge/react';

import { ExportLedger } from '../access/audit/export-ledger';
import { Ledger } from '../access/ledger/ledger';
import type { RecordOf } from '../access/ledger/ledger-calls';
import type { Zone } from '../parts/time';
import { Checkpoints } from './checkpoints';
import { Keys } from './keys';

const SITE: RecordOf = { of: 'site' };

/** *Record*: what belongs to no space, told step by step, and what proves that no record was changed. */
export function SiteRecord({ zone }: { zone: Zone }) {
  const [rotations, setRotations] = useState(0);
  return (
    <Stack space="space.400">
      <Stack space="space.200">
        <Stack space="space.075">
          <Heading as="h2" size="medium">
            Record of the site
          </Heading>
          <Text color="color.text.subtle">
            Who is who at the gateways, which accounts are one person, and which key signs. Each space has a
            record of its own, which its admins read.
          </Text>
        </Stack>
        {/* Read anew after a key was exchanged: that is an entry. */}
        <Ledger
          key={rotations}
          record={SITE}
          zone={zone}
          whenEmpty="The first person or group that is said to be a consumer makes the first entry."
        />
      </Stack>
      <ExportLedger record={SITE} />
      <Checkpoints zone={zone} />
      <Keys
        zone={zone}
        onRotated={() => {
          setRotations(rotations + 1);
        }}
      />
    </Stack>
  );
}
