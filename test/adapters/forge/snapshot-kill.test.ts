import { snapshotStore } from '../../../src/adapters/forge/snapshot-store';
import type { Kvs } from '../../../host/platform/kvs';
import { ok } from '../../../src/domain/result';
import { aConnection, aMeshConnection, aRefresh, changeAll, Killed, renameAll } from '../../app/a-refresh';
import { aKvs, installForge, uninstallForge } from '../../contract/forge-in-process';

afterAll(uninstallForge);

/** Storage whose caller ends at a request: before it is carried out, or after it was and before the answer came. */
const dyingAt = (kvs: Kvs, requests: number, when: 'before' | 'after') => {
  let left = requests;
  let dead = false;
  const dying: Kvs = {
    ...kvs,
    handle: (path, body) => {
      if (dead) throw new Killed();
      if (left > 0) {
        left -= 1;
        return kvs.handle(path, body);
      }
      dead = true;
      if (when === 'after') kvs.handle(path, body);
      throw new Killed();
    },
  };
  return { dying, died: () => dead };
};

/** A cluster of which service accounts may be read in two namespaces only, or a gateway. */
const PLACES = {
  gateway: { connection: aConnection() },
  cluster: {
    connection: aMeshConnection({
      spaceRules: ['orders', 'payments'].map((namespace) => ({
        spaceId: namespace,
        show: { services: [], tags: [], namespaces: [namespace] },
        change: { services: [], tags: [], namespaces: [] },
      })),
    }),
  },
};

const aWorld = async (place: keyof typeof PLACES) => {
  const kvs = aKvs(() => Date.UTC(2026, 10, 23, 10));
  installForge({ kvs });
  const world = await aRefresh({ ...PLACES[place], snapshots: snapshotStore });
  world.mesh.fail('serviceaccounts', { code: 'NOT_PERMITTED', status: 403 });
  const change = () => {
    renameAll(world.estate);
    changeAll(world.cluster);
  };
  return { kvs, change, ...world };
};
/** One turn does it all, or several do. */
const TURNS = { one: { mostCalls: 70, reserveMs: 20_000 }, several: { mostCalls: 12, reserveMs: 20_000 } };

const snapshotRows = (kvs: Kvs): number => {
  const { entities } = kvs.dump() as { entities: { snapshot?: Record<string, unknown> } };
  return Object.keys(entities.snapshot ?? {}).length;
};

describe.each([
  { place: 'gateway', when: 'before', turns: 'one', atLeast: 25 },
  { place: 'gateway', when: 'after', turns: 'one', atLeast: 25 },
  { place: 'gateway', when: 'before', turns: 'several', atLeast: 14 },
  { place: 'gateway', when: 'after', turns: 'several', atLeast: 14 },
  { place: 'cluster', when: 'before', turns: 'one', atLeast: 15 },
  { place: 'cluster', when: 'after', turns: 'one', atLeast: 15 },
  { place: 'cluster', when: 'before', turns: 'several', atLeast: 14 },
  { place: 'cluster', when: 'after', turns: 'several', atLeast: 14 },
] as const)(
  'of a $place, ended $when any request to storage, in $turns',
  ({ place, when, turns, atLeast }) => {
    const limits = TURNS[turns];
    it('shows the old snapshot or the new one whole, goes on from there, and leaves no chunk behind', async () => {
      const expected = await aWorld(place);
      await expected.deliver(await expected.ask());
      const old = await expected.content();
      expected.change();
      await expected.deliver(await expected.ask());
      const renewed = await expected.content();
      const rows = snapshotRows(expected.kvs);

      let requests = 0;
      for (let died = true; died; requests += 1) {
        const { kvs, ...world } = await aWorld(place);
        await world.deliver(await world.ask());
        world.change();
        const message = await world.ask();
        const { dying, ...end } = dyingAt(kvs, requests, when);
        installForge({ kvs: dying });
        await world.deliver(message, limits).catch((thrown: unknown) => {
          expect(thrown).toBeInstanceOf(Killed);
        });
        died = end.died();
        installForge({ kvs });
        expect([old, renewed]).toContain(await world.content());
        await world.deliver(message, limits);
        await world.drain(limits);
        expect(await world.content()).toBe(renewed);
        // A sweep that was cut short is made up for by the next refresh.
        expect(await world.deliver(await world.ask())).toEqual(ok('committed'));
        expect(snapshotRows(kvs)).toBe(rows);
      }
      expect(requests).toBeGreaterThan(atLeast);
    });
  },
);
