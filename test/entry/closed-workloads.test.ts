import type { IstioDenyAllChange, IstioGrantChange } from '../../src/domain/access/change';
import { policyOf } from '../../src/domain/access/desired-mesh';
import { heldBy } from '../../src/domain/access/holding';
import { theirs } from '../domain/access/mesh-builders';
import { aCarryingWorld, isOurs, oursIn, toldOf, wait, type CarryingWorld } from './a-carrying-world';
import { jobsOf } from './a-jobs';
import { ADA, good, ORD, ORDERS_PAGE, SAM } from './a-world';

const MINUTE = 60_000;
const nameOf = (n: number): string => `gatehouse-closed-${String(n).padStart(3, '0')}`;

const aDenyAll = ({ meshId }: CarryingWorld, n: number): IstioDenyAllChange => ({
  kind: 'istio-deny-all',
  connectionId: meshId,
  namespace: 'orders',
  name: nameOf(n),
  labels: { app: `orders-${n}` },
  want: 'present',
  seen: { resourceVersion: null },
});

/** So many workloads, each kept closed since its grant ended; nobody else guards any of them. */
const closedWorkloads = async (count: number) => {
  const world = await aCarryingWorld({ policies: [] });
  for (let n = 0; n < count; n += 1) {
    const change = aDenyAll(world, n);
    const since = world.time.now - 1000 * (count - n);
    const holder = { requestId: `R${n}`, pageId: ORDERS_PAGE, spaceId: ORD, since, expiresAt: since };
    good(await world.grants.save(heldBy(null, change, holder)));
    world.estate.mesh.policies.push(policyOf(change, holder.requestId));
  }
  return world;
};

const guard = ({ estate }: CarryingWorld, n: number): void => {
  estate.mesh.policies.push(theirs({ selector: { matchLabels: { app: `orders-${n}` } } }, `theirs-${n}`));
};
const closedIn = (world: CarryingWorld): string[] =>
  oursIn(world).policies.map(({ metadata }) => metadata.name);

describe('workloads that a deny-all keeps closed', () => {
  it('are all looked at over several runs, also where more than a list holds stay closed before them', async () => {
    const world = await closedWorkloads(203);
    guard(world, 202);
    let runs = 0;
    while (closedIn(world).length === 203 && runs < 60) {
      await world.jobs.sweep();
      wait(world, 5 * MINUTE);
      runs += 1;
    }
    expect(closedIn(world)).not.toContain(nameOf(202));
    expect(closedIn(world)).toHaveLength(202);
    expect(runs).toBe(Math.ceil(203 / 5));
    expect(await toldOf(world, 'R202')).toEqual(['deny-all.removed']);
    // And from the first again.
    guard(world, 0);
    await world.jobs.sweep();
    await world.jobs.sweep();
    expect(closedIn(world)).toHaveLength(201);
  });

  it('are told of once, and asked about no more, when the connection to their mesh was removed', async () => {
    const world = await closedWorkloads(1);
    const mesh = good(await world.ask(ADA, 'readConnection', { id: world.meshId }));
    good(await world.ask(ADA, 'removeConnection', { id: mesh.id, rev: mesh.rev }));
    await world.jobs.sweep();
    await world.jobs.sweep();
    expect(await toldOf(world, 'R0')).toEqual(['deny-all.left']);
    expect(closedIn(world)).toEqual([nameOf(0)]);
    const { alarms } = good(await world.ask(SAM, 'readAccess', { pageId: ORDERS_PAGE }));
    expect(alarms).toEqual([]);
  });

  it('are left for the next run when there is no time for one more', async () => {
    const world = await closedWorkloads(2);
    guard(world, 0);
    guard(world, 1);
    world.jobs.time.remainingMs = 59_000;
    await world.jobs.sweep();
    expect(closedIn(world)).toHaveLength(2);
    world.jobs.time.remainingMs = 300_000;
    await world.jobs.sweep();
    expect(closedIn(world)).toEqual([]);
  });

  it('are not hidden behind one at which a run breaks', async () => {
    const world = await closedWorkloads(2);
    guard(world, 1);
    const broken = jobsOf(world, (ports) => ({
      ...ports,
      mesh: {
        ...ports.mesh,
        readTarget: (access, target, errand) =>
          target.labels['app'] === 'orders-0'
            ? Promise.reject(new Error('broken on purpose'))
            : ports.mesh.readTarget(access, target, errand),
      },
    }));
    await broken.sweep().catch(() => null);
    await broken.sweep();
    expect(closedIn(world)).toEqual([nameOf(0)]);
  });

  it('stay closed when the ALLOW that guards one is taken away at the moment of opening it', async () => {
    const world = await closedWorkloads(1);
    guard(world, 0);
    world.meshWriter.beforeWrite(() => {
      world.estate.mesh.policies = oursIn(world).policies;
    });
    await world.jobs.sweep();
    expect(closedIn(world)).toEqual([nameOf(0)]);
    expect(await toldOf(world, 'R0')).toEqual([]);
  });

  it('stay closed where nobody but another grant of ours guards one', async () => {
    const world = await closedWorkloads(1);
    const [from, to] = [{ principals: ['cluster.local/ns/a/sa/b'] }, { methods: [], paths: [] }];
    const grant: IstioGrantChange = {
      ...aDenyAll(world, 0),
      kind: 'istio-grant',
      name: 'gatehouse-1',
      from,
      to,
    };
    world.estate.mesh.policies.push(policyOf(grant, 'R9'));
    await world.jobs.sweep();
    expect(closedIn(world)).toEqual([nameOf(0), 'gatehouse-1']);
  });

  it('are open again once somebody removed the deny-all by hand, where nothing may be written', async () => {
    const world = await closedWorkloads(1);
    guard(world, 0);
    world.meshWriter.fail('everything', { code: 'NOT_PERMITTED', status: 403 });
    await world.jobs.sweep();
    expect(closedIn(world)).toEqual([nameOf(0)]);
    expect(await toldOf(world, 'R0')).toEqual([]);
    world.estate.mesh.policies = world.estate.mesh.policies.filter((policy) => !isOurs(policy));
    await world.jobs.sweep();
    expect(await toldOf(world, 'R0')).toEqual(['deny-all.removed']);
    expect(world.grants.all().map(({ state }) => state)).toEqual(['gone']);
  });

  it('are closed again when somebody takes only the deny-all away', async () => {
    const world = await closedWorkloads(1);
    world.estate.mesh.policies = [];
    await world.jobs.sweep();
    expect(closedIn(world)).toEqual([nameOf(0)]);
    expect(await toldOf(world, 'R0')).toEqual([]);
  });
});
