import type { AccountId } from '../../domain/access/people';
import type { ApprovalPolicy, Electorate } from '../../domain/access/policy';
import { groupsOf, type GroupNames } from '../../domain/access/policy-words';
import type { Standing } from '../../domain/access/quorum';
import { err, ok, type Result } from '../../domain/result';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';

type Electing = Pick<ResolverPorts, 'confluence' | 'settings'>;
/** `pageId` null: no page's owners are meant. */
type Where = { by: AccountId; spaceId: string; pageId: string | null };

/**
 * Is the person who asks one of each clause's electorate, now? One standing per clause. Confluence is asked as that person, lists are
 * read to their end, and what could not be read is `not known`. Never cached.
 */
export const standingsOf = (ports: Electing, policy: ApprovalPolicy, where: Where): Promise<Standing[]> => {
  const asked = new Map<string, Promise<Standing>>();
  const standing = (electorate: Electorate): Promise<Standing> => {
    const key = JSON.stringify(electorate);
    const known = asked.get(key) ?? standingIn(ports, electorate, where);
    asked.set(key, known);
    return known;
  };
  return Promise.all(
    policy.clauses.map(async ({ anyOf }) => {
      const all = await Promise.all(anyOf.map(standing));
      return all.includes('yes') ? 'yes' : all.includes('not known') ? 'not known' : 'no';
    }),
  );
};

/** Is the person one of those, now? */
export const standingAmong = async (
  ports: Electing,
  electorates: readonly Electorate[],
  where: Where,
): Promise<Standing> => {
  const all = await Promise.all(electorates.map((one) => standingIn(ports, one, where)));
  return all.includes('yes') ? 'yes' : all.includes('not known') ? 'not known' : 'no';
};

const standingIn = async (
  ports: Electing,
  electorate: Electorate,
  { by, spaceId, pageId }: Where,
): Promise<Standing> => {
  switch (electorate.kind) {
    case 'space-admins': {
      const admin = await ports.confluence.isSpaceAdmin(spaceId);
      return admin.ok ? (admin.value ? 'yes' : 'no') : 'not known';
    }
    case 'group':
      return inGroup(ports, electorate.groupId, by);
    case 'people':
      return electorate.accountIds.includes(by) ? 'yes' : 'no';
    case 'page-owners': {
      if (pageId === null) return 'no';
      const owners = await ports.settings.ownerGroup(pageId);
      if (!owners.ok) return 'not known';
      return owners.value === null ? 'no' : inGroup(ports, owners.value, by);
    }
  }
};

const inGroup = async ({ confluence }: Electing, groupId: string, by: AccountId): Promise<Standing> => {
  const members = await confluence.groupMembers(groupId);
  if (members.read === 'incomplete') return 'not known';
  return members.people.includes(by) ? 'yes' : 'no';
};

/** Refuses whoever neither administers the space nor is of an electorate that holds in all of it. */
export async function mayDecideInSpace(
  ports: ResolverPorts,
  { by, spaceId }: { by: AccountId; spaceId: string },
): Promise<Result<true, AccessRefusal>> {
  const admin = await ports.confluence.isSpaceAdmin(spaceId);
  if (!admin.ok) return admin;
  if (admin.value) return ok(true);
  const stored = await ports.policies.get(spaceId);
  if (!stored.ok) return stored;
  const standings = await standingsOf(ports, stored.value.policy, { by, spaceId, pageId: null });
  if (standings.includes('yes')) return ok(true);
  return standings.includes('not known')
    ? err({ code: 'CANNOT_VERIFY', what: ['approvers'] })
    : err({ code: 'NOT_AN_APPROVER' });
}

/** Names of the groups that a policy names, as the person may see them. */
export const groupNamesOf = async (
  { confluence }: Pick<ResolverPorts, 'confluence'>,
  policy: ApprovalPolicy,
): Promise<GroupNames> => {
  const found = await Promise.all(groupsOf(policy).map((id) => confluence.group(id)));
  return new Map(
    found.flatMap((group) =>
      group.ok && group.value !== null ? [[group.value.id, group.value.name] as const] : [],
    ),
  );
};
