import { MOST_MENTIONED } from '../../domain/access/notice';
import type { AccountId } from '../../domain/access/people';
import type { ApprovalPolicy, Electorate } from '../../domain/access/policy';
import type { AccessRequest } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { JobPorts } from '../job-ports';
import type { ConfluenceFailure, StorageFailure } from '../ports';

type Found = Result<AccountId[], ConfluenceFailure | StorageFailure>;

/**
 * Those who decide about the request, as far as they can be named: people whom the policy names first, then small groups, then the admins
 * of the space. While it waits nobody who has decided already; not who broke the glass, once it is broken. Nobody's right rests on it. A
 * group that is large, hidden or gone names nobody.
 */
export async function approversToTell(
  ports: JobPorts,
  request: AccessRequest,
  policy: ApprovalPolicy,
): Promise<Found> {
  const electorates = policy.clauses.flatMap(({ anyOf }) => anyOf);
  const inOrder = [...electorates].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const { beneficiary } = request.plan;
  const none = new Set([
    request.requester,
    request.planAuthor,
    ...(beneficiary.kind === 'myself' ? [beneficiary.accountId] : []),
    ...(request.state === 'PENDING' ? request.reviews.map(({ by }) => by) : []),
    ...('decidedBy' in request && request.decidedBy.kind === 'break-glass' ? [request.decidedBy.by] : []),
  ]);
  const told = new Set<AccountId>();
  for (const electorate of inOrder) {
    if (told.size >= MOST_MENTIONED) break;
    const people = await peopleOf(ports, electorate, request);
    if (!people.ok) return people;
    for (const one of people.value) if (!none.has(one)) told.add(one);
  }
  return ok([...told].slice(0, MOST_MENTIONED));
}

const ORDER: Electorate['kind'][] = ['people', 'page-owners', 'group', 'space-admins'];

const peopleOf = async (
  ports: JobPorts,
  electorate: Electorate,
  { pageId, spaceId }: AccessRequest,
): Promise<Found> => {
  switch (electorate.kind) {
    case 'people':
      return ok(electorate.accountIds);
    case 'group':
      return ok(await smallGroup(ports, electorate.groupId));
    case 'page-owners': {
      const owners = await ports.settings.ownerGroup(pageId);
      if (!owners.ok) return owners;
      return ok(owners.value === null ? [] : await smallGroup(ports, owners.value));
    }
    case 'space-admins': {
      const admins = await ports.confluence.spaceAdmins(spaceId);
      if (!admins.ok) return admins;
      const groups = await Promise.all(admins.value.groupIds.map((id) => smallGroup(ports, id)));
      return ok([...admins.value.people, ...groups.flat()]);
    }
  }
};

const smallGroup = async ({ confluence }: JobPorts, groupId: string): Promise<AccountId[]> => {
  const members = await confluence.groupMembers(groupId, MOST_MENTIONED);
  return members.read === 'complete' ? members.people : [];
};
