import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { nowOf } from './keep-step';
import { isLiveAt, orphanAll } from './live-grants';
import { requestsOn } from './page-requests';

type Where = { spaceId: string; pageId: string };

/**
 * What is in force, or about to be, by requests of this space on the page.
 * @returns in no order
 */
export async function liveOn(
  ports: Pick<Ports, 'requests' | 'clock'>,
  { spaceId, pageId }: Where,
): Promise<Result<AccessRequest[], StorageFailure>> {
  const found = await requestsOn(ports, pageId);
  if (!found.ok) return found;
  const isLive = isLiveAt(nowOf(ports));
  return ok(found.value.filter((request) => request.spaceId === spaceId && isLive(request)));
}

/**
 * Ends access on a page that was deleted for good, by the word of an admin of its space. Confluence answers 404 for such a page and for one
 * that is restricted, so no job ends anything by that; what is in the bin the jobs find themselves.
 * @returns how many. err PAGE_SHOWN when it is seen by whoever asks, or was by the app when that last looked
 * @source Confluence REST v2, GET /pages/{id}: 404 for "no permission to view" and "not found" alike
 */
export async function endUnseenAccess(
  ports: ResolverPorts,
  { spaceId, pageId, by }: Where & { by: string },
): Promise<Result<number, AccessRefusal>> {
  const [kept, page] = await Promise.all([ports.projections.get(pageId), ports.confluence.page(pageId)]);
  if (!kept.ok) return kept;
  if (!page.ok && page.error.code !== 'PAGE_NOT_VISIBLE') return page;
  if (page.ok || kept.value?.barred?.from !== 'page') return err({ code: 'PAGE_SHOWN' });
  const live = await liveOn(ports, { spaceId, pageId });
  return live.ok ? orphanAll(ports, live.value, { because: 'page deleted', by, leaves: false }) : live;
}
