import { snapshotStore } from '../../../src/adapters/forge/snapshot-store';
import type { Kvs } from '../../../host/platform/kvs';
import { ok } from '../../../src/domain/result';
import { aRefresh, Killed, renameAll } from '../../app/a-refresh';
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

const aWorld = async () => {
  const kvs = aKvs(() => Date.UTC(2026, 10, 23, 10));
  installForge({ kvs });
  const world = await aRefresh({ snapshots: snapshotStore });
  return { kvs, ...world };
};
/** One turn does it all, or several do. */
const TURNS = { one: { mostCalls: 70, reserveMs: 20_000 }, several: { mostCalls: 12, reserveMs: 20_000 } };

const snapshotRows = (kvs: Kvs): number => {
  const { entities } = kvs.dump() as { entities: { snapshot?: Record<string, unknown> } };
  return Object.keys(entities.snapshot ?? {}).length;
};

describe.each([
  ['before', 'one', 25],
  ['after', 'one', 25],
  ['before', 'several', 14],
  ['after', 'several', 14],
] as const)('ended %s any request to storage, in %s', (when, turns, atLeast) => {
  const limits = TURNS[turns];
  it('shows the old snapshot or the new one whole, goes on from there, and leaves no chunk behind', async () => {
    const expected = await aWorld();
    await expected.deliver(await expected.ask());
    const old = await expected.content();
    renameAll(expected.estate);
    await expected.deliver(await expected.ask());
    const renewed = await expected.content();
    const rows = snapshotRows(expected.kvs);

    let requests = 0;
    for (let died = true; died; requests += 1) {
      const { kvs, ...world } = await aWorld();
      await world.deliver(await world.ask());
      renameAll(world.estate);
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
});
