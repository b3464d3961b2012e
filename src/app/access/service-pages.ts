import { ok, type Result } from '../../domain/result';
import type { Refusal } from '../refusal';
import type { ResolverPorts } from '../resolver-ports';

export type ServicePage = {
  pageId: string;
  /** null: hidden from the person, or gone. */
  title: string | null;
  /** The page is in another space now, whose admins say who owns it. */
  moved: boolean;
  owner: { groupId: string; name: string | null } | null;
};

/** `cursor`: the page that the next list begins after; null: these were the last. */
export type ServicePages = { rows: ServicePage[]; total: number; cursor: string | null };

/** Confluence is asked for each page that is shown. */
const SHOWN = 25;

/**
 * Pages of a space that access was asked for on, or that somebody owns, by id. A page that only has a macro is not known here: nothing is kept
 * of it.
 */
export async function listServicePages(
  { settings, confluence }: ResolverPorts,
  { spaceId, cursor }: { spaceId: string; cursor: string | null },
): Promise<Result<ServicePages, Refusal>> {
  const known = await settings.pagesIn(spaceId);
  if (!known.ok) return known;
  const rest = known.value.filter((pageId) => cursor === null || pageId > cursor);
  const shown = rest.slice(0, SHOWN);
  const found = await Promise.all(
    shown.map(async (pageId): Promise<Result<ServicePage, Refusal>> => {
      const [page, groupId] = await Promise.all([confluence.page(pageId), settings.ownerGroup(pageId)]);
      if (!page.ok && page.error.code !== 'PAGE_NOT_VISIBLE') return page;
      if (!groupId.ok) return groupId;
      const group = groupId.value === null ? ok(null) : await confluence.group(groupId.value);
      if (!group.ok) return group;
      return ok({
        pageId,
        title: page.ok ? page.value.title : null,
        moved: page.ok && page.value.spaceId !== spaceId,
        owner: groupId.value === null ? null : { groupId: groupId.value, name: group.value?.name ?? null },
      });
    }),
  );
  const rows: ServicePage[] = [];
  for (const row of found) {
    if (!row.ok) return row;
    rows.push(row.value);
  }
  const isMore = rest.length > shown.length;
  return ok({ rows, total: known.value.length, cursor: isMore ? (shown.at(-1) ?? null) : null });
}
