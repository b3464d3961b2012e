import { DARIO, good, OLGA, ORD, OWNERS_GROUP, RITA, SAM } from './a-world';
import { aCommandId, clauseOf, decide, setPolicy } from './an-access-world';
import {
  aCarryingWorld,
  approved,
  everything,
  openAs,
  oursIn,
  requestIn,
  theirsIn,
  toldOf,
  wait,
} from './a-carrying-world';
import { theirs } from '../domain/access/mesh-builders';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('an approved request', () => {
  it('is carried out on both planes, marked as ours, and read back', async () => {
    const world = await aCarryingWorld();
    const before = theirsIn(world);
    const id = await approved(world);
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
    const { acls, plugins, policies } = oursIn(world);
    expect(acls.map(({ group, tags }) => [group, tags])).toEqual([
      ['orders-read', ['gatehouse', `gatehouse-request:${id}`]],
    ]);
    expect(plugins.map(({ name, config }) => [name, config['minute']])).toEqual([['rate-limiting', 60]]);
    expect(policies.map(({ metadata }) => metadata.annotations['gatehouse/request'])).toEqual([id]);
    expect(theirsIn(world)).toBe(before);
    expect(await toldOf(world, id)).toEqual([
      'request.opened',
      'request.approved',
      'grant.applying',
      'grant.active',
    ]);
  });

  it('is written with the writer’s credential, and everything is in the log of the connection', async () => {
    const world = await aCarryingWorld();
    world.kongWriter.accept(['another']);
    const id = await approved(world);
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({
      state: 'APPLY_FAILED',
      failure: { code: 'UNAUTHENTICATED' },
    });
    const log = good(await world.portsFor({ kind: 'anonymous' }).exchanges.newest(world.connectionId, 50));
    expect(log.some(({ purpose, actor }) => purpose === 'carry-out' && actor.kind === 'job')).toBe(true);
  });

  it('is carried out once, however often it is asked for', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    const keys = world.work.take();
    for (const key of [...keys, ...keys]) await world.jobs.consume({ body: { key } });
    const after = JSON.stringify([oursIn(world), theirsIn(world)]);
    await world.jobs.sweep();
    await world.jobs.deliver();
    expect(JSON.stringify([oursIn(world), theirsIn(world)])).toBe(after);
    expect(await toldOf(world, id)).toHaveLength(4);
  });

  it('is not carried out in another world than the one that was approved: nothing is written', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    world.estate.mesh.policies = [theirs({ action: 'DENY' })];
    const before = JSON.stringify([world.estate.kong, world.estate.mesh]);
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({ state: 'STALE', cause: { kind: 'plan' } });
    expect(JSON.stringify([world.estate.kong, world.estate.mesh])).toBe(before);
  });

  it('waits while something that it rests on cannot be read', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    world.kong.fail('acls', { code: 'TIMEOUT' });
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('APPROVED');
    expect(oursIn(world).acls).toEqual([]);
    world.kong.fail('acls', null);
    wait(world, 20 * MINUTE);
    await world.jobs.sweep();
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });

  it('is not carried out for an account that is closed meanwhile', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    world.site.closedAccounts = [DARIO];
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({ state: 'STALE', cause: { kind: 'requester' } });
    expect(oursIn(world).acls).toEqual([]);
  });

  it('is not carried out by the word of somebody who has left the group that decides', async () => {
    const world = await aCarryingWorld();
    const owners = clauseOf([{ kind: 'group', groupId: OWNERS_GROUP }]);
    good(await setPolicy(world, { clauses: [owners] }));
    const { id, rev, planHash } = await openAs(world, DARIO, everything);
    good(await decide(world, OLGA, { id, rev, planHash }));
    world.site.groups = world.site.groups.map((group) => ({ ...group, members: [] }));
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({ state: 'STALE', cause: { kind: 'approvers' } });
    expect(oursIn(world).acls).toEqual([]);
  });

  it('says in the record that an administrator’s right could not be asked for by a job', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    await world.jobs.deliver();
    const ports = world.portsFor({ kind: 'anonymous' });
    const records = good(await ports.requests.records(`space-${ORD}`, { from: 1, to: 100 }));
    const begun = records.find(({ entry }) => entry.req === id && entry.type === 'grant.applying');
    expect(begun?.body).toMatchObject({ rights: 'partly' });
  });
});

