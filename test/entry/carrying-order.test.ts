import { APP_ACCOUNT, createMemoryConfluence } from '../../src/adapters/memory/confluence';
import { carryOut } from '../../src/app/access/carry-out';
import type { PlannedChange } from '../../src/domain/access/change';
import { meshTrialOf } from '../../src/domain/access/mesh-trial';
import { decisionFor, opennessOf } from '../../src/domain/access/openness';
import { indexKong } from '../../src/domain/kong/snapshot';
import { aWorkload, REFUNDS, theirs } from '../domain/access/mesh-builders';
import { DARIO, good, OLGA, ORDERS_PAGE, SAM } from './a-world';
import { anAsk, decide } from './an-access-world';
import { jobsOf } from './a-jobs';
import {
  aCarryingWorld,
  active,
  approved,
  everything,
  isOurs,
  NOTHING,
  openAs,
  oursIn,
  requestIn,
  settle,
  toldOf,
  wait,
  type CarryingWorld,
} from './a-carrying-world';
import { twoRoutes } from './two-routes';

const DAY = 86_400_000;
const newcomer = { ...everything, beneficiary: { kind: 'new-consumer' as const, username: 'newcomer' } };

/** Jobs that are watched after each write that was tried: `consumer present`. */
const watched = (world: CarryingWorld, look: () => void) => {
  const tried: string[] = [];
  const after = <T>(change: PlannedChange, written: T): T => {
    tried.push(`${change.kind} ${change.want}`);
    look();
    return written;
  };
  const jobs = jobsOf(world, (ports) => ({
    ...ports,
    kongWriter: {
      ...ports.kongWriter,
      make: async (access, marked, errand) =>
        after(marked.change, await ports.kongWriter.make(access, marked, errand)),
    },
    meshWriter: {
      ...ports.meshWriter,
      make: async (access, marked, errand) =>
        after(marked.change, await ports.meshWriter.make(access, marked, errand)),
    },
  }));
  const run = async () => {
    tried.length = 0;
    await jobs.sweep();
    await jobs.deliver();
    return tried;
  };
  return { run };
};

/** What the newcomer may call at the gateway, and refunds in the mesh. */
const openIn = ({ estate }: CarryingWorld): string[] => {
  const index = indexKong({ ...estate.kong, unread: [] });
  const consumer = estate.kong.consumers.find(({ username }) => username === 'newcomer');
  const routes =
    consumer === undefined
      ? []
      : estate.kong.routes.filter(
          (route) =>
            route.serviceId === 'id-orders' && opennessOf(decisionFor(index, route, consumer.id)) === 'open',
        );
  const trial = meshTrialOf(aWorkload(estate.mesh.policies));
  const calls = ['/orders/*', '/admin'].filter(
    (path) => trial(REFUNDS, { method: 'GET', path }).verdict === 'allowed',
  );
  return [...routes.map(({ id }) => id), ...calls];
};

