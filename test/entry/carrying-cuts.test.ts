import { DARIO, good, ORDERS_PAGE, SAM } from './a-world';
import { aCommandId, decide } from './an-access-world';
import {
  aCarryingWorld,
  approved,
  everything,
  NOTHING,
  oursIn,
  requestIn,
  theirsIn,
  toldOf,
  wait,
  type CarryingWorld,
} from './a-carrying-world';
import { theirs as theirsOf } from '../domain/access/mesh-builders';
import { jobsOf } from './a-jobs';
import { killable, type Killing } from './killed';
import { createSnapshotCache } from '../../src/app/cache';

const MINUTE = 60_000;
const DAY = 86_400_000;
const ASK = { ...everything, beneficiary: { kind: 'new-consumer' as const, username: 'newcomer' } };

type Scene = { world: CarryingWorld; id: string; theirs: string };

const scene = async (): Promise<Scene> => {
  const world = await aCarryingWorld();
  const id = await approved(world, ASK);
  return { world, id, theirs: theirsIn(world) };
};

const inForce = async (): Promise<Scene> => {
  const made = await scene();
  await made.world.jobs.deliver();
  expect((await requestIn(made.world, made.id)).state).toBe('ACTIVE');
  wait(made.world, 7 * DAY);
  return made;
};

/** In a process that ends at that call; what it was doing, another one finds. */
const runKilled = async ({ world }: Scene, killing: Killing): Promise<void> => {
  const jobs = jobsOf(world, (ports) =>
    killable({ ...ports, indexes: createSnapshotCache().of(null) }, killing),
  );
  await jobs.sweep();
  await jobs.deliver();
  world.work.take();
};

/** Five-minute sweeps by processes that live, until nothing is left to do. */
const repair = async ({ world }: Scene): Promise<void> => {
  for (let run = 0; run < 8; run += 1) {
    wait(world, 10 * MINUTE);
    await world.jobs.sweep();
    await world.jobs.deliver();
  }
};

/** Runs the scene once whole to count its calls, then once for each call and each way to end there. */
const atEveryCut = async (
  make: () => Promise<Scene>,
  check: (scene: Scene, cut: string) => Promise<void>,
  meanwhile: (scene: Scene, cut: string) => void = () => undefined,
): Promise<number> => {
  const whole: Killing = { calls: 0, at: null, took: false };
  await runKilled(await make(), whole);
  let cuts = 0;
  for (let at = 1; at <= whole.calls; at += 1) {
    for (const took of [false, true]) {
      const made = await make();
      const cut = `call ${at} of ${whole.calls}${took ? ', which took effect' : ''}`;
      await runKilled(made, { calls: 0, at, took });
      meanwhile(made, cut);
      await repair(made);
      await check(made, cut);
      cuts += 1;
    }
  }
  return cuts;
};