describe('a write that is refused', () => {
  it('takes back what was written before it, in reverse, and leaves nothing', async () => {
    const world = await aCarryingWorld();
    const before = JSON.stringify([oursIn(world), theirsIn(world)]);
    const id = await approved(world);
    world.kongWriter.fail('write acls', { code: 'NOT_PERMITTED', status: 403 });
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({
      state: 'APPLY_FAILED',
      takenBack: true,
      failure: {
        code: 'NOT_PERMITTED',
        what: 'membership of `partner-acme` in ACL group `orders-read`',
      },
    });
    expect(JSON.stringify([oursIn(world), theirsIn(world)])).toBe(before);
  });

  it('is tried again for a while where it may pass', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    world.kongWriter.fail('write acls', { code: 'SERVER_ERROR', status: 503 });
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('APPLYING');
    world.kongWriter.fail('write acls', null);
    wait(world, 20 * MINUTE);
    await world.jobs.sweep();
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });

  it('is a failure once it has been tried often enough', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    world.kongWriter.fail('write acls', { code: 'SERVER_ERROR', status: 503 });
    for (let tries = 0; tries < 7; tries += 1) {
      await world.jobs.deliver();
      wait(world, 60 * MINUTE);
      await world.jobs.sweep();
    }
    expect(await requestIn(world, id)).toMatchObject({ state: 'APPLY_FAILED' });
    expect(oursIn(world)).toEqual({ acls: [], consumers: [], plugins: [], policies: [] });
  });

  it('keeps taking back what could not be taken back, and tells that once', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    world.kongWriter.fail('write acls', { code: 'NOT_PERMITTED', status: 403 });
    world.meshWriter.beforeWrite(() => {
      world.meshWriter.fail('authorizationpolicies', { code: 'SERVER_ERROR', status: 503 });
    });
    await world.jobs.deliver();
    world.meshWriter.fail('authorizationpolicies', { code: 'SERVER_ERROR', status: 503 });
    for (let tries = 0; tries < 8; tries += 1) {
      wait(world, 61 * MINUTE);
      await world.jobs.sweep();
      await world.jobs.deliver();
    }
    expect(await requestIn(world, id)).toMatchObject({ state: 'APPLY_FAILED', takenBack: false });
    world.meshWriter.fail('authorizationpolicies', null);
    wait(world, 61 * MINUTE);
    await world.jobs.sweep();
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({ state: 'APPLY_FAILED', takenBack: true });
    expect(oursIn(world).policies).toEqual([]);
    expect((await toldOf(world, id)).slice(-2)).toEqual(['grant.apply-failed', 'grant.taken-back']);
  });
});

