import { jobsOf } from './a-jobs';
import { killable, type Killing } from './killed';
import { good, SAM, ORD } from './a-world';
import {
  active,
  aCarryingWorld,
  approved,
  everything,
  isOurs,
  on,
  requestIn,
  settle,
  theirsIn,
  toldOf,
  wait,
} from './a-carrying-world';
import {
  acls,
  alarmsOn,
  compareRead,
  driftOf,
  entriesOf,
  everythingIn,
  readWhole,
  reread,
} from './a-comparison';

const MINUTE = 60_000;

describe('invariant 15, out-of-band drift: what is there is compared with what was granted', () => {
  it('says that nothing differs while all that grants hold is there, on both planes', async () => {
    const { world } = await active();
    await reread(world);
    await reread(world, world.meshId);
    expect(await driftOf(world)).toMatchObject({
      compared: { held: 2, unknown: 0, isAll: true },
      isToCome: false,
      drifts: [],
    });
    expect(await driftOf(world, world.meshId)).toMatchObject({ compared: { held: 1 }, drifts: [] });
    expect(await alarmsOn(world)).toEqual([]);
    expect(await entriesOf(world, 'grant.drifted')).toEqual([]);
  });

  it('reports on page, panel, request, record and connection what somebody took away, and puts nothing back', async () => {
    const { world, id } = await active();
    world.estate.kong.acls = acls(world).filter(({ tags }) => !tags.includes('gatehouse'));
    const before = everythingIn(world);
    await reread(world);
    const [sentence, ...others] = await alarmsOn(world);
    expect(others).toEqual([]);
    expect(sentence).toMatch(
      /^The membership of `partner-acme` in ACL group `orders-read` is not there any more/,
    );
    const panel = good(
      await world.ask(SAM, 'listSpaceRequests', { spaceId: ORD, state: 'open', cursor: null }),
    );
    expect(panel.drifts).toMatchObject([{ kind: 'drift', requestId: id, sentence }]);
    const { carried, history } = good(await world.ask(SAM, 'readRequest', { requestId: id }));
    expect(carried.drifts).toMatchObject([{ sentence }]);
    expect(history.at(-1)?.sentence).toMatch(/no longer what was granted/);
    expect((await driftOf(world)).drifts).toMatchObject([{ is: 'missing', requestIds: [id] }]);
    expect((await toldOf(world, id)).at(-1)).toBe('grant.drifted');
    await reread(world);
    await settle(world);
    expect(everythingIn(world)).toBe(before);
    expect(await requestIn(world, id)).toMatchObject({ state: 'ACTIVE' });
  });

  it('records a difference once, keeps since when it is known, and records once that it is over', async () => {
    const { world, id } = await active();
    const [taken] = acls(world).filter(({ tags }) => tags.includes('gatehouse'));
    if (taken === undefined) throw new Error('nothing was written');
    world.estate.kong.acls = acls(world).filter((one) => one !== taken);
    await reread(world);
    const first = (await driftOf(world)).drifts;
    await reread(world);
    expect((await driftOf(world)).drifts).toEqual(first);
    expect(await entriesOf(world, 'grant.drifted')).toHaveLength(1);
    acls(world).push(taken);
    await reread(world);
    await reread(world);
    expect((await driftOf(world)).drifts).toEqual([]);
    expect(await alarmsOn(world)).toEqual([]);
    expect(await entriesOf(world, 'grant.drift-over')).toMatchObject([
      { entry: { req: id }, body: { is: 'missing' } },
    ]);
  });

  it('names the fields in which a limit and a policy are no longer what was granted', async () => {
    const { world } = await active();
    for (const plugin of world.estate.kong.plugins)
      if (plugin.tags.includes('gatehouse')) plugin.config = { ...plugin.config, minute: 6000 };
    world.estate.mesh.policies = world.estate.mesh.policies.map((policy) =>
      isOurs(policy) && policy.kind === 'AuthorizationPolicy'
        ? { ...policy, spec: { ...policy.spec, rules: [{ from: null, to: null, when: null }] } }
        : policy,
    );
    await reread(world);
    await reread(world, world.meshId);
    expect((await driftOf(world)).drifts.map(({ sentence }) => sentence)).toEqual([
      'The limit of `partner-acme` on `orders` is not as it was granted: `config.minute` differs.',
    ]);
    const [policy] = (await driftOf(world, world.meshId)).drifts;
    expect(policy).toMatchObject({ is: 'changed' });
    expect(policy?.sentence).toMatch(/is not as it was granted: `spec\.rules` differs\.$/);
    expect(await alarmsOn(world)).toHaveLength(2);
  });

  it('says of what lost its mark that it stays when the grant ends', async () => {
    const { world } = await active();
    for (const acl of acls(world)) acl.tags = [];
    world.estate.mesh.policies = world.estate.mesh.policies.map((policy) =>
      isOurs(policy) ? { ...policy, metadata: { ...policy.metadata, labels: {} } } : policy,
    );
    await reread(world);
    await reread(world, world.meshId);
    const [there] = (await driftOf(world)).drifts;
    expect(there).toMatchObject({ is: 'foreign' });
    expect(there?.sentence).toMatch(/without Gatehouse’s mark: it stays when the grant ends/);
    expect((await driftOf(world, world.meshId)).drifts).toMatchObject([{ is: 'foreign' }]);
  });

  it('reports what carries the mark of a grant and is held by none, whoever put it there', async () => {
    const { world, id } = await active();
    const [own] = acls(world).filter(({ tags }) => tags.includes('gatehouse'));
    if (own === undefined) throw new Error('nothing was written');
    acls(world).push({ ...own, id: 'copied', group: 'staff' });
    acls(world).push({
      ...own,
      id: 'forged',
      group: 'admins',
      tags: ['gatehouse', 'gatehouse-request:../x'],
    });
    const before = everythingIn(world);
    await reread(world);
    expect((await driftOf(world)).drifts).toMatchObject([
      { is: 'extra', requestIds: [id] },
      { is: 'extra', requestIds: [] },
    ]);
    expect(await alarmsOn(world)).toHaveLength(1);
    // Also what the request does not name: its space is not told what it is.
    expect(await entriesOf(world, 'grant.drifted', 'site')).toHaveLength(2);
    await settle(world);
    expect(everythingIn(world)).toBe(before);
  });

  it('reports what is there still of a grant that has ended', async () => {
    const { world, id } = await active();
    const own = acls(world).filter(({ tags }) => tags.includes('gatehouse'));
    good(await world.ask(SAM, 'revokeGrant', { ...(await on(world, id)), reason: 'Not needed any more.' }));
    await settle(world);
    expect(await requestIn(world, id)).toMatchObject({ state: 'ENDED' });
    await reread(world);
    expect((await driftOf(world)).drifts).toEqual([]);
    world.estate.kong.acls = [...acls(world), ...own];
    await reread(world);
    expect((await driftOf(world)).drifts).toMatchObject([{ is: 'extra', requestIds: [id] }]);
  });

  it('reports memberships that were given beside it since it grants access by the group, and none of before', async () => {
    const { world, id } = await active();
    const seconds = Math.floor(world.time.now / 1000);
    const member = (name: string, createdAt: number | null) => ({
      id: `acl-${name}`,
      consumerId: name,
      group: 'orders-read',
      tags: [],
      createdAt,
    });
    acls(world).push(member('old', seconds - 86_400), member('new', seconds + 60), member('unsaid', null));
    await reread(world);
    expect((await driftOf(world)).drifts).toMatchObject([
      {
        is: 'beside',
        requestIds: [id],
        sentence:
          'The membership of `new` in ACL group `orders-read` was given beside Gatehouse, after access by this group had begun to be granted here.',
      },
    ]);
    expect(await alarmsOn(world)).toHaveLength(1);
    expect(await entriesOf(world, 'grant.drifted')).toMatchObject([{ entry: { req: null } }]);
  });

  it('keeps what it knew, and finds nothing missing, where a list could not be read', async () => {
    const { world } = await active();
    const all = acls(world);
    world.estate.kong.acls = all.filter(({ tags }) => !tags.includes('gatehouse'));
    await reread(world);
    expect((await driftOf(world)).drifts).toHaveLength(1);
    world.estate.kong.acls = all;
    world.kong.fail('acls', { code: 'NOT_PERMITTED', status: 403 });
    await reread(world);
    const report = await driftOf(world);
    expect(report.drifts).toMatchObject([{ is: 'missing' }]);
    expect(report.compared).toMatchObject({ unknown: 1 });
    expect(await entriesOf(world, 'grant.drift-over')).toEqual([]);
  });

  it('finds nothing out about a grant that was carried out, or ended, after the reading had begun', async () => {
    const world = await aCarryingWorld();
    wait(world, 15 * MINUTE);
    await readWhole(world);
    wait(world, MINUTE);
    await approved(world, everything);
    await world.jobs.deliver();
    await compareRead(world);
    expect(await driftOf(world)).toMatchObject({ compared: { held: 2, unknown: 2 }, drifts: [] });
  });

  it('drops what was about a grant that has ended since, on the page at once', async () => {
    const { world, id } = await active();
    world.estate.kong.acls = acls(world).filter(({ tags }) => !tags.includes('gatehouse'));
    await reread(world);
    expect(await alarmsOn(world)).toHaveLength(1);
    good(await world.ask(SAM, 'revokeGrant', { ...(await on(world, id)), reason: 'Not needed any more.' }));
    expect(await alarmsOn(world)).toEqual([]);
    await settle(world);
    await reread(world);
    expect((await driftOf(world)).drifts).toEqual([]);
    expect(await entriesOf(world, 'grant.drift-over')).toEqual([]);
  });

  it('touches nothing that is not its own, whatever it finds', async () => {
    const { world } = await active();
    const before = theirsIn(world);
    world.estate.kong.plugins = world.estate.kong.plugins.filter(({ tags }) => !tags.includes('gatehouse'));
    await reread(world);
    await settle(world);
    expect(theirsIn(world)).toBe(before);
  });
});

