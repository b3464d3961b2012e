import type { PayloadOf } from '../../src/contract/schemas';
import { ADA, bindByHand, CART_PAGE, DARIO, good, nothing, ORD, ORDERS_PAGE, SAM, SHOP } from './a-world';
import { aCommandId, anAccessWorld, anAsk, type AccessWorld } from './an-access-world';

const scope = { ...nothing, services: ['orders'] };

/** Two pages are about the orders service, each in a space that may change it. */
const twoPages = async (): Promise<AccessWorld> => {
  const world = await anAccessWorld();
  const { connectionId: id } = world;
  const { rev } = good(await world.ask(ADA, 'readConnection', { id }));
  const rules = [ORD, SHOP].map((spaceId) => ({ spaceId, show: scope, change: scope }));
  good(await world.ask(ADA, 'saveSpaceRules', { id, rev, rules }));
  bindByHand(world, CART_PAGE, { kong: { connectionId: id, service: 'orders' } });
  return world;
};

const previewOn = (
  world: AccessWorld,
  pageId: string,
  ask: Partial<PayloadOf<'previewRequest'>['ask']> = {},
) => world.ask(DARIO, 'previewRequest', { pageId, ask: anAsk(ask) });

/** Asks on a page for what was planned on the orders page, where nothing speaks against it. */
const sendOn = async (world: AccessWorld, pageId: string, planHash: string) =>
  world.ask(DARIO, 'openRequest', {
    pageId,
    ask: anAsk(),
    reason: 'The partner’s new shop reads orders.',
    ticket: null,
    planHash,
    commandId: aCommandId(),
  });

const codeOf = (answer: { ok: true } | { ok: false; error: { code: string } }): string =>
  answer.ok ? 'ok' : answer.error.code;
const elsewhereOn = async (world: AccessWorld, who: string, pageId: string) =>
  good(await world.ask(who, 'readAccess', { pageId })).environments[0];

const move = (world: AccessWorld, who: string, pageId: string) =>
  world.ask(who, 'moveHome', { pageId, environment: 'Production' });

describe('access to a service', () => {
  it('is asked for on the page it was first asked for on; any other page that is about it only shows it', async () => {
    const world = await twoPages();
    const { planHash } = good(await previewOn(world, CART_PAGE));
    expect(await elsewhereOn(world, DARIO, CART_PAGE)).toMatchObject({ elsewhere: null });
    good(await sendOn(world, ORDERS_PAGE, planHash));
    expect(good(await previewOn(world, CART_PAGE)).concerns).toEqual([
      {
        text: 'Access is asked for on another page: `orders` on the page Orders service',
        blocking: true,
      },
    ]);
    expect(codeOf(await sendOn(world, CART_PAGE, planHash))).toBe('NOT_HOME');
    expect(await elsewhereOn(world, DARIO, CART_PAGE)).toMatchObject({
      routes: [],
      elsewhere: {
        services: [{ name: 'orders', page: { id: ORDERS_PAGE, title: 'Orders service' } }],
        mayMove: false,
      },
    });
    expect(await elsewhereOn(world, DARIO, ORDERS_PAGE)).toMatchObject({ elsewhere: null });
  });

  it('is asked for on one page when it is asked for on two at once', async () => {
    const world = await twoPages();
    const { planHash } = good(await previewOn(world, CART_PAGE));
    const both = await Promise.all([CART_PAGE, ORDERS_PAGE].map((pageId) => sendOn(world, pageId, planHash)));
    expect(both.map(codeOf).sort()).toEqual(['NOT_HOME', 'ok']);
  });

  it('may be asked for by two at once on the same page', async () => {
    const world = await twoPages();
    const { planHash } = good(await previewOn(world, ORDERS_PAGE));
    const both = await Promise.all([1, 2].map(() => sendOn(world, ORDERS_PAGE, planHash)));
    expect(both.map(codeOf)).toEqual(['ok', 'ok']);
  });

  it('is asked for elsewhere also where whoever asks may not see which page that is', async () => {
    const world = await twoPages();
    const { planHash } = good(await previewOn(world, ORDERS_PAGE));
    good(await sendOn(world, ORDERS_PAGE, planHash));
    const home = world.site.pages.find(({ id }) => id === ORDERS_PAGE);
    if (home !== undefined) home.readers = [SAM];
    expect(await elsewhereOn(world, DARIO, CART_PAGE)).toMatchObject({
      elsewhere: { services: [{ name: 'orders', page: { id: ORDERS_PAGE, title: null } }] },
    });
    expect(codeOf(await sendOn(world, CART_PAGE, planHash))).toBe('NOT_HOME');
  });

  it.each([
    ['is about something else by now', (world: AccessWorld) => world.site.bindings.delete(ORDERS_PAGE)],
    [
      'is in the bin',
      (world: AccessWorld) => {
        world.site.pages = world.site.pages.filter(({ id }) => id !== ORDERS_PAGE);
        world.site.trashed = [ORDERS_PAGE];
      },
    ],
  ])('is asked for on another page once its page %s', async (_, change) => {
    const world = await twoPages();
    const { planHash } = good(await previewOn(world, CART_PAGE));
    good(await sendOn(world, ORDERS_PAGE, planHash));
    change(world);
    expect(await elsewhereOn(world, DARIO, CART_PAGE)).toMatchObject({ elsewhere: null });
    expect(codeOf(await sendOn(world, CART_PAGE, planHash))).toBe('ok');
  });
});

