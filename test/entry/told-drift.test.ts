import type { Plugin } from '../../src/domain/kong/entities';
import {
  aCarryingWorld,
  active,
  approved,
  isOurs,
  makeByHand,
  on,
  openAs,
  oursIn,
  requestIn,
  settle,
  wait,
} from './a-carrying-world';
import { answer } from './a-page-record';
import { acls, alarmsOn, driftOf, entriesOf, reread } from './a-comparison';
import { aPlugin } from './builders';
import { ADA, aDraft, DARIO, good, ORD, SAM } from './a-world';
import { decide } from './an-access-world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Nothing can be written: a limit and a membership were put there by hand, without a mark, and confirmed. */
const limitedByHand = async () => {
  const world = await aCarryingWorld({ writer: null });
  const id = await approved(world, { tier: { minute: 60 } });
  const { plan } = await requestIn(world, id);
  let limit: Plugin | null = null;
  for (const change of plan.changes) {
    if (change.kind === 'kong-acl') {
      const { consumer, group } = change;
      acls(world).push({ id: 'by-hand', consumerId: consumer.id, group, tags: [], createdAt: 1 });
    }
    if (change.kind === 'kong-rate-limit') {
      const scope = { serviceId: change.service.id, consumerId: change.consumer.id };
      limit = aPlugin({ name: 'rate-limiting', scope, config: { minute: 60, limit_by: 'consumer' } });
      world.estate.kong.plugins.push(limit);
    }
  }
  wait(world, HOUR);
  good(await world.ask(SAM, 'confirmGrant', await on(world, id)));
  if (limit === null) throw new Error('no limit was planned');
  return { world, id, limit };
};

describe('what people carried out by hand', () => {
  it('is as it was granted without a mark, and differs where somebody changed it since', async () => {
    const { world, id, limit } = await limitedByHand();
    await reread(world);
    expect(await driftOf(world)).toMatchObject({ compared: { held: 2, unknown: 0 }, drifts: [] });
    limit.config = { ...limit.config, minute: 6000 };
    await reread(world);
    expect((await driftOf(world)).drifts).toMatchObject([
      {
        is: 'changed',
        requestIds: [id],
        sentence:
          'The limit of `partner-acme` on `orders` is not as it was granted: `config.minute` differs.',
      },
    ]);
    limit.config = { ...limit.config, minute: 60 };
    limit.enabled = false;
    await reread(world);
    expect((await driftOf(world)).drifts[0]?.sentence).toMatch(/`enabled` differs/);
  });
});

describe('a comparison that has no time for all of it', () => {
  it('forgets nothing that it had found before, and does not tell it twice', async () => {
    const { world } = await active();
    const createdAt = Math.floor(world.time.now / 1000) + 60;
    const group = 'orders-read';
    acls(world).push({ id: 'beside', consumerId: 'someone', group, tags: [], createdAt });
    await reread(world);
    const before = (await driftOf(world)).drifts;
    expect(before).toMatchObject([{ is: 'beside' }]);
    world.jobs.time.remainingMs = 59_000;
    await reread(world);
    expect(await driftOf(world)).toMatchObject({ compared: { isAll: false }, drifts: before });
    world.jobs.time.remainingMs = 300_000;
    await reread(world);
    expect((await driftOf(world)).drifts).toEqual(before);
    expect(await entriesOf(world, 'grant.drifted')).toHaveLength(1);
  });
});

/** A grant was the last ALLOW; it has ended, its deny-all took its place, and somebody took that away. */
const opened = async () => {
  const { world, id } = await active();
  good(await answer(world, null, true));
  world.estate.mesh.policies = world.estate.mesh.policies.filter(isOurs);
  good(await world.ask(SAM, 'revokeGrant', { ...(await on(world, id)), reason: 'Not needed any more.' }));
  await settle(world);
  expect(oursIn(world).policies).toHaveLength(1);
  world.estate.mesh.policies = [];
  await reread(world, world.meshId);
  return { world, id };
};

describe('a deny-all that somebody took away', () => {
  it('is told on the page and the connection, although the grant before it has ended', async () => {
    const { world, id } = await opened();
    expect((await driftOf(world, world.meshId)).drifts).toMatchObject([{ is: 'missing', requestIds: [id] }]);
    expect(await alarmsOn(world)).toEqual([
      expect.stringMatching(
        /is not there any more: the workload that it kept closed may be open to everybody/,
      ),
    ]);
    expect(await entriesOf(world, 'deny-all.drifted')).toMatchObject([{ entry: { req: id } }]);
  });

  it('is told to those who decide, although nobody’s grant is in force there', async () => {
    const { world, id } = await opened();
    expect(await requestIn(world, id)).toMatchObject({ state: 'ENDED' });
    expect(world.site.notices.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/kept the workload closed .* may be open to everybody/),
    );
  });

  it('is told no more once its connection was removed, which nobody reads any more', async () => {
    const { world } = await opened();
    const { rev } = good(await world.ask(ADA, 'readConnection', { id: world.meshId }));
    const grants = 'leave';
    good(await world.ask(ADA, 'removeConnection', { id: world.meshId, rev, grants }));
    expect(await alarmsOn(world)).toEqual([]);
  });
});