describe('a process that ends at any point', () => {
  it('of carrying out leaves a grant that is in force on both planes after the repair', async () => {
    const cuts = await atEveryCut(scene, async ({ world, id, theirs }, cut) => {
      const { state } = await requestIn(world, id);
      const { acls, consumers, plugins, policies } = oursIn(world);
      const found = [state, acls.length, consumers.length, plugins.length, policies.length];
      expect([cut, found]).toEqual([cut, ['ACTIVE', 1, 1, 1, 1]]);
      expect([cut, theirsIn(world)]).toEqual([cut, theirs]);
      const told = await toldOf(world, id);
      expect([cut, told.filter((type) => type.startsWith('grant.'))]).toEqual([
        cut,
        ['grant.applying', 'grant.active'],
      ]);
    });
    process.stdout.write(`${cuts} cuts of carrying out, both planes: killed and repaired\n`);
    expect(cuts).toBeGreaterThan(100);
  }, 180_000);

  it('of going on in another world leaves nothing of ours, and a request that is stale', async () => {
    const half = async (): Promise<Scene> => {
      const made = await scene();
      made.world.kongWriter.fail('write acls', { code: 'SERVER_ERROR', status: 503 });
      await made.world.jobs.deliver();
      expect((await requestIn(made.world, made.id)).state).toBe('APPLYING');
      made.world.kongWriter.fail('write acls', null);
      made.world.estate.mesh.policies.push(theirsOf({ action: 'DENY' }));
      wait(made.world, 20 * MINUTE);
      return { ...made, theirs: theirsIn(made.world) };
    };
    const cuts = await atEveryCut(half, async ({ world, id, theirs }, cut) => {
      expect([cut, (await requestIn(world, id)).state, oursIn(world)]).toEqual([cut, 'STALE', NOTHING]);
      expect([cut, theirsIn(world)]).toEqual([cut, theirs]);
      expect((await toldOf(world, id)).filter((type) => type === 'request.stale')).toHaveLength(1);
    });
    process.stdout.write(`${cuts} cuts of stopping, both planes: killed and repaired\n`);
    expect(cuts).toBeGreaterThan(80);
  }, 180_000);

  it('of taking back leaves nothing of ours, and everything else as it was, after the repair', async () => {
    const cuts = await atEveryCut(inForce, async ({ world, id, theirs }, cut) => {
      expect([cut, (await requestIn(world, id)).state, oursIn(world)]).toEqual([
        cut,
        'ENDED',
        { acls: [], consumers: [], plugins: [], policies: [] },
      ]);
      expect([cut, theirsIn(world)]).toEqual([cut, theirs]);
      expect((await toldOf(world, id)).filter((type) => type === 'grant.ended')).toHaveLength(1);
      expect(world.grants.all().filter(({ state }) => state !== 'gone')).toEqual([]);
    });
    process.stdout.write(`${cuts} cuts of taking back, both planes: killed and repaired\n`);
    expect(cuts).toBeGreaterThan(100);
  }, 180_000);

  it('of taking back the last ALLOW never leaves the workload open, and closes it once', async () => {
    const last = async (): Promise<Scene> => {
      const made = await inForce();
      const { mesh } = made.world.estate;
      mesh.policies = oursIn(made.world).policies;
      return { ...made, theirs: theirsIn(made.world) };
    };
    const isGuarded = ({ world }: Scene, cut: string): void => {
      expect([cut, oursIn(world).policies.length > 0]).toEqual([cut, true]);
    };
    const closedOnce = async ({ world, id }: Scene, cut: string): Promise<void> => {
      const { policies } = oursIn(world);
      const isClosed = policies.length === 1 && policies[0]?.kind === 'AuthorizationPolicy';
      expect([cut, isClosed, policies[0]?.spec]).toEqual([cut, true, expect.objectContaining({ rules: [] })]);
      const told = await toldOf(world, id);
      expect([cut, told.filter((type) => type === 'deny-all.set').length]).toEqual([cut, 1]);
    };
    const cuts = await atEveryCut(last, closedOnce, isGuarded);
    process.stdout.write(`${cuts} cuts of taking back a last ALLOW: killed and repaired\n`);
    expect(cuts).toBeGreaterThan(100);
  }, 180_000);
});

