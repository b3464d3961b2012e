import { createResolver } from '../../src/entry/resolver';
import { judgeProjection } from '../../src/domain/access/judge-projection';
import { accessTable, textOfTable } from '../../src/domain/access/access-table';
import type { Projection } from '../../src/domain/access/projection';
import { concludeChain, walkChain, wholeChain } from '../../src/domain/access/verify-chain';
import { APP_ACCOUNT } from '../../src/adapters/memory/confluence';
import { jobsOf } from './a-jobs';
import { aKiller } from './a-killer';
import { altered, answer, begin, CHAIN, DAY, propertyOn, tamper, type Jobs } from './a-page-record';
import { good, ORDERS_PAGE, RITA, SAM } from './a-world';
import { decide, send, type AccessWorld } from './an-access-world';

const HOUR = 3_600_000;
type Stage = { world: AccessWorld; jobs: Jobs };

/** A space that keeps tables and tells people; nobody has time to write on the page in their own call. */
const beginTelling = async (): Promise<Stage> => {
  const stage = await begin();
  good(await answer(stage.world, true, true));
  await stage.jobs.deliver();
  stage.world.time.remainingMs = 0;
  return stage;
};

const requestsOf = async ({ access }: AccessWorld) =>
  good(await access.requests.list({ by: 'page', pageId: ORDERS_PAGE }, { cursor: null, limit: 50 })).requests;

/** How things stand in the end: what must be the same, whoever was killed where. Fails where it is not whole. */
const endOf = async (world: AccessWorld) => {
  const ports = world.portsFor({ kind: 'anonymous' });
  const [head, keys] = [good(await ports.requests.head(CHAIN)), good(await ports.signing.verifying())];
  if (head === null) throw new Error('nothing was recorded');
  const records = good(await ports.requests.records(CHAIN, { from: 1, to: 100 }));
  const chain = concludeChain(walkChain(wholeChain(CHAIN), records), { head, keys });
  expect(chain).toMatchObject({ outcome: 'verified', checked: records.length });
  const requests = await requestsOf(world);
  for (const { id, rev, state } of requests) {
    const told = records.filter(({ entry }) => entry.req === id);
    expect(told.map(({ entry }) => entry.rev)).toEqual(Array.from({ length: rev }, (_, n) => n + 1));
    expect(told.at(-1)?.body).toMatchObject({ state });
  }
  for (const kind of ['project', 'project-space', 'notify'] as const)
    expect(good(await ports.outbox.due(kind, { now: world.time.now + DAY, limit: 50 }))).toEqual([]);
  const row = good(await ports.projections.get(ORDERS_PAGE));
  const { value } = propertyOn(world) ?? { value: null };
  if (row === null || value === null) throw new Error('nothing is shown');
  if (row.alteration !== null) expect(row.alteration.restoredAt).not.toBeNull();
  const expected = { ...ports.placeOf(ORDERS_PAGE), keys };
  expect(judgeProjection(value, row.property, expected)).toEqual({ verdict: 'verified' });
  const shown = value as unknown as Projection;
  expect(shown.requests.map(({ id, state }) => `${id} ${state}`).sort()).toEqual(
    requests.map(({ id, state }) => `${id} ${state}`).sort(),
  );
  const table = world.site.tables.get(ORDERS_PAGE)?.at(-1)?.text;
  expect(table).toEqual(textOfTable(accessTable(requests, world.time.now)));
  return {
    entries: records.map(({ entry }) => `${entry.type} ${entry.req ?? ''}`).sort(),
    table,
    notices: world.site.notices
      .map(({ mark, mentions, text }) => `${mark} ${mentions.join()} ${text}`)
      .sort(),
  };
};

/** What the next runs find: an hour later, since what was begun was put off. */
const repair = async ({ world, jobs }: Stage) => {
  for (let round = 0; round < 3; round += 1) {
    world.time.now += HOUR;
    await jobs.sweep();
    await jobs.deliver();
  }
};

type Scene = {
  set: () => Promise<Stage>;
  /** What is killed at some call. */
  act: (stage: Stage, killer: ReturnType<typeof aKiller>) => Promise<unknown>;
  /** Somebody decides before approvers were told: then they need not be. */
  overtakes?: true;
};

/** Delivers what waits, twice over, as a killed process. */
const deliverAs = async ({ world }: Stage, { around }: ReturnType<typeof aKiller>) => {
  const dying = jobsOf(world, around);
  const keys = world.work.take();
  for (const key of [...keys, ...keys]) await dying.consume({ body: { key } });
};

const asked = async (): Promise<Stage> => {
  const stage = await beginTelling();
  const first = good(await send(stage.world, RITA));
  good(await send(stage.world, RITA));
  const { id, rev, planHash } = first;
  good(await decide(stage.world, SAM, { id, rev, planHash }));
  return stage;
};

