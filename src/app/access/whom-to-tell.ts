import { MOST_MENTIONED, MOST_TOLD_IN_EMERGENCY } from '../../domain/access/notice';
import type { AccountId } from '../../domain/access/people';
import type { ApprovalPolicy, Electorate } from '../../domain/access/policy';
import type { AccessRequest } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { JobPorts } from '../job-ports';
import type { ConfluenceFailure, StorageFailure } from '../ports';

/** `all` false: there are more. */
type Named = { people: AccountId[]; all: boolean };
type Found = Result<Named, ConfluenceFailure | StorageFailure>;

/**
 * Those who decide about the request, as far as they can be named: people whom the policy names first, then small groups, then the admins
 * of the space. While it waits nobody who has decided already; not who broke the glass, once it is broken. Nobody's right rests on it. A
 * group that is large, hidden or gone names nobody.
 */
export async function approversToTell(
  ports: JobPorts,
  request: AccessRequest,
  policy: ApprovalPolicy,
): Promise<Result<AccountId[], ConfluenceFailure | StorageFailure>> {
  const told = await named(ports, request, { electorates: deciding(policy), atMost: MOST_MENTIONED });
  return told.ok ? ok(told.value.people) : told;
}

/**
 * Everybody who was passed over in an emergency: whoever decides by the policy, of large groups, too, and the admins of the space.
 * @returns `all` false: a list could not be read to its end, or is longer than anybody is told of
 */
export const skippedApprovers = (
  ports: JobPorts,
  request: AccessRequest,
  policy: ApprovalPolicy,
): Promise<Found> =>
  named(ports, request, {
    electorates: [...deciding(policy), { kind: 'space-admins' }],
    atMost: MOST_TOLD_IN_EMERGENCY,
  });

const deciding = (policy: ApprovalPolicy): Electorate[] => policy.clauses.flatMap(({ anyOf }) => anyOf);

async function named(
  ports: JobPorts,
  request: AccessRequest,
  { electorates, atMost }: { electorates: readonly Electorate[]; atMost: number },
): Promise<Found> {
  const inOrder = [...electorates].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const none = noneOf(request);
  const told = new Set<AccountId>();
  let all = true;
  for (const electorate of inOrder) {
    if (told.size >= atMost) break;
    const found = await peopleOf(ports, electorate, { request, atMost });
    if (!found.ok) return found;
    all &&= found.value.all;
    for (const one of found.value.people) if (!none.has(one)) told.add(one);
  }
  return ok({ people: [...told].slice(0, atMost), all: all && told.size <= atMost });
}

/** Whose own the request is, and who has decided already. */
const noneOf = (request: AccessRequest): Set<AccountId> => {
  const { beneficiary } = request.plan;
  return new Set([
    request.requester,
    request.planAuthor,
    ...(beneficiary.kind === 'myself' ? [beneficiary.accountId] : []),
    ...(request.state === 'PENDING' ? request.reviews.map(({ by }) => by) : []),
    ...('decidedBy' in request && request.decidedBy.kind === 'break-glass' ? [request.decidedBy.by] : []),
  ]);
};

const ORDER: Electorate['kind'][] = ['people', 'page-owners', 'group', 'space-admins'];

type Naming = { request: AccessRequest; atMost: number };

const peopleOf = async (
  ports: JobPorts,
  electorate: Electorate,
  { request: { pageId, spaceId }, atMost }: Naming,
): Promise<Found> => {
  switch (electorate.kind) {
    case 'people':
      return ok({ people: electorate.accountIds, all: true });
    case 'group':
      return ok(await groupOf(ports, electorate.groupId, atMost));
    case 'page-owners': {
      const owners = await ports.settings.ownerGroup(pageId);
      if (!owners.ok) return owners;
      return ok(owners.value === null ? NOBODY : await groupOf(ports, owners.value, atMost));
    }
    case 'space-admins': {
      const admins = await ports.confluence.spaceAdmins(spaceId);
      if (!admins.ok) return admins;
      const groups = await Promise.all(admins.value.groupIds.map((id) => groupOf(ports, id, atMost)));
      return ok({
        people: [...admins.value.people, ...groups.flatMap(({ people }) => people)],
        all: groups.every((group) => group.all),
      });
    }
  }
};

const NOBODY: Named = { people: [], all: true };

/** A group with more members names none of them: which would be left out would be chance. */
const groupOf = async ({ confluence }: JobPorts, groupId: string, atMost: number): Promise<Named> => {
  const members = await confluence.groupMembers(groupId, atMost);
  return members.read === 'complete' ? { people: members.people, all: true } : { people: [], all: false };
};
