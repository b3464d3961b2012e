import { ADA, DARIO, good, ORDERS_PAGE, RITA } from './a-world';
import { alarmsOn } from '../../src/app/access/alarms';
import {
  active,
  aCarryingWorld,
  approved,
  codeOf,
  everything,
  NOTHING,
  on,
  oursIn,
  requestIn,
  settle,
  theirsIn,
  toldOf,
  wait,
  type CarryingWorld,
} from './a-carrying-world';

const MINUTE = 60_000;
const DAY = 86_400_000;

const removal = async (world: CarryingWorld, id = world.connectionId) => {
  const { rev } = good(await world.ask(ADA, 'readConnection', { id }));
  return { id, rev };
};

/** As Ada, who leaves in place what was written through it. */
const removeAndLeave = async (world: CarryingWorld, id = world.connectionId) =>
  good(await world.ask(ADA, 'removeConnection', { ...(await removal(world, id)), grants: 'leave' }));

const LEFT_AT_GATEWAY = [
  'limit of `partner-acme` on `orders`: its connection was removed',
  'membership of `partner-acme` in ACL group `orders-read`: its connection was removed',
];

describe('whoever removes a connection', () => {
  it('is asked what becomes of access that rests on it, and has it end first', async () => {
    const { world, id } = await active();
    const about = await removal(world);
    const before = theirsIn(world);
    expect(codeOf(await world.ask(ADA, 'removeConnection', about))).toBe('LIVE_GRANTS');
    const answer = good(await world.ask(ADA, 'removeConnection', { ...about, grants: 'end' }));
    expect(answer).toEqual({ removed: false, ending: 1 });
    expect(codeOf(await world.ask(ADA, 'removeConnection', about))).toBe('LIVE_GRANTS');
    await settle(world);
    expect(await requestIn(world, id)).toMatchObject({
      state: 'ENDED',
      ending: { because: 'connection removed', by: ADA, leaves: false },
    });
    expect(oursIn(world)).toEqual(NOTHING);
    expect(good(await world.ask(ADA, 'removeConnection', about)).removed).toBe(true);
    expect(theirsIn(world)).toBe(before);
  });

  it('leaves in place what was written through it, on record', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world, {});
    await world.jobs.deliver();
    expect((await removeAndLeave(world)).removed).toBe(true);
    expect(await requestIn(world, id)).toMatchObject({
      state: 'ENDED',
      ending: { because: 'connection removed', by: ADA, leaves: true },
      left: ['everything that it wrote'],
    });
    expect(oursIn(world).acls).toHaveLength(1);
  });

  it.each(['REVOKING', 'REVOKE_FAILED'])(
    'leaves what is %s through it as it is, on record',
    async (state) => {
      const world = await aCarryingWorld();
      const id = await approved(world, {});
      await world.jobs.deliver();
      if (state === 'REVOKE_FAILED') world.kongWriter.fail('acls', { code: 'NOT_PERMITTED', status: 403 });
      good(await world.ask(DARIO, 'dropGrant', await on(world, id)));
      if (state === 'REVOKE_FAILED') await world.jobs.deliver();
      expect((await requestIn(world, id)).state).toBe(state);
      await removeAndLeave(world);
      expect(await requestIn(world, id)).toMatchObject({
        state: 'ENDED',
        ending: { because: 'connection removed', by: ADA, leaves: true },
        left: ['everything that it wrote'],
      });
      await settle(world);
      expect(oursIn(world).acls).toHaveLength(1);
    },
  );

  it('leaves nothing of the same access on the other plane', async () => {
    const { world, id } = await active();
    const before = theirsIn(world);
    expect((await removeAndLeave(world)).removed).toBe(true);
    expect(await requestIn(world, id)).toMatchObject({
      state: 'REVOKING',
      ending: { by: ADA, leaves: true },
    });
    await settle(world);
    expect(await requestIn(world, id)).toMatchObject({
      state: 'ENDED',
      ending: { because: 'connection removed', by: ADA, leaves: true },
      left: LEFT_AT_GATEWAY,
    });
    expect(oursIn(world)).toMatchObject({ acls: [{}], plugins: [{}], policies: [] });
    expect(theirsIn(world)).toBe(before);
    expect((await toldOf(world, id)).slice(-2)).toEqual(['grant.ending', 'grant.ended']);
  });

  it('of a mesh leaves nothing at the gateway, and no word of a workload that were closed', async () => {
    const { world, id } = await active();
    await removeAndLeave(world, world.meshId);
    await settle(world);
    expect(await requestIn(world, id)).toMatchObject({
      state: 'ENDED',
      left: [expect.stringContaining('its connection was removed')],
    });
    expect(oursIn(world)).toMatchObject({ acls: [], plugins: [], policies: [{}] });
    const ports = world.portsFor({ kind: 'anonymous' });
    const page = { requests: [], now: world.time.now };
    expect(good(await alarmsOn(ports, ORDERS_PAGE, page))).toEqual([]);
    expect(world.grants.all().filter(({ state }) => state !== 'gone')).toEqual([]);
  });

  it.each([
    ['is being taken back', 'REVOKING'],
    ['could not be taken back there', 'REVOKE_FAILED'],
  ])('leaves nothing on the other plane of access that %s', async (_, state) => {
    const { world, id } = await active();
    if (state === 'REVOKE_FAILED')
      world.kongWriter.fail('everything', { code: 'NOT_PERMITTED', status: 403 });
    world.meshWriter.fail('authorizationpolicies', { code: 'SERVER_ERROR', status: 503 });
    good(await world.ask(DARIO, 'dropGrant', await on(world, id)));
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe(state);
    await removeAndLeave(world);
    expect(await requestIn(world, id)).toMatchObject({ state, ending: { by: ADA, leaves: true } });
    world.meshWriter.fail('authorizationpolicies', null);
    wait(world, 61 * MINUTE);
    await settle(world);
    expect((await requestIn(world, id)).state).toBe('ENDED');
    expect(oursIn(world).policies).toEqual([]);
    const alarms = (await toldOf(world, id)).filter((type) => type === 'grant.revoke-failed');
    expect(alarms).toHaveLength(state === 'REVOKE_FAILED' ? 1 : 0);
  });

  it('is asked also about access whose time is over and that nobody has taken back yet', async () => {
    const { world, id } = await active(everything);
    wait(world, 7 * DAY);
    const about = await removal(world);
    const asked = await world.ask(ADA, 'removeConnection', about);
    expect(asked).toMatchObject({ ok: false, error: { code: 'LIVE_GRANTS', detail: '1 (partner-acme)' } });
    const answer = good(await world.ask(ADA, 'removeConnection', { ...about, grants: 'end' }));
    expect(answer).toEqual({ removed: false, ending: 1 });
    await settle(world);
    expect(await requestIn(world, id)).toMatchObject({ state: 'ENDED', ending: { as: 'expired' }, left: [] });
    expect(good(await world.ask(ADA, 'removeConnection', about)).removed).toBe(true);
  });

  it('reads at the request what was left, and that somebody chose so', async () => {
    const { world, id } = await active();
    await removeAndLeave(world);
    await settle(world);
    const { carried } = good(await world.ask(RITA, 'readRequest', { requestId: id }));
    expect(carried.ending).toBe(
      'It ended, since the connection was removed; what was written through it was to be left in place.',
    );
    expect(carried.left).toEqual(LEFT_AT_GATEWAY);
  });
});
