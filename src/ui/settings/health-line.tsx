import { Inline, Lozenge, Stack, Text } from '@forge/react';

import type { ConnectionHealth } from '../../domain/connection';
import { sentenceOf } from '../parts/problem';
import { age, localTime } from '../parts/time';
import { useNow } from '../parts/use-now';
import type { Zone } from '../parts/time';

/** Whether the connection works, when it last did, and what went wrong since. */
export function HealthLine({
  health: { lastSuccessAt, lastFailure },
  zone,
}: {
  health: ConnectionHealth;
  zone: Zone;
}) {
  const failing = lastFailure !== null && (lastSuccessAt === null || lastFailure.at > lastSuccessAt);
  const now = useNow();
  return (
    <Stack space="space.025">
      <Inline space="space.075" alignBlock="center">
        {failing ? (
          <Lozenge appearance="removed">failing</Lozenge>
        ) : lastSuccessAt === null ? (
          <Lozenge>not used yet</Lozenge>
        ) : (
          <Lozenge appearance="success">works</Lozenge>
        )}
      </Inline>
      {lastSuccessAt !== null && (
        <Text size="small">
          Last success {age(lastSuccessAt, now, zone.locale)}, {localTime(lastSuccessAt, zone)}
        </Text>
      )}
      {failing && (
        <Text size="small">
          {sentenceOf(lastFailure)} ({age(lastFailure.at, now, zone.locale)})
        </Text>
      )}
    </Stack>
  );
}
