import { Heading, Spinner, Stack, Tab, TabList, TabPanel, Tabs, Text } from '@forge/react';

import { Problem } from '../../parts/problem';
import { useSite } from '../../parts/use-site';
import { Audit } from '../audit/audit';
import { Owners } from '../owners/owners';
import { Policy } from '../policy/policy';
import { PagesPanel } from '../record/pages-panel';
import { Queue } from './queue';

/** Where space admins decide, set who decides, and read the record. */
export function ApprovalsPanel() {
  const site = useSite();
  if (site === null) return <Spinner label="Loading" />;
  const { spaceId } = site;
  if (spaceId === null) return <Problem error={{ code: 'INTERNAL', detail: 'no space' }} />;
  return (
    <Stack space="space.250">
      <Stack space="space.075">
        <Heading as="h1" size="large">
          Access approvals
        </Heading>
        <Text color="color.text.subtle">
          What people ask for on the pages of this space, who decides about it, and what was decided.
        </Text>
      </Stack>
      <Tabs id="approvals">
        <TabList>
          <Tab>Requests</Tab>
          <Tab>Policy</Tab>
          <Tab>Owners</Tab>
          <Tab>Pages</Tab>
          <Tab>Audit</Tab>
        </TabList>
        <TabPanel>
          <Queue spaceId={spaceId} zone={site} />
        </TabPanel>
        <TabPanel>
          <Policy spaceId={spaceId} />
        </TabPanel>
        <TabPanel>
          <Owners spaceId={spaceId} />
        </TabPanel>
        <TabPanel>
          <PagesPanel spaceId={spaceId} zone={site} />
        </TabPanel>
        <TabPanel>
          <Audit spaceId={spaceId} zone={site} />
        </TabPanel>
      </Tabs>
    </Stack>
  );
}
