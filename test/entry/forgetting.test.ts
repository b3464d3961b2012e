import type { PayloadOf } from '../../src/contract/schemas';
import { createPersonalDataSchedule } from '../../src/entry/audit-jobs';
import { uninstallForge } from '../contract/forge-in-process';
import { ADA, DARIO, good, ORD, RITA, SAM } from './a-world';
import { everything, NOTHING, oursIn, openAs, requestIn, settle, wait } from './a-carrying-world';
import { aForgeWorld, type ForgeWorld } from './a-forge-world';
import { aCommandId, clauseOf, decide, OLGA, setPolicy, SOFIA, verdictOn } from './an-access-world';

const MINUTE = 60_000;
const DAY = 86_400_000;

type Beneficiary = PayloadOf<'previewRequest'>['ask']['beneficiary'];

/** Tried again, not given up. */
const BUSY = { code: 'SERVER_ERROR', status: 503 } as const;

/** Brings the request that waits into a state. */
const INTO: Record<string, (world: ForgeWorld, id: string) => Promise<void>> = {
  PENDING: () => Promise.resolve(),
  APPROVED: approve,
  APPLYING: async (world, id) => {
    world.kongWriter.fail('write acls', BUSY);
    await approve(world, id);
    await world.jobs.deliver();
  },
  ACTIVE: async (world, id) => {
    await approve(world, id);
    await world.jobs.deliver();
  },
};

async function approve(world: ForgeWorld, id: string): Promise<void> {
  const { rev, planHash } = await requestIn(world, id);
  good(await decide(world, SOFIA, { id, rev, planHash }));
}

/**
 * Dario asks, for himself unless said, at the gateway and in the mesh; Sam wrote the policy, which names him and Sofia, and asks back; Sofia approves; Ada
 * said who is which consumer, owns the connection, and says that Rita and Olga are one person.
 */
const inState = async (state: string, beneficiary: Beneficiary = { kind: 'myself' }) => {
  const world = await aForgeWorld();
  const id = world.connectionId;
  for (const [accountId, consumerId] of [
    [DARIO, 'id-partner-acme'],
    [RITA, 'id-partner-acme'],
  ])
    good(await world.ask(ADA, 'saveMapping', { id, subject: { kind: 'account', accountId }, consumerId }));
  good(await world.ask(ADA, 'saveAliases', { rev: 0, aliases: [[RITA, OLGA]] }));
  good(await setPolicy(world, { clauses: [clauseOf([{ kind: 'people', accountIds: [SAM, SOFIA] }])] }));
  const { connections } = world.portsFor({ kind: 'anonymous' });
  const stored = good(await connections.get(id));
  if (stored === null) throw new Error('no connection');
  const owners = [{ kind: 'person' as const, accountId: ADA }, ...stored.owners];
  good(await connections.put({ ...stored, rev: stored.rev + 1, owners }));
  const { id: requestId, rev } = await openAs(world, DARIO, {
    ...everything,
    beneficiary,
  });
  const step = { requestId, text: 'Until when?' };
  const asked = good(await world.ask(SAM, 'askBack', { ...step, rev, commandId: aCommandId() }));
  const answer = { ...step, rev: asked.rev, commandId: aCommandId() };
  good(await world.ask(DARIO, 'answerQuestion', answer));
  await INTO[state]?.(world, requestId);
  expect((await requestIn(world, requestId)).state).toBe(state);
  return { world, requestId };
};

const jobOf = (world: ForgeWorld) => {
  const log: unknown[] = [];
  const run = createPersonalDataSchedule({
    ports: () => ({
      ...world.portsFor({ kind: 'anonymous' }),
      clock: { now: () => new Date(world.time.now).toISOString(), remainingMs: () => 300_000 },
      reports: world.reports,
    }),
    log: (line) => log.push(line),
  });
  return { log, run: () => run({ context: { moduleKey: 'personal-data-daily' } }) };
};

/** Where the account is still kept. */
const placesOf = async (world: ForgeWorld, accountId: string): Promise<string[]> =>
  [...(await world.kept())].flatMap(([key, text]) => (`${key} ${text}`.includes(accountId) ? [key] : []));

const forget = async (world: ForgeWorld, accountId: string): Promise<void> => {
  world.time.now += 6 * DAY;
  world.site.closedAccounts = [accountId];
  world.reports.closed.add(accountId);
  const { log, run } = jobOf(world);
  await run();
  expect(log).toEqual([]);
};

afterAll(uninstallForge);

describe.each(Object.keys(INTO))('an account that is forgotten while a request is %s', (state) => {
  it.each([
    ['who asked, for themselves', DARIO],
    ['who wrote the policy, is named in it, and asked back', SAM],
    ['who is named in it, and may have approved', SOFIA],
    ['who owns a connection, and mapped the others', ADA],
    ['who is another account of somebody, and a consumer', RITA],
    ['who is somebody’s other account', OLGA],
  ])('is in no row of any entity, of somebody %s', async (_, accountId) => {
    const { world } = await inState(state);
    expect(await placesOf(world, accountId)).not.toEqual([]);
    await forget(world, accountId);
    expect(await placesOf(world, accountId)).toEqual([]);
    expect((await verdictOn(world, accountId === SAM ? SOFIA : SAM, ORD))?.outcome).toBe('verified');
  });
});

describe('access of somebody who was forgotten', () => {
  it.each(Object.keys(INTO))('is given to nobody and kept by nobody, also when it was %s', async (state) => {
    const { world, requestId } = await inState(state);
    await forget(world, DARIO);
    world.kongWriter.fail('write acls', null);
    for (let quarter = 0; quarter < 6; quarter += 1) {
      await settle(world);
      wait(world, MINUTE);
    }
    expect(oursIn(world)).toEqual(NOTHING);
    const { state: end } = await requestIn(world, requestId);
    expect(['APPROVED', 'APPLYING', 'ACTIVE']).not.toContain(end);
    expect(await placesOf(world, DARIO)).toEqual([]);
    expect((await verdictOn(world, SAM, ORD))?.outcome).toBe('verified');
  });

  it('is not carried out although it was approved', async () => {
    const consumer = { kind: 'consumer', consumer: 'partner-acme' } as const;
    const { world, requestId } = await inState('APPROVED', consumer);
    await forget(world, DARIO);
    await world.jobs.deliver();
    expect(await requestIn(world, requestId)).toMatchObject({ state: 'STALE', cause: { kind: 'requester' } });
    expect(oursIn(world)).toEqual(NOTHING);
  });
});
