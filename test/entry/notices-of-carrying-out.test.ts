import { answer, DAY } from './a-page-record';
import { DARIO, good, OLGA, OWNERS_GROUP, SAM } from './a-world';
import {
  aCarryingWorld,
  approved,
  everything,
  on,
  openAs,
  requestIn,
  settle,
  wait,
  type CarryingWorld,
} from './a-carrying-world';
import { aCommandId, setPolicy, SOFIA } from './an-access-world';
import { acls, reread } from './a-comparison';
import { jobsOf } from './a-jobs';
import { killable } from './killed';

const HOUR = 3_600_000;
const WHAT = 'Access of partner-acme';

/** A space whose admins said that people may be told by comments. */
const beginTelling = async (): Promise<CarryingWorld> => {
  const world = await aCarryingWorld();
  good(await answer(world, false, true));
  await world.jobs.deliver();
  return world;
};

/** What was told since, in order: whom, and the words before the list of calls. */
const toldIn = ({ site }: CarryingWorld) =>
  site.notices.splice(0).map(({ mentions, text }) => [mentions, text.replace(/ \(.*?\)/, '')] as const);

describe('people are told', () => {
  it('when access is in force and when it has ended, once each, whoever asked for it', async () => {
    const world = await beginTelling();
    const id = await approved(world);
    await world.jobs.deliver();
    const until = 'It ends on 2026-11-30 10:00 UTC.';
    expect(toldIn(world)).toEqual([
      [[DARIO], `${WHAT} was approved. ${until}`],
      [[DARIO], `${WHAT} is in force. ${until}`],
    ]);
    good(
      await world.ask(SAM, 'revokeGrant', { ...(await on(world, id)), reason: 'The contract has ended.' }),
    );
    await settle(world);
    expect(toldIn(world)).toEqual([[[DARIO], `${WHAT} was revoked.`]]);
  });

  it('when approved access could not be carried out, also whoever approved it', async () => {
    const world = await beginTelling();
    world.kongWriter.fail('write acls', { code: 'NOT_PERMITTED', status: 403 });
    await approved(world);
    await world.jobs.deliver();
    const told = toldIn(world).slice(1);
    expect(told).toHaveLength(2);
    expect(told).toContainEqual([[DARIO], expect.stringContaining('could not be carried out')]);
    expect(told).toContainEqual([[SAM, SOFIA], expect.stringContaining('can try again or abandon it')]);
  });

  it('when access that has ended could not be taken back, once for all the tries', async () => {
    const world = await beginTelling();
    const id = await approved(world);
    await world.jobs.deliver();
    toldIn(world);
    world.kongWriter.fail('write acls', { code: 'NOT_PERMITTED', status: 403 });
    wait(world, 8 * DAY);
    await settle(world);
    await settle(world);
    expect((await requestIn(world, id)).state).toBe('REVOKE_FAILED');
    const told = toldIn(world);
    expect(told).toHaveLength(2);
    expect(told).toContainEqual([[SAM, SOFIA], expect.stringContaining('the caller may still get in')]);
    expect(told).toContainEqual([[DARIO], expect.stringContaining('could not be taken back yet')]);
  });

  it('when a reading says that what is there is not what was granted, once, and anew when it happens anew', async () => {
    const world = await beginTelling();
    await approved(world);
    await world.jobs.deliver();
    toldIn(world);
    const all = acls(world);
    world.estate.kong.acls = all.filter(({ tags }) => !tags.includes('gatehouse'));
    await reread(world);
    await reread(world);
    expect(toldIn(world)).toEqual([
      [[SAM, SOFIA], expect.stringContaining('what the gateway or the mesh has differs from it')],
    ]);
    world.estate.kong.acls = all;
    await reread(world);
    expect(toldIn(world)).toEqual([]);
    world.estate.kong.acls = [];
    await reread(world);
    expect(toldIn(world)).toHaveLength(1);
  });

  /** Olga breaks the glass in a space where these decide. */
  const glassBroken = async (world: CarryingWorld, clauses: Parameters<typeof setPolicy>[1]['clauses']) => {
    const mayDeclare = [{ kind: 'people' as const, accountIds: [OLGA] }];
    const breakGlass = { mayDeclare, maximumMs: 4 * HOUR, reviewWithinMs: 2 * DAY };
    good(await setPolicy(world, { breakGlass, ...(clauses === undefined ? {} : { clauses }) }));
    const { id: requestId, rev, planHash } = await openAs(world, DARIO, everything);
    await world.jobs.deliver();
    toldIn(world);
    const about = { requestId, rev, planHash, reason: 'Checkout is down.', commandId: aCommandId() };
    good(await world.ask(OLGA, 'declareBreakGlass', about));
  };
  const CROWD = Array.from({ length: 23 }, (_, nth) => `712020:p${String(nth).padStart(2, '0')}`);
  const owners = { min: 1, anyOf: [{ kind: 'group' as const, groupId: OWNERS_GROUP }] };
  const withCrowd = async () => {
    const world = await aCarryingWorld();
    good(await answer(world, false, false));
    await world.jobs.deliver();
    world.site.groups = world.site.groups.map((group) => ({ ...group, members: [...CROWD, OLGA, DARIO] }));
    return world;
  };
  const emergencies = (world: CarryingWorld) =>
    world.site.notices.filter(({ text }) => text.includes('You are among those who were not asked'));

  it('of an emergency all who were passed over, ten a comment, also where the space said no to comments', async () => {
    const world = await withCrowd();
    await glassBroken(world, [owners]);
    await world.jobs.deliver();
    const told = emergencies(world);
    expect(told.map(({ mentions }) => mentions.length)).toEqual([10, 10, 5]);
    expect(told.flatMap(({ mentions }) => mentions).sort()).toEqual([...CROWD, SAM, SOFIA].sort());
    expect(world.site.notices).toHaveLength(3);
  });

  it('of an emergency once, by whichever call of the telling a process ended', async () => {
    let cuts = 0;
    for (let at = 1; at < 60; at += 1) {
      const world = await withCrowd();
      await glassBroken(world, [owners]);
      const [key = ''] = world.work
        .take()
        .filter((one) => one.startsWith('notify#') && one.endsWith('approvers'));
      const killing = { calls: 0, at, took: at % 2 === 0 };
      await jobsOf(world, (ports) => killable(ports, killing)).consume({ body: { key } });
      if (killing.calls < at) break;
      cuts += 1;
      wait(world, HOUR);
      await world.jobs.consume({ body: { key } });
      const told = emergencies(world).flatMap(({ mentions }) => mentions);
      expect([at, told.sort()]).toEqual([at, [...CROWD, SAM, SOFIA].sort()]);
    }
    expect(cuts).toBeGreaterThan(10);
  });

  it('of an emergency those who can be named at once, and the others as soon as their group can be read', async () => {
    const world = await withCrowd();
    world.site.unreadableGroups = [OWNERS_GROUP];
    await glassBroken(world, [owners]);
    await world.jobs.deliver();
    expect(emergencies(world).map(({ mentions }) => mentions)).toEqual([[SAM, SOFIA]]);
    world.site.unreadableGroups = [];
    wait(world, HOUR);
    await world.jobs.sweep();
    await world.jobs.deliver();
    expect([...new Set(emergencies(world).flatMap(({ mentions }) => mentions))].sort()).toEqual(
      [...CROWD, SAM, SOFIA].sort(),
    );
  });

  it('when somebody breaks the glass, everybody who was not asked, and again when it has to be judged', async () => {
    const world = await beginTelling();
    const mayDeclare = [{ kind: 'group' as const, groupId: OWNERS_GROUP }];
    const breakGlass = { mayDeclare, maximumMs: 4 * HOUR, reviewWithinMs: 2 * DAY };
    good(await setPolicy(world, { breakGlass }));
    const { id: requestId, rev, planHash } = await openAs(world, DARIO, everything);
    await world.jobs.deliver();
    toldIn(world);
    const about = { requestId, rev, planHash, reason: 'Checkout is down.', commandId: aCommandId() };
    good(await world.ask(OLGA, 'declareBreakGlass', about));
    await world.jobs.deliver();
    const told = toldIn(world);
    expect(told).toContainEqual([
      [SAM, SOFIA],
      expect.stringContaining('You are among those who were not asked'),
    ]);
    expect(told).toContainEqual([[DARIO], expect.stringContaining('is given without approval')]);
    expect(JSON.stringify(told)).not.toContain('Checkout is down');
    wait(world, 5 * HOUR);
    await settle(world);
    const ended = toldIn(world);
    expect(ended).toContainEqual([[SAM, SOFIA], expect.stringContaining('has to judge it before')]);
    wait(world, 3 * DAY);
    await settle(world);
    expect(toldIn(world)).toEqual([[[SAM, SOFIA], expect.stringContaining('Nobody judged in time')]]);
  });
});
