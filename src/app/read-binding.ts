import type { Binding } from '../domain/binding';
import { err, ok, type Result } from '../domain/result';
import type { Viewer } from './authorize';
import type { PageFacts, Ports } from './ports';
import type { Refusal } from './refusal';

export type PageBinding = {
  page: PageFacts;
  binding: Binding | null;
  version: number;
  problem: string | null;
  mayEdit: boolean;
  isSpaceAdmin: boolean;
  owner: { groupId: string; name: string | null } | null;
};

/** What the page is bound to, whether or not it can be understood, and what the viewer may do about it. */
export async function readBinding(
  ports: Pick<Ports, 'confluence' | 'settings'>,
  page: PageFacts,
  viewer: Viewer,
): Promise<Result<PageBinding, Refusal>> {
  const nobody = Promise.resolve(ok(false));
  const [stored, mayEdit, isSpaceAdmin, owner] = await Promise.all([
    ports.confluence.readBinding(page.id),
    viewer.kind === 'anonymous' ? nobody : ports.confluence.mayEdit(page.id),
    viewer.kind === 'anonymous' ? nobody : ports.confluence.isSpaceAdmin(page.spaceId),
    ownerOf(ports, page.id, viewer),
  ]);
  if (!mayEdit.ok) return mayEdit;
  if (!isSpaceAdmin.ok) return isSpaceAdmin;
  if (!owner.ok) return owner;
  const rights = { mayEdit: mayEdit.value, isSpaceAdmin: isSpaceAdmin.value, owner: owner.value };
  if (stored.ok) return ok({ page, ...stored.value, problem: null, ...rights });
  if (stored.error.code !== 'BINDING_UNREADABLE') return err(stored.error);
  return ok({ page, binding: null, version: stored.error.version, problem: stored.error.detail, ...rights });
}

/** `name` is null when the group is gone, or when an anonymous visitor looks: groups are not shown to the public. */
async function ownerOf(
  ports: Pick<Ports, 'confluence' | 'settings'>,
  pageId: string,
  viewer: Viewer,
): Promise<Result<PageBinding['owner'], Refusal>> {
  const groupId = await ports.settings.ownerGroup(pageId);
  if (!groupId.ok) return groupId;
  if (groupId.value === null || viewer.kind === 'anonymous') return ok(null);
  const group = await ports.confluence.group(groupId.value);
  if (!group.ok) return group;
  return ok({ groupId: groupId.value, name: group.value?.name ?? null });
}
