import { Button, EmptyState, Heading, Inline, List, ListItem, Stack, Text } from '@forge/react';

import type { PageAccessView } from '../../../contract/access';
import type { IsoTime } from '../../../domain/time';
import { Sentence } from '../../parts/sentence';
import type { Zone } from '../../parts/time';
import { RequestTable } from '../parts/request-table';

type Props = {
  view: PageAccessView;
  now: IsoTime;
  zone: Zone;
  onAsk: () => void;
  onOpen: (id: string) => void;
};

/** What was asked for on this page, and how requests are decided here. */
export const PageRequests = ({ view, now, zone, onAsk, onOpen }: Props) => (
  <Stack space="space.200">
    <RequestTable
      label="requests of this page"
      rows={view.requests}
      {...{ now, zone, onOpen }}
      empty={
        <EmptyState
          header="Nobody has asked for access here yet"
          headingLevel={4}
          width="narrow"
          description="Press Request access: you see what would change before anything is sent."
          primaryAction={<Button onClick={onAsk}>Request access</Button>}
        />
      }
    />
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
  </Stack>
);
