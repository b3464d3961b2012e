import { rightsNow } from '../../../src/app/access/carry/rights-now';
import { forgottenAs } from '../../../src/domain/access/forget';
import type { Approved } from '../../../src/domain/access/request';
import type { PeopleReading } from '../../../src/domain/access/people';
import type { Electorate } from '../../../src/domain/access/policy';
import { err, ok } from '../../../src/domain/result';
import { anApproved, aPolicy, DARIO, NOW, OLGA, SAM } from '../../domain/access/builders';

type Ports = Parameters<typeof rightsNow>[0];
const complete = (...people: string[]): PeopleReading => ({ read: 'complete', people });
const UNREAD: PeopleReading = { read: 'incomplete', what: 'the group' };

/** `closed`: null when Confluence cannot be asked. */
type World = {
  groups?: Record<string, PeopleReading>;
  closed?: readonly string[] | null;
  owners?: string | null;
  areOwnersUnread?: boolean;
};
const portsOf = ({ groups = {}, closed = [], owners = null, areOwnersUnread = false }: World): Ports =>
  ({
    confluence: {
      groupMembers: (id: string) => Promise.resolve(groups[id] ?? UNREAD),
      closedAccounts: (asked: readonly string[]) =>
        Promise.resolve(
          closed === null ? err({ code: 'UNAVAILABLE' }) : ok(asked.filter((one) => closed.includes(one))),
        ),
    },
    settings: {
      ownerGroup: () =>
        Promise.resolve(areOwnersUnread ? err({ code: 'STORAGE_UNAVAILABLE', detail: '' }) : ok(owners)),
    },
    mappings: { list: () => Promise.resolve(ok([])) },
  }) as unknown as Ports;

const ofGroup: Electorate = { kind: 'group', groupId: 'owners' };
const ofPage: Electorate = { kind: 'page-owners' };
const ofAdmins: Electorate = { kind: 'space-admins' };
const ofPeople = (...accountIds: string[]): Electorate => ({ kind: 'people', accountIds });

type Asked = { world: World; anyOf: Electorate[] };
/** What is found of Sam, who approved, in a clause of these electorates. */
const ofSam = async (world: World, anyOf: Electorate[]) => {
  const policy = aPolicy({ clauses: [{ anyOf, min: 1 }] });
  const { approvers, read } = await rightsNow(portsOf(world), anApproved(), policy);
  return [approvers.get(SAM)?.[0], read];
};

describe('whether somebody who approved may still do so', () => {
  it.each<[string, Asked, string]>([
    ['is in the group', { world: { groups: { owners: complete(OLGA, SAM) } }, anyOf: [ofGroup] }, 'yes'],
    ['has left the group', { world: { groups: { owners: complete(OLGA) } }, anyOf: [ofGroup] }, 'no'],
    [
      'is in a group that cannot be read to its end',
      { world: { groups: { owners: UNREAD } }, anyOf: [ofGroup] },
      'not known',
    ],
    ['is named', { world: {}, anyOf: [ofPeople(SAM)] }, 'yes'],
    ['is named no more', { world: {}, anyOf: [ofPeople(OLGA)] }, 'no'],
    ['owns the page', { world: { owners: 'g', groups: { g: complete(SAM) } }, anyOf: [ofPage] }, 'yes'],
    ['owns the page no more', { world: { owners: 'g', groups: { g: complete() } }, anyOf: [ofPage] }, 'no'],
    ['owned a page that has no owners now', { world: { owners: null }, anyOf: [ofPage] }, 'no'],
    [
      'owns a page whose owners cannot be read',
      { world: { areOwnersUnread: true }, anyOf: [ofPage] },
      'not known',
    ],
    ['is named, where a group cannot be read', { world: {}, anyOf: [ofGroup, ofPeople(SAM)] }, 'yes'],
    [
      'is not named, where a group cannot be read',
      { world: {}, anyOf: [ofGroup, ofPeople(OLGA)] },
      'not known',
    ],
  ])('is read now: who %s', async (_, { world, anyOf }, expected) => {
    expect(await ofSam(world, anyOf)).toEqual([expected, 'now']);
  });

  it('stands as it was found, where they administer the space, and that is told', async () => {
    expect(await ofSam({}, [ofAdmins])).toEqual(['yes', 'partly']);
    // A clause that did not hold when they decided does not begin to hold by itself.
    const request = anApproved();
    const reviews = request.reviews.map((review) => ({ ...review, standings: ['no' as const] }));
    const policy = aPolicy({ clauses: [{ anyOf: [ofAdmins], min: 1 }] });
    const { approvers } = await rightsNow(portsOf({}), { ...request, reviews }, policy);
    expect(approvers.get(SAM)).toEqual(['no']);
  });

  it('is asked of nobody who denied', async () => {
    const request = anApproved();
    const reviews = request.reviews.map((review) => ({ ...review, verdict: 'deny' as const }));
    const { approvers } = await rightsNow(portsOf({}), { ...request, reviews }, aPolicy());
    expect([...approvers]).toEqual([]);
  });
});

describe('whether the rest still holds', () => {
  const found = (world: World, request: Approved = anApproved(), over = {}) =>
    rightsNow(portsOf(world), request, aPolicy(over));

  it.each<[string, World, string]>([
    ['is in use', {}, 'yes'],
    ['is closed', { closed: [DARIO] }, 'no'],
    ['cannot be asked about', { closed: null }, 'not known'],
  ])('is asked of the account that asked, which %s', async (_, world, expected) => {
    expect((await found(world)).accounts).toBe(expected);
  });

  it('is asked of the account that the access is for, and not of one that was forgotten', async () => {
    const request = anApproved();
    const consumer = { id: 'partner-acme', name: 'partner-acme' };
    const beneficiary = { kind: 'myself' as const, accountId: OLGA, consumer };
    const forOlga = { ...request, plan: { ...request.plan, beneficiary } };
    expect((await found({ closed: [OLGA] }, forOlga)).accounts).toBe('no');
    const forgotten = { ...request, requester: forgottenAs('0001') };
    expect((await found({ closed: null }, forgotten)).accounts).toBe('no');
  });

  it('is asked of who broke the glass', async () => {
    const mayDeclare: Electorate[] = [ofGroup];
    const breakGlass = { mayDeclare, maximumMs: 1, reviewWithinMs: 1 };
    const request: Approved = {
      ...anApproved(),
      decidedBy: { kind: 'break-glass', by: OLGA, at: NOW, reason: 'Checkout is down.', reviewWithinMs: 1 },
    };
    const declarer = async (groups: World['groups']) =>
      (await found({ ...(groups && { groups }) }, request, { breakGlass })).declarer;
    expect(await declarer({ owners: complete(OLGA) })).toBe('yes');
    expect(await declarer({ owners: complete(SAM) })).toBe('no');
    expect(await declarer({ owners: UNREAD })).toBe('not known');
  });
});
