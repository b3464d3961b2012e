import { active, isOurs, on, oursIn, requestIn, wait, type CarryingWorld } from './a-carrying-world';
import { alarmsOn, compareRead, driftOf, entriesOf, readWhole, reread } from './a-comparison';
import { good, SAM } from './a-world';

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
