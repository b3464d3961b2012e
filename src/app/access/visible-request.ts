import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { PageFacts } from '../ports';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';

/** `page` null: hidden from the person, who is an admin of the request's space, or of Confluence. */
export type VisibleRequest = { request: AccessRequest; page: PageFacts | null };

/**
 * The request, if Confluence shows its page to the person, or says that they administer its space or the site. To see it is not to decide
 * about it. Somebody else gets the same answer as for a request that does not exist.
 */
export async function visibleRequest(
  ports: ResolverPorts,
  requestId: string,
): Promise<Result<VisibleRequest, AccessRefusal>> {
  const found = await ports.requests.get(requestId);
  if (!found.ok) return found;
  if (found.value === null) return err({ code: 'NO_SUCH_REQUEST' });
  const request = found.value;
  const page = await ports.confluence.page(request.pageId);
  if (page.ok) return ok({ request, page: page.value });
  if (page.error.code !== 'PAGE_NOT_VISIBLE') return err(page.error);
  const admin = await ports.confluence.isSpaceAdmin(request.spaceId);
  if (!admin.ok) return admin;
  if (admin.value) return ok({ request, page: null });
  const site = await ports.confluence.isConfluenceAdmin();
  if (!site.ok) return site;
  return site.value ? ok({ request, page: null }) : err({ code: 'NO_SUCH_REQUEST' });
}
