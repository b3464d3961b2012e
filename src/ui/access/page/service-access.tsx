import { useCallback, useState } from 'react';

import {
  Button,
  EmptyState,
  Heading,
  Inline,
  ModalTransition,
  Spinner,
  Stack,
  Tab,
  TabList,
  TabPanel,
  Tabs,
} from '@forge/react';

import type { MyRequestsView, PageAccessView, PageRecordView } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { Problem } from '../../parts/problem';
import { useAnswer } from '../../parts/use-answer';
import { useNow } from '../../parts/use-now';
import { useSite } from '../../parts/use-site';
import type { Site } from '../../parts/use-site';
import { AskDialog } from '../ask/ask-dialog';
import { invoke } from '../../parts/invoke';
import { usePaged } from '../parts/use-paged';
import { RequestDialog } from '../request/request-dialog';
import { Alarms } from './alarms';
import { Elsewhere } from './elsewhere';
import { MyRequests } from './my-requests';
import { PageRequests } from './page-requests';

/** Access to the page's service: asking for it, and what was asked for. */
export function ServiceAccess() {
  const site = useSite();
  if (site === null) return <Spinner label="Loading" />;
  return site.pageId === null ? (
    <Problem error={{ code: 'PAGE_NOT_VISIBLE' }} />
  ) : (
    <OnPage site={site} pageId={site.pageId} />
  );
}

const readMine = (cursor: string | null) => invoke('listMyRequests', { cursor });

type Open = { dialog: 'ask' } | { dialog: 'request'; id: string } | null;

function OnPage({ site, pageId }: { site: Site; pageId: string }) {
  const page = useAnswer<PageAccessView, AccessError>(
    useCallback(() => invoke('readAccess', { pageId }), [pageId]),
  );
  const mine = usePaged<MyRequestsView>(readMine);
  const [open, setOpen] = useState<Open>(null);
  const again = () => {
    page.again();
    mine.again();
  };
  const close = () => {
    setOpen(null);
  };
  const onAsk = () => {
    setOpen({ dialog: 'ask' });
  };
  const onOpen = (id: string) => {
    setOpen({ dialog: 'request', id });
  };
  if (page.error?.code === 'NOT_BOUND') return <NotBound />;
  return (
    <Stack space="space.150">
      <Header
        busy={page.busy}
        onAgain={again}
        onAsk={page.value === null || isAllElsewhere(page.value) ? null : onAsk}
      />
      {page.error !== null && <Problem error={page.error} />}
      {page.value === null ? (
        page.error === null && <Spinner label="Reading the requests" />
      ) : (
        <>
          <Alarms alarms={page.value.alarms} zone={site} onOpen={onOpen} />
          <Elsewhere view={page.value} onMoved={page.replace} />
          <Lists
            {...{ site, mine, onOpen }}
            onAsk={isAllElsewhere(page.value) ? null : onAsk}
            view={page.value}
            onRecord={(record) => {
              if (page.value !== null) page.replace({ ...page.value, record });
            }}
          />
        </>
      )}
      <ModalTransition>
        {open?.dialog === 'ask' && page.value !== null && (
          <AskDialog
            view={page.value}
            accountId={site.accountId}
            onClose={close}
            onOpened={({ id }) => {
              again();
              setOpen({ dialog: 'request', id });
            }}
          />
        )}
        {open?.dialog === 'request' && (
          <RequestDialog requestId={open.id} zone={site} onChanged={again} onClose={close} />
        )}
      </ModalTransition>
    </Stack>
  );
}

/** Nothing is left that could be asked for on this page. */
const isAllElsewhere = ({ environments }: PageAccessView): boolean =>
  environments.every(
    ({ elsewhere, routes, workload }) => elsewhere !== null && routes.length === 0 && workload === null,
  );

type HeaderProps = { busy: boolean; onAgain: () => void; onAsk: (() => void) | null };

const Header = ({ busy, onAgain, onAsk }: HeaderProps) => (
  <Inline spread="space-between" alignBlock="center">
    <Heading as="h3" size="small">
      Access
    </Heading>
    <Inline space="space.100">
      <Button appearance="subtle" iconBefore="refresh" isDisabled={busy} onClick={onAgain}>
        Refresh
      </Button>
      <Button
        appearance="primary"
        isDisabled={onAsk === null}
        onClick={() => {
          onAsk?.();
        }}
      >
        Request access
      </Button>
    </Inline>
  </Inline>
);

type ListsProps = {
  site: Site;
  view: PageAccessView;
  mine: ReturnType<typeof usePaged<MyRequestsView>>;
  onAsk: (() => void) | null;
  onOpen: (id: string) => void;
  onRecord: (record: PageRecordView) => void;
};

function Lists({ site, view, mine, onAsk, onOpen, onRecord }: ListsProps) {
  const now = useNow();
  const common = { now, zone: site, onOpen };
  const waiting = mine.first?.waiting.length ?? 0;
  return (
    <Tabs id="access-lists">
      <TabList>
        <Tab>This page</Tab>
        <Tab>My requests</Tab>
        <Tab>{waiting === 0 ? 'Waiting for me' : `Waiting for me (${String(waiting)})`}</Tab>
      </TabList>
      <TabPanel>
        <PageRequests view={view} onAsk={onAsk} onRecord={onRecord} {...common} />
      </TabPanel>
      <TabPanel>
        <MyRequests list={mine} which="mine" {...common} />
      </TabPanel>
      <TabPanel>
        <MyRequests list={mine} which="waiting" {...common} />
      </TabPanel>
    </Tabs>
  );
}

const NotBound = () => (
  <EmptyState
    header="Access: no service chosen yet"
    headingLevel={3}
    description="Edit the page and configure this macro: choose the service that this page is about. All Gatehouse macros of the page share the choice."
    width="narrow"
  />
);
