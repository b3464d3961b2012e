import { queueDueRefreshes } from '../../src/app/refresh-when-due';
import { requestRefresh } from '../../src/app/request-refresh';
import type { RefreshMessage, SnapshotStore } from '../../src/app/ports';
import type { SourceFailureCode } from '../../src/domain/source';
import { err, ok } from '../../src/domain/result';
import { id } from '../contract/kong-estate';
import { good } from '../entry/a-world';
import { aConnection, aRefresh, anEstate, GATEWAY, Killed, killedAfter, renameAll } from './a-refresh';

const pagesRead = async (world: Awaited<ReturnType<typeof aRefresh>>): Promise<number> =>
  good(await world.storage.exchanges.newest(GATEWAY, 1_000)).length;

describe('a refresh', () => {
  it('reads every collection of the gateway, all its pages, and dates it', async () => {
    const world = await aRefresh();
    expect(await world.deliver(await world.ask())).toEqual(ok('committed'));
    const { estate } = world;
    const read = await world.snapshot();
    expect(read).toMatchObject({
      node: estate.node,
      services: estate.services,
      routes: estate.routes,
      plugins: estate.plugins,
      consumers: estate.consumers,
      acls: estate.acls,
      consumerGroups: [],
      upstreams: estate.upstreams,
      certificates: estate.certificates,
      credentialCounts: estate.credentialCounts,
      unread: [],
      readAt: '2026-11-23T10:10:00.000Z',
    });
  });

  it('is tied to the job, the purpose and one correlation id a turn in the log of exchanges', async () => {
    const world = await aRefresh();
    await world.deliver(await world.ask());
    const exchanges = good(await world.storage.exchanges.newest(GATEWAY, 1_000));
    expect(exchanges.length).toBeGreaterThan(15);
    for (const { actor, purpose } of exchanges) {
      expect(actor).toEqual({ kind: 'job', name: 'refresh-snapshot' });
      expect(purpose).toBe('refresh-snapshot');
    }
    expect(new Set(exchanges.map(({ correlationId }) => correlationId)).size).toBe(1);
  });

  it('leaves in health a gateway whose edition has no such list', async () => {
    const world = await aRefresh();
    world.kong.fail('consumer_groups', { code: 'NOT_THERE', status: 404 });
    expect(await world.deliver(await world.ask())).toEqual(ok('committed'));
    const health = good(await world.storage.connections.health(GATEWAY));
    expect(health).toEqual({ lastSuccessAt: '2026-11-23T10:10:00.000Z', lastFailure: null });
  });

  it('notes that a gateway answers again behind a list that it refused', async () => {
    const world = await aRefresh();
    world.kong.fail('acls', { code: 'NOT_PERMITTED', status: 403 });
    const told: string[] = [];
    const { connections } = world.ports;
    const noteHealth: typeof connections.noteHealth = (connectionId, health) => {
      told.push(health.lastFailure === null ? 'well' : 'refused');
      return connections.noteHealth(connectionId, { ...health, lastFailure: null });
    };
    const through = { ...world.ports, connections: { ...connections, noteHealth } };
    await world.deliver(await world.ask(), undefined, through);
    expect(told).toEqual(['well', 'refused', 'well']);
  });

  it('stops at its limit of calls, sends itself on, and ends with the same snapshot', async () => {
    const whole = await aRefresh();
    await whole.deliver(await whole.ask());
    const world = await aRefresh();
    const limits = { mostCalls: 3, reserveMs: 20_000 };
    expect(await world.deliver(await world.ask(), limits)).toEqual(ok('goes on'));
    const outcomes = await world.drain(limits);
    expect(outcomes.length).toBeGreaterThan(4);
    expect(outcomes.at(-1)).toEqual(ok('committed'));
    expect(await world.content()).toBe(await whole.content());
    expect(await pagesRead(world)).toBe(await pagesRead(whole));
  });

  it('reads nothing when there is no time left, and goes on in the next turn', async () => {
    const world = await aRefresh();
    const message = await world.ask();
    world.time.remainingMs = 19_000;
    expect(await world.deliver(message)).toEqual(ok('goes on'));
    expect(await pagesRead(world)).toBe(0);
    world.time.remainingMs = 300_000;
    expect(await world.drain()).toEqual([ok('committed')]);
  });
});

