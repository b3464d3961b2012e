import { EmptyState, Inline, LoadingButton, Spinner, Stack, Text } from '@forge/react';

import type { QueueView } from '../../../contract/access';
import type { IsoTime } from '../../../domain/time';
import { Problem } from '../../parts/problem';
import type { Zone } from '../../parts/time';
import { RequestTable } from '../parts/request-table';
import type { usePaged } from '../parts/use-paged';

type Props = {
  list: ReturnType<typeof usePaged<QueueView>>;
  /** `mine`: asked for by me; `waiting`: by others, and I may decide. */
  which: 'mine' | 'waiting';
  accountId: string | null;
  now: IsoTime;
  zone: Zone;
  onOpen: (id: string) => void;
};

const WORDS = {
  mine: { label: 'my requests', none: 'You have not asked for access anywhere.' },
  waiting: { label: 'requests that wait for me', none: 'Nothing waits for your decision.' },
};

/** My requests, or those that wait for me, across all pages. */
export const MyRequests = ({ list, which, accountId, now, zone, onOpen }: Props) => {
  if (list.first === null)
    return list.error === null ? <Spinner label="Reading the requests" /> : <Problem error={list.error} />;
  const rows = list.pages
    .flatMap((page) => page.rows)
    .filter(({ requester }) => (requester === accountId) === (which === 'mine'));
  const { label, none } = WORDS[which];
  return (
    <Stack space="space.100">
      {list.error !== null && <Problem error={list.error} tone="warning" />}
      <RequestTable
        {...{ label, rows, now, zone, onOpen }}
        showsPage
        empty={
          list.hasMore ? (
            <Text>None among the newest; there are older ones.</Text>
          ) : (
            <EmptyState header={none} headingLevel={4} width="narrow" />
          )
        }
      />
      {list.hasMore && (
        <Inline>
          <LoadingButton
            isLoading={list.busy}
            onClick={() => {
              void list.more();
            }}
          >
            Show more
          </LoadingButton>
        </Inline>
      )}
    </Stack>
  );
};
