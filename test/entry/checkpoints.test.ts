import { createCheckpointSchedule } from '../../src/entry/audit-jobs';
import type { JobLine } from '../../src/entry/job';
import { anchorsOf, verifyCheckpoint, type Checkpoint } from '../../src/domain/access/checkpoint';
import { ADA, aWorld, DARIO, good, ORD, SAM, type World } from './a-world';
import { anAccessWorld, send, verdictOn } from './an-access-world';

const DAY = 86_400_000;
const RUN = { context: { moduleKey: 'checkpoint-daily' } };

const jobIn = (world: World) => {
  const log: JobLine[] = [];
  const run = createCheckpointSchedule({
    ports: () => ({ ...world.portsFor({ kind: 'anonymous' }), reports: world.reports }),
    log: (line) => log.push(line),
  });
  return { run, jobLog: log };
};

const listed = async (world: Pick<World, 'ask'>) =>
  good(await world.ask(ADA, 'listCheckpoints', { before: null })).rows;
const shown = async (world: Pick<World, 'ask'>, day: string) => {
  const view = good(await world.ask(ADA, 'readCheckpoint', { day }));
  return { ...view, document: JSON.parse(view.text) as { checkpoint: Checkpoint; keys: never[] } };
};

/** A space and the site have a record each. */
const aRecordedWorld = async () => {
  const world = await anAccessWorld();
  good(await send(world));
  const subject = { kind: 'account', accountId: DARIO } as const;
  good(
    await world.ask(ADA, 'saveMapping', { id: world.connectionId, subject, consumerId: 'id-partner-acme' }),
  );
  return { ...world, ...jobIn(world) };
};

describe('once a day', () => {
  it('the ends of all records are put under one signed root, for an admin to keep elsewhere', async () => {
    const world = await aRecordedWorld();
    await world.run(RUN);
    expect(world.jobLog).toEqual([]);
    expect(await listed(world)).toMatchObject([{ day: '2026-11-23', chains: 2 }]);
    const { verdict, document } = await shown(world, '2026-11-23');
    expect(verdict).toBe('verified');
    expect(document.checkpoint.heads.map(({ chain, seq }) => [chain, seq])).toEqual([
      ['site', 1],
      ['space-65537', 1],
    ]);
    expect(verifyCheckpoint(document.checkpoint, document.keys)).toBe('verified');
    const { requests } = world.portsFor({ kind: 'anonymous' });
    const head = good(await requests.head('site'));
    expect(anchorsOf('site', [document.checkpoint]).get(1)).toBe(head?.hash);
  });

  it('and once only, however often Forge runs it', async () => {
    const world = await aRecordedWorld();
    await Promise.all([world.run(RUN), world.run(RUN)]);
    const before = await shown(world, '2026-11-23');
    good(await send(world));
    await world.run(RUN);
    expect(await shown(world, '2026-11-23')).toEqual(before);
    world.time.now += DAY;
    await world.run(RUN);
    expect((await listed(world)).map(({ day }) => day)).toEqual(['2026-11-24', '2026-11-23']);
    const { document } = await shown(world, '2026-11-24');
    expect(document.checkpoint.heads.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('none is made while an end cannot be read, which would say that there is no such record', async () => {
    const world = await aRecordedWorld();
    for (const calls of [0, 1, 2]) {
      world.access.stopAfter(calls);
      await world.run(RUN);
      world.access.stopAfter(null);
      expect(await listed(world)).toEqual([]);
    }
    expect(world.jobLog.map(({ job, name }) => [job, name])).toEqual(
      Array.from({ length: 3 }, () => ['checkpoint', 'STORAGE_UNAVAILABLE']),
    );
    await world.run(RUN);
    expect(await listed(world)).toHaveLength(1);
  });

  it('none is made of nothing, and nothing by what is no run of a schedule', async () => {
    const world = aWorld();
    const { run, jobLog } = jobIn(world);
    await run(RUN);
    expect([await listed(world), jobLog]).toEqual([[], []]);
    const recorded = await aRecordedWorld();
    await recorded.run({ call: { functionKey: 'checkpoint' } });
    expect(await listed(recorded)).toEqual([]);
    expect(recorded.jobLog).toMatchObject([{ name: 'BAD_INPUT' }]);
  });

  it('a day without one is said to have none', async () => {
    const world = await aRecordedWorld();
    expect(await world.ask(ADA, 'readCheckpoint', { day: '2026-11-22' })).toMatchObject({
      error: { code: 'BAD_INPUT', field: 'day' },
    });
  });
});

describe('exchanging the key that signs', () => {
  const rotate = (world: Pick<World, 'ask'>) => world.ask(ADA, 'rotateKey', {});

  it('is an entry, and leaves everything that was signed before verified', async () => {
    const world = await aRecordedWorld();
    await world.run(RUN);
    const [first] = good(await world.ask(ADA, 'listKeys', {}));
    world.time.now += DAY;
    const keys = good(await rotate(world));
    expect(keys.map(({ kid, until }) => [kid, until === null])).toEqual([
      ['key-2', true],
      [first?.kid, false],
    ]);
    const { rows } = good(await world.ask(ADA, 'readSiteLedger', { cursor: null }));
    expect(rows[0]).toMatchObject({
      type: 'key.rotated',
      by: { kind: 'person', accountId: ADA },
      facts: [{ people: [], text: 'Key `key-2` signs from now on' }],
    });
    const { requests } = world.portsFor({ kind: 'anonymous' });
    expect(good(await requests.head('site'))?.kid).toBe('key-2');
    expect((await verdictOn(world, ADA))?.outcome).toBe('verified');
    expect((await verdictOn(world, SAM, ORD))?.outcome).toBe('verified');
    expect((await shown(world, '2026-11-23')).verdict).toBe('verified');
    await world.run(RUN);
    const { document, verdict } = await shown(world, '2026-11-24');
    expect([document.checkpoint.kid, verdict]).toEqual(['key-2', 'verified']);
  });

  it('is done by one of two at once, and told once', async () => {
    const world = await aRecordedWorld();
    const both = await Promise.all([rotate(world), rotate(world)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toEqual({ ok: false, error: { code: 'CONFLICT' } });
    expect(good(await world.ask(ADA, 'listKeys', {}))).toHaveLength(2);
    expect(good(await world.ask(ADA, 'readSiteLedger', { cursor: null })).rows).toHaveLength(2);
  });

  it('changes nothing when the entry could not be stored', async () => {
    const world = await aRecordedWorld();
    world.access.stopAfter(0);
    expect(await rotate(world)).toMatchObject({ error: { code: 'STORAGE_UNAVAILABLE' } });
    world.access.stopAfter(null);
    expect(good(await world.ask(ADA, 'listKeys', {}))).toHaveLength(1);
  });
});
