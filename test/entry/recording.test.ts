import { APP_ACCOUNT } from '../../src/adapters/memory/confluence';
import { judgeProjection } from '../../src/domain/access/judge-projection';
import { slotOf } from '../../src/domain/access/page-projection';
import type { Projection } from '../../src/domain/access/projection';
import { outboxKey, type Effect } from '../../src/domain/access/transition';
import {
  altered,
  approve,
  begin,
  CHAIN,
  DAY,
  entriesOf,
  MINUTE,
  propertyOn,
  tamper,
  type Jobs,
} from './a-page-record';
import { DARIO, good, ORDERS_PAGE, RITA, SAM } from './a-world';
import { send, type AccessWorld } from './an-access-world';

const PROJECT: Effect = { do: 'project', pageId: ORDERS_PAGE };

const shownOn = (world: AccessWorld) => propertyOn(world)?.value as unknown as Projection;
const rowOf = async (world: AccessWorld) => good(await world.access.projections.get(ORDERS_PAGE));
const waiting = async (world: AccessWorld) => good(await world.access.outbox.get(outboxKey(PROJECT)));

const verdictOn = async (world: AccessWorld) => {
  const ports = world.portsFor({ kind: 'anonymous' });
  const row = await rowOf(world);
  if (row === null) throw new Error('nothing is kept about the page');
  const expected = { ...ports.placeOf(ORDERS_PAGE), keys: good(await ports.signing.verifying()) };
  return judgeProjection(propertyOn(world)?.value, row.property, expected).verdict;
};

describe('a step of somebody who may edit the page', () => {
  it('is told by the page’s property before they have their answer, in their name', async () => {
    const { world } = await begin();
    const asked = good(await send(world));
    expect(shownOn(world)).toMatchObject({ rev: 1, gatehouseState: 'pending', gatehousePending: 1 });
    expect(propertyOn(world)?.by).toBe(DARIO);
    await approve(world, SAM, asked);
    expect(shownOn(world)).toMatchObject({ rev: 2, gatehouseState: 'approved', gatehousePending: 0 });
    expect(propertyOn(world)?.by).toBe(SAM);
    expect(await verdictOn(world)).toBe('verified');
  });

  it('leaves nothing for the app to do', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    expect(await waiting(world)).toBeNull();
    await jobs.deliver();
    expect(propertyOn(world)?.version).toBe(1);
  });

  it('is left to the app when too little time is left, and loses nothing', async () => {
    const { world, jobs } = await begin();
    world.time.remainingMs = 7_000;
    good(await send(world));
    expect(propertyOn(world)).toBeUndefined();
    await jobs.deliver();
    expect(propertyOn(world)?.by).toBe(APP_ACCOUNT);
    expect(await verdictOn(world)).toBe('verified');
  });
});

describe('a step of somebody who may only read the page', () => {
  it('is told by the app in its own name', async () => {
    const { world, jobs } = await begin();
    good(await send(world, RITA));
    expect(propertyOn(world)).toBeUndefined();
    await jobs.deliver();
    expect(propertyOn(world)?.by).toBe(APP_ACCOUNT);
    expect(await verdictOn(world)).toBe('verified');
    expect(await waiting(world)).toBeNull();
  });

  it('is told also when every message was lost', async () => {
    const { world, jobs } = await begin();
    good(await send(world, RITA));
    world.work.take();
    await jobs.sweep();
    await jobs.deliver();
    expect(await verdictOn(world)).toBe('verified');
  });

  it('is told once, however often the message comes', async () => {
    const { world, jobs } = await begin();
    good(await send(world, RITA));
    await Promise.all([1, 2, 3].map(() => jobs.consume({ body: { key: outboxKey(PROJECT) } })));
    await jobs.sweep();
    await jobs.deliver();
    expect(propertyOn(world)?.version).toBe(1);
    expect(await rowOf(world)).toMatchObject({ property: { rev: 1, writtenRev: 1 } });
  });

  it('is told although the index does not name the request yet', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    const list = world.access.requests.list.bind(world.access.requests);
    const before = good(await list({ by: 'page', pageId: ORDERS_PAGE }, { cursor: null, limit: 10 }));
    good(await send(world, RITA));
    world.access.requests.list = (...args) =>
      args[0].by === 'page' ? Promise.resolve({ ok: true, value: before }) : list(...args);
    await jobs.deliver();
    expect(shownOn(world)).toMatchObject({ gatehousePending: 2 });
  });
});