describe('the page on which access to a service is asked for', () => {
  const asked = async () => {
    const world = await twoPages();
    const { planHash } = good(await previewOn(world, CART_PAGE));
    good(await sendOn(world, ORDERS_PAGE, planHash));
    return { world, planHash };
  };

  it('is changed by somebody who administers both spaces, told in the record of the site', async () => {
    const { world, planHash } = await asked();
    expect(await elsewhereOn(world, SAM, CART_PAGE)).toMatchObject({ elsewhere: { mayMove: true } });
    expect(good(await move(world, SAM, CART_PAGE)).environments).toMatchObject([{ elsewhere: null }]);
    expect(codeOf(await sendOn(world, ORDERS_PAGE, planHash))).toBe('NOT_HOME');
    expect(codeOf(await sendOn(world, CART_PAGE, planHash))).toBe('ok');
    const { rows } = good(await world.ask(ADA, 'readSiteLedger', { cursor: null }));
    expect(rows.map(({ sentence, facts }) => [sentence, facts[0]?.text])).toContainEqual([
      'The page on which access to a service is asked for was changed.',
      `Access to \`orders\` is asked for on page ${CART_PAGE}, no longer on page ${ORDERS_PAGE}`,
    ]);
  });

  it('is not changed by an admin of one of the two spaces alone', async () => {
    const { world } = await asked();
    world.site.spaces = world.site.spaces.map((space) =>
      space.id === ORD ? { ...space, admins: [] } : space,
    );
    expect(await elsewhereOn(world, SAM, CART_PAGE)).toMatchObject({ elsewhere: { mayMove: false } });
    expect(codeOf(await move(world, SAM, CART_PAGE))).toBe('NOT_SPACE_ADMIN');
    world.site.confluenceAdmins = [SAM];
    expect(codeOf(await move(world, SAM, CART_PAGE))).toBe('ok');
  });

  it('is in no space that may not change the service', async () => {
    const { world } = await asked();
    const { connectionId: id } = world;
    const { rev } = good(await world.ask(ADA, 'readConnection', { id }));
    const rules = [
      { spaceId: ORD, show: scope, change: scope },
      { spaceId: SHOP, show: scope, change: nothing },
    ];
    good(await world.ask(ADA, 'saveSpaceRules', { id, rev, rules }));
    expect(await move(world, SAM, CART_PAGE)).toMatchObject({
      ok: false,
      error: { code: 'NOT_CHANGED_HERE', detail: 'orders' },
    });
  });
});
