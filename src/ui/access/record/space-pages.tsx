import { useCallback, useState } from 'react';

import { Heading, Spinner, Stack, Text } from '@forge/react';

import type { PageRecordRow, PageRecordsView, PageRecordView } from '../../../contract/access';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import { Section } from '../parts/section';
import { ShowMore } from '../parts/show-more';
import { usePaged } from '../parts/use-paged';
import { PageRecord } from './page-record';
import { UnseenPage } from './unseen-page';

/** The space's pages whose own record is not in order, each with what can be done; the others are counted. */
export function SpacePages({ spaceId, zone }: { spaceId: string; zone: Zone }) {
  const list = usePaged<PageRecordsView>(
    useCallback((cursor) => invoke('listPageRecords', { spaceId, cursor }), [spaceId]),
  );
  const [written, setWritten] = useState<Record<string, PageRecordView>>({});
  if (list.first === null)
    return list.error === null ? <Spinner label="Reading the pages" /> : <Problem error={list.error} />;
  const rows = once(list.pages.flatMap((page) => page.rows)).map((row) => ({
    ...row,
    ...written[row.page.id],
  }));
  const inOrder = rows.filter(isInOrder);
  return (
    <Section title="Pages">
      <Stack space="space.150">
        {list.error !== null && <Problem error={list.error} tone="warning" />}
        <Text>{countPhrase(rows.length, inOrder.length)}</Text>
        {rows
          .filter((row) => !isInOrder(row))
          .map((row) => (
            <Stack key={row.page.id} space="space.075">
              <Heading as="h5" size="xxsmall">
                {row.page.title ?? 'A page that is hidden from you'}
              </Heading>
              <PageRecord
                pageId={row.page.id}
                record={row}
                zone={zone}
                onWritten={(record) => {
                  setWritten((before) => ({ ...before, [row.page.id]: record }));
                }}
              />
              {row.unseen !== null && <UnseenPage spaceId={spaceId} pageId={row.page.id} {...row.unseen} />}
              <Text size="small" color="color.text.subtle">
                {row.checkedAt === null
                  ? 'Nothing was written there yet.'
                  : `Last looked at ${localTime(row.checkedAt, zone)}.`}
              </Text>
            </Stack>
          ))}
        <ShowMore list={list} />
      </Stack>
    </Section>
  );
}

const isInOrder = ({ outcome, tableEdited }: PageRecordRow): boolean =>
  outcome === 'verified' && !tableEdited;

const once = (rows: PageRecordRow[]): PageRecordRow[] => [
  ...new Map(rows.map((row) => [row.page.id, row])).values(),
];

const countPhrase = (all: number, inOrder: number): string => {
  if (all === 0) return 'Nobody has asked for access on a page of this space yet.';
  if (all === inOrder)
    return all === 1
      ? 'The one page on which access was asked for says what the record says.'
      : `All ${String(all)} pages on which access was asked for say what the record says.`;
  return `${String(inOrder)} of ${String(all)} pages on which access was asked for say what the record says.`;
};
