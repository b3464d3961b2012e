import { parse } from 'yaml';
import { DARIO, good } from './a-world';
import { preview } from './an-access-world';
import {
  aCarryingWorld,
  approved,
  everything,
  NOTHING,
  oursIn,
  requestIn,
  settle,
  theirsIn,
  wait,
} from './a-carrying-world';
import { aPlugin } from './builders';
import { twoRoutes } from './two-routes';

const DAY = 86_400_000;

describe('two grants of one caller', () => {
  it('have one limit, which stays for as long as either lets in', async () => {
    const world = await twoRoutes();
    const tier = { minute: 60 };
    const first = await approved(world, { tier });
    await world.jobs.deliver();
    wait(world, 2 * DAY);
    const other = await approved(world, { tier, routeIds: ['id-orders-write'] });
    await world.jobs.deliver();
    expect((await requestIn(world, other)).state).toBe('ACTIVE');
    expect(oursIn(world).plugins).toHaveLength(1);
    wait(world, 5 * DAY);
    await settle(world);
    expect((await requestIn(world, first)).state).toBe('ENDED');
    expect(oursIn(world)).toMatchObject({ acls: [{ group: 'w' }], plugins: [{ config: { minute: 60 } }] });
    wait(world, 2 * DAY);
    await settle(world);
    expect((await requestIn(world, other)).state).toBe('ENDED');
    expect(oursIn(world)).toEqual(NOTHING);
  });
});

describe('a limit that somebody else made', () => {
  it('is in the place of the one that is asked for: that is refused, and the file to change it by hand offered', async () => {
    const world = await aCarryingWorld();
    const theirs = aPlugin({
      name: 'rate-limiting',
      id: 'id-theirs',
      scope: { serviceId: 'id-orders', consumerId: 'id-partner-acme' },
      config: { minute: 9, policy: 'local' },
    });
    world.estate.kong.plugins.push(theirs);
    await world.refresh();
    const before = theirsIn(world);
    const { planHash, concerns, byHand } = good(await preview(world, DARIO, everything));
    expect([planHash, ...concerns]).toEqual([
      '',
      { text: expect.stringContaining('that Gatehouse did not make') as string, blocking: true },
      { text: expect.stringContaining('Take the tier out of the request') as string, blocking: true },
    ]);
    expect(byHand?.files.map(({ name }) => name)).toEqual(['limit.shop-gateway.kong.yaml']);
    expect(parse(byHand?.files[0]?.text ?? '')).toMatchObject({
      plugins: [{ id: 'id-theirs', config: { minute: 60, policy: 'local', limit_by: 'consumer' } }],
    });
    expect(theirsIn(world)).toBe(before);
    expect(good(await preview(world, DARIO)).byHand).toBeNull();
  });

  it('that comes between the approval and the writing stops the request, and stays as it is', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    const scope = { serviceId: 'id-orders', consumerId: 'id-partner-acme' };
    const theirs = aPlugin({ name: 'rate-limiting', id: 'id-theirs', scope, config: { minute: 9 } });
    world.estate.kong.plugins.push(theirs);
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({ state: 'STALE', cause: { kind: 'plan' } });
    expect(oursIn(world)).toEqual(NOTHING);
    expect(world.estate.kong.plugins).toContainEqual(theirs);
  });
});
