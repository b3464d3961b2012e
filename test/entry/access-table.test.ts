import { APP_ACCOUNT, createMemoryConfluence } from '../../src/adapters/memory/confluence';
import { jobsOf } from './a-jobs';
import { answer, approve, begin, entriesOf, lookAt, MINUTE, recordOf } from './a-page-record';
import { DARIO, good, ORD, ORDERS_PAGE, RITA, SAM } from './a-world';
import { aCommandId, send, SOFIA, type AccessWorld } from './an-access-world';

const versionsOf = (world: AccessWorld) => world.site.tables.get(ORDERS_PAGE) ?? [];
const tableOn = (world: AccessWorld) => versionsOf(world).at(-1)?.text ?? [];

/** As an editor types into the table. */
const editByHand = (world: AccessWorld, text: string[][]) => {
  world.site.tables.set(ORDERS_PAGE, [...versionsOf(world), { text, by: DARIO, message: 'typo' }]);
};

describe('the access table on a page', () => {
  it('is not written before the space’s admins said yes, nor after they said no', async () => {
    const { world, jobs } = await begin();
    expect(good(await world.ask(SAM, 'readSpaceSettings', { spaceId: ORD }))).toMatchObject({
      rev: 0,
      writesTable: null,
    });
    good(await send(world));
    expect(versionsOf(world)).toEqual([]);
    good(await answer(world, false));
    await jobs.deliver();
    good(await send(world));
    expect(versionsOf(world)).toEqual([]);
  });

  it('follows the answer on every page of the space, in both directions, and each answer is one entry', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    good(await answer(world, true));
    await jobs.deliver();
    expect(tableOn(world)).toHaveLength(1);
    expect(tableOn(world)[0]?.slice(2, 4)).toEqual(['Caller', 'partner-acme']);
    good(await answer(world, false));
    await jobs.deliver();
    expect(tableOn(world)).toEqual([]);
    expect(versionsOf(world).at(-1)).toMatchObject({ by: APP_ACCOUNT });
    expect(await entriesOf(world)).toEqual(['request.opened', 'settings.changed', 'settings.changed']);
  });

  it('follows also in a space with more pages than one run has time for', async () => {
    const { world, jobs } = await begin();
    for (let n = 0; n < 30; n += 1) good(await send(world));
    good(await answer(world, true));
    world.work.take();
    jobs.time.remainingMs = 59_000;
    await jobs.consume({ body: { key: `project-space#${ORD}` } });
    expect(jobs.log).toMatchObject([{ name: 'MORE_TO_DO' }]);
    const waiting = good(await world.access.outbox.get(`project-space#${ORD}`));
    expect(waiting?.effect).not.toMatchObject({ after: null });
    await jobs.deliver();
    expect(good(await world.access.outbox.get(`project-space#${ORD}`))).toBeNull();
    expect(tableOn(world)).toHaveLength(10);
  });

  it('tells the second of two admins who answer at once, and gives a click that comes twice its answer', async () => {
    const { world } = await begin();
    const payload = { spaceId: ORD, rev: 0, writesTable: true, writesComments: null };
    const [one, two] = await Promise.all(
      [SAM, SOFIA].map((who) => world.ask(who, 'saveSpaceSettings', { ...payload, commandId: aCommandId() })),
    );
    expect([one?.ok, two?.ok].sort()).toEqual([false, true]);
    const again = { ...payload, rev: 1, writesTable: false, commandId: aCommandId() };
    const first = good(await world.ask(SAM, 'saveSpaceSettings', again));
    expect(good(await world.ask(SAM, 'saveSpaceSettings', again))).toEqual(first);
    expect(await entriesOf(world)).toEqual(['settings.changed', 'settings.changed']);
  });

  it('is written in the decider’s own name, and the page’s history tells what happened', async () => {
    const { world, jobs } = await begin();
    good(await answer(world, true));
    await jobs.deliver();
    const asked = good(await send(world));
    world.time.now += MINUTE;
    await approve(world, SAM, asked);
    expect(versionsOf(world).map(({ by, message }) => [by, message])).toEqual([
      [DARIO, 'Gatehouse: access of this page'],
      [SAM, 'Gatehouse: access of partner-acme approved'],
    ]);
    expect(tableOn(world)[0]).toContain(`@${SAM}`);
    const told = JSON.stringify(versionsOf(world).map(({ message }) => message));
    expect(told).not.toContain('712020:');
  });

  it('is not looked for where nobody was asked: what stands there is none of ours', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    editByHand(world, [['Caller', 'of another page']]);
    await lookAt(jobs);
    expect((await recordOf(world)).tableEdited).toBe(false);
  });

  it('costs Confluence nothing while it says the same as before', async () => {
    const { world, jobs } = await begin();
    good(await answer(world, true));
    const { id: requestId, rev } = good(await send(world));
    await jobs.deliver();
    world.time.remainingMs = 0;
    good(await world.ask(SAM, 'askBack', { requestId, rev, text: 'What for?', commandId: aCommandId() }));
    const without = jobsOf(world, (ports) => ({
      ...ports,
      confluence: { ...ports.confluence, readTable: () => Promise.reject(new Error('the page was read')) },
    }));
    await without.deliver();
    expect(without.log).toEqual([]);
  });

  it('makes no version of the page where it says the same as before', async () => {
    const { world, jobs } = await begin();
    good(await answer(world, true));
    const { id: requestId, rev } = good(await send(world));
    const before = versionsOf(world).length;
    const asked = { requestId, rev, text: 'What for?', commandId: aCommandId() };
    good(await world.ask(SAM, 'askBack', asked));
    await jobs.deliver();
    expect(versionsOf(world)).toHaveLength(before);
  });

  it('is left alone once somebody edited it by hand, which is said, until an editor has it written anew', async () => {
    const { world, jobs } = await begin();
    good(await answer(world, true));
    const asked = good(await send(world));
    await jobs.deliver();
    editByHand(world, [['Caller', 'somebody else']]);
    await approve(world, SAM, asked);
    await jobs.deliver();
    expect(tableOn(world)).toEqual([['Caller', 'somebody else']]);
    expect(await recordOf(world, DARIO)).toMatchObject({
      outcome: 'verified',
      tableEdited: true,
      mayWrite: true,
    });
    expect(await recordOf(world, RITA)).toMatchObject({ tableEdited: true, mayWrite: false });
    const write = (anew: boolean) => world.ask(DARIO, 'writePageRecord', { pageId: ORDERS_PAGE, anew });
    expect(good(await write(false)).tableEdited).toBe(true);
    expect(good(await write(true)).tableEdited).toBe(false);
    expect(tableOn(world)[0]?.[1]).toContain('approved');
  });

  it('is not put back once somebody removed it', async () => {
    const { world, jobs } = await begin();
    good(await answer(world, true));
    const asked = good(await send(world));
    await jobs.deliver();
    editByHand(world, []);
    await approve(world, SAM, asked);
    expect(tableOn(world)).toEqual([]);
    expect((await recordOf(world)).tableEdited).toBe(true);
  });

  it('is written on, by itself, once somebody undid what they had edited', async () => {
    const { world, jobs } = await begin();
    good(await answer(world, true));
    const asked = good(await send(world));
    await jobs.deliver();
    const ours = tableOn(world);
    editByHand(world, [['Caller', 'somebody else']]);
    await lookAt(jobs);
    expect((await recordOf(world)).tableEdited).toBe(true);
    editByHand(world, ours);
    await approve(world, SAM, asked);
    expect(tableOn(world)[0]?.[1]).toContain('approved');
    expect((await recordOf(world)).tableEdited).toBe(false);
  });

  it('that a copied page brought along is nobody’s of ours', async () => {
    const { world, jobs } = await begin();
    good(await answer(world, true));
    await jobs.deliver();
    editByHand(world, [['Caller', 'of another page']]);
    good(await send(world));
    expect(tableOn(world)).toEqual([['Caller', 'of another page']]);
    expect((await recordOf(world)).tableEdited).toBe(true);
  });

  it('is tried again after somebody saved the page in between, and then left to the outbox', async () => {
    const { world, jobs } = await begin();
    good(await answer(world, true));
    await jobs.deliver();
    const asked = good(await send(world));
    const port = createMemoryConfluence(world.site, APP_ACCOUNT);
    let saves = 0;
    const racing = jobsOf(world, (ports) => ({
      ...ports,
      confluence: {
        ...ports.confluence,
        readTable: async (pageId) => {
          const read = await port.readTable(pageId);
          if ((saves += 1) <= 3) editByHand(world, tableOn(world));
          return read;
        },
      },
    }));
    world.time.remainingMs = 0;
    await approve(world, SAM, asked);
    await racing.deliver();
    expect(racing.log.filter(({ about }) => about?.startsWith('project#') === true)).toMatchObject([
      { name: 'CONFLICT', about: `project#${ORDERS_PAGE}` },
    ]);
    world.time.now += 60 * MINUTE;
    await racing.sweep();
    await racing.deliver();
    expect(tableOn(world)[0]?.[1]).toContain('approved');
  });
});