describe('a refresh that is killed', () => {
  it.each([
    ['in one turn', 70],
    ['in several turns', 12],
  ])(
    'after any step leaves the old snapshot or the new one whole, and goes on from there, %s',
    async (_, mostCalls) => {
      const limits = { mostCalls, reserveMs: 20_000 };
      const expected = await aRefresh();
      await expected.deliver(await expected.ask());
      const old = await expected.content();
      renameAll(expected.estate);
      await expected.deliver(await expected.ask());
      const renewed = await expected.content();
      const pages = (await pagesRead(expected)) / 2;
      expect(renewed).not.toBe(old);

      let steps = 0;
      for (let died = true; died; steps += 1) {
        const world = await aRefresh();
        await world.deliver(await world.ask());
        renameAll(world.estate);
        const before = await pagesRead(world);
        const message = await world.ask();
        const dying = killedAfter(world.ports, steps);
        await world.deliver(message, limits, dying.ports).catch((thrown: unknown) => {
          expect(thrown).toBeInstanceOf(Killed);
        });
        died = dying.died();
        expect([old, renewed]).toContain(await world.content());
        await world.deliver(message, limits);
        await world.drain(limits);
        expect(await world.content()).toBe(renewed);
        expect((await pagesRead(world)) - before).toBeLessThanOrEqual(Math.ceil(pages) + 4);
      }
      expect(steps).toBeGreaterThan(30);
    },
  );

  it('goes on with the next schedule when its message was lost', async () => {
    const world = await aRefresh();
    const message = await world.ask();
    const dying = killedAfter(world.ports, 20);
    await expect(world.deliver(message, undefined, dying.ports)).rejects.toThrow(Killed);
    const before = await pagesRead(world);
    world.time.now += 60 * 60_000;
    expect(await queueDueRefreshes(world.ports)).toEqual(ok(1));
    expect((await world.drain()).at(-1)).toEqual(ok('committed'));
    expect((await world.snapshot())?.routes).toEqual(world.estate.routes);
    expect(before).toBeGreaterThan(4);
  });
});

