import { err, type Result } from '../domain/result';
import type { Viewer } from './authorize';
import type { PageFacts, Ports } from './ports';
import { readBinding, type PageBinding } from './read-binding';
import type { Refusal } from './refusal';

/** Makes a group the owner of the page's service, or nobody. A group that does not exist looks like an empty one, so it is asked for first. */
export async function setOwnerGroup(
  ports: Pick<Ports, 'confluence' | 'settings'>,
  page: PageFacts,
  { groupId, viewer }: { groupId: string | null; viewer: Viewer },
): Promise<Result<PageBinding, Refusal>> {
  if (groupId !== null) {
    const group = await ports.confluence.group(groupId);
    if (!group.ok) return group;
    if (group.value === null) return err({ code: 'GROUP_GONE' });
  }
  const stored = await ports.settings.setOwnerGroup(page.id, groupId);
  return stored.ok ? readBinding(ports, page, viewer) : stored;
}
