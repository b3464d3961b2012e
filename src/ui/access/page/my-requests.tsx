import { EmptyState, SectionMessage, Spinner, Stack, Text } from '@forge/react';

import type { MyRequestsView } from '../../../contract/access';
import type { IsoTime } from '../../../domain/time';
import { Problem } from '../../parts/problem';
import type { Zone } from '../../parts/time';
import { RequestTable } from '../parts/request-table';
import { ShowMore } from '../parts/show-more';
import type { usePaged } from '../parts/use-paged';

type Props = {
  list: ReturnType<typeof usePaged<MyRequestsView>>;
  /** `mine`: asked for by me; `waiting`: by others, and I may decide. */
  which: 'mine' | 'waiting';
  now: IsoTime;
  zone: Zone;
  onOpen: (id: string) => void;
};

const WORDS = {
  mine: { label: 'my requests', none: 'You have not asked for access anywhere.' },
  waiting: { label: 'requests that wait for me', none: 'Nothing waits for your decision.' },
};

/** My requests, or those that wait for me, across all pages. */
export const MyRequests = ({ list, which, now, zone, onOpen }: Props) => {
  if (list.first === null)
    return list.error === null ? <Spinner label="Reading the requests" /> : <Problem error={list.error} />;
  const rows = list.pages.flatMap((page) => (which === 'mine' ? page.rows : page.waiting));
  const { label, none } = WORDS[which];
  return (
    <Stack space="space.100">
      {list.error !== null && <Problem error={list.error} tone="warning" />}
      {which === 'waiting' && !list.first.waitingIsAll && (
        <SectionMessage appearance="information">
          <Text>
            More requests are pending than were looked through here; those that are due first were. The queue
            of a space has all of its own.
          </Text>
        </SectionMessage>
      )}
      <RequestTable
        {...{ label, rows, now, zone, onOpen }}
        showsPage
        empty={
          list.hasMore && which === 'mine' ? (
            <Text>None among the newest; there are older ones.</Text>
          ) : (
            <EmptyState header={none} headingLevel={4} width="narrow" />
          )
        }
      />
      {which === 'mine' && <ShowMore list={list} />}
    </Stack>
  );
};
