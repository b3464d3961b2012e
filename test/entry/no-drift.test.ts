import { heldBy } from '../../src/domain/access/holding';
import { kongTagsOf } from '../../src/domain/access/ownership';
import {
  aCarryingWorld,
  active,
  approved,
  isOurs,
  on,
  oursIn,
  requestIn,
  settle,
  wait,
  type CarryingWorld,
} from './a-carrying-world';
import { decide } from './an-access-world';
import { acls, alarmsOn, compareRead, driftOf, entriesOf, readWhole, reread } from './a-comparison';
import { ADA, aDraft, DARIO, good, ORD, ORDERS_PAGE, SAM } from './a-world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const noneIn = async (world: CarryingWorld, id?: string): Promise<void> => {
  expect((await driftOf(world, id)).drifts).toEqual([]);
  expect(await alarmsOn(world)).toEqual([]);
  expect(await entriesOf(world, 'grant.drifted')).toEqual([]);
  expect(await entriesOf(world, 'grant.drifted', 'site')).toEqual([]);
};

const revoke = async (world: CarryingWorld, id: string): Promise<void> => {
  good(await world.ask(SAM, 'revokeGrant', { ...(await on(world, id)), reason: 'Not needed any more.' }));
};

describe('no difference is told where nobody touched anything', () => {
  it('of a deny-all that took a grant’s place after the reading', async () => {
    const { world, id } = await active();
    wait(world, HOUR);
    world.estate.mesh.policies = world.estate.mesh.policies.filter(isOurs);
    await readWhole(world, world.meshId);
    await revoke(world, id);
    await world.jobs.deliver();
    expect(oursIn(world).policies).toHaveLength(1);
    const closed = world.grants.all().find(({ state }) => state === 'closed');
    expect(closed?.holders).toMatchObject([{ requestId: id, since: world.time.now }]);
    await compareRead(world);
    await noneIn(world, world.meshId);
  });

  it('of a deny-all that could not be put there yet', async () => {
    const { world, id } = await active();
    world.estate.mesh.policies = world.estate.mesh.policies.filter(isOurs);
    world.meshWriter.fail('write authorizationpolicies', { code: 'NOT_PERMITTED', status: 403 });
    await revoke(world, id);
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({ state: 'REVOKE_FAILED' });
    wait(world, HOUR);
    await reread(world, world.meshId);
    await noneIn(world, world.meshId);
  });
});

const GLOBEX = {
  id: 'id-partner-globex',
  username: 'partner-globex',
  customId: null,
  tags: [],
  createdAt: 1,
};

/** Nothing can be written: partner-acme's membership was given by hand, and confirmed. */
const byHand = async () => {
  const world = await aCarryingWorld({ writer: null });
  world.estate.kong.consumers.push(GLOBEX);
  const id = await approved(world, {});
  await putIn(world, id);
  wait(world, HOUR);
  good(await world.ask(SAM, 'confirmGrant', await on(world, id)));
  return { world, id };
};

/** As somebody does who follows the files of the request. */
const putIn = async (world: CarryingWorld, id: string, tags: string[] = []): Promise<void> => {
  const { plan } = await requestIn(world, id);
  for (const change of plan.changes) {
    if (change.kind !== 'kong-acl') continue;
    const { consumer, group } = change;
    const createdAt = Math.floor(world.time.now / 1000);
    acls(world).push({ id: `acl-of-${id}`, consumerId: consumer.id, group, tags, createdAt });
  }
};

const forGlobex = { beneficiary: { kind: 'consumer' as const, consumer: 'partner-globex' } };

describe('no difference is told of what people carry out by hand', () => {
  it.each([
    ['with the mark that the file has', kongTagsOf],
    ['without any mark', () => []],
  ])('before somebody said that it is done, %s', async (_, tagsOf) => {
    const { world } = await byHand();
    wait(world, HOUR);
    const next = await approved(world, forGlobex);
    await putIn(world, next, tagsOf(next));
    await reread(world);
    expect(await requestIn(world, next)).toMatchObject({ state: 'APPROVED' });
    await noneIn(world);
  });

  it('once it has ended, until somebody has taken it away', async () => {
    const { world } = await byHand();
    const next = await approved(world, { ...forGlobex, durationMs: 24 * HOUR });
    await putIn(world, next);
    wait(world, MINUTE);
    good(await world.ask(SAM, 'confirmGrant', await on(world, next)));
    wait(world, 25 * HOUR);
    await settle(world);
    expect(await requestIn(world, next)).toMatchObject({ state: 'REVOKE_FAILED' });
    await reread(world);
    await noneIn(world);
  });

  it('through another connection to the same gateway', async () => {
    const { world } = await active();
    wait(world, HOUR);
    const other = good(await world.ask(ADA, 'saveConnection', { id: null, rev: 0, draft: aDraft() }));
    const change = {
      kind: 'kong-acl' as const,
      connectionId: other.id,
      consumer: { id: GLOBEX.id, name: 'partner-globex' },
      group: 'orders-read',
      want: 'present' as const,
      seen: { aclId: null },
    };
    const since = world.time.now;
    const holder = { requestId: 'R2', pageId: ORDERS_PAGE, spaceId: ORD, since, expiresAt: since + HOUR };
    good(await world.grants.save(heldBy(null, change, holder)));
    const createdAt = Math.floor(since / 1000);
    acls(world).push({ id: 'by-hand', consumerId: GLOBEX.id, group: 'orders-read', tags: [], createdAt });
    await reread(world);
    await noneIn(world);
  });
});