describe('a comparison', () => {
  it('tells, keeps and records nothing of what else carries its mark: neither settings nor what follows the mark', async () => {
    const { world } = await active();
    const secret = 's3cr3t-of-somebody';
    const [own] = world.estate.kong.plugins.filter(({ tags }) => tags.includes('gatehouse'));
    if (own === undefined) throw new Error('nothing was written');
    world.estate.kong.plugins.push({
      ...own,
      id: 'copied',
      name: 'key-auth',
      config: { key_names: [secret] },
      tags: ['gatehouse', `gatehouse-request:${secret}`, secret],
    });
    await reread(world);
    const told = await driftOf(world);
    expect(told.drifts).toMatchObject([
      { is: 'extra', sentence: expect.stringContaining('`key-auth`') as string },
    ]);
    const records = [...(await entriesOf(world, 'grant.drifted', 'site'))];
    expect(records).toHaveLength(1);
    const report = await world.storage.readings.get(`drift of ${world.connectionId}`);
    expect(JSON.stringify([told, records, report, world.log, world.jobs.log])).not.toContain(secret);
  });

  it('that is killed at any call is made again, and records each difference once', async () => {
    let cuts = 0;
    for (let at = 1; at <= 100; at += 1) {
      let isOver = false;
      for (const took of [false, true]) {
        const { world } = await active();
        world.estate.kong.acls = acls(world).filter(({ tags }) => !tags.includes('gatehouse'));
        wait(world, 15 * MINUTE);
        await readWhole(world);
        const killing: Killing = { calls: 0, at, took };
        const dying = jobsOf(world, (ports) => killable(ports, killing));
        await dying.consume({ body: { key: `compare#${world.connectionId}` }, eventId: 'e', jobId: 'j' });
        isOver = killing.calls < at;
        await compareRead(world);
        expect((await driftOf(world)).drifts).toMatchObject([{ is: 'missing' }]);
        expect(await entriesOf(world, 'grant.drifted')).toHaveLength(1);
        cuts += 1;
      }
      if (isOver) break;
    }
    console.info(`${cuts} comparisons, each killed at another call, and made again`);
    expect(cuts).toBeGreaterThan(20);
  });
});
