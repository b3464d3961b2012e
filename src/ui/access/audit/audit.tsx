import { useMemo, useState } from 'react';

import { Heading, Stack, Text } from '@forge/react';

import type { Zone } from '../../parts/time';
import { Ledger } from '../ledger/ledger';
import type { RecordOf } from '../ledger/ledger-calls';
import { OpenedRequest } from '../request/opened-request';
import { ExportLedger } from './export-ledger';
import { ExportRequests } from './export-requests';

/** The record is read anew when it is shown again. */
const NOTHING = (): void => undefined;

/** *Audit*: the record of the space, its verification, and what an auditor takes along. */
export function Audit({ spaceId, zone }: { spaceId: string; zone: Zone }) {
  const record = useMemo((): RecordOf => ({ of: 'space', spaceId }), [spaceId]);
  const [opened, setOpened] = useState<string | null>(null);
  if (opened !== null)
    return (
      <OpenedRequest
        requestId={opened}
        zone={zone}
        from="The record"
        onChanged={NOTHING}
        onBack={() => {
          setOpened(null);
        }}
      />
    );
  return (
    <Stack space="space.400">
      <Ledger
        onOpen={setOpened}
        record={record}
        zone={zone}
        whenEmpty="The first request of this space, or the first change of its policy, makes the first entry."
      />
      <Stack space="space.300">
        <Stack space="space.050">
          <Heading as="h2" size="medium">
            Take along
          </Heading>
          <Text color="color.text.subtle">Exports for auditors, whole, and as they are at this moment.</Text>
        </Stack>
        <ExportRequests spaceId={spaceId} zone={zone} />
        <ExportLedger record={record} />
      </Stack>
    </Stack>
  );
}