describe('the end of a grant', () => {
  const active = async (over = everything) => {
    const world = await aCarryingWorld();
    const before = JSON.stringify([oursIn(world), theirsIn(world)]);
    const id = await approved(world, over);
    await world.jobs.deliver();
    return { world, id, before };
  };

  it('comes with its time, and leaves everything as it was before', async () => {
    const { world, id, before } = await active();
    wait(world, 7 * DAY);
    await world.jobs.sweep();
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({ state: 'ENDED', ending: { as: 'expired' }, left: [] });
    expect(JSON.stringify([oursIn(world), theirsIn(world)])).toBe(before);
  });

  it('that cannot be brought about raises one alarm, and is tried until it is', async () => {
    const { world, id } = await active();
    world.kongWriter.fail('write acls', { code: 'SERVER_ERROR', status: 503 });
    wait(world, 7 * DAY);
    for (let tries = 0; tries < 9; tries += 1) {
      await world.jobs.sweep();
      await world.jobs.deliver();
      wait(world, 61 * MINUTE);
    }
    expect((await requestIn(world, id)).state).toBe('REVOKE_FAILED');
    expect((await toldOf(world, id)).filter((type) => type === 'grant.revoke-failed')).toHaveLength(1);
    // What can be closed is closed meanwhile, and the limit stays with the membership.
    expect(oursIn(world)).toMatchObject({ policies: [], plugins: [{}], acls: [{}] });
    world.kongWriter.fail('write acls', null);
    await world.jobs.sweep();
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('ENDED');
    expect(oursIn(world)).toEqual({ acls: [], consumers: [], plugins: [], policies: [] });
  });

  it('leaves a consumer that was made and has come to be used, and says so', async () => {
    const { world, id } = await active({ beneficiary: { kind: 'new-consumer', username: 'newcomer' } });
    const [made] = oursIn(world).consumers;
    expect(made).toMatchObject({ username: 'newcomer' });
    world.estate.kong.acls?.push({
      id: 'by-hand',
      consumerId: made?.id ?? '',
      group: 'partners',
      tags: [],
      createdAt: 1,
    });
    wait(world, 7 * DAY);
    await world.jobs.sweep();
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({
      state: 'ENDED',
      left: [expect.stringContaining('the consumer newcomer')],
    });
    expect(oursIn(world).consumers).toHaveLength(1);
  });

  it('comes back for a consumer that was left, once nothing else uses it any more', async () => {
    const { world, id } = await active({ beneficiary: { kind: 'new-consumer', username: 'newcomer' } });
    const [made] = oursIn(world).consumers;
    const byHand = { id: 'by-hand', consumerId: made?.id ?? '', group: 'partners', tags: [], createdAt: 1 };
    world.estate.kong.acls?.push(byHand);
    wait(world, 7 * DAY);
    for (let hour = 0; hour < 3; hour += 1) {
      await world.jobs.sweep();
      await world.jobs.deliver();
      expect(oursIn(world).consumers).toHaveLength(1);
      wait(world, 61 * MINUTE);
    }
    world.estate.kong.acls = (world.estate.kong.acls ?? []).filter((one) => one.id !== byHand.id);
    await world.jobs.sweep();
    await world.jobs.sweep();
    expect(oursIn(world).consumers).toEqual([]);
    expect((await toldOf(world, id)).slice(-2)).toEqual(['grant.ended', 'grant.left-taken']);
    expect(world.grants.all().filter(({ state }) => state !== 'gone')).toEqual([]);
  });

  it('asks a gateway about what was left once an hour, and not at every sweep', async () => {
    const { world } = await active({ beneficiary: { kind: 'new-consumer', username: 'newcomer' } });
    const consumerId = oursIn(world).consumers[0]?.id ?? '';
    world.estate.kong.acls?.push({ id: 'by-hand', consumerId, group: 'partners', tags: [], createdAt: 1 });
    wait(world, 7 * DAY);
    await world.jobs.sweep();
    await world.jobs.deliver();
    await world.jobs.sweep();
    const before = world.kongWriter.calls();
    for (let run = 0; run < 11; run += 1) {
      wait(world, 5 * MINUTE);
      await world.jobs.sweep();
    }
    expect(world.kongWriter.calls()).toBe(before);
    wait(world, 5 * MINUTE);
    await world.jobs.sweep();
    expect(world.kongWriter.calls()).toBeGreaterThan(before);
  });

  it('takes nothing away that another grant still holds', async () => {
    const { world, id } = await active();
    const first = await requestIn(world, id);
    wait(world, 6 * DAY);
    const seen = { requestId: id, rev: first.rev, commandId: aCommandId() };
    const more = good(
      await world.ask(DARIO, 'extendGrant', {
        ...seen,
        durationMs: 5 * DAY,
        reason: 'The partner needs a few days more.',
        ticket: null,
      }),
    );
    good(
      await world.ask(SAM, 'reviewRequest', {
        requestId: more.id,
        rev: more.rev,
        planHash: more.planHash,
        verdict: 'approve',
        reason: '',
        commandId: aCommandId(),
      }),
    );
    await world.jobs.deliver();
    expect((await requestIn(world, more.id)).state).toBe('ACTIVE');
    wait(world, 2 * DAY);
    await world.jobs.sweep();
    await world.jobs.deliver();
    const others = expect.stringContaining(': another grant holds it') as string;
    expect(await requestIn(world, id)).toMatchObject({ state: 'ENDED', left: [others, others, others] });
    expect(oursIn(world)).toMatchObject({ acls: [{}], plugins: [{}], policies: [{}] });
    wait(world, 4 * DAY);
    await world.jobs.sweep();
    await world.jobs.deliver();
    expect((await requestIn(world, more.id)).state).toBe('ENDED');
    expect(oursIn(world)).toEqual({ acls: [], consumers: [], plugins: [], policies: [] });
  });
});

