import { useCallback, useState } from 'react';

import { Button, Heading, Inline, Spinner, Stack, Tab, TabList, TabPanel, Tabs, Text } from '@forge/react';

import type { ConnectionView } from '../../contract/views';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { useAnswer } from '../parts/use-answer';
import type { Zone } from '../parts/time';
import { ConnectionForm } from './connection-form';
import { ConnectionOverview } from './connection-overview';
import { Exchanges } from './exchanges';
import { People } from './people';
import { SpaceRules } from './space-rules';

const EXCHANGES_TAB = 2;
const PEOPLE_TAB = 3;

type Props = { id: string; zone: Zone; testAtOnce: boolean; onBack: () => void };

export function ConnectionDetail({ id, zone, testAtOnce, onBack }: Props) {
  const { value, error, replace, again } = useAnswer(
    useCallback(() => invoke('readConnection', { id }), [id]),
  );
  const [editing, setEditing] = useState(false);
  const [tab, setTab] = useState(0);
  if (error !== null && value === null) return <Problem error={error} />;
  if (value === null) return <Spinner label="Reading the connection" />;
  if (editing) {
    return (
      <ConnectionForm
        view={value}
        kind={value.target.kind}
        onCancel={() => {
          setEditing(false);
        }}
        onSaved={(saved) => {
          replace(saved);
          setEditing(false);
        }}
      />
    );
  }
  return (
    <Stack space="space.200">
      <Inline>
        <Button appearance="subtle" spacing="compact" iconBefore="arrow-left" onClick={onBack}>
          All connections
        </Button>
      </Inline>
      <Inline spread="space-between" alignBlock="center">
        <Stack space="space.025">
          <Heading as="h2" size="medium">
            {value.name}
          </Heading>
          <Text color="color.text.subtle">{addressOf(value)}</Text>
        </Stack>
        <Button
          onClick={() => {
            setEditing(true);
          }}
        >
          Edit
        </Button>
      </Inline>
      <Tabs id={`connection-${id}`} onChange={setTab}>
        <TabList>
          <Tab>Overview</Tab>
          <Tab>Spaces</Tab>
          <Tab>Exchanges</Tab>
          {value.target.kind === 'kong' && <Tab>People</Tab>}
        </TabList>
        <TabPanel>
          <ConnectionOverview
            view={value}
            zone={zone}
            testAtOnce={testAtOnce}
            onChanged={replace}
            onTested={again}
            onRemoved={onBack}
          />
        </TabPanel>
        <TabPanel>
          <SpaceRules view={value} onSaved={replace} />
        </TabPanel>
        {/* Read anew each time it is opened: a test on the first tab adds to it. */}
        <TabPanel>{tab === EXCHANGES_TAB && <Exchanges id={id} zone={zone} />}</TabPanel>
        {value.target.kind === 'kong' && (
          <TabPanel>{tab === PEOPLE_TAB && <People id={id} zone={zone} />}</TabPanel>
        )}
      </Tabs>
    </Stack>
  );
}

function addressOf({ target }: ConnectionView): string {
  if (target.kind === 'kubernetes') return `Kubernetes API at ${target.url}`;
  const { api } = target;
  return api.type === 'konnect'
    ? `Konnect ${api.region}, control plane ${api.controlPlaneId}, router ${api.flavor}`
    : `Kong Admin API at ${api.url}${api.workspace === null ? '' : `, workspace ${api.workspace}`}`;
}