describe('a connection that leads elsewhere now', () => {
  it('is told nothing of what was found where it led before, and of no comparison that will not come', async () => {
    const { world } = await active();
    world.estate.kong.acls = acls(world).filter(({ tags }) => !tags.includes('gatehouse'));
    await reread(world);
    expect(await alarmsOn(world)).toHaveLength(1);
    const { rev } = good(await world.ask(ADA, 'readConnection', { id: world.connectionId }));
    const { target } = aDraft();
    const moved = { ...target, api: { ...target.api, url: 'https://kong.elsewhere.example:8444' } };
    const set = { change: 'set', secret: 's3cr3t-elsewhere' };
    const draft = aDraft({ target: moved, reader: set, writer: set });
    good(await world.ask(ADA, 'saveConnection', { id: world.connectionId, rev, draft }));
    expect(await alarmsOn(world)).toEqual([]);
    expect(await driftOf(world)).toEqual({ compared: null, isToCome: false, drifts: [] });
    world.work.take();
    await world.jobs.sweep();
    expect(world.work.take().filter((key) => key.startsWith('compare#'))).toEqual([]);
  });
});

describe('whoever may read a request', () => {
  it('learns that a copy of its mark is about, and not what of another space it is on', async () => {
    const { world, id } = await active();
    const [own] = acls(world).filter(({ tags }) => tags.includes('gatehouse'));
    const [policy] = oursIn(world).policies;
    if (own === undefined || policy === undefined) throw new Error('nothing was written');
    for (const [n, group] of ['secret-admins', 'secret-staff'].entries())
      acls(world).push({ ...own, id: `copy-${n}`, group });
    const metadata = { ...policy.metadata, namespace: 'secret-project' };
    world.estate.mesh.policies.push({ ...policy, metadata });
    await reread(world);
    await reread(world, world.meshId);

    const page = await alarmsOn(world);
    expect(page).toEqual([
      expect.stringMatching(
        /^Something carries the mark of a grant that does not name it, and no grant holds it/,
      ),
    ]);
    const panel = good(
      await world.ask(SAM, 'listSpaceRequests', { spaceId: ORD, state: 'open', cursor: null }),
    );
    const request = good(await world.ask(SAM, 'readRequest', { requestId: id }));
    expect(request.carried.drifts).toHaveLength(1);
    const record = await entriesOf(world, 'grant.drifted');
    expect(record).toHaveLength(3);
    expect(JSON.stringify([page, panel, request, record])).not.toMatch(/secret/);

    const [ofGateway, ofMesh] = [await driftOf(world), await driftOf(world, world.meshId)];
    expect(ofGateway.drifts.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/`secret-admins`/),
      expect.stringMatching(/`secret-staff`/),
    ]);
    expect(ofMesh.drifts[0]?.sentence).toMatch(/`secret-project\//);
    expect(JSON.stringify(await entriesOf(world, 'grant.drifted', 'site'))).toMatch(
      /secret-admins.*secret-staff.*secret-project/,
    );
  });

  it('is told by name what stands in a namespace, or of a caller, that the request names', async () => {
    const { world, id } = await active();
    const own = acls(world).filter(({ tags }) => tags.includes('gatehouse'));
    const [policy] = oursIn(world).policies;
    if (policy === undefined) throw new Error('nothing was written');
    const metadata = { ...policy.metadata, name: 'a-copy' };
    good(await world.ask(SAM, 'revokeGrant', { ...(await on(world, id)), reason: 'Not needed any more.' }));
    await settle(world);
    world.estate.kong.acls = [...acls(world), ...own];
    world.estate.mesh.policies.push({ ...policy, metadata });
    await reread(world);
    await reread(world, world.meshId);
    expect(await alarmsOn(world)).toEqual([
      expect.stringMatching(/^The membership of `partner-acme` in ACL group `orders-read` carries/),
      expect.stringMatching(/^The policy `orders\/a-copy` carries/),
    ]);
  });
});

describe('a mark with a request that is not on record here', () => {
  it('is not said to be of nobody: a Gatehouse of another site may have written it', async () => {
    const { world } = await active();
    const tags = ['gatehouse', 'gatehouse-request:01JZZZZZZZZZZZZZZZZZZZZZZZ'];
    acls(world).push({ id: 'theirs', consumerId: 'id-partner-acme', group: 'other', tags, createdAt: 1 });
    await reread(world);
    const [drift] = (await driftOf(world)).drifts;
    expect(drift).toMatchObject({ is: 'extra', requestIds: [] });
    expect(drift?.sentence).toMatch(/with a request that is not on record here/);
    expect(drift?.nextStep).toMatch(/whether a Gatehouse on another site wrote it/);
    expect(await alarmsOn(world)).toEqual([]);
  });
});

describe('a mark with a request that was denied', () => {
  it('is told: nobody was to put there what it asked for', async () => {
    const world = await aCarryingWorld();
    const { id, rev, planHash } = await openAs(world, DARIO, {});
    const verdict = { verdict: 'deny', reason: 'Use the export instead, please.' } as const;
    good(await decide(world, SAM, { id, rev, planHash, ...verdict }));
    await makeByHand(world, id, ['kong-acl']);
    await reread(world);
    expect((await driftOf(world)).drifts).toMatchObject([{ is: 'extra', requestIds: [id] }]);
  });
});

describe('what was left in place when a connection was removed', () => {
  const left = async () => {
    const { world, id } = await active();
    const own = acls(world).filter(({ tags }) => tags.includes('gatehouse'));
    const mesh = good(await world.ask(ADA, 'readConnection', { id: world.meshId }));
    const removing = { id: mesh.id, rev: mesh.rev, grants: 'leave' } as const;
    good(await world.ask(ADA, 'removeConnection', removing));
    await settle(world);
    expect(await requestIn(world, id)).toMatchObject({ state: 'ENDED', ending: { leaves: true } });
    return { world, id, own };
  };

  it('hides nothing that comes back where it was taken back', async () => {
    const { world, id, own } = await left();
    await reread(world);
    expect((await driftOf(world)).drifts).toEqual([]);
    acls(world).push(...own);
    await reread(world);
    expect((await driftOf(world)).drifts).toMatchObject([{ is: 'extra', requestIds: [id] }]);
  });
});
