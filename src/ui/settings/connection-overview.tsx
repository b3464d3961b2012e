import { useState } from 'react';

import { Button, Heading, Inline, Stack, Text, User } from '@forge/react';

import type { AppError } from '../../contract/codes';
import type { ConnectionView } from '../../contract/views';
import type { CredentialChange } from '../../contract/defs';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import type { Zone } from '../parts/time';
import { connectionDraftOf, formDraftOf } from './connection-draft';
import { ConnectionTest } from './connection-test';
import { Removal } from './connection-removal';
import { CredentialLine } from './credential-line';
import { HealthLine } from './health-line';
import { HostApproval } from './host-approval';
import { WholeReading } from './whole-reading';

type Props = {
  view: ConnectionView;
  zone: Zone;
  testAtOnce: boolean;
  onChanged: (view: ConnectionView) => void;
  onTested: () => void;
  onRemoved: () => void;
};

export const ConnectionOverview = ({ view, zone, testAtOnce, onChanged, onTested, onRemoved }: Props) => (
  <Stack space="space.250">
    <HealthLine health={view.health} zone={zone} />
    <HostApproval domain={view.egressDomain} />
    <ConnectionTest
      id={view.id}
      hasWriter={view.writer.state === 'set' || view.writer.state === 'rotating'}
      atOnce={testAtOnce}
      onTested={onTested}
      zone={zone}
    />
    <WholeReading id={view.id} whole={view.target.kind === 'kong' ? 'gateway' : 'cluster'} zone={zone} />
    <Stack space="space.100">
      <Heading as="h3" size="small">
        Credentials
      </Heading>
      <CredentialLine role="reader" credential={view.reader} zone={zone} />
      <CredentialLine role="writer" credential={view.writer} zone={zone} />
      <Rotation view={view} onChanged={onChanged} />
    </Stack>
    <Stack space="space.100">
      <Heading as="h3" size="small">
        Owners
      </Heading>
      {view.owners.map((owner) =>
        owner.kind === 'person' ? (
          <User key={owner.accountId} accountId={owner.accountId} />
        ) : (
          <Text key={owner.groupId}>Group {owner.name ?? 'that does not exist any more'}</Text>
        ),
      )}
    </Stack>
    <Removal view={view} onRemoved={onRemoved} />
  </Stack>
);

/** While two tokens are valid, the admin says when the older one is out of use. */
function Rotation({ view, onChanged }: Pick<Props, 'view' | 'onChanged'>) {
  const [error, setError] = useState<AppError | null>(null);
  const roles = (['reader', 'writer'] as const).filter((role) => view[role].state === 'rotating');
  const finish = async (role: 'reader' | 'writer') => {
    const done: CredentialChange = { change: 'finish-rotation' };
    const draft = { ...connectionDraftOf(formDraftOf(view, view.target.kind)), [role]: done };
    const answer = await invoke('saveConnection', { id: view.id, rev: view.rev, draft });
    if (answer.ok) onChanged(answer.value);
    setError(answer.ok ? null : answer.error);
  };
  return (
    <>
      {error !== null && <Problem error={error} />}
      {roles.map((role) => (
        <Inline key={role}>
          <Button
            onClick={() => {
              void finish(role);
            }}
          >{`Finish the rotation: forget the previous ${role} token`}</Button>
        </Inline>
      ))}
    </>
  );
}