describe('two who work at the same time', () => {
  it('leave nothing behind when access is given up in the middle of being carried out', async () => {
    const { world, id } = await scene();
    world.kongWriter.beforeWrite(async () => {
      // Kong has taken the first write when the requester gives up, and the other worker takes everything back.
      const { rev } = await requestIn(world, id);
      good(
        await world.ask('712020:dario', 'dropGrant', {
          requestId: id,
          rev,
          commandId: 'give-up-in-the-middle',
        }),
      );
      await world.jobs.consume({ body: { key: `revoke#${id}` } });
      expect((await requestIn(world, id)).state).toBe('REVOKING');
    });
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('REVOKING');
    await repair({ world, id, theirs: '' });
    expect((await requestIn(world, id)).state).toBe('ENDED');
    expect(oursIn(world)).toEqual({ acls: [], consumers: [], plugins: [], policies: [] });
  });

  /** In force, and approved for longer by a second request, which is not carried out yet. */
  const extended = async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    await world.jobs.deliver();
    const { rev } = await requestIn(world, id);
    const more = { requestId: id, rev, durationMs: 7 * DAY, reason: 'A week more, please.', ticket: null };
    const asked = good(await world.ask(DARIO, 'extendGrant', { ...more, commandId: aCommandId() }));
    const { id: other, rev: first, planHash } = asked;
    good(await decide(world, SAM, { id: other, rev: first, planHash }));
    wait(world, 10 * MINUTE);
    return { world, id, other };
  };
  const giveUp = async (world: CarryingWorld, requestId: string): Promise<void> => {
    const { rev } = await requestIn(world, requestId);
    good(await world.ask(DARIO, 'dropGrant', { requestId, rev, commandId: aCommandId() }));
  };
  /** Takes `id` back. The worker has seen who else holds the thing, and has not asked the gateway yet, when `act` happens. */
  const takeBackWhile = async (world: CarryingWorld, id: string, act: () => Promise<void>) => {
    await giveUp(world, id);
    let isFirst = true;
    const slow = jobsOf(world, (ports) => ({
      ...ports,
      kongWriter: {
        ...ports.kongWriter,
        make: async (...ordered) => {
          if (isFirst) {
            isFirst = false;
            await act();
          }
          return ports.kongWriter.make(...ordered);
        },
      },
    }));
    await slow.consume({ body: { key: `revoke#${id}` } });
    await repair({ world, id, theirs: '' });
    expect((await requestIn(world, id)).state).toBe('ENDED');
  };

  it('leave nothing behind when the last who holds a thing ends while it is kept for them', async () => {
    const { world, id, other } = await extended();
    await world.jobs.deliver();
    wait(world, 10 * MINUTE);
    await takeBackWhile(world, id, async () => {
      await giveUp(world, other);
      await world.jobs.consume({ body: { key: `revoke#${other}` } });
      expect((await requestIn(world, other)).state).toBe('ENDED');
    });
    expect(oursIn(world)).toEqual(NOTHING);
  });

  it('take nothing from whoever begins to hold a thing while it is taken away', async () => {
    const { world, id, other } = await extended();
    await takeBackWhile(world, id, async () => {
      await world.jobs.consume({ body: { key: `apply#${other}` } });
      expect((await requestIn(world, other)).state).toBe('ACTIVE');
    });
    expect((await requestIn(world, other)).state).toBe('ACTIVE');
    const { acls, plugins, policies } = oursIn(world);
    expect([acls.length, plugins.length, policies.length]).toEqual([1, 1, 1]);
  });

  it('take nothing from whoever has just found it there, and has not said so yet', async () => {
    const { world, id, other } = await extended();
    await giveUp(world, id);
    let isFirst = true;
    const slow = jobsOf(world, (ports) => ({
      ...ports,
      kongWriter: {
        ...ports.kongWriter,
        make: async (...ordered) => {
          const made = await ports.kongWriter.make(...ordered);
          if (isFirst) {
            isFirst = false;
            await world.jobs.consume({ body: { key: `revoke#${id}` } });
          }
          return made;
        },
      },
    }));
    await slow.consume({ body: { key: `apply#${other}` } });
    const { acls, plugins, policies } = oursIn(world);
    expect([acls.length, plugins.length, policies.length]).toEqual([1, 1, 1]);
    await repair({ world, id, theirs: '' });
    const states = await Promise.all([id, other].map(async (one) => (await requestIn(world, one)).state));
    expect(states).toEqual(['ENDED', 'ACTIVE']);
  });

  it('carry out once what is delivered twice', async () => {
    const { world, id } = await scene();
    const keys = world.work.take();
    await Promise.all([...keys, ...keys].map((key) => world.jobs.consume({ body: { key } })));
    await repair({ world, id, theirs: '' });
    expect((await toldOf(world, id)).filter((type) => type === 'grant.active')).toHaveLength(1);
    expect(ORDERS_PAGE).toBe((await requestIn(world, id)).pageId);
  });
});
