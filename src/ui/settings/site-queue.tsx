import { useCallback, useState } from 'react';

import { Button, EmptyState, Heading, Inline, Spinner, Stack, Text } from '@forge/react';

import type { QueueView } from '../../contract/access';
import { RequestTable } from '../access/parts/request-table';
import { ShowMore } from '../access/parts/show-more';
import { usePaged } from '../access/parts/use-paged';
import { StateFilter } from '../access/queue/state-filter';
import type { Filter } from '../access/queue/state-filter';
import { OpenedRequest } from '../access/request/opened-request';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import type { Zone } from '../parts/time';
import { useNow } from '../parts/use-now';

/** *Requests*: those of all spaces, to be seen. Who decides is each space's own. */
export function SiteQueue({ zone }: { zone: Zone }) {
  const now = useNow();
  const [filter, setFilter] = useState<Filter>('open');
  const [opened, setOpened] = useState<string | null>(null);
  const list = usePaged<QueueView>(
    useCallback((cursor) => invoke('listSiteRequests', { state: filter, cursor }), [filter]),
  );
  if (opened !== null) {
    return (
      <OpenedRequest
        requestId={opened}
        zone={zone}
        onChanged={list.again}
        onBack={() => {
          setOpened(null);
        }}
      />
    );
  }
  return (
    <Stack space="space.200">
      <Stack space="space.075">
        <Heading as="h2" size="medium">
          Requests of all spaces
        </Heading>
        <Text color="color.text.subtle">
          To be seen, not to be decided: who decides about a request is what the policy of its space says.
        </Text>
      </Stack>
      <Inline spread="space-between" alignBlock="end">
        <StateFilter filter={filter} counts={null} onChange={setFilter} />
        <Button appearance="subtle" iconBefore="refresh" isDisabled={list.busy} onClick={list.again}>
          Refresh
        </Button>
      </Inline>
      {list.error !== null && (
        <Problem error={list.error} {...(list.first === null ? {} : { tone: 'warning' })} />
      )}
      {list.first === null ? (
        list.error === null && <Spinner label="Reading the requests" />
      ) : (
        <RequestTable
          label="requests of all spaces"
          rows={list.pages.flatMap((page) => page.rows)}
          {...{ now, zone }}
          onOpen={setOpened}
          showsPage
          empty={<EmptyState header="No such request" headingLevel={3} width="narrow" />}
        />
      )}
      <ShowMore list={list} />
    </Stack>
  );
}
