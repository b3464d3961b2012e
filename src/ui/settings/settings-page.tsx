import { useState } from 'react';

import { Heading, Spinner, Stack, Text } from '@forge/react';

import { useSite } from '../parts/use-site';
import { ConnectionDetail } from './connection-detail';
import { ConnectionForm } from './connection-form';
import { ConnectionList } from './connection-list';

type Screen =
  | { on: 'list' }
  | { on: 'add'; kind: 'kong' | 'kubernetes' }
  | { on: 'connection'; id: string; tests: boolean };

/** Where a Confluence admin connects Kong and Kubernetes, and says what each space may show and change. */
export function SettingsPage() {
  const site = useSite();
  const [screen, setScreen] = useState<Screen>({ on: 'list' });
  if (site === null) return <Spinner label="Loading" />;
  const back = () => {
    setScreen({ on: 'list' });
  };
  return (
    <Stack space="space.300">
      <Stack space="space.100">
        <Heading as="h1" size="large">
          Gatehouse
        </Heading>
        <Text color="color.text.subtle">
          Connections to Kong and Kubernetes. A space may show nothing until you allow it here.
        </Text>
      </Stack>
      {screen.on === 'list' && (
        <ConnectionList
          zone={site}
          onOpen={(id) => {
            setScreen({ on: 'connection', id, tests: false });
          }}
          onAdd={(kind) => {
            setScreen({ on: 'add', kind });
          }}
        />
      )}
      {screen.on === 'add' && (
        <ConnectionForm
          view={null}
          kind={screen.kind}
          onSaved={({ id }) => {
            setScreen({ on: 'connection', id, tests: true });
          }}
          onCancel={back}
        />
      )}
      {screen.on === 'connection' && (
        <ConnectionDetail id={screen.id} zone={site} testAtOnce={screen.tests} onBack={back} />
      )}
    </Stack>
  );
}
