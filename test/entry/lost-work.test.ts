import { DARIO, good } from './a-world';
import {
  active,
  aCarryingWorld,
  approved,
  everything,
  NOTHING,
  on,
  oursIn,
  requestIn,
  settle,
  wait,
  type CarryingWorld,
} from './a-carrying-world';

const MINUTE = 60_000;
const DAY = 86_400_000;
const REFUSED = { code: 'NOT_PERMITTED', status: 403 } as const;

/** Whatever waits in the outbox for the request is lost, and every message. */
const lose = async (world: CarryingWorld, id: string): Promise<void> => {
  world.work.take();
  const { outbox } = world.portsFor({ kind: 'anonymous' });
  for (const key of [`apply#${id}`, `revoke#${id}`]) {
    const item = good(await outbox.get(key));
    if (item !== null) good(await outbox.done(item));
  }
};

const begun = {
  APPROVED: async () => {
    const world = await aCarryingWorld();
    return { world, id: await approved(world) };
  },
  APPLYING: async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    world.kongWriter.fail('write acls', { code: 'SERVER_ERROR', status: 503 });
    await world.jobs.deliver();
    return { world, id };
  },
  REVOKING: async () => {
    const { world, id } = await active();
    good(await world.ask(DARIO, 'dropGrant', await on(world, id)));
    return { world, id };
  },
  REVOKE_FAILED: async () => {
    const { world, id } = await active();
    world.kongWriter.fail('write acls', REFUSED);
    good(await world.ask(DARIO, 'dropGrant', await on(world, id)));
    await world.jobs.deliver();
    return { world, id };
  },
};

/** Carrying out fails at the gateway, and what was written in the mesh before cannot be taken back. */
const halfTakenBack = async (): Promise<{ world: CarryingWorld; id: string }> => {
  const world = await aCarryingWorld();
  const id = await approved(world, { mesh: everything.mesh ?? null });
  world.kongWriter.fail('write acls', REFUSED);
  world.kongWriter.beforeWrite(() => {
    world.meshWriter.fail('authorizationpolicies', { code: 'SERVER_ERROR', status: 503 });
  });
  await world.jobs.deliver();
  expect(await requestIn(world, id)).toMatchObject({ state: 'APPLY_FAILED', takenBack: false });
  return { world, id };
};

const recover = (world: CarryingWorld): void => {
  world.kongWriter.fail('write acls', null);
  world.meshWriter.fail('authorizationpolicies', null);
};

describe('the sweep', () => {
  it.each([
    ['APPROVED', 'ACTIVE'],
    ['APPLYING', 'ACTIVE'],
    ['REVOKING', 'ENDED'],
    ['REVOKE_FAILED', 'ENDED'],
  ] as const)(
    'brings a request that is %s to its end when the work that was asked for is lost',
    async (state, end) => {
      const { world, id } = await begun[state]();
      expect((await requestIn(world, id)).state).toBe(state);
      await lose(world, id);
      recover(world);
      wait(world, 5 * MINUTE);
      await world.jobs.sweep();
      expect((await requestIn(world, id)).state).toBe(end);
    },
  );

  it('takes back what could not be carried out when the work that was asked for is lost', async () => {
    const { world, id } = await halfTakenBack();
    await lose(world, id);
    recover(world);
    wait(world, 5 * MINUTE);
    await world.jobs.sweep();
    expect(await requestIn(world, id)).toMatchObject({ state: 'APPLY_FAILED', takenBack: true });
    expect(oursIn(world)).toEqual(NOTHING);
  });

  it('ends what could not be carried out also behind something that cannot be taken back', async () => {
    const { world, id: stuck } = await halfTakenBack();
    const next = await approved(world, { beneficiary: { kind: 'new-consumer', username: 'newcomer' } });
    await world.jobs.deliver();
    expect(await requestIn(world, next)).toMatchObject({ state: 'APPLY_FAILED', takenBack: true });
    wait(world, 8 * DAY);
    await settle(world);
    expect((await requestIn(world, next)).state).toBe('ENDED');
    recover(world);
    wait(world, 61 * MINUTE);
    for (let twice = 0; twice < 2; twice += 1) await settle(world);
    expect((await requestIn(world, stuck)).state).toBe('ENDED');
    expect(oursIn(world)).toEqual(NOTHING);
  });
});

describe('access that has ended', () => {
  it('is taken back also where its time was over while it was still being carried out', async () => {
    const { world, id } = await begun.APPLYING();
    expect(oursIn(world).policies).toHaveLength(1);
    wait(world, 7 * DAY);
    for (let twice = 0; twice < 2; twice += 1) await settle(world);
    expect(await requestIn(world, id)).toMatchObject({ state: 'ENDED', ending: { as: 'expired' } });
    expect(oursIn(world)).toEqual(NOTHING);
  });

  it('that cannot be taken back is tried ever more seldom, at least once an hour, and never at every sweep', async () => {
    const { world, id } = await begun.REVOKE_FAILED();
    const tries: number[] = [];
    let before = world.kongWriter.calls();
    for (let sweep = 0; sweep < 36 * 12; sweep += 1) {
      wait(world, 5 * MINUTE);
      await world.jobs.sweep();
      await world.jobs.deliver();
      const after = world.kongWriter.calls();
      if (after > before) tries.push(sweep * 5);
      before = after;
    }
    expect((await requestIn(world, id)).state).toBe('REVOKE_FAILED');
    const pauses = tries.slice(1).map((at, nth) => at - (tries[nth] ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(65);
    expect(Math.min(...pauses.slice(-24))).toBeGreaterThanOrEqual(60);
    expect(tries.length).toBeGreaterThan(30);
  });
});
