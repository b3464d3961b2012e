import { ADA, good, ORD, OWNERS_GROUP, SAM } from './a-world';
import { aCommandId, anAccessWorld, clauseOf, OLGA, setPolicy, type AccessWorld } from './an-access-world';

const newest = async (world: AccessWorld) => {
  const [row] = good(await world.ask(SAM, 'readLedger', { spaceId: ORD, cursor: null })).rows;
  return row;
};
const textsOf = async (world: AccessWorld) => (await newest(world))?.facts.map(({ text }) => text);

describe('a change of the approval policy', () => {
  it('is told in the record rule by rule: what holds no longer, and what from now on', async () => {
    const world = await anAccessWorld();
    good(
      await setPolicy(world, { clauses: [clauseOf([{ kind: 'group', groupId: OWNERS_GROUP }])], denials: 2 }),
    );
    expect(await textsOf(world)).toEqual([
      'No longer: One of: the space admins must approve.',
      'No longer: One denial ends a request.',
      'From now on: One of: group `orders-owners` must approve.',
      'From now on: 2 denials end a request.',
    ]);
  });

  it.each([
    [
      'ticket',
      { ticket: { pattern: 'OPS-[0-9]+', required: true } },
      'Tickets look like `OPS-[0-9]+`, and one is needed.',
    ],
    ['shortest reason', { reasonMinLength: 40 }, 'A reason has at least 40 characters.'],
    [
      'longest time',
      { maximumTotalMs: 200 * 86_400_000 },
      'With its extensions access lasts at most 200 days.',
    ],
    [
      'people who count twice',
      { onePersonCountsForSeveral: true },
      'One person’s approval may count for several clauses.',
    ],
    [
      'groups that need nobody',
      { autoApprove: [{ connectionId: 'id-1', group: 'orders-read' }] },
      'Joining ACL group `orders-read` needs nobody’s approval.',
    ],
  ])('is told when it is only about the %s', async (_, over, rule) => {
    const world = await anAccessWorld();
    good(await setPolicy(world, over));
    expect(await textsOf(world)).toContain(`From now on: ${rule}`);
  });

  it('names people who are put in and taken out, also where they are as many as before', async () => {
    const world = await anAccessWorld();
    const by = (accountId: string) =>
      setPolicy(world, { clauses: [clauseOf([{ kind: 'people', accountIds: [accountId] }])] });
    good(await by(OLGA));
    good(await by(ADA));
    expect((await newest(world))?.facts).toEqual([
      { people: [{ kind: 'person', accountId: OLGA }], text: 'named no longer' },
      { people: [{ kind: 'person', accountId: ADA }], text: 'named from now on' },
    ]);
  });
});

it('what Gatehouse may write on pages is told in the record, with what was answered before', async () => {
  const world = await anAccessWorld();
  const answer = { spaceId: ORD, rev: 0, writesTable: true, writesComments: null, commandId: aCommandId() };
  good(await world.ask(SAM, 'saveSpaceSettings', answer));
  expect(await textsOf(world)).toEqual(['The access table on pages: yes, before not answered']);
});