describe('the order of writes, over both planes', () => {
  const scene = async () => {
    const world = await twoRoutes();
    const id = await approved(world, newcomer);
    world.work.take();
    const opened: string[][] = [];
    const unlimited: number[] = [];
    const { run } = watched(world, () => {
      opened.push(openIn(world));
      const { acls, plugins } = oursIn(world);
      if (acls.length > 0 && plugins.length === 0) unlimited.push(opened.length);
    });
    return { world, id, run, opened, unlimited };
  };
  const MADE = [
    'kong-consumer present',
    'kong-rate-limit present',
    'istio-grant present',
    'kong-acl present',
  ];
  const TAKEN = ['kong-acl absent', 'istio-grant absent', 'kong-rate-limit absent', 'kong-consumer absent'];
  const APPROVED = ['id-orders-read', '/orders/*'];

  it('makes the limit before the membership and takes it away after it, and opens nothing else at any moment', async () => {
    const { world, id, run, opened, unlimited } = await scene();
    expect(await run()).toEqual(MADE);
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
    expect(openIn(world)).toEqual(APPROVED);
    wait(world, 7 * DAY);
    expect(await run()).toEqual(TAKEN);
    expect(oursIn(world)).toEqual(NOTHING);
    expect(opened).toHaveLength(8);
    for (const open of opened) expect(APPROVED).toEqual(expect.arrayContaining(open));
    expect(unlimited).toEqual([]);
  });

  it('is undone in reverse when a later write fails for good', async () => {
    const { world, id, run, opened, unlimited } = await scene();
    world.kongWriter.fail('write acls', { code: 'INVALID', status: 400 });
    expect(await run()).toEqual([...MADE, ...TAKEN]);
    expect(await requestIn(world, id)).toMatchObject({ state: 'APPLY_FAILED', takenBack: true });
    expect(oursIn(world)).toEqual(NOTHING);
    for (const open of opened) expect(['/orders/*']).toEqual(expect.arrayContaining(open));
    expect(unlimited).toEqual([]);
  });

  it('closes a workload before its last ALLOW goes', async () => {
    const { world, id, run } = await scene();
    await run();
    world.estate.mesh.policies = oursIn(world).policies;
    wait(world, 7 * DAY);
    const tried = await run();
    expect(tried.slice(0, 3)).toEqual(['kong-acl absent', 'istio-deny-all present', 'istio-grant absent']);
    expect((await requestIn(world, id)).state).toBe('ENDED');
  });

  it('closes it right after, where the other ALLOW goes at the very moment', async () => {
    const { world, id, run } = await scene();
    await run();
    wait(world, 7 * DAY);
    world.meshWriter.beforeWrite(() => {
      world.estate.mesh.policies = oursIn(world).policies;
    });
    const tried = await run();
    expect(tried.slice(0, 3)).toEqual(['kong-acl absent', 'istio-grant absent', 'istio-deny-all present']);
    expect(oursIn(world).policies).toMatchObject([{ spec: { rules: [] } }]);
    expect(await toldOf(world, id)).toContain('deny-all.set');
  });

  it('stops when the time of one go is over, and goes on at once, not as after a failure', async () => {
    const { world, id } = await scene();
    const ports = {
      ...world.portsFor({ kind: 'anonymous' }),
      confluence: createMemoryConfluence(world.site, APP_ACCOUNT),
    };
    const tried: [string, number][] = [];
    const make: typeof ports.kongWriter.make = (access, marked, errand) => {
      tried.push([marked.change.kind, errand.budgetMs]);
      wait(world, 21_000);
      return ports.kongWriter.make(access, marked, errand);
    };
    const slow = { ...ports, kongWriter: { ...ports.kongWriter, make } };
    const work = { effect: { do: 'apply', requestId: id, rev: 2 } as const, attempts: 5 };
    expect(good(await carryOut(slow, work))).toEqual({ notBefore: world.time.now });
    expect([tried, (await requestIn(world, id)).state]).toEqual([
      [
        ['kong-consumer', expect.any(Number)],
        ['kong-rate-limit', 19_000],
      ],
      'APPLYING',
    ]);
    expect(good(await carryOut(ports, work))).toBe('done');
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });

  it('ends at the first write that fails: what comes after it is not tried', async () => {
    const { run, world } = await scene();
    world.kongWriter.fail('write plugins', { code: 'SERVER_ERROR', status: 503 });
    expect(await run()).toEqual(MADE.slice(0, 2));
  });
});

describe('a grant that would be the only ALLOW', () => {
  const bare = ({ estate }: CarryingWorld): void => {
    estate.mesh.policies = estate.mesh.policies.filter(isOurs);
  };

  it('is not approved: the request is stale, and says why', async () => {
    const world = await aCarryingWorld();
    const { id, rev, planHash } = await openAs(world, DARIO, everything);
    bare(world);
    good(await decide(world, SAM, { id, rev, planHash }));
    expect(await requestIn(world, id)).toMatchObject({
      state: 'STALE',
      cause: { difference: [expect.stringContaining('No ALLOW policy'), expect.any(String)] },
    });
  });

  it('is not carried out: nothing is written', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    bare(world);
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({ state: 'STALE', cause: { kind: 'plan' } });
    expect(world.kongWriter.calls() + world.meshWriter.calls()).toBe(0);
  });

  it('is stopped where it was begun: what was written goes, and the workload is closed while nobody else guards it', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    world.kongWriter.fail('write acls', { code: 'SERVER_ERROR', status: 503 });
    await world.jobs.deliver();
    bare(world);
    world.kongWriter.fail('write acls', null);
    await settle(world);
    await settle(world);
    expect((await requestIn(world, id)).state).toBe('STALE');
    expect(oursIn(world)).toMatchObject({ acls: [], plugins: [], policies: [{ spec: { rules: [] } }] });
    world.estate.mesh.policies.push(theirs());
    await settle(world);
    expect(oursIn(world)).toEqual(NOTHING);
  });
});

describe('access that another grant gives for a time', () => {
  it('is asked for, granted and held beside it, and ends when the last of both does', async () => {
    const { world, id } = await active();
    const own = oursIn(world);
    const later = { durationMs: 14 * DAY, ...everything };
    const { plan } = good(
      await world.ask(OLGA, 'previewRequest', { pageId: ORDERS_PAGE, ask: anAsk(later) }),
    );
    expect(plan[0]).toMatch(
      /^Keeps consumer `partner-acme` in ACL group `orders-read`, where a grant has put it/,
    );
    const { id: second, rev, planHash } = await openAs(world, OLGA, later);
    good(await decide(world, SAM, { id: second, rev, planHash }));
    await world.jobs.deliver();
    expect(await requestIn(world, second)).toMatchObject({ state: 'ACTIVE' });
    wait(world, 8 * DAY);
    await settle(world);
    expect(await requestIn(world, id)).toMatchObject({ state: 'ENDED' });
    expect([oursIn(world).acls.length, oursIn(world).plugins.length, oursIn(world).policies.length]).toEqual([
      own.acls.length,
      own.plugins.length,
      own.policies.length,
    ]);
    wait(world, 7 * DAY);
    await settle(world);
    expect(await requestIn(world, second)).toMatchObject({ state: 'ENDED' });
    expect(oursIn(world)).toEqual(NOTHING);
  });
});
