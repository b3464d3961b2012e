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
import { acls, alarmsOn, compareRead, driftOf, entriesOf, readWhole, reread } from './a-comparison';
import { ADA, aDraft, good, ORD, ORDERS_PAGE, SAM } from './a-world';

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
