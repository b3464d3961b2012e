import { isForgotten } from '../../../domain/access/forget';
import type { Rights } from '../../../domain/access/begin-apply';
import type { AccountId } from '../../../domain/access/people';
import type { ApprovalPolicy, Electorate } from '../../../domain/access/policy';
import type { Standing } from '../../../domain/access/quorum';
import type { AccessRequest, Granted } from '../../../domain/access/request';
import type { Ports } from '../../ports';
import type { AppConfluence } from '../../job-ports';
import { stillMapped } from '../still-mapped';

type RightsPorts = Pick<Ports, 'settings' | 'mappings'> & {
  confluence: Pick<AppConfluence, 'groupMembers' | 'closedAccounts'>;
};

/**
 * Whether those whose word it rests on may still give it, asked by a job, behind whom nobody stands. Groups, owners of the page and named
 * people are read now. Who administers a space Confluence tells nobody but themselves: there stands what was found when they decided, and
 * the ledger says `partly`. A clause that also names administrators is held to that finding, whatever its groups say now.
 */
export async function rightsNow(
  ports: RightsPorts,
  request: AccessRequest & Granted,
  policy: ApprovalPolicy,
): Promise<Rights> {
  const notAsked = new Set<AccountId>();
  const standing = async (by: AccountId, electorates: readonly Electorate[], found: Standing) => {
    const now = await standingAsApp(ports, electorates, { by, pageId: request.pageId });
    if (now !== 'cannot be asked') return now;
    notAsked.add(by);
    return found;
  };
  const approvers = new Map<AccountId, Standing[]>();
  for (const { by, verdict, standings } of request.reviews) {
    if (verdict !== 'approve') continue;
    const each = policy.clauses.map(({ anyOf }, nth) => standing(by, anyOf, standings[nth] ?? 'not known'));
    approvers.set(by, await Promise.all(each));
  }
  const { decidedBy } = request;
  const declarer =
    decidedBy.kind === 'break-glass'
      ? await standing(decidedBy.by, policy.breakGlass?.mayDeclare ?? [], 'yes')
      : 'yes';
  const [accounts, mapped] = await Promise.all([
    accountsStanding(ports, request),
    stillMapped(ports, request),
  ]);
  return { approvers, declarer, accounts, mapped, read: notAsked.size > 0 ? 'partly' : 'now' };
}

type Where = { by: AccountId; pageId: string };

const standingAsApp = async (
  ports: RightsPorts,
  electorates: readonly Electorate[],
  where: Where,
): Promise<Standing | 'cannot be asked'> => {
  const all = await Promise.all(electorates.map((one) => inElectorate(ports, one, where)));
  if (all.includes('yes')) return 'yes';
  if (all.includes('cannot be asked')) return 'cannot be asked';
  return all.includes('not known') ? 'not known' : 'no';
};

const inElectorate = async (
  { confluence, settings }: RightsPorts,
  electorate: Electorate,
  { by, pageId }: Where,
): Promise<Standing | 'cannot be asked'> => {
  const inGroup = async (groupId: string): Promise<Standing> => {
    const members = await confluence.groupMembers(groupId);
    if (members.read === 'incomplete') return 'not known';
    return members.people.includes(by) ? 'yes' : 'no';
  };
  switch (electorate.kind) {
    case 'space-admins':
      return 'cannot be asked';
    case 'group':
      return inGroup(electorate.groupId);
    case 'people':
      return electorate.accountIds.includes(by) ? 'yes' : 'no';
    case 'page-owners': {
      const owners = await settings.ownerGroup(pageId);
      if (!owners.ok) return 'not known';
      return owners.value === null ? 'no' : inGroup(owners.value);
    }
  }
};

const accountsStanding = async (
  { confluence }: RightsPorts,
  { requester, plan: { beneficiary } }: AccessRequest,
): Promise<Standing> => {
  const accounts = [
    ...new Set([requester, ...(beneficiary.kind === 'myself' ? [beneficiary.accountId] : [])]),
  ];
  // Only closed accounts are forgotten, and Confluence cannot be asked about them any more.
  if (accounts.some(isForgotten)) return 'no';
  const closed = await confluence.closedAccounts(accounts);
  if (!closed.ok) return 'not known';
  return closed.value.length === 0 ? 'yes' : 'no';
};