const SCENES: Record<string, Scene> = {
  'the worker, after two were asked for and one approved': { set: asked, act: deliverAs },
  'the worker, and somebody denies before the next one comes': {
    set: asked,
    act: async (stage, killer) => {
      await deliverAs(stage, killer);
      const second = (await requestsOf(stage.world)).find(({ state }) => state === 'PENDING');
      if (second === undefined) throw new Error('nothing is pending');
      const { id, rev, planHash } = second;
      const denial = { id, rev, planHash, verdict: 'deny', reason: 'Use the export instead.' } as const;
      good(await decide(stage.world, SAM, denial));
    },
    overtakes: true,
  },
  'the worker, after somebody altered the property': {
    set: async () => {
      const stage = await asked();
      await stage.jobs.deliver();
      await tamper(stage.world, altered(stage.world, { gatehouseState: 'active' }));
      good(await stage.world.ask(RITA, 'readAccess', { pageId: ORDERS_PAGE }));
      return stage;
    },
    act: deliverAs,
  },
  'the daily look, after somebody altered the property': {
    set: async () => {
      const stage = await asked();
      await stage.jobs.deliver();
      await tamper(stage.world, altered(stage.world, { gatehousePending: 7 }));
      return stage;
    },
    act: async (stage, { around }) => {
      await jobsOf(stage.world, around).consume({ body: { key: `check#${ORDERS_PAGE}` } });
      await stage.jobs.consume({ body: { key: `check#${ORDERS_PAGE}` } });
    },
  },
  'the sweep, when deadlines have passed': {
    set: async () => {
      const stage = await asked();
      await stage.jobs.deliver();
      stage.world.time.now += 14 * DAY;
      return stage;
    },
    act: async ({ world }, { around }) => {
      const dying = jobsOf(world, around);
      await dying.schedule({ context: { moduleKey: 'sweep-requests' } });
      for (const key of world.work.take()) await dying.consume({ body: { key } });
    },
  },
  'the worker, when a space’s admins want no tables any more, and want them again': {
    set: async () => {
      const stage = await asked();
      await stage.jobs.deliver();
      good(await answer(stage.world, false, true));
      await stage.jobs.deliver();
      good(await answer(stage.world, true, true));
      return stage;
    },
    act: deliverAs,
  },
};

describe.each(Object.keys(SCENES))('%s', (name) => {
  it('may be killed at any call, before or after it: nothing is lost, nothing told or written twice', async () => {
    const { set, act, overtakes = false } = SCENES[name] ?? { set: asked, act: deliverAs };
    const compared = async ({ world }: Stage) => {
      const { notices, ...rest } = await endOf(world);
      return { ...rest, notices: notices.filter((notice) => !overtakes || !notice.includes('.approvers ')) };
    };
    const reference = await set();
    await act(reference, aKiller(Infinity, 'before'));
    await repair(reference);
    const end = await compared(reference);
    let points = 0;
    for (const when of ['before', 'after'] as const) {
      for (let after = 0, died = true; died; after += 1) {
        const stage = await set();
        const killer = aKiller(after, when);
        await act(stage, killer);
        await repair(stage);
        expect({ after, when, ...(await compared(stage)) }).toEqual({ after, when, ...end });
        died = killer.isDead();
        points += died ? 1 : 0;
      }
    }
    process.stdout.write(`${String(points).padStart(6)}  ${name}\n`);
    expect(points).toBeGreaterThan(20);
  });
});

describe('the call of somebody who decides', () => {
  it('may end at any point: the decision is there or not, and sent again it is there once, on the page too', async () => {
    let points = 0;
    for (const when of ['before', 'after'] as const) {
      for (let after = 0, died = true; died; after += 1) {
        const { world, jobs } = await beginTelling();
        const { id, rev, planHash } = good(await send(world, RITA));
        await jobs.deliver();
        world.time.remainingMs = 25_000;
        const { around, isDead } = aKiller(after, when);
        const resolver = createResolver({
          portsFor: (viewer, installation) => around(world.portsFor(viewer, installation)),
          log: () => undefined,
        });
        const payload = { requestId: id, rev, planHash, verdict: 'approve', reason: '', commandId: 'click' };
        const call = { call: { functionKey: 'reviewRequest', payload }, context: {} };
        await resolver(call, { principal: { accountId: SAM } });
        died = isDead();
        points += died ? 1 : 0;
        good(await world.ask(SAM, 'reviewRequest', payload));
        await repair({ world, jobs });
        const end = await endOf(world);
        expect(end.entries.filter((entry) => entry.startsWith('request.approved'))).toHaveLength(1);
        expect(end.notices).toHaveLength(2);
        expect([SAM, APP_ACCOUNT]).toContain(propertyOn(world)?.by);
      }
    }
    process.stdout.write(`${String(points).padStart(6)}  the call of somebody who decides\n`);
    expect(points).toBeGreaterThan(60);
  });
});
