import { ok, type Result } from '../../domain/result';
import type { EpochMs } from '../../domain/time';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { keptPageRecord, mayBeWrittenBy, type PageRecord } from './page-record';
import { liveOn } from './unseen-pages';

/** `title` null: hidden from the person who looks. `checkedAt` null: nothing was written there yet. */
export type ListedPage = {
  pageId: string;
  title: string | null;
  checkedAt: EpochMs | null;
  record: PageRecord & { mayWrite: boolean };
  /** Neither the app nor the person who looks is shown the page. `live`: so much access rests on it. null: one of them is. */
  unseen: { live: number; mayEnd: boolean } | null;
};
export type PageRecordList = { rows: ListedPage[]; cursor: string | null };

/** Requests whose pages are looked up at once. */
const A_LIST = 50;

/** The pages of a space that access was asked for on, those with the latest requests first, and how each was last found. */
export async function listPageRecords(
  ports: ResolverPorts,
  { spaceId, cursor }: { spaceId: string; cursor: string | null },
): Promise<Result<PageRecordList, AccessRefusal>> {
  const filter = { by: 'space', spaceId, state: null } as const;
  const page = await ports.requests.list(filter, { cursor, limit: A_LIST });
  if (!page.ok) return page;
  const pageIds = [...new Set(page.value.requests.map(({ pageId }) => pageId))];
  const rows = await Promise.all(pageIds.map((pageId) => listed(ports, { spaceId, pageId })));
  const failed = rows.find((row) => !row.ok);
  if (failed?.ok === false) return failed;
  return ok({ rows: rows.flatMap((row) => (row.ok ? [row.value] : [])), cursor: page.value.cursor });
}

type Where = { spaceId: string; pageId: string };

const listed = async (ports: ResolverPorts, where: Where): Promise<Result<ListedPage, AccessRefusal>> => {
  const { pageId } = where;
  const [kept, page] = await Promise.all([ports.projections.get(pageId), ports.confluence.page(pageId)]);
  if (!kept.ok) return kept;
  if (!page.ok && page.error.code !== 'PAGE_NOT_VISIBLE') return page;
  const record = await keptPageRecord(ports, kept.value);
  const unseen = page.ok || record.barred !== 'page' ? ok(null) : await unseenPage(ports, where);
  if (!unseen.ok) return unseen;
  return ok({
    pageId,
    title: page.ok ? page.value.title : null,
    checkedAt: kept.value === null || kept.value.checkedAt === 0 ? null : kept.value.checkedAt,
    record: { ...record, mayWrite: await mayBeWrittenBy(ports, pageId, record) },
    unseen: unseen.value,
  });
};

const unseenPage = async (
  ports: ResolverPorts,
  where: Where,
): Promise<Result<NonNullable<ListedPage['unseen']>, AccessRefusal>> => {
  const [live, mayEnd] = await Promise.all([
    liveOn(ports, where),
    ports.confluence.isSpaceAdmin(where.spaceId),
  ]);
  if (!live.ok) return live;
  return mayEnd.ok ? ok({ live: live.value.length, mayEnd: mayEnd.value }) : mayEnd;
};
