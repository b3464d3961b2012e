import { theirs } from '../domain/access/mesh-builders';
import { DARIO, good, SAM } from './a-world';
import { aCommandId, decide } from './an-access-world';
import {
  aCarryingWorld,
  approved,
  everything,
  on,
  requestIn,
  makeByHand,
  settle,
  wait,
  type CarryingWorld,
} from './a-carrying-world';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** On both planes, through connections that may only be read; somebody made the changes. */
const handMade = async () => {
  const world = await aCarryingWorld({ writer: null });
  const id = await approved(world, { mesh: everything.mesh ?? null });
  await makeByHand(world, id);
  good(await world.ask(SAM, 'confirmGrant', await on(world, id)));
  return { world, id };
};

const takeFromGateway = (world: CarryingWorld): void => {
  world.estate.kong.acls = [];
};
const takeFromMesh = (world: CarryingWorld): void => {
  world.estate.mesh.policies = [theirs()];
};

const stateAfter = async (world: CarryingWorld, id: string) => {
  wait(world, 61 * MINUTE);
  await settle(world);
  return (await requestIn(world, id)).state;
};

describe('what somebody has to take away by hand', () => {
  it.each([
    ['at the gateway', takeFromGateway, takeFromMesh],
    ['in the mesh', takeFromMesh, takeFromGateway],
  ])('is not over while it is gone %s alone', async (_, first, then) => {
    const { world, id } = await handMade();
    wait(world, 8 * DAY);
    first(world);
    expect(await stateAfter(world, id)).toBe('REVOKE_FAILED');
    then(world);
    expect(await stateAfter(world, id)).toBe('ENDED');
  });

  it.each([
    ['acls', (world: CarryingWorld) => world.kong],
    ['authorizationpolicies', (world: CarryingWorld) => world.mesh],
  ] as const)('is not over while %s cannot be read', async (part, sourceOf) => {
    const { world, id } = await handMade();
    wait(world, 8 * DAY);
    takeFromGateway(world);
    takeFromMesh(world);
    sourceOf(world).fail(part, { code: 'TIMEOUT' });
    expect(await stateAfter(world, id)).toBe('REVOKE_FAILED');
    sourceOf(world).fail(part, null);
    expect(await stateAfter(world, id)).toBe('ENDED');
  });

  it('stays for another grant that holds it, and the one whose time is over ends', async () => {
    const { world, id } = await handMade();
    wait(world, 6 * DAY);
    const reason = 'The partner needs a few days more.';
    const more = { ...(await on(world, id)), durationMs: 5 * DAY, reason, ticket: null };
    const { id: longer, rev, planHash } = good(await world.ask(DARIO, 'extendGrant', more));
    good(await decide(world, SAM, { id: longer, rev, planHash }));
    const confirmed = { requestId: longer, rev: rev + 1, commandId: aCommandId() };
    good(await world.ask(SAM, 'confirmGrant', confirmed));
    wait(world, 2 * DAY);
    expect(await stateAfter(world, id)).toBe('ENDED');
    expect((await requestIn(world, longer)).state).toBe('ACTIVE');
    wait(world, 4 * DAY);
    expect(await stateAfter(world, longer)).toBe('REVOKE_FAILED');
    takeFromGateway(world);
    takeFromMesh(world);
    expect(await stateAfter(world, longer)).toBe('ENDED');
  });
});
