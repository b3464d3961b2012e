import { createPersonalDataSchedule } from '../../src/entry/audit-jobs';
import type { JobLine } from '../../src/entry/job';
import { ADA, DARIO, good, ORD, ORDERS_PAGE, OWNERS_GROUP, RITA, SAM } from './a-world';
import {
  aCommandId,
  anAccessWorld,
  clauseOf,
  decide,
  send,
  setPolicy,
  SOFIA,
  verdictOn,
  type AccessWorld,
} from './an-access-world';

const DAY = 86_400_000;
const RUN = { context: { moduleKey: 'personal-data-daily' } };

const jobIn = (world: AccessWorld) => {
  const jobLog: JobLine[] = [];
  const run = createPersonalDataSchedule({
    ports: () => ({
      ...world.portsFor({ kind: 'anonymous' }),
      clock: { now: () => new Date(world.time.now).toISOString(), remainingMs: () => 300_000 },
      reports: world.reports,
    }),
    log: (line) => jobLog.push(line),
  });
  return { jobLog, run: () => run(RUN) };
};

/** A week later, so that everybody who is kept is due. */
const aWeekLater = async (world: AccessWorld) => {
  world.time.now += 7 * DAY;
  const { run, jobLog } = jobIn(world);
  await run();
  return jobLog;
};

const about = ({ id, rev, planHash }: { id: string; rev: number; planHash: string }) => ({
  id,
  rev,
  planHash,
});
const reported = (world: AccessWorld) => world.reports.taken.flat().map(({ accountId }) => accountId);

/** Dario asked, Sam asked back and approved; Ada mapped Rita. */
const aKeptWorld = async () => {
  const world = await anAccessWorld();
  const subject = { kind: 'account', accountId: RITA } as const;
  good(
    await world.ask(ADA, 'saveMapping', { id: world.connectionId, subject, consumerId: 'id-partner-acme' }),
  );
  const { id: requestId, rev } = good(await send(world));
  const question = { requestId, rev, text: 'Until when?', commandId: aCommandId() };
  const asked = good(await world.ask(SAM, 'askBack', question));
  good(await decide(world, SOFIA, about(asked)));
  return { ...world, requestId };
};

/** What is kept, without the log of exchanges and what commands answered, both of which expire after thirty days. */
const lasting = (world: AccessWorld): string => {
  const dumps = [world.access.dump(), world.storage.dump('everything-else')];
  const parts = dumps.flatMap((dump) => (JSON.parse(dump) as unknown[]).map((part) => JSON.stringify(part)));
  return parts.filter((part) => !/"correlationId"|"digest"/.test(part)).join();
};
const record = async (world: AccessWorld) =>
  good(await world.ask(ADA, 'readSiteLedger', { cursor: null })).rows;

describe('the report of personal data', () => {
  it('names everybody who is kept, whatever for, within a week, and nobody twice', async () => {
    const world = await aKeptWorld();
    good(await setPolicy(world, { clauses: [clauseOf([{ kind: 'people', accountIds: ['712020:olga'] }])] }));
    world.time.now += 5 * DAY;
    const { run, jobLog } = jobIn(world);
    await run();
    expect(reported(world)).toEqual([]);
    world.time.now += DAY;
    await run();
    expect(reported(world).sort()).toEqual([ADA, DARIO, '712020:olga', RITA, SAM, SOFIA].sort());
    await run();
    expect(reported(world)).toHaveLength(6);
    world.time.now += 6 * DAY;
    await run();
    expect(reported(world)).toHaveLength(12);
    expect(jobLog).toEqual([]);
  });

  it('is at most ninety accounts at a time, one report after the other', async () => {
    const world = await anAccessWorld();
    const { requests } = world.portsFor({ kind: 'anonymous' });
    const many = Array.from({ length: 200 }, (_, n) => `712020:person-${String(n)}`);
    good(await requests.pseudonyms(many, world.time.now));
    await aWeekLater(world);
    expect(world.reports.taken.map(({ length }) => length)).toEqual([90, 90, 20]);
  });

  it('names nobody who is no account', async () => {
    const world = await anAccessWorld();
    const { requests } = world.portsFor({ kind: 'anonymous' });
    good(await requests.pseudonyms(['unidentified', 'unknown', ''], world.time.now));
    await aWeekLater(world);
    expect(reported(world)).toEqual([]);
  });

  it('that was refused is made again the next day', async () => {
    const world = await aKeptWorld();
    world.reports.refuse(429);
    expect(await aWeekLater(world)).toMatchObject([{ job: 'personal-data', name: 'REPORT_REFUSED' }]);
    world.reports.refuse(null);
    await jobIn(world).run();
    expect(reported(world)).toContain(DARIO);
  });

  it('says from when what is kept is, and that it is of now once Atlassian had something newer', async () => {
    const world = await aKeptWorld();
    const at = (accountId: string) =>
      world.reports.taken
        .flat()
        .filter((one) => one.accountId === accountId)
        .map(({ updatedAt }) => updatedAt);
    world.reports.updated.add(SAM);
    await aWeekLater(world);
    world.reports.updated.clear();
    await aWeekLater(world);
    expect(at(SAM)).toEqual(['2026-11-23T10:00:00.000Z', '2026-11-30T10:00:00.000Z']);
    expect(at(DARIO)).toEqual(['2026-11-23T10:00:00.000Z', '2026-11-23T10:00:00.000Z']);
  });
});