describe('what could not be read', () => {
  it.each(['routes', 'acls', 'upstreams', 'key-auths'])(
    'names %s that may not be read and keeps the rest',
    async (part) => {
      const world = await aRefresh();
      world.kong.fail(part, { code: 'NOT_PERMITTED', status: 403 });
      expect(await world.deliver(await world.ask())).toEqual(ok('committed'));
      const read = await world.snapshot();
      expect(read?.unread).toEqual([{ part, code: 'NOT_PERMITTED', status: 403 }]);
      expect(read?.services).toEqual(world.estate.services);
      expect(read?.[part === 'key-auths' ? 'acls' : 'plugins']).not.toEqual([]);
      if (part === 'acls') expect(read).not.toHaveProperty('acls');
    },
  );

  it('is not empty when the edition has no such collection: there are none', async () => {
    const world = await aRefresh();
    await world.deliver(await world.ask());
    expect(await world.snapshot()).toMatchObject({ consumerGroups: [], unread: [] });
  });

  it('takes a 404 of anything else for a proxy that hides it', async () => {
    const world = await aRefresh();
    world.kong.fail('acls', { code: 'NOT_THERE', status: 404 });
    await world.deliver(await world.ask());
    expect(await world.snapshot()).toMatchObject({ unread: [{ part: 'acls', code: 'NOT_THERE' }] });
  });

  it.each<SourceFailureCode>([
    'UNAUTHENTICATED',
    'REFUSED',
    'HOST_NOT_APPROVED',
    'RATE_LIMITED',
    'NOT_PERMITTED',
    'SERVER_ERROR',
  ])('keeps the old snapshot when everything answers %s, and says so', async (code) => {
    const world = await aRefresh();
    await world.deliver(await world.ask());
    const old = await world.content();
    world.kong.fail('everything', { code });
    const first = await world.deliver(await world.ask());
    const last = (await world.drain()).at(-1) ?? first;
    expect(last).toEqual(ok('given up'));
    expect(await world.content()).toBe(old);
    expect(good(await world.snapshots.record(GATEWAY))).toMatchObject({
      job: null,
      lastFailure: { code },
      doomed: [],
    });
  });

  it('is given up at once when the credential is refused half way, and the old snapshot stays', async () => {
    const world = await aRefresh();
    await world.deliver(await world.ask());
    const old = await world.content();
    renameAll(world.estate);
    world.kong.fail('acls', { code: 'UNAUTHENTICATED', status: 401 });
    expect(await world.deliver(await world.ask())).toEqual(ok('given up'));
    expect(await world.content()).toBe(old);
  });

  it('remembers what it could not delete until the next refresh does', async () => {
    const world = await aRefresh();
    await world.deliver(await world.ask());
    const failing: SnapshotStore = {
      ...world.snapshots,
      sweep: () => Promise.resolve(err({ code: 'STORAGE_UNAVAILABLE', detail: 'RATE_LIMIT_EXCEEDED' })),
    };
    const ports = { ...world.ports, snapshots: failing };
    expect(await world.deliver(await world.ask(), undefined, ports)).toEqual(ok('committed'));
    expect(good(await world.snapshots.record(GATEWAY)).doomed).toHaveLength(1);
    await world.deliver(await world.ask());
    expect(good(await world.snapshots.record(GATEWAY)).doomed).toEqual([]);
  });

  it('asks again after a minute for a page that failed for the moment', async () => {
    const world = await aRefresh();
    world.kong.fail('plugins', { code: 'RATE_LIMITED', status: 429 });
    expect(await world.deliver(await world.ask())).toEqual(ok('goes on'));
    const [queued] = world.refreshes.take();
    expect(queued?.delaySeconds).toBe(60);
    world.kong.fail('plugins', null);
    expect(await world.deliver(queued?.message as RefreshMessage)).toEqual(ok('committed'));
    expect((await world.snapshot())?.plugins).toEqual(world.estate.plugins);
  });

  it('names a collection that fails again and again, and keeps the rest', async () => {
    const world = await aRefresh();
    world.kong.fail('acls', { code: 'SERVER_ERROR', status: 500 });
    await world.deliver(await world.ask());
    expect((await world.drain()).at(-1)).toEqual(ok('committed'));
    expect((await world.snapshot())?.unread).toEqual([{ part: 'acls', code: 'SERVER_ERROR', status: 500 }]);
  });
});

describe('messages', () => {
  it('that come twice do the work once', async () => {
    const world = await aRefresh();
    const message = await world.ask();
    await world.deliver(message);
    const pages = await pagesRead(world);
    expect(await world.deliver(message)).toEqual(ok('nothing to do'));
    expect(await pagesRead(world)).toBe(pages);
  });

  it('that come twice at once make one whole snapshot', async () => {
    const single = await aRefresh();
    await single.deliver(await single.ask());
    const world = await aRefresh();
    const message = await world.ask();
    const limits = { mostCalls: 4, reserveMs: 20_000 };
    await Promise.all([world.deliver(message, limits), world.deliver(message, limits)]);
    await world.drain(limits);
    expect(await world.content()).toBe(await single.content());
    expect((await pagesRead(world)) - (await pagesRead(single))).toBeLessThan(6);
  });

  it('of a turn that is over are dropped without a call to the gateway', async () => {
    const world = await aRefresh();
    const first = await world.ask();
    const limits = { mostCalls: 4, reserveMs: 20_000 };
    await world.deliver(first, limits);
    const pages = await pagesRead(world);
    expect(await world.deliver(first, limits)).toEqual(ok('nothing to do'));
    expect(await pagesRead(world)).toBe(pages);
  });

  it('of an older refresh are dropped', async () => {
    const world = await aRefresh();
    const older = await world.ask();
    await world.deliver(older);
    await world.ask();
    expect(await world.deliver(older)).toEqual(ok('nothing to do'));
  });

  it('of a connection that is gone or has another address end the refresh', async () => {
    const world = await aRefresh();
    const message = await world.ask();
    const moved = aConnection({
      rev: 2,
      api: { type: 'admin', url: 'https://other.example', workspace: null, tokenHeader: null },
    });
    good(await world.storage.connections.put(moved));
    expect(await world.deliver(message)).toEqual(ok('given up'));
    expect(await pagesRead(world)).toBe(0);
  });

  it('are delivered again when storage does not answer', async () => {
    const world = await aRefresh();
    const message = await world.ask();
    world.storage.stopAfter(3);
    expect(await world.deliver(message)).toMatchObject(err({ code: 'STORAGE_UNAVAILABLE' }));
  });
});

