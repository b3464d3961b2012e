import type { ExportedRequest } from '../../src/domain/access/exported-request';
import {
  aCarryingWorld,
  approved,
  everything,
  on,
  openAs,
  settle,
  wait,
  type CarryingWorld,
} from './a-carrying-world';
import { DARIO, good, OLGA, ORD, OWNERS_GROUP, SAM } from './a-world';
import { aCommandId, setPolicy, SOFIA } from './an-access-world';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const exported = async (world: CarryingWorld, format: 'csv' | 'json'): Promise<string[]> => {
  const asked = { spaceId: ORD, state: 'all' as const, format, cursor: null, begunAt: null };
  return good(await world.ask(SAM, 'exportRequests', asked)).rows.flatMap(({ text }) => text ?? []);
};
const first = async (world: CarryingWorld): Promise<ExportedRequest> =>
  JSON.parse((await exported(world, 'json'))[0] ?? '') as ExportedRequest;

describe('an export of requests that were carried out', () => {
  it('says what was changed on both sides, when it began, and how it ended', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    await world.jobs.deliver();
    const reason = 'The contract has ended.';
    good(await world.ask(SAM, 'revokeGrant', { ...(await on(world, id)), reason }));
    await settle(world);
    const one = await first(world);
    expect(one).toMatchObject({ state: 'ENDED', failure: null, left: [], extends: null, judged: null });
    expect(one.changes.join(' ')).toMatch(/60 calls a minute.*payments\/refunds/);
    expect(one.ending).toMatchObject({ as: 'revoked', by: SAM, reason });
    expect(one).toMatchObject({ stateWords: 'ended', endingWords: `It was taken back: ${reason}` });
    expect([one.appliedAt, one.endedAt]).not.toContain(null);
  });

  it('says what could not be taken back, and why', async () => {
    const world = await aCarryingWorld();
    await approved(world);
    await world.jobs.deliver();
    world.kongWriter.fail('write acls', { code: 'NOT_PERMITTED', status: 403 });
    wait(world, 8 * DAY);
    await settle(world);
    expect(await first(world)).toMatchObject({ state: 'REVOKE_FAILED', failure: { code: 'NOT_PERMITTED' } });
    const [csv] = await exported(world, 'csv');
    expect(csv).toContain('NOT_PERMITTED: membership of');
    expect(csv).toContain('could not be taken back');
    expect(await first(world)).toMatchObject({
      failureWords: expect.stringMatching(/^[A-Z].*\. .*\.$/) as string,
    });
  });

  it('says what was left in place, and of access whose time is over that it has ended, before any sweep', async () => {
    const world = await aCarryingWorld();
    await approved(world, { beneficiary: { kind: 'new-consumer', username: 'newcomer' } });
    await world.jobs.deliver();
    const [made] = world.estate.kong.consumers.filter(({ username }) => username === 'newcomer');
    const byHand = { id: 'by-hand', consumerId: made?.id ?? '', group: 'partners', tags: [], createdAt: 1 };
    world.estate.kong.acls?.push(byHand);
    wait(world, 7 * DAY);
    expect(await first(world)).toMatchObject({ state: 'ENDED', endedAt: null, left: [] });
    await settle(world);
    const left = [expect.stringContaining('the consumer newcomer') as string];
    expect(await first(world)).toMatchObject({ state: 'ENDED', left });
    expect((await exported(world, 'csv')).join(' ')).toContain('the consumer newcomer');
  });

  it('says who took access without approval and why, and how that was judged', async () => {
    const world = await aCarryingWorld();
    const mayDeclare = [{ kind: 'group' as const, groupId: OWNERS_GROUP }];
    good(
      await setPolicy(world, { breakGlass: { mayDeclare, maximumMs: 4 * HOUR, reviewWithinMs: 2 * DAY } }),
    );
    const { id: requestId, rev, planHash } = await openAs(world, DARIO, everything);
    const about = { requestId, rev, planHash, reason: 'Checkout is down.', commandId: aCommandId() };
    good(await world.ask(OLGA, 'declareBreakGlass', about));
    await world.jobs.deliver();
    wait(world, 5 * HOUR);
    await settle(world);
    const reason = 'Nothing was down at all.';
    good(
      await world.ask(SOFIA, 'judgeBreakGlass', {
        ...(await on(world, requestId)),
        verdict: 'VIOLATION',
        reason,
      }),
    );
    expect(await first(world)).toMatchObject({
      decidedBy: { brokeGlass: OLGA, reason: 'Checkout is down.' },
      judged: { by: SOFIA, verdict: 'VIOLATION', reason },
    });
    const [csv = ''] = await exported(world, 'csv');
    for (const cell of ['Checkout is down.', 'violation', reason]) expect(csv).toContain(cell);
  });
});
