import type { Binding } from '../domain/binding';
import { sameBinding } from '../domain/binding-equality';
import { err, ok, type Result } from '../domain/result';
import type { Viewer } from './authorize';
import type { PageFacts, Ports, StoredBinding } from './ports';
import type { ResolverPorts } from './resolver-ports';
import { readBinding, type PageBinding } from './read-binding';
import type { Refusal } from './refusal';
import { spaceMayShow } from './space-may-show';

/**
 * Binds the page. Nothing is written unless the space may show every environment. Saving the same binding twice is one save.
 * @returns err CONFLICT when somebody else saved another binding since `version` was read
 */
export async function saveBinding(
  ports: ResolverPorts,
  page: PageFacts,
  change: { version: number; binding: Binding; viewer: Viewer },
): Promise<Result<PageBinding, Refusal>> {
  const ask = { spaceId: page.spaceId, viewer: change.viewer };
  for (const environment of change.binding.environments) {
    const shown = await spaceMayShow(ports, environment, ask);
    if (!shown.ok) return shown;
  }
  const written = await ports.confluence.writeBinding(page.id, change.version, change.binding);
  if (!written.ok && !(await alreadySaved(ports, page.id, { ...change, code: written.error.code }))) {
    return err(written.error);
  }
  return readBack(ports, page, { viewer: change.viewer, written: written.ok ? written.value : null });
}

/** A save that was sent twice loses against itself; the one who sent it has what they wanted. */
async function alreadySaved(
  { confluence }: Pick<Ports, 'confluence'>,
  pageId: string,
  { code, binding }: { code: string; binding: Binding },
): Promise<boolean> {
  if (code !== 'CONFLICT') return false;
  const stored = await confluence.readBinding(pageId);
  return stored.ok && stored.value.binding !== null && sameBinding(stored.value.binding, binding);
}

/** What was just written is shown as written: Confluence's list of properties may lag behind its own write. */
async function readBack(
  ports: ResolverPorts,
  page: PageFacts,
  { viewer, written }: { viewer: Viewer; written: StoredBinding | null },
): Promise<Result<PageBinding, Refusal>> {
  const read = await readBinding(ports, page, viewer);
  return read.ok && written !== null ? ok({ ...read.value, ...written, problem: null }) : read;
}
