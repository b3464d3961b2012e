import { jobsOf } from './a-jobs';
import { ADA, DARIO, good, OLGA, OWNERS_GROUP, SAM } from './a-world';
import { aCommandId, decide, setPolicy } from './an-access-world';
import { aCarryingWorld, on, openAs, requestIn, wait } from './a-carrying-world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** More than the sweep lists at once. */
const MANY = 52;

describe('what the sweep lists', () => {
  it('does not hide a judgement that is overdue behind others that nobody gives', async () => {
    const world = await aCarryingWorld();
    const mayDeclare = [{ kind: 'group' as const, groupId: OWNERS_GROUP }];
    good(await setPolicy(world, { breakGlass: { mayDeclare, maximumMs: HOUR, reviewWithinMs: DAY } }));
    const ids: string[] = [];
    for (let n = 0; n < MANY; n += 1) {
      const { id, rev, planHash } = await openAs(world, DARIO);
      const about = { requestId: id, rev, planHash, reason: 'Checkout is down.', commandId: aCommandId() };
      good(await world.ask(OLGA, 'declareBreakGlass', about));
      good(await world.ask(DARIO, 'dropGrant', await on(world, id)));
      ids.push(id);
    }
    wait(world, 2 * DAY);
    for (let run = 0; run < 2; run += 1) await world.jobs.sweep();
    const requests = await Promise.all(ids.map((id) => requestIn(world, id)));
    expect(requests.filter((one) => one.state === 'POST_REVIEW' && one.overdue)).toHaveLength(MANY);
  });

  it('does not hide a grant that nobody works on behind others that wait for their turn', async () => {
    const world = await aCarryingWorld();
    const asked: Awaited<ReturnType<typeof openAs>>[] = [];
    for (let n = 0; n < MANY; n += 1) asked.push(await openAs(world, DARIO));
    for (const { id, rev, planHash } of asked) good(await decide(world, SAM, { id, rev, planHash }));
    world.work.take();
    const last = asked.at(-1)?.id ?? '';
    const { outbox } = world.portsFor({ kind: 'anonymous' });
    const item = good(await outbox.get(`apply#${last}`));
    if (item === null) throw new Error('nothing waits');
    good(await outbox.done(item));
    await world.jobs.sweep();
    expect((await requestIn(world, last)).state).toBe('ACTIVE');
  });

  it('is compared with mappings that are read once a run, however many rest on them', async () => {
    const world = await aCarryingWorld();
    const subject = { kind: 'account', accountId: DARIO } as const;
    const pair = { id: world.connectionId, subject, consumerId: 'id-partner-acme' };
    good(await world.ask(ADA, 'saveMapping', pair));
    const asked: Awaited<ReturnType<typeof openAs>>[] = [];
    for (let n = 0; n < 5; n += 1)
      asked.push(await openAs(world, DARIO, { beneficiary: { kind: 'myself' } }));
    for (const { id, rev, planHash } of asked) good(await decide(world, SAM, { id, rev, planHash }));
    good(await world.ask(ADA, 'removeMapping', pair));
    world.time.now = Math.ceil(world.time.now / HOUR) * HOUR;
    let reads = 0;
    const jobs = jobsOf(world, (ports) => ({
      ...ports,
      mappings: {
        ...ports.mappings,
        list: (id) => {
          reads += 1;
          return ports.mappings.list(id);
        },
      },
    }));
    await jobs.sweep();
    const ended = await Promise.all(asked.map(({ id }) => requestIn(world, id)));
    expect(ended.map(({ state }) => state)).toEqual(asked.map(() => 'ENDED'));
    expect(reads).toBe(1);
  });

  /** Approved for Dario, whose account is closed then; each run has time for one part of them. */
  const closedWith = async (count: number) => {
    const world = await aCarryingWorld();
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const { id, rev, planHash } = await openAs(world, DARIO);
      good(await decide(world, SAM, { id, rev, planHash }));
      ids.push(id);
    }
    world.site.closedAccounts = [DARIO];
    const short = jobsOf(world, (ports) => {
      let parts = 1;
      const { requests, confluence, outbox, clock } = ports;
      const closedAccounts: typeof confluence.closedAccounts = (accounts) => {
        parts -= 1;
        return confluence.closedAccounts(accounts);
      };
      // Whatever waits is left waiting: it is the looking for orphans that is counted here.
      const hold = { ...outbox, due: () => Promise.resolve({ ok: true as const, value: [] }) };
      return {
        ...ports,
        requests,
        outbox: hold,
        confluence: { ...confluence, closedAccounts },
        clock: { ...clock, remainingMs: () => (parts > 0 ? 300_000 : 0) },
      };
    });
    const left = async () => {
      const all = await Promise.all(ids.map((id) => requestIn(world, id)));
      return all.filter(({ state }) => state === 'APPROVED').length;
    };
    return { world, short, left };
  };

  it('is gone through for orphans by several runs, each of which goes on where the one before it stopped', async () => {
    const { short, left } = await closedWith(2 * MANY);
    const found: number[] = [await left()];
    for (let run = 0; run < 6; run += 1) {
      await short.sweep();
      found.push(await left());
    }
    // ACTIVE and APPLYING are looked at first, and nobody is in them.
    expect(found).toEqual([104, 104, 104, 54, 4, 0, 0]);
  });

  it('is looked through anew an hour after the last time began, at whatever minute', async () => {
    const { world, short, left } = await closedWith(1);
    world.site.closedAccounts = [];
    wait(world, 17 * MINUTE);
    for (let run = 0; run < 5; run += 1) await short.sweep();
    world.site.closedAccounts = [DARIO];
    wait(world, 59 * MINUTE);
    for (let run = 0; run < 5; run += 1) await short.sweep();
    expect(await left()).toBe(1);
    wait(world, MINUTE);
    for (let run = 0; run < 5; run += 1) await short.sweep();
    expect(await left()).toBe(0);
  });

  it('is asked for again also where the run breaks on one of them', async () => {
    const world = await aCarryingWorld();
    const { id, rev, planHash } = await openAs(world, DARIO);
    good(await decide(world, SAM, { id, rev, planHash }));
    world.work.take();
    wait(world, HOUR);
    const broken = jobsOf(world, (ports) => ({
      ...ports,
      outbox: { ...ports.outbox, get: () => Promise.reject(new Error('broken on purpose')) },
    }));
    await broken.sweep().catch(() => null);
    expect(world.work.take()).toContain(`apply#${id}`);
  });
});