describe('an account that was closed', () => {
  it.each([
    ['who asked', DARIO],
    ['who asked back', SAM],
    ['who approved', SOFIA],
    ['who is a consumer', RITA],
    ['who said so', ADA],
  ])('is kept nowhere that lasts, of somebody %s', async (_, accountId) => {
    const world = await aKeptWorld();
    expect(lasting(world)).toContain(`"${accountId}"`);
    world.reports.closed.add(accountId);
    expect(await aWeekLater(world)).toEqual([]);
    expect(lasting(world)).not.toContain(`"${accountId}"`);
    expect((await verdictOn(world, SAM === accountId ? SOFIA : SAM, ORD))?.outcome).toBe('verified');
  });

  it('leaves its requests as those of somebody who was forgotten', async () => {
    const world = await aKeptWorld();
    world.reports.closed.add(DARIO).add(SOFIA);
    await aWeekLater(world);
    const read = good(await world.ask(SAM, 'readRequest', { requestId: world.requestId }));
    expect(read.requester).toMatch(/^forgotten:/);
    expect(read.reviews[0]?.by).toMatch(/^forgotten:/);
    expect(read.reviews[0]?.by).not.toBe(read.requester);
    const { rows } = good(await world.ask(SAM, 'readLedger', { spaceId: ORD, cursor: null }));
    expect(rows.filter(({ by }) => by.kind === 'forgotten')).toHaveLength(2);
    expect((await record(world)).map(({ type }) => type)).toContain('person.forgotten');
    const { outbox } = world.portsFor({ kind: 'anonymous' });
    expect(good(await outbox.get(`project#${ORDERS_PAGE}`))).toMatchObject({
      effect: { do: 'project', pageId: ORDERS_PAGE },
    });
  });

  it('is no consumer, no alias and in no policy any more, and each is told', async () => {
    const world = await aKeptWorld();
    good(await world.ask(ADA, 'saveAliases', { rev: 0, aliases: [[RITA, SAM, DARIO]] }));
    const clauses = [clauseOf([{ kind: 'people', accountIds: [RITA, SAM] }])];
    good(await setPolicy(world, { clauses }));
    world.reports.closed.add(RITA);
    await aWeekLater(world);
    expect(good(await world.mappings.list(world.connectionId))).toEqual([]);
    expect(good(await world.ask(ADA, 'readAliases', {})).aliases).toEqual([[SAM, DARIO]]);
    const { policy } = good(await world.ask(SAM, 'readPolicy', { spaceId: ORD }));
    expect(policy.clauses).toEqual([clauseOf([{ kind: 'people', accountIds: [SAM] }])]);
    const facts = (await record(world)).flatMap((row) => row.facts.map(({ text }) => text));
    expect(facts).toContain(
      'is no longer the consumer `partner-acme` of Shop gateway: the account was closed',
    );
    expect(facts).toContain('are no longer said to be one person');
    const { rows } = good(await world.ask(SAM, 'readLedger', { spaceId: ORD, cursor: null }));
    expect(rows[0]).toMatchObject({ type: 'policy.changed', by: { kind: 'job' } });
  });

  it('owns no connection any more, and nothing else of the connection changes', async () => {
    const world = await anAccessWorld();
    const before = good(await world.ask(ADA, 'readConnection', { id: world.connectionId }));
    const { connections } = world.portsFor({ kind: 'anonymous' });
    const stored = good(await connections.get(world.connectionId));
    if (stored === null) throw new Error('no connection');
    const { requests } = world.portsFor({ kind: 'anonymous' });
    good(await requests.pseudonyms([RITA], world.time.now));
    const owners = [{ kind: 'person' as const, accountId: RITA }, ...stored.owners];
    good(await connections.put({ ...stored, rev: stored.rev + 1, owners }));
    world.reports.closed.add(RITA);
    await aWeekLater(world);
    const after = good(await world.ask(ADA, 'readConnection', { id: world.connectionId }));
    expect(after.owners).toEqual(before.owners);
    expect(after.owners).toMatchObject([{ kind: 'group', groupId: OWNERS_GROUP }]);
  });

  it('is forgotten whole by the next run when one was cut short, wherever that was', async () => {
    for (let calls = 1; calls < 16; calls += 1) {
      const world = await aKeptWorld();
      good(await world.ask(ADA, 'saveAliases', { rev: 0, aliases: [[DARIO, SAM, RITA]] }));
      world.time.now += 7 * DAY;
      world.reports.closed.add(DARIO);
      world.access.stopAfter(calls);
      await jobIn(world).run();
      world.access.stopAfter(null);
      await jobIn(world).run();
      const { requests } = world.portsFor({ kind: 'anonymous' });
      const request = good(await requests.get(world.requestId));
      expect([calls, JSON.stringify(request).includes(DARIO)]).toEqual([calls, false]);
      expect(good(await world.ask(ADA, 'readAliases', {})).aliases).toEqual([[SAM, RITA]]);
      expect((await verdictOn(world, ADA))?.outcome).toBe('verified');
    }
  });

  it('that Atlassian names and that was not reported is left alone', async () => {
    const world = await aKeptWorld();
    const honest = world.reports.report.bind(world.reports);
    world.reports.report = async (accounts) => {
      const told = await honest(accounts);
      return told.ok
        ? { ...told, value: [...told.value, { accountId: OWNERS_GROUP, status: 'closed' }] }
        : told;
    };
    const before = good(await world.mappings.list(world.connectionId));
    expect(await aWeekLater(world)).toEqual([]);
    expect(good(await world.mappings.list(world.connectionId))).toEqual(before);
  });
});