describe('what cannot be done now', () => {
  it('is put off, longer each time, and noted without a word of what it is about', async () => {
    const { world, jobs } = await begin();
    good(await send(world, RITA));
    world.site.unavailable = '503';
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      await jobs.consume({ body: { key: outboxKey(PROJECT) } });
      const item = await waiting(world);
      expect(item?.attempts).toBe(attempt);
      waits.push((item?.due ?? 0) - world.time.now);
      world.time.now = item?.due ?? 0;
    }
    for (const [n, wait] of waits.entries()) {
      const least = Math.min(60, 5 * 2 ** n) * MINUTE;
      expect(wait).toBeGreaterThanOrEqual(least);
      expect(wait).toBeLessThanOrEqual(Math.min(60 * MINUTE, least * 1.25));
    }
    expect(jobs.log[0]).toMatchObject({
      job: 'work',
      name: 'CONFLUENCE_UNAVAILABLE',
      about: 'project#131073',
    });
    world.site.unavailable = null;
    await jobs.sweep();
    await jobs.deliver();
    expect(await verdictOn(world)).toBe('verified');
  });

  it('is not begun again before its time', async () => {
    const { world, jobs } = await begin();
    good(await send(world, RITA));
    world.site.unavailable = '503';
    await jobs.deliver();
    world.site.unavailable = null;
    await jobs.sweep();
    await jobs.consume({ body: { key: outboxKey(PROJECT) } });
    expect(propertyOn(world)).toBeUndefined();
  });

  it('is asked for again by the platform when storage does not answer', async () => {
    const { world, jobs } = await begin();
    good(await send(world, RITA));
    world.access.stopAfter(0);
    expect(await jobs.consume({ body: { key: outboxKey(PROJECT) } })).toMatchObject({ _retry: true });
  });

  it.each([[{}], [{ key: 7 }], [{ key: 'settings#1' }], [{ key: 'project#1', more: 1 }], ['project#1']])(
    'is not a message of ours: %j',
    async (body) => {
      const { world, jobs } = await begin();
      const before = world.access.dump();
      expect(await jobs.consume({ body })).toBeUndefined();
      await jobs.schedule({ key: 'not a run' });
      expect(jobs.log.map(({ name }) => name)).toEqual(['BAD_INPUT', 'BAD_INPUT']);
      expect(world.access.dump()).toBe(before);
    },
  );
});

describe('a page that is closed to the app', () => {
  it('is kept as such, and written by the next person who decides and may edit it', async () => {
    const { world, jobs } = await begin();
    world.site.closedToApp = [ORDERS_PAGE];
    const asked = good(await send(world, RITA));
    await jobs.deliver();
    expect(await rowOf(world)).toMatchObject({ barred: { from: 'page' } });
    expect(await waiting(world)).toBeNull();
    await approve(world, SAM, asked);
    expect(await verdictOn(world)).toBe('verified');
    expect(await rowOf(world)).toMatchObject({ barred: null });
  });

  it('is tried again by the daily look', async () => {
    const { world, jobs } = await begin();
    world.site.closedToApp = [ORDERS_PAGE];
    good(await send(world, RITA));
    await jobs.deliver();
    world.site.closedToApp = [];
    await aDayOf(world, jobs);
    expect(await verdictOn(world)).toBe('verified');
    expect(await rowOf(world)).toMatchObject({ barred: null });
  });
});

/** Runs the sweep every five minutes from now until the page’s slice of tomorrow is over. */
const aDayOf = async (world: AccessWorld, jobs: Jobs) => {
  const next = Math.ceil((world.time.now + DAY) / DAY) * DAY + slotOf(ORDERS_PAGE) * 5 * MINUTE;
  for (world.time.now = next; world.time.now < next + 15 * MINUTE; world.time.now += 5 * MINUTE) {
    await jobs.sweep();
    await jobs.deliver();
  }
};

