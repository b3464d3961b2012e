import { chainOfSpace } from '../domain/access/ledger';
import { ownerEntry, type NamedGroup } from '../domain/access/space-entries';
import { person } from '../domain/access/transition';
import { err, ok, type Result } from '../domain/result';
import { nowOf, store } from './access/keep-step';
import type { PageFacts } from './ports';
import { readBinding, type PageBinding } from './read-binding';
import type { Refusal } from './refusal';
import type { ResolverPorts } from './resolver-ports';

/**
 * Makes a group the owner of the page's service, or nobody, with the entry that tells it. A group that does not exist looks like an empty one,
 * so it is asked for first. err CONFLICT when somebody else sets the owner at the same time.
 */
export async function setOwnerGroup(
  ports: ResolverPorts,
  page: PageFacts,
  { groupId, by }: { groupId: string | null; by: string },
): Promise<Result<PageBinding, Refusal>> {
  const is = groupId === null ? ok(null) : await groupNamed(ports, groupId);
  if (!is.ok) return is;
  if (groupId !== null && is.value === null) return err({ code: 'GROUP_GONE' });
  const known = await ports.recorded.get('owner', page.id);
  if (!known.ok) return known;
  const before = known.value?.value.groupId ?? null;
  const viewer = { kind: 'person', accountId: by } as const;
  if (before === groupId) return readBinding(ports, page, viewer);
  const was = before === null ? ok(null) : await groupNamed(ports, before);
  if (!was.ok) return was;
  const rev = (known.value?.rev ?? 0) + 1;
  const entry = ownerEntry({
    at: nowOf(ports),
    actor: person(by),
    pageId: page.id,
    was: was.value ?? (before === null ? null : { groupId: before, name: null }),
    is: is.value,
  });
  const stored = await store(ports, {
    chain: chainOfSpace(page.spaceId),
    entry,
    settings: [{ kind: 'owner', id: page.id, rev, value: { spaceId: page.spaceId, groupId } }],
  });
  return stored.ok ? readBinding(ports, page, viewer) : stored;
}

const groupNamed = async (
  { confluence }: Pick<ResolverPorts, 'confluence'>,
  groupId: string,
): Promise<Result<NamedGroup | null, Refusal>> => {
  const group = await confluence.group(groupId);
  if (!group.ok) return group;
  return ok(group.value === null ? null : { groupId, name: group.value.name });
};
