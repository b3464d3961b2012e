import { useCallback, useState } from 'react';

import { Heading, SectionMessage, Spinner, Stack, Tab, TabList, TabPanel, Tabs, Text } from '@forge/react';

import type { SpaceSettingsView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { useAnswer } from '../../parts/use-answer';
import { useSite, type Site } from '../../parts/use-site';
import { Audit } from '../audit/audit';
import { Owners } from '../owners/owners';
import { Policy } from '../policy/policy';
import { PagesPanel } from '../record/pages-panel';
import { Queue } from './queue';

/** Where space admins decide, set who decides and what is written on pages, and read the record. */
export function ApprovalsPanel() {
  const site = useSite();
  if (site === null) return <Spinner label="Loading" />;
  return site.spaceId === null ? (
    <Problem error={{ code: 'INTERNAL', detail: 'no space' }} />
  ) : (
    <InSpace site={site} spaceId={site.spaceId} />
  );
}

/** Where they stand among the tabs. */
const OWNERS_TAB = 2;
const AUDIT_TAB = 4;

function InSpace({ site, spaceId }: { site: Site; spaceId: string }) {
  const settings = useAnswer<SpaceSettingsView, AccessError>(
    useCallback(() => invoke('readSpaceSettings', { spaceId }), [spaceId]),
  );
  const [tab, setTab] = useState(0);
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
      {settings.value !== null && isUnanswered(settings.value) && (
        <SectionMessage appearance="information" title="May Gatehouse write on the pages of this space?">
          <Text>
            An access table on each page, and comments that tell people: neither is written before you have
            answered. Open Pages and say yes or no.
          </Text>
        </SectionMessage>
      )}
      <Tabs id="approvals" onChange={setTab}>
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
        {/* These two are read anew each time they are opened: what is done on the other tabs adds to them. */}
        <TabPanel>{tab === OWNERS_TAB && <Owners spaceId={spaceId} />}</TabPanel>
        <TabPanel>
          <PagesPanel spaceId={spaceId} zone={site} settings={settings} />
        </TabPanel>
        <TabPanel>{tab === AUDIT_TAB && <Audit spaceId={spaceId} zone={site} />}</TabPanel>
      </Tabs>
    </Stack>
  );
}

const isUnanswered = ({ writesTable, writesComments }: SpaceSettingsView): boolean =>
  writesTable === null || writesComments === null;