describe('the last ALLOW of a workload', () => {
  const ended = async (edit: (world: Awaited<ReturnType<typeof aCarryingWorld>>) => void) => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    await world.jobs.deliver();
    edit(world);
    wait(world, 7 * DAY);
    await world.jobs.sweep();
    await world.jobs.deliver();
    return { world, id };
  };

  it('is replaced by a deny-all when it is the grant that ends, which is told', async () => {
    const { world, id } = await ended(({ estate }) => {
      estate.mesh.policies = estate.mesh.policies.filter(
        ({ metadata }) => metadata.labels['app.kubernetes.io/managed-by'] === 'gatehouse',
      );
    });
    expect((await requestIn(world, id)).state).toBe('ENDED');
    expect(oursIn(world).policies).toMatchObject([
      { spec: { rules: [], selector: { matchLabels: { app: 'orders' } } } },
    ]);
    expect(await toldOf(world, id)).toContain('deny-all.set');
  });

  it('is replaced also where it cannot be known whether it is the last, until that can be read', async () => {
    const { world, id } = await ended(({ mesh }) => {
      mesh.fail('authorizationpolicies', { code: 'TIMEOUT' });
    });
    expect((await requestIn(world, id)).state).toBe('ENDED');
    expect(oursIn(world).policies).toHaveLength(1);
    world.mesh.fail('authorizationpolicies', null);
    await world.jobs.sweep();
    expect(oursIn(world).policies).toEqual([]);
    expect((await toldOf(world, id)).filter((type) => type.startsWith('deny-all'))).toEqual([
      'deny-all.set',
      'deny-all.removed',
    ]);
  });

  it('is not replaced twice, nor is the deny-all removed while nobody else guards the workload', async () => {
    const { world, id } = await ended(({ estate }) => {
      estate.mesh.policies = estate.mesh.policies.filter(
        ({ metadata }) => metadata.labels['app.kubernetes.io/managed-by'] === 'gatehouse',
      );
    });
    await world.jobs.sweep();
    await world.jobs.sweep();
    expect(oursIn(world).policies).toHaveLength(1);
    expect((await toldOf(world, id)).filter((type) => type.startsWith('deny-all'))).toHaveLength(1);
    world.estate.mesh.policies.push(theirs());
    await world.jobs.sweep();
    expect(oursIn(world).policies).toEqual([]);
  });
});

describe('a connection that may not be written through', () => {
  it('is not written through: the request stays approved and says that it is to be carried out by hand', async () => {
    const world = await aCarryingWorld({ writer: null });
    const id = await approved(world);
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('APPROVED');
    expect(world.kongWriter.calls() + world.meshWriter.calls()).toBe(0);
    const view = good(await world.ask(RITA, 'readRequest', { requestId: id }));
    expect(view.carried.byHand).toEqual(['Shop gateway', 'Shop mesh']);
  });
});
