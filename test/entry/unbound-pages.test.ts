import { rebindWithGrants } from '../../src/app/access/rebind-with-grants';
import type { ResolverPorts } from '../../src/app/resolver-ports';
import { createMemoryConfluence } from '../../src/adapters/memory/confluence';
import { bindByHand, DARIO, good, ORDERS_PAGE } from './a-world';
import { active, NOTHING, oursIn, requestIn, theirsIn, wait, type CarryingWorld } from './a-carrying-world';
import { jobsOf } from './a-jobs';
import { killable } from './killed';

const HOUR = 3_600_000;

/** What the daily look at the page does, and what follows from it. */
const look = async (world: CarryingWorld): Promise<void> => {
  await world.jobs.consume({ body: { key: `check#${ORDERS_PAGE}` } });
  for (let run = 0; run < 2; run += 1) {
    await world.jobs.deliver();
    wait(world, 10 * 60_000);
    await world.jobs.sweep();
  }
};

const elsewhere = (world: CarryingWorld) => ({
  kong: null,
  kubernetes: { connectionId: world.meshId, namespace: 'orders', labels: { app: 'refunds' } },
});

const ENDED = { state: 'ENDED', ending: { as: 'orphaned', because: 'page unbound', by: null }, left: [] };

describe('a page that is bound to another service', () => {
  it('ends its grants at whichever call the process that bound it ended', async () => {
    let cuts = 0;
    for (let at = 1; at < 60; at += 1) {
      const { world, id } = await active();
      const before = theirsIn(world);
      const viewer = { kind: 'person', accountId: DARIO } as const;
      const { version } = good(await world.ask(DARIO, 'readBinding', { pageId: ORDERS_PAGE }));
      const page = good(await createMemoryConfluence(world.site, DARIO).page(ORDERS_PAGE));
      const binding = { v: 1 as const, environments: [{ name: 'Production', ...elsewhere(world) }] };
      const killing = { calls: 0, at, took: true };
      const ports: ResolverPorts = killable(world.portsFor(viewer), killing);
      const change = { version, binding, viewer, by: DARIO, endsGrants: true };
      const died = await rebindWithGrants(ports, page, change).then(
        () => false,
        () => true,
      );
      if (!died) break;
      cuts += 1;
      await world.jobs.deliver();
      await world.jobs.deliver();
      wait(world, 10 * 60_000);
      await world.jobs.sweep();
      await world.jobs.deliver();
      const bound = good(await createMemoryConfluence(world.site, DARIO).readBinding(ORDERS_PAGE)).version;
      const { state } = await requestIn(world, id);
      expect([at, state]).toEqual([at, bound === version ? 'ACTIVE' : 'ENDED']);
      if (bound !== version) expect(oursIn(world)).toEqual(NOTHING);
      expect(theirsIn(world)).toBe(before);
    }
    expect(cuts).toBeGreaterThan(8);
  });

  it('ends them also where an editor wrote that by hand, and nobody was asked', async () => {
    const { world, id } = await active();
    bindByHand(world, ORDERS_PAGE, elsewhere(world));
    await look(world);
    expect(await requestIn(world, id)).toMatchObject(ENDED);
    expect(oursIn(world)).toEqual(NOTHING);
  });
});

describe.each([
  ['without a macro of ours', ({ site }: CarryingWorld) => (site.withoutMacro = [ORDERS_PAGE])],
  ['without a binding', ({ site }: CarryingWorld) => site.bindings.delete(ORDERS_PAGE)],
])('a page %s', (_, unbind) => {
  it('ends its grants when it is found so on two days', async () => {
    const { world, id } = await active();
    unbind(world);
    await look(world);
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
    wait(world, 23 * HOUR);
    await look(world);
    expect(await requestIn(world, id)).toMatchObject(ENDED);
    expect(oursIn(world)).toEqual(NOTHING);
  });

  it('keeps them when it is as it was on the second', async () => {
    const { world, id } = await active();
    const bound = new Map(world.site.bindings);
    for (let day = 0; day < 4; day += 1) {
      if (day % 2 === 0) unbind(world);
      else {
        world.site.bindings = new Map(bound);
        world.site.withoutMacro = [];
      }
      await look(world);
      wait(world, 23 * HOUR);
    }
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });

  it('keeps them while Confluence does not answer, or the page is closed to the app', async () => {
    const { world, id } = await active();
    unbind(world);
    await look(world);
    wait(world, 23 * HOUR);
    world.site.unavailable = '503';
    await look(world);
    world.site.unavailable = null;
    world.site.closedToApp = [ORDERS_PAGE];
    await look(world);
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });
});

it('the daily look comes by itself, and finds a macro that was deleted', async () => {
  const { world, id } = await active();
  world.site.withoutMacro = [ORDERS_PAGE];
  for (let hour = 0; hour < 80; hour += 1) {
    wait(world, HOUR);
    await world.jobs.sweep();
    await world.jobs.deliver();
  }
  expect(await requestIn(world, id)).toMatchObject(ENDED);
});

it.each(['hasMacro', 'readBinding'] as const)('what %s cannot tell ends nothing', async (call) => {
  const { world, id } = await active();
  const unread = () =>
    Promise.resolve({
      ok: false as const,
      error: { code: 'CONFLUENCE_UNAVAILABLE' as const, detail: '503' },
    });
  const jobs = jobsOf(world, (ports) => ({ ...ports, confluence: { ...ports.confluence, [call]: unread } }));
  for (let day = 0; day < 3; day += 1) {
    await look({ ...world, jobs });
    wait(world, 23 * HOUR);
  }
  expect((await requestIn(world, id)).state).toBe('ACTIVE');
});