describe('no difference is told of what came about while it was read', () => {
  it('where the other holder of a membership has put it there again', async () => {
    const { world, id } = await active({});
    wait(world, HOUR);
    world.estate.kong.acls = acls(world).filter(({ tags }) => !tags.includes('gatehouse'));
    await readWhole(world);
    wait(world, MINUTE);
    const reason = 'A week more, please.';
    const more = { ...(await on(world, id)), durationMs: 24 * HOUR, reason, ticket: null };
    const { id: next, rev, planHash } = good(await world.ask(DARIO, 'extendGrant', more));
    good(await decide(world, SAM, { id: next, rev, planHash }));
    await world.jobs.deliver();
    expect(await requestIn(world, next)).toMatchObject({ state: 'ACTIVE' });
    expect(oursIn(world).acls).toHaveLength(1);
    await compareRead(world);
    await noneIn(world);
  });

  it('where carrying it out had begun before, and came to its end after', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world, {});
    world.kongWriter.fail('write acls', { code: 'SERVER_ERROR', status: 503 });
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({ state: 'APPLYING' });
    wait(world, HOUR);
    await readWhole(world);
    wait(world, MINUTE);
    world.kongWriter.fail('write acls', null);
    await compareRead(world);
    expect(await requestIn(world, id)).toMatchObject({ state: 'ACTIVE' });
    await compareRead(world);
    await noneIn(world);
  });

  it('where a deny-all had been tried before, and was put there after', async () => {
    const { world, id } = await active();
    world.estate.mesh.policies = world.estate.mesh.policies.filter(isOurs);
    world.meshWriter.fail('write authorizationpolicies', { code: 'NOT_PERMITTED', status: 403 });
    await revoke(world, id);
    await world.jobs.deliver();
    wait(world, 3 * HOUR);
    await readWhole(world, world.meshId);
    wait(world, MINUTE);
    world.meshWriter.fail('write authorizationpolicies', null);
    const { requests } = world.portsFor({ kind: 'anonymous' });
    for (let tries = 0; tries < 4 && good(await requests.get(id))?.state !== 'ENDED'; tries += 1) {
      await world.jobs.consume({ body: { key: `revoke#${id}` } });
      wait(world, 25 * HOUR);
    }
    expect(await requestIn(world, id)).toMatchObject({ state: 'ENDED' });
    await compareRead(world);
    await noneIn(world, world.meshId);
  });
});

describe('nothing is said to be missing', () => {
  it('where the policies of its namespace could not be listed, and is where they could', async () => {
    const { world } = await active();
    world.estate.mesh.policies = world.estate.mesh.policies.filter((policy) => !isOurs(policy));
    world.mesh.fail('authorizationpolicies', { code: 'NOT_PERMITTED', status: 403 });
    world.mesh.fail('authorizationpolicies in orders', { code: 'NOT_PERMITTED', status: 403 });
    world.estate.mesh.namespaces = { orders: {}, payments: {} };
    await reread(world, world.meshId);
    expect(await driftOf(world, world.meshId)).toMatchObject({ compared: { held: 1, unknown: 1 } });
    await noneIn(world, world.meshId);
    world.mesh.fail('authorizationpolicies in orders', null);
    await reread(world, world.meshId);
    expect((await driftOf(world, world.meshId)).drifts).toMatchObject([{ is: 'missing' }]);
  });

  it('by a snapshot that does not say when it was begun, nor is one said to be compared soon', async () => {
    const { world } = await active();
    world.estate.kong.acls = [];
    wait(world, HOUR);
    await readWhole(world);
    const { snapshots } = world.portsFor({ kind: 'anonymous' });
    const record = good(await snapshots.record(world.connectionId));
    if (record.current === null) throw new Error('nothing was read');
    const { startedAt: _, ...current } = record.current;
    good(await snapshots.save({ ...record, rev: record.rev + 1, current }));
    await compareRead(world);
    expect(await driftOf(world)).toEqual({ compared: null, isToCome: false, drifts: [] });
  });
});

describe('two connections to one gateway', () => {
  it('do not take what grants wrote through the other for marked without a grant', async () => {
    const { world } = await active();
    const other = good(await world.ask(ADA, 'saveConnection', { id: null, rev: 0, draft: aDraft() }));
    await reread(world, other.id);
    expect(await driftOf(world, other.id)).toMatchObject({ compared: { held: 0 }, drifts: [] });
    await noneIn(world, other.id);
  });

  it('do not have each of them looked up by the other, however many there are', async () => {
    const { world, id } = await active();
    const other = good(await world.ask(ADA, 'saveConnection', { id: null, rev: 0, draft: aDraft() }));
    const { plan } = await requestIn(world, id);
    const [joining] = plan.changes.filter(({ kind }) => kind === 'kong-acl');
    if (joining?.kind !== 'kong-acl') throw new Error('no membership was planned');
    const since = world.time.now;
    const holder = { requestId: id, pageId: ORDERS_PAGE, spaceId: ORD, since, expiresAt: since + 24 * HOUR };
    for (let n = 0; n < 1000; n += 1) {
      const change = { ...joining, consumer: { id: `caller-${n}`, name: `caller-${n}` } };
      good(await world.grants.save(heldBy(null, change, holder)));
      const tags = kongTagsOf(id);
      acls(world).push({
        id: `acl-${n}`,
        consumerId: `caller-${n}`,
        group: change.group,
        tags,
        createdAt: 1,
      });
    }
    const get = jest.spyOn(world.grants, 'get');
    await reread(world, other.id);
    expect(get.mock.calls.length).toBeLessThan(50);
    await noneIn(world, other.id);
  });
});
