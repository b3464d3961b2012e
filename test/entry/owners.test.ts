import { ADA, CART_PAGE, DARIO, good, ORD, ORDERS_PAGE, OWNERS_GROUP, SAM, SHOP } from './a-world';
import { anAccessWorld, clauseOf, decide, OLGA, send, setPolicy, type AccessWorld } from './an-access-world';

const pages = async (world: AccessWorld, spaceId = ORD) =>
  good(await world.ask(SAM, 'listServicePages', { spaceId, cursor: null }));
const setOwner = (world: AccessWorld, groupId: string | null, pageId = ORDERS_PAGE) =>
  world.ask(SAM, 'setOwnerGroup', { pageId, groupId });
const record = async (world: AccessWorld) =>
  good(await world.ask(SAM, 'readLedger', { spaceId: ORD, cursor: null })).rows;
const codeOf = (answer: { ok: true } | { ok: false; error: { code: string } }): string =>
  answer.ok ? 'ok' : answer.error.code;

describe('the service pages of a space', () => {
  it('are those that somebody asked on or that somebody owns, and no others', async () => {
    const world = await anAccessWorld();
    expect(await pages(world)).toEqual({ rows: [], total: 0, cursor: null });
    good(await send(world));
    good(await setOwner(world, OWNERS_GROUP, CART_PAGE));
    expect((await pages(world)).rows).toEqual([
      { pageId: ORDERS_PAGE, title: 'Orders service', moved: false, owner: null },
    ]);
    expect((await pages(world, SHOP)).rows).toEqual([
      {
        pageId: CART_PAGE,
        title: 'Cart service',
        moved: false,
        owner: { groupId: OWNERS_GROUP, name: 'orders-owners' },
      },
    ]);
  });

  it('say that they are hidden, in another space now, or owned by a group that is gone', async () => {
    const world = await anAccessWorld();
    good(await send(world));
    good(await setOwner(world, OWNERS_GROUP));
    const page = world.site.pages.find(({ id }) => id === ORDERS_PAGE);
    if (page === undefined) throw new Error('no page');
    world.site.groups = [];
    expect((await pages(world)).rows).toMatchObject([{ owner: { groupId: OWNERS_GROUP, name: null } }]);
    page.spaceId = SHOP;
    expect((await pages(world)).rows).toMatchObject([{ moved: true }]);
    page.readers = [DARIO];
    expect((await pages(world)).rows).toMatchObject([{ title: null, moved: false }]);
  });
});

describe('who owns the service of a page', () => {
  it('is set by a space admin, told in the record, and decides where the policy says so', async () => {
    const world = await anAccessWorld();
    good(await setOwner(world, OWNERS_GROUP));
    good(await setOwner(world, null));
    good(await setOwner(world, OWNERS_GROUP));
    expect((await record(world)).map(({ by, facts }) => [by, facts[0]?.text])).toEqual([
      [{ kind: 'person', accountId: SAM }, 'Page 131073 is owned by group orders-owners'],
      [
        { kind: 'person', accountId: SAM },
        'Page 131073 is owned by nobody in particular, no longer by group orders-owners',
      ],
      [{ kind: 'person', accountId: SAM }, 'Page 131073 is owned by group orders-owners'],
    ]);
    good(await setPolicy(world, { clauses: [clauseOf([{ kind: 'page-owners' }])] }));
    const { id, rev, planHash } = good(await send(world));
    expect(good(await decide(world, OLGA, { id, rev, planHash })).state).toBe('APPROVED');
  });

  it('is no entry when it stays, and none when it was refused', async () => {
    const world = await anAccessWorld();
    good(await setOwner(world, null));
    expect(codeOf(await setOwner(world, 'no-such-group'))).toBe('GROUP_GONE');
    good(await setOwner(world, OWNERS_GROUP));
    good(await setOwner(world, OWNERS_GROUP));
    expect(await record(world)).toHaveLength(1);
    expect(codeOf(await world.ask(ADA, 'setOwnerGroup', { pageId: ORDERS_PAGE, groupId: null }))).toBe(
      'NOT_SPACE_ADMIN',
    );
  });

  it('is set by one of two at once', async () => {
    const world = await anAccessWorld();
    world.site.groups = [...world.site.groups, { id: 'other', name: 'others' }];
    const both = await Promise.all([setOwner(world, OWNERS_GROUP), setOwner(world, 'other')]);
    expect(both.map(codeOf).sort()).toEqual(['CONFLICT', 'ok']);
    expect(await record(world)).toHaveLength(1);
  });
});
