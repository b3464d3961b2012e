import { Inline, Lozenge, Text } from '@forge/react';

import type { CredentialFacts, CredentialRole, WriterState } from '../../domain/connection';
import { localTime } from '../parts/time';
import type { Zone } from '../parts/time';
import { useNow } from '../parts/use-now';

const DAY_MS = 86_400_000;
const WARN_BEFORE_DAYS = 14;

/** All that is ever shown of a credential: that it is there, since when, until when. */
export function CredentialLine({
  role,
  credential,
  zone,
}: {
  role: CredentialRole;
  credential: WriterState;
  zone: Zone;
}) {
  const name = role === 'reader' ? 'Reader' : 'Writer';
  switch (credential.state) {
    case 'read-only':
      return <Text size="small">{name}: none, read-only by choice</Text>;
    case 'absent':
      return <Text size="small">{name}: none stored</Text>;
    case 'set':
    case 'rotating':
      return (
        <Inline space="space.075" alignBlock="center" shouldWrap>
          <Text size="small">
            {name}: set {localTime(credential.current.setAt, zone)}
            {credential.state === 'rotating' ? ', the previous one still valid' : ''}
          </Text>
          <Expiry facts={credential.current} zone={zone} />
        </Inline>
      );
  }
}

function Expiry({ facts: { expiresAt }, zone }: { facts: CredentialFacts; zone: Zone }) {
  const now = useNow();
  if (expiresAt === null) return null;
  const days = Math.floor((Date.parse(expiresAt) - Date.parse(now)) / DAY_MS);
  if (days < 0) return <Lozenge appearance="removed">expired</Lozenge>;
  return days <= WARN_BEFORE_DAYS ? (
    <Lozenge appearance="moved">{`expires in ${String(days)} days`}</Lozenge>
  ) : (
    <Text size="small">expires {localTime(expiresAt, zone)}</Text>
  );
}
