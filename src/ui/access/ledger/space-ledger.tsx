import { useMemo } from 'react';

import type { Zone } from '../../parts/time';
import { Ledger } from './ledger';
import type { RecordOf } from './ledger-calls';

/** The record of a space: its requests, its policy, and what it lets Gatehouse write. */
export function SpaceLedger({ spaceId, zone }: { spaceId: string; zone: Zone }) {
  const record = useMemo((): RecordOf => ({ of: 'space', spaceId }), [spaceId]);
  return (
    <Ledger
      record={record}
      zone={zone}
      whenEmpty="The first request of this space, or the first change of its policy, makes the first entry."
    />
  );
}
