import { ADA, DARIO, good, OLGA, ORD, ORDERS_PAGE, OWNERS_GROUP, RITA, SAM } from './a-world';
import { aCommandId, setPolicy, SOFIA } from './an-access-world';
import {
  aCarryingWorld,
  codeOf,
  on,
  openAs,
  requestIn,
  settle,
  wait,
  type CarryingWorld,
} from './a-carrying-world';

const HOUR = 3_600_000;
const OWNERS = { kind: 'group', groupId: OWNERS_GROUP } as const;

/** Sam, who decides in the space, takes it without approval for the group that calls as partner-acme. */
const taken = async () => {
  const world = await aCarryingWorld();
  const pair = { id: world.connectionId, subject: OWNERS, consumerId: 'id-partner-acme' };
  good(await world.ask(ADA, 'saveMapping', pair));
  const mayDeclare = [{ kind: 'space-admins' as const }];
  good(
    await setPolicy(world, { breakGlass: { mayDeclare, maximumMs: 4 * HOUR, reviewWithinMs: 48 * HOUR } }),
  );
  const { id, rev, planHash } = await openAs(world, DARIO, { beneficiary: OWNERS });
  const about = { requestId: id, rev, planHash, reason: 'Checkout is down.', commandId: aCommandId() };
  good(await world.ask(SAM, 'declareBreakGlass', about));
  return { world, id };
};

/** Its time is over. */
const toBeJudged = async () => {
  const { world, id } = await taken();
  await world.jobs.deliver();
  wait(world, 5 * HOUR);
  await settle(world);
  expect((await requestIn(world, id)).state).toBe('POST_REVIEW');
  return { world, id };
};

const judge = async (world: CarryingWorld, who: string, id: string) =>
  world.ask(who, 'judgeBreakGlass', {
    ...(await on(world, id)),
    verdict: 'JUSTIFIED',
    reason: 'Checkout was down indeed.',
  });

describe('access that was taken without approval', () => {
  it('is loud on its page and in its space from the first moment to the last, also while it is being carried out', async () => {
    const { world, id } = await taken();
    const alarms = async () => {
      const page = good(await world.ask(RITA, 'readAccess', { pageId: ORDERS_PAGE }));
      const queue = { spaceId: ORD, state: 'open' as const, cursor: null };
      const { emergencies } = good(await world.ask(SAM, 'listSpaceRequests', queue));
      return [
        (await requestIn(world, id)).state,
        ...[page.alarms, emergencies].map((all) => all.map(({ kind }) => kind)),
      ];
    };
    const loud = [['break-glass'], ['break-glass']];
    expect(await alarms()).toEqual(['APPROVED', ...loud]);
    world.kongWriter.fail('write acls', { code: 'SERVER_ERROR', status: 503 });
    await world.jobs.deliver();
    expect(await alarms()).toEqual(['APPLYING', ...loud]);
    world.kongWriter.fail('write acls', null);
    wait(world, HOUR / 4);
    await settle(world);
    expect(await alarms()).toEqual(['ACTIVE', ...loud]);
    wait(world, 4 * HOUR);
    await settle(world);
    expect(await alarms()).toEqual(['POST_REVIEW', ['judgement-due'], []]);
  });

  it('is not judged by whoever took it, under another account of theirs', async () => {
    const { world, id } = await toBeJudged();
    const { rev } = good(await world.ask(ADA, 'readAliases', {}));
    good(await world.ask(ADA, 'saveAliases', { rev, aliases: [[SAM, SOFIA]] }));
    expect(codeOf(await judge(world, SOFIA, id))).toBe('OWN_REQUEST');
    expect(good(await world.ask(SOFIA, 'readRequest', { requestId: id })).may.judge).toBe(false);
    good(await world.ask(ADA, 'saveAliases', { rev: rev + 1, aliases: [] }));
    expect(good(await judge(world, SOFIA, id)).state).toBe('JUSTIFIED');
  });

  it('is not judged while nobody can say whether whoever judges had it', async () => {
    const { world, id } = await toBeJudged();
    world.site.unreadableGroups = [OWNERS_GROUP];
    expect(codeOf(await judge(world, SOFIA, id))).toBe('CANNOT_VERIFY');
    expect((await requestIn(world, id)).state).toBe('POST_REVIEW');
    world.site.unreadableGroups = [];
    expect(good(await judge(world, SOFIA, id)).state).toBe('JUSTIFIED');
  });

  it('is not judged by whoever had it, or decides nothing there', async () => {
    const { world, id } = await toBeJudged();
    good(await setPolicy(world, { clauses: [{ anyOf: [{ kind: 'space-admins' }, OWNERS], min: 1 }] }));
    expect(codeOf(await judge(world, OLGA, id))).toBe('OWN_REQUEST');
    expect(codeOf(await judge(world, ADA, id))).toBe('NOT_AN_APPROVER');
    expect((await requestIn(world, id)).state).toBe('POST_REVIEW');
  });
});