describe('time', () => {
  it('ends a request that nobody decided, in one entry, although two sweeps run at once and once more', async () => {
    const { world, jobs } = await begin();
    const { id } = good(await send(world));
    world.time.now += 14 * DAY - 1;
    await jobs.sweep();
    expect(good(await world.access.requests.get(id))?.state).toBe('PENDING');
    world.time.now += 1;
    await Promise.all([jobs.sweep(), jobs.sweep()]);
    await jobs.sweep();
    await jobs.deliver();
    expect(good(await world.access.requests.get(id))?.state).toBe('TIMED_OUT');
    expect(await entriesOf(world)).toEqual(['request.opened', 'request.timed-out']);
    expect(shownOn(world)).toMatchObject({ gatehouseState: 'none', gatehousePending: 0 });
    expect(propertyOn(world)?.by).toBe(APP_ACCOUNT);
  });

  it('ends an approval whose end has come, in one entry', async () => {
    const { world, jobs } = await begin();
    const asked = good(await send(world));
    await approve(world, SAM, asked);
    world.time.now += 7 * DAY;
    await Promise.all([jobs.sweep(), jobs.sweep()]);
    await jobs.sweep();
    await jobs.deliver();
    expect(good(await world.access.requests.get(asked.id))).toMatchObject({
      state: 'ENDED',
      ending: { as: 'expired' },
    });
    expect(await entriesOf(world)).toEqual(['request.opened', 'request.approved', 'grant.ended']);
    expect(shownOn(world)).toMatchObject({ gatehouseState: 'none', gatehouseNextExpiry: null });
  });

  it('is made up for by the next run where one had too little of it', async () => {
    const { world, jobs } = await begin();
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push(good(await send(world)).id);
    world.time.now += 14 * DAY;
    jobs.time.remainingMs = 20_000;
    await jobs.sweep();
    expect(await entriesOf(world)).toHaveLength(3);
    jobs.time.remainingMs = 300_000;
    await jobs.sweep();
    expect(await entriesOf(world)).toHaveLength(6);
  });
});

describe('the daily look', () => {
  it('comes by once a day, in the page’s own slice of it, also where nothing happened', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    const before = await rowOf(world);
    await aDayOf(world, jobs);
    const after = await rowOf(world);
    expect(after?.checkedAt).toBeGreaterThan(before?.checkedAt ?? 0);
    expect(after?.rev).toBe((before?.rev ?? 0) + 1);
    expect(propertyOn(world)?.version).toBe(1);
  });

  it('asks again within the hour for a page that a lost message left out', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    const next = Math.ceil((world.time.now + DAY) / DAY) * DAY + slotOf(ORDERS_PAGE) * 5 * MINUTE;
    world.time.now = next;
    await jobs.sweep();
    expect(world.work.take()).toContain(`check#${ORDERS_PAGE}`);
    world.time.now += 50 * MINUTE;
    await jobs.sweep();
    expect(world.work.take()).toContain(`check#${ORDERS_PAGE}`);
  });

  it('finds what somebody altered, records once who it was, and puts it right', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    await tamper(world, altered(world, { gatehouseState: 'active' }));
    await aDayOf(world, jobs);
    await jobs.sweep();
    await jobs.deliver();
    expect(await entriesOf(world)).toEqual(['request.opened', 'projection.altered', 'projection.restored']);
    expect(await verdictOn(world)).toBe('verified');
    const [, told] = good(await world.access.requests.records(CHAIN, { from: 1, to: 3 }));
    const people = good(await world.access.requests.people([told?.entry.actorRef ?? '']));
    expect([...people.values()]).toEqual([DARIO]);
    expect(JSON.stringify(told)).not.toContain(DARIO);
    expect(await rowOf(world)).toMatchObject({ alteration: { because: 'signature', entry: 2 } });
  });
});
