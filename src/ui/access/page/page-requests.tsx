import { Button, EmptyState, Heading, Inline, List, ListItem, Stack, Text } from '@forge/react';

import type { PageAccessView, PageRecordView } from '../../../contract/access';
import type { IsoTime } from '../../../domain/time';
import { Sentence } from '../../parts/sentence';
import type { Zone } from '../../parts/time';
import { PageRecord } from '../record/page-record';
import { invoke } from '../../parts/invoke';
import { Files } from '../parts/files';
import { RequestTable } from '../parts/request-table';
import { Section } from '../parts/section';

type Props = {
  view: PageAccessView;
  now: IsoTime;
  zone: Zone;
  /** null: nothing can be asked for on this page. */
  onAsk: (() => void) | null;
  onOpen: (id: string) => void;
  onRecord: (record: PageRecordView) => void;
};

/** What was asked for on this page, and how requests are decided here. */
export const PageRequests = ({ view, now, zone, onAsk, onOpen, onRecord }: Props) => (
  <Stack space="space.200">
    {view.pending > 0 && <Text>{pendingPhrase(view.pending)}</Text>}
    <RequestTable
      label="requests of this page"
      rows={view.requests}
      {...{ now, zone, onOpen }}
      empty={
        <EmptyState
          header="Nobody has asked for access here yet"
          headingLevel={4}
          width="narrow"
          {...(onAsk === null
            ? {}
            : {
                description: 'Press Request access: you see what would change before anything is sent.',
                primaryAction: <Button onClick={onAsk}>Request access</Button>,
              })}
        />
      }
    />
    <PageRecord pageId={view.page.id} record={view.record} zone={zone} onWritten={onRecord} />
    <Stack space="space.050">
      <Inline space="space.100" alignBlock="center">
        <Heading as="h4" size="xxsmall">
          How requests are decided here
        </Heading>
        {view.mayDecide && <Text size="small">You may decide about them.</Text>}
      </Inline>
      <List type="unordered">
        {view.policy.inWords.map((sentence) => (
          <ListItem key={sentence}>
            <Sentence>{sentence}</Sentence>
          </ListItem>
        ))}
      </List>
    </Stack>
    <Section title="What is approved here, as files">
      <Files id="page" read={(format) => invoke('exportPageAccess', { pageId: view.page.id, format })} />
    </Section>
  </Stack>
);

const pendingPhrase = (pending: number): string =>
  pending === 1 ? 'One request waits for approval.' : `${String(pending)} requests wait for approval.`;
