import { err, ok, type Result } from '../domain/result';
import type { ConfluencePort, PageFacts } from './ports';
import type { Refusal } from './refusal';

/** Who asks. Anonymous visitors have no account: they may read what Confluence lets everybody read, and do nothing else. */
export type Viewer = { kind: 'person'; accountId: string } | { kind: 'anonymous' };

/** The closed list of rights. Confluence is asked each time, as the person: authority is never cached. */
export type PageRight = 'reader of the page' | 'editor of the page' | "admin of the page's space";
export type SiteRight = 'Confluence admin';

/**
 * Proves a right on a claimed page. The answer is the page as Confluence has it: use its `spaceId`, never one from a payload.
 * Refusal is the default: what Confluence does not affirm is not allowed.
 */
export async function mayOnPage(
  confluence: ConfluencePort,
  right: PageRight,
  pageId: string,
): Promise<Result<PageFacts, Refusal>> {
  const page = await confluence.page(pageId);
  if (!page.ok) return page;
  switch (right) {
    case 'reader of the page':
      return page;
    case 'editor of the page': {
      const edit = await confluence.mayEdit(pageId);
      if (!edit.ok) return edit;
      return edit.value ? page : err({ code: 'NOT_PAGE_EDITOR' });
    }
    case "admin of the page's space": {
      const admin = await confluence.isSpaceAdmin(page.value.spaceId);
      if (!admin.ok) return admin;
      return admin.value ? page : err({ code: 'NOT_SPACE_ADMIN' });
    }
  }
}

/** Proves that the person administers the claimed space; a space that does not exist is nobody's. */
export async function mayInSpace(
  confluence: ConfluencePort,
  spaceId: string,
): Promise<Result<true, Refusal>> {
  const admin = await confluence.isSpaceAdmin(spaceId);
  if (!admin.ok) return admin;
  return admin.value ? ok(true) : err({ code: 'NOT_SPACE_ADMIN' });
}

/** Proves `Confluence admin`, the one right on the whole site. */
export async function mayOnSite(confluence: ConfluencePort): Promise<Result<true, Refusal>> {
  const admin = await confluence.isConfluenceAdmin();
  if (!admin.ok) return admin;
  return admin.value ? ok(true) : err({ code: 'NOT_CONFLUENCE_ADMIN' });
}
