import { endSiteGrants } from '../../src/app/access/site-grants';
import { ADA, DARIO, good, ORD, SAM } from './a-world';
import { decide } from './an-access-world';
import {
  aCarryingWorld,
  active,
  NOTHING,
  openAs,
  oursIn,
  requestIn,
  settle,
  theirsIn,
  type CarryingWorld,
} from './a-carrying-world';

const counted = async (world: CarryingWorld) => good(await world.ask(ADA, 'readSiteGrants', {}));

describe('before the app is uninstalled, a Confluence admin', () => {
  it('sees how much access rests on each connection', async () => {
    const { world } = await active();
    const newcomer = { beneficiary: { kind: 'new-consumer' as const, username: 'newcomer' } };
    const { id, rev, planHash } = await openAs(world, DARIO, newcomer);
    good(await decide(world, SAM, { id, rev, planHash }));
    expect(await counted(world)).toEqual({
      live: 2,
      ending: 0,
      isAll: true,
      connections: [
        { id: world.connectionId, name: 'Shop gateway', live: 2, ending: 0 },
        { id: world.meshId, name: 'Shop mesh', live: 1, ending: 0 },
      ],
    });
  });

  it('ends all of it, on record with their name, and sees when nothing is left', async () => {
    const { world, id } = await active();
    const before = theirsIn(world);
    const done = good(await world.ask(ADA, 'endSiteGrants', {}));
    expect(done).toMatchObject({ ended: 1, live: 0, ending: 1 });
    expect(good(await world.ask(ADA, 'endSiteGrants', {}))).toMatchObject({ ended: 0, live: 0, ending: 1 });
    await settle(world);
    expect(await counted(world)).toMatchObject({ live: 0, ending: 0 });
    expect(oursIn(world)).toEqual(NOTHING);
    expect(theirsIn(world)).toBe(before);
    expect(await requestIn(world, id)).toMatchObject({
      state: 'ENDED',
      ending: { as: 'orphaned', because: 'app to be uninstalled', by: ADA },
    });
    const records = good(
      await world.portsFor({ kind: 'anonymous' }).requests.records(`space-${ORD}`, { from: 1, to: 100 }),
    );
    const told = records.find(({ entry }) => entry.type === 'grant.ending');
    expect(told?.body).toMatchObject({ because: 'app to be uninstalled' });
    const view = good(await world.ask(SAM, 'readRequest', { requestId: id }));
    expect(view.carried.ending).toBe('It ended, since Gatehouse is about to be uninstalled.');
  });

  it('ends it in parts, each within its time, until nothing is left', async () => {
    const world = await aCarryingWorld();
    for (let n = 0; n < 7; n += 1) {
      const { id, rev, planHash } = await openAs(world, DARIO);
      good(await decide(world, SAM, { id, rev, planHash }));
    }
    const parts: number[] = [];
    for (let left = 7; left > 0 && parts.length < 9;) {
      let ms = 22_000;
      const ports = world.portsFor({ kind: 'person', accountId: ADA });
      const clock = { ...ports.clock, remainingMs: () => (ms -= 4_000) };
      const done = good(await endSiteGrants({ ...ports, clock }, ADA));
      parts.push(done.ended);
      ({ live: left } = await counted(world));
    }
    expect(parts).toEqual([3, 3, 1]);
  });

  it('is told where there are more than could be counted', async () => {
    const { world } = await active();
    world.time.remainingMs = 3_000;
    expect(await counted(world)).toMatchObject({ live: 0, isAll: false });
  });
});