describe('asking for a refresh', () => {
  it('while one is under way starts no second one', async () => {
    const world = await aRefresh();
    await world.ask();
    const asked = good(await requestRefresh(world.ports, aConnection()));
    expect(asked.job).not.toBeNull();
    expect(world.refreshes.take()).toEqual([]);
  });

  it('by two people at once starts one', async () => {
    const world = await aRefresh();
    const both = await Promise.all([
      requestRefresh(world.ports, aConnection()),
      requestRefresh(world.ports, aConnection()),
    ]);
    expect(both.map((one) => one.ok)).toEqual([true, true]);
    expect(world.refreshes.take()).toHaveLength(1);
  });

  it('is refused within five minutes, and says how long to wait', async () => {
    const world = await aRefresh();
    await world.deliver(await world.ask());
    world.time.now += 2 * 60_000;
    expect(await requestRefresh(world.ports, aConnection())).toEqual(
      err({ code: 'TOO_SOON', detail: '3 min' }),
    );
    world.time.now += 3 * 60_000;
    expect((await requestRefresh(world.ports, aConnection())).ok).toBe(true);
  });

  it('leaves nothing behind when the queue does not take the message', async () => {
    const world = await aRefresh();
    world.refreshes.fail('no answer');
    expect(await requestRefresh(world.ports, aConnection())).toMatchObject(
      err({ code: 'QUEUE_UNAVAILABLE' }),
    );
    world.refreshes.fail(null);
    expect((await requestRefresh(world.ports, aConnection())).ok).toBe(true);
    expect(world.refreshes.take()).toHaveLength(1);
  });
});

describe('the schedule', () => {
  it('queues what is older than six hours, and nothing that is fresh', async () => {
    const world = await aRefresh();
    await world.deliver(await world.ask());
    world.time.now += 6 * 3_600_000 - 1;
    expect(await queueDueRefreshes(world.ports)).toEqual(ok(0));
    world.time.now += 1;
    expect(await queueDueRefreshes(world.ports)).toEqual(ok(1));
    expect(await world.drain()).toEqual([ok('committed')]);
  });

  it('spreads the gateways over the hour, and waits for the turn of each', async () => {
    const world = await aRefresh();
    for (const n of [2, 3, 4]) await world.storage.connections.put(aConnection({ id: `gateway-${n}` }));
    expect(await queueDueRefreshes(world.ports)).toEqual(ok(4));
    const queued = world.refreshes.take();
    const starts = queued.map(({ message }) =>
      message.kind === 'begin' ? message.notBefore.slice(11, 16) : '',
    );
    expect(starts).toEqual(['10:00', '10:13', '10:27', '10:41']);
    expect(queued.map(({ delaySeconds }) => delaySeconds)).toEqual([0, 825, 900, 900]);
    const last = queued.at(-1)?.message as RefreshMessage;
    world.time.now += 900_000;
    expect(await world.deliver(last)).toEqual(ok('goes on'));
    expect(world.refreshes.take()).toEqual([{ message: last, delaySeconds: 900 }]);
  });

  it('starts nothing for a gateway that somebody refreshed meanwhile', async () => {
    const world = await aRefresh();
    await queueDueRefreshes(world.ports);
    const [queued] = world.refreshes.take();
    await world.deliver(await world.ask());
    expect(await world.deliver(queued?.message as RefreshMessage)).toEqual(ok('nothing to do'));
  });
});

it('adds up the credentials of a consumer over pages', async () => {
  const estate = anEstate();
  const consumerId = id('c0', 1);
  estate.credentialCounts = [1, 1, 1].map((count) => ({ consumerId, kind: 'key-auth', count }));
  const world = await aRefresh({ estate });
  await world.deliver(await world.ask());
  expect((await world.snapshot())?.credentialCounts).toEqual([{ consumerId, kind: 'key-auth', count: 3 }]);
});
