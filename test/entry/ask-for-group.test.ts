import { ADA, DARIO, good, NILS, ORDERS_PAGE, OWNERS_GROUP, SAM } from './a-world';
import {
  aCommandId,
  anAccessWorld,
  anAsk,
  decide,
  OLGA,
  preview,
  SOFIA,
  type AccessWorld,
} from './an-access-world';

const OWNERS = { kind: 'group', groupId: OWNERS_GROUP } as const;
const place = { pageId: ORDERS_PAGE, environment: 'Production' };

const map = (world: AccessWorld, subject: object, consumerId = 'id-partner-acme') =>
  world.ask(ADA, 'saveMapping', { id: world.connectionId, subject, consumerId });
const unmap = (world: AccessWorld, subject: object) =>
  world.ask(ADA, 'removeMapping', { id: world.connectionId, subject, consumerId: 'id-partner-acme' });

/** The owners of orders call as partner-acme. */
const aMappedWorld = async () => {
  const world = await anAccessWorld();
  good(await map(world, OWNERS));
  return world;
};

const ask = async (world: AccessWorld, who = DARIO) => {
  const { planHash } = good(await preview(world, who, { beneficiary: OWNERS }));
  return world.ask(who, 'openRequest', {
    pageId: ORDERS_PAGE,
    ask: anAsk({ beneficiary: OWNERS }),
    reason: 'The owners read their own orders.',
    ticket: null,
    planHash,
    commandId: aCommandId(),
  });
};

const codeOf = (answer: { ok: true } | { ok: false; error: { code: string } }): string =>
  answer.ok ? 'ok' : answer.error.code;
const because = (answer: { ok: true } | { ok: false; error: { facts?: string[] } }): string[] =>
  answer.ok ? [] : (answer.error.facts ?? []);

describe('asking for a group', () => {
  it('offers the groups that are consumers of this gateway, and that I may see', async () => {
    const world = await aMappedWorld();
    good(await map(world, { kind: 'account', accountId: DARIO }));
    const groups = async (who: string) => world.ask(who, 'readCallerGroups', place);
    expect(good(await groups(DARIO))).toEqual([
      { groupId: OWNERS_GROUP, name: 'orders-owners', consumers: ['partner-acme'] },
    ]);
    expect(codeOf(await groups(NILS))).toBe('PAGE_NOT_VISIBLE');
    expect(codeOf(await world.ask(DARIO, 'readCallerGroups', { ...place, environment: 'Nowhere' }))).toBe(
      'NOT_BOUND',
    );
    world.site.groups = [];
    expect(good(await groups(DARIO))).toEqual([]);
  });

  it('says for whom it is, and opens the consumer that they call as', async () => {
    const world = await aMappedWorld();
    expect(good(await preview(world, DARIO, { beneficiary: OWNERS })).plan.slice(0, 2)).toEqual([
      'For everybody in the group `orders-owners`, who call as `partner-acme`.',
      'Adds consumer `partner-acme` to ACL group `orders-read`, which opens `any method /orders`.',
    ]);
    expect(good(await ask(world))).toMatchObject({ state: 'PENDING', caller: 'partner-acme' });
  });

  it('is refused for a group that is no consumer, is several, or does not exist', async () => {
    const world = await anAccessWorld();
    const previewed = (groupId: string) => preview(world, DARIO, { beneficiary: { kind: 'group', groupId } });
    expect(because(await previewed(OWNERS_GROUP))).toEqual([
      'No consumer of the gateway is known to be the group `orders-owners`.',
    ]);
    expect(codeOf(await previewed('no-such-group'))).toBe('GROUP_GONE');
    world.estate.kong.consumers.push({
      id: 'id-web',
      username: 'web',
      customId: null,
      tags: [],
      createdAt: 1,
    });
    await world.refresh();
    good(await map(world, OWNERS));
    good(await map(world, OWNERS, 'id-web'));
    expect(because(await previewed(OWNERS_GROUP))).toEqual([
      'The group `orders-owners` is several consumers: `partner-acme`, `web`. Ask for one of them by its name.',
    ]);
  });

  it('lets nobody of the group decide, space admin or not', async () => {
    const world = await aMappedWorld();
    world.site.groups = world.site.groups.map((group) => ({ ...group, members: [OLGA, SAM] }));
    const request = good(await ask(world));
    const { id, rev, planHash } = request;
    expect(codeOf(await decide(world, SAM, { id, rev, planHash }))).toBe('OWN_REQUEST');
    expect(good(await decide(world, SOFIA, { id, rev, planHash })).state).toBe('APPROVED');
  });

  it('lets nobody of the group decide after the mapping was taken back either', async () => {
    const world = await aMappedWorld();
    world.site.groups = world.site.groups.map((group) => ({ ...group, members: [SAM] }));
    const { id, rev, planHash } = good(await ask(world));
    good(await unmap(world, OWNERS));
    expect(codeOf(await decide(world, SAM, { id, rev, planHash }))).toBe('OWN_REQUEST');
  });

  it('is not decided while the group cannot be read to its end', async () => {
    const world = await aMappedWorld();
    const { id, rev, planHash } = good(await ask(world));
    good(await unmap(world, OWNERS));
    world.site.unreadableGroups = [OWNERS_GROUP];
    expect(codeOf(await decide(world, SOFIA, { id, rev, planHash }))).toBe('CANNOT_VERIFY');
    world.site.unreadableGroups = [];
    expect(good(await decide(world, SOFIA, { id, rev, planHash })).state).toBe('APPROVED');
  });
});
