import { useState } from 'react';

import { Heading, Spinner, Stack, Tab, TabList, TabPanel, Tabs, Text } from '@forge/react';

import { useSite } from '../parts/use-site';
import { ConnectionDetail } from './connection-detail';
import { ConnectionForm } from './connection-form';
import { ConnectionList } from './connection-list';
import { SamePerson } from './same-person';
import { SiteQueue } from './site-queue';
import { SiteRecord } from './site-record';
import { Uninstall } from './uninstall';

type Screen =
  | { on: 'list' }
  | { on: 'add'; kind: 'kong' | 'kubernetes' }
  | { on: 'connection'; id: string; tests: boolean };

const REQUESTS_TAB = 1;
const ACCOUNTS_TAB = 2;
const RECORD_TAB = 3;
const UNINSTALL_TAB = 4;

/** Where a Confluence admin connects Kong and Kubernetes, says what each space may show and change, and reads what was changed. */
export function SettingsPage() {
  const site = useSite();
  const [tab, setTab] = useState(0);
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
        <Tabs id="settings" onChange={setTab}>
          <TabList>
            <Tab>Connections</Tab>
            <Tab>Requests</Tab>
            <Tab>Accounts</Tab>
            <Tab>Record</Tab>
            <Tab>Before you uninstall</Tab>
          </TabList>
          <TabPanel>
            <ConnectionList
              zone={site}
              onOpen={(id) => {
                setScreen({ on: 'connection', id, tests: false });
              }}
              onAdd={(kind) => {
                setScreen({ on: 'add', kind });
              }}
            />
          </TabPanel>
          <TabPanel>{tab === REQUESTS_TAB && <SiteQueue zone={site} />}</TabPanel>
          <TabPanel>{tab === ACCOUNTS_TAB && <SamePerson />}</TabPanel>
          {/* Read anew each time it is opened: what is done on the other tabs adds to it. */}
          <TabPanel>{tab === RECORD_TAB && <SiteRecord zone={site} />}</TabPanel>
          <TabPanel>{tab === UNINSTALL_TAB && <Uninstall />}</TabPanel>
        </Tabs>
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
