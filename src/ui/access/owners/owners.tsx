import { useCallback, useState } from 'react';

import { Button, EmptyState, Spinner, Stack, Text } from '@forge/react';

import type { AppError } from '../../../contract/codes';
import type { ServicePagesView } from '../../../contract/audit';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { SearchableTable } from '../../parts/searchable-table';
import type { Column } from '../../parts/searchable-table';
import { ShowMore } from '../parts/show-more';
import { usePaged } from '../parts/use-paged';
import { OwnerChoice } from './owner-choice';

type Row = ServicePagesView['rows'][number];

/** *Owners*: which group owns the service of a page, and so may be among those who decide. */
export function Owners({ spaceId }: { spaceId: string }) {
  const list = usePaged<ServicePagesView>(
    useCallback((cursor) => invoke('listServicePages', { spaceId, cursor }), [spaceId]),
  );
  const [editing, setEditing] = useState<string | null>(null);
  const [failed, setFailed] = useState<AppError | null>(null);
  const [saving, setSaving] = useState(false);
  const set = async (pageId: string, groupId: string | null) => {
    setSaving(true);
    const answer = await invoke('setOwnerGroup', { pageId, groupId });
    setSaving(false);
    setFailed(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setEditing(null);
    list.again();
  };
  if (list.first === null)
    return list.error === null ? <Spinner label="Reading the pages" /> : <Problem error={list.error} />;
  const rows = list.pages.flatMap((page) => page.rows);
  return (
    <Stack space="space.200">
      <Text color="color.text.subtle">
        Pages that access was asked for on, or that somebody owns. A page that only has a macro is not listed:
        its owner is set where the macro is configured. The policy says whether owners decide; every change is
        in the record.
      </Text>
      {failed !== null && <Problem error={failed} />}
      {list.error !== null && <Problem error={list.error} tone="warning" />}
      <SearchableTable
        label="service pages"
        rows={rows}
        columns={columns({
          editing,
          saving,
          onEdit: setEditing,
          onSet: (page, group) => void set(page, group),
        })}
        rowKey={({ pageId }) => pageId}
        searchText={({ pageId, title, owner }) => [pageId, title ?? '', owner?.name ?? ''].join(' ')}
        empty={
          <EmptyState
            header="No service page yet"
            headingLevel={3}
            width="narrow"
            description="A page appears here once somebody asks for access on it."
          />
        }
      />
      <ShowMore list={list}>
        <Text size="small" color="color.text.subtle">
          {`${String(rows.length)} of ${String(list.first.total)}`}
        </Text>
      </ShowMore>
    </Stack>
  );
}

type Columns = {
  editing: string | null;
  saving: boolean;
  onEdit: (pageId: string | null) => void;
  onSet: (pageId: string, groupId: string | null) => void;
};

const columns = ({ editing, saving, onEdit, onSet }: Columns): Column<Row>[] => [
  {
    key: 'page',
    title: 'Page',
    width: 40,
    sortBy: ({ title, pageId }) => title ?? pageId,
    cell: ({ title, pageId, moved }) => (
      <Stack space="space.025">
        <Text weight="semibold">{title ?? `Page ${pageId}, which you cannot see`}</Text>
        {moved && (
          <Text size="small" color="color.text.subtle">
            in another space now; its admins say who owns it
          </Text>
        )}
      </Stack>
    ),
  },
  {
    key: 'owner',
    title: 'Owner group',
    width: 40,
    sortBy: ({ owner }) => owner?.name ?? '',
    cell: ({ pageId, title, owner }) =>
      editing === pageId ? (
        <OwnerChoice
          page={title ?? pageId}
          owner={owner}
          saving={saving}
          onSet={(groupId) => {
            onSet(pageId, groupId);
          }}
        />
      ) : (
        <Text>
          {owner === null ? 'nobody in particular' : (owner.name ?? 'a group that does not exist any more')}
        </Text>
      ),
  },
  {
    key: 'change',
    title: 'Change',
    width: 20,
    cell: ({ pageId, title, moved }) =>
      title === null || moved ? null : (
        <Button
          appearance="subtle"
          spacing="compact"
          isDisabled={saving}
          onClick={() => {
            onEdit(editing === pageId ? null : pageId);
          }}
        >
          {editing === pageId ? 'Leave it' : `Change the owner of ${title}`}
        </Button>
      ),
  },
];
