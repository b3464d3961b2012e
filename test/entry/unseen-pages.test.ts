import { checkKey } from '../../src/app/access/check-page';
import { DARIO, good, OLGA, ORD, ORDERS_PAGE, OWNERS_GROUP, SAM, SHOP } from './a-world';
import { clauseOf, setPolicy } from './an-access-world';
import {
  active,
  codeOf,
  NOTHING,
  oursIn,
  requestIn,
  settle,
  wait,
  type CarryingWorld,
} from './a-carrying-world';

const DAY = 86_400_000;

/** What the daily look does with it. */
const look = (world: CarryingWorld) => world.jobs.consume({ body: { key: checkKey(ORDERS_PAGE) } });

/** Deleted for good: Confluence says of it what it says of a page that is hidden. */
const purge = (world: CarryingWorld): void => {
  world.site.pages = world.site.pages.filter(({ id }) => id !== ORDERS_PAGE);
};

const listed = async (world: CarryingWorld, who = SAM) =>
  good(await world.ask(who, 'listPageRecords', { spaceId: ORD, cursor: null })).rows;

const end = (world: CarryingWorld, who = SAM, spaceId = ORD) =>
  world.ask(who, 'endUnseenAccess', { spaceId, unseenPageId: ORDERS_PAGE });

describe('a page that was deleted for good', () => {
  it('ends nothing by itself, since Confluence does not tell it from one that is hidden', async () => {
    const { world, id } = await active();
    purge(world);
    for (let day = 0; day < 3; day += 1) {
      await look(world);
      await settle(world);
      wait(world, DAY);
    }
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });

  it('is shown as one that nobody is shown, with how much access rests on it, to whoever decides there', async () => {
    const { world } = await active();
    good(await setPolicy(world, { clauses: [clauseOf([{ kind: 'group', groupId: OWNERS_GROUP }])] }));
    expect(await listed(world)).toMatchObject([{ outcome: 'verified', unseen: null }]);
    purge(world);
    await look(world);
    const row = { outcome: 'unseen', page: { id: ORDERS_PAGE, title: null } };
    expect(await listed(world)).toMatchObject([{ ...row, unseen: { live: 1, mayEnd: true } }]);
    expect(await listed(world, OLGA)).toMatchObject([{ ...row, unseen: { live: 1, mayEnd: false } }]);
  });

  it('has its access ended by an admin of its space, who is on record with it', async () => {
    const { world, id } = await active();
    purge(world);
    await look(world);
    expect(codeOf(await end(world, DARIO))).toBe('NOT_SPACE_ADMIN');
    expect(good(await end(world, SAM, SHOP))).toEqual({ ended: 0 });
    expect(good(await end(world))).toEqual({ ended: 1 });
    await settle(world);
    expect(await requestIn(world, id)).toMatchObject({
      state: 'ENDED',
      ending: { as: 'orphaned', because: 'page deleted', by: SAM, leaves: false },
    });
    expect(oursIn(world)).toEqual(NOTHING);
    expect(await listed(world)).toMatchObject([{ outcome: 'unseen', unseen: { live: 0 } }]);
    expect(good(await end(world))).toEqual({ ended: 0 });
  });
});

describe('a page that is there', () => {
  it('keeps its access when the app alone is not shown it, whatever an admin says', async () => {
    const { world, id } = await active();
    world.site.closedToApp = [ORDERS_PAGE];
    await look(world);
    expect(await listed(world)).toMatchObject([{ unseen: null }]);
    expect(codeOf(await end(world))).toBe('PAGE_SHOWN');
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });

  it('keeps its access when it is hidden from the admin alone', async () => {
    const { world, id } = await active();
    world.site.pages = world.site.pages.map((page) =>
      page.id === ORDERS_PAGE ? { ...page, readers: [DARIO], editors: [DARIO] } : page,
    );
    await look(world);
    expect(await listed(world)).toMatchObject([{ unseen: null }]);
    expect(codeOf(await end(world))).toBe('PAGE_SHOWN');
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });

  it('keeps its access while Confluence does not answer', async () => {
    const { world, id } = await active();
    purge(world);
    await look(world);
    world.site.unavailable = '503';
    expect(codeOf(await end(world))).not.toBe('ok');
    world.site.unavailable = null;
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });
});
