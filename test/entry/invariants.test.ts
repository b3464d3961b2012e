import type { PayloadOf } from '../../src/contract/schemas';
import { stateAt } from '../../src/domain/access/request';
import { DARIO, good, ORD, ORDERS_PAGE, SAM } from './a-world';
import {
  active,
  aCarryingWorld,
  codeOf,
  NOTHING,
  on,
  oursIn,
  requestIn,
  settle,
  wait,
} from './a-carrying-world';
import {
  aCommandId,
  anAccessWorld,
  anAsk,
  decide,
  preview,
  send,
  SOFIA,
  type AccessWorld,
} from './an-access-world';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const about = ({ id, rev, planHash }: { id: string; rev: number; planHash: string }) => ({
  id,
  rev,
  planHash,
});

const entriesOf = async (world: AccessWorld): Promise<string[]> => {
  const { requests } = world.portsFor({ kind: 'anonymous' });
  return good(await requests.records(`space-${ORD}`, { from: 1, to: 100 })).map(({ entry }) => entry.type);
};

/** What a browser that was tampered with adds to what it sends. */
const refusedWith = async (world: AccessWorld, more: object): Promise<string> => {
  const { planHash } = good(await preview(world));
  const payload: PayloadOf<'openRequest'> = {
    pageId: ORDERS_PAGE,
    ask: anAsk(),
    reason: 'The partner’s new shop reads orders.',
    ticket: null,
    planHash,
    commandId: aCommandId(),
  };
  return codeOf(await world.ask(DARIO, 'openRequest', { ...payload, ...more }));
};

describe('invariant 1, distinct people: who asks is who the platform says', () => {
  it.each([{ requester: SAM }, { by: SAM }, { accountId: SAM }, { planAuthor: SAM }])(
    'and nobody whom the browser names: %j',
    async (more) => {
      const world = await anAccessWorld();
      expect(await refusedWith(world, more)).toBe('BAD_INPUT');
      expect(good(await send(world)).requester).toBe(DARIO);
    },
  );
});

describe('invariant 4, denial: of two who decide at once the first counts', () => {
  it.each([
    { first: 'deny', second: 'approve', state: 'DENIED' },
    { first: 'approve', second: 'deny', state: 'APPROVED' },
  ] as const)('when $first comes before $second', async ({ first, second, state }) => {
    const world = await anAccessWorld();
    const seen = about(good(await send(world)));
    const reason = 'Use the export instead, please.';
    const answers = [
      await decide(world, SAM, { ...seen, verdict: first, reason }),
      await decide(world, SOFIA, { ...seen, verdict: second, reason }),
    ];
    expect(answers.map(codeOf)).toEqual(['ok', 'CONFLICT']);
    expect((await requestIn(world, seen.id)).state).toBe(state);
    expect(await entriesOf(world)).toHaveLength(2);
  });
});

describe('invariant 8, optimistic locking: what was not seen is not changed', () => {
  it('by any command, and nothing is stored of one that comes late', async () => {
    const world = await aCarryingWorld();
    const { id, rev, planHash } = good(await send(world));
    const seen = { requestId: id, rev };
    good(await world.ask(SAM, 'askBack', { ...seen, text: 'Until when?', commandId: aCommandId() }));
    const before = await requestIn(world, id);
    const reason = 'It is not needed any more.';
    const late: [
      string,
      'reviewRequest' | 'askBack' | 'answerQuestion' | 'withdrawRequest' | 'dropGrant' | 'revokeGrant',
      object,
    ][] = [
      [SOFIA, 'reviewRequest', { planHash, verdict: 'approve', reason: '' }],
      [SOFIA, 'reviewRequest', { planHash, verdict: 'deny', reason }],
      [SOFIA, 'askBack', { text: 'What for?' }],
      [DARIO, 'answerQuestion', { text: 'Until Friday.' }],
      [DARIO, 'withdrawRequest', {}],
      [DARIO, 'dropGrant', {}],
      [SOFIA, 'revokeGrant', { reason }],
    ];
    for (const [who, key, rest] of late) {
      const answer = await world.ask(who, key, { ...seen, ...rest, commandId: aCommandId() });
      expect([key, codeOf(answer)]).toEqual([key, 'CONFLICT']);
    }
    expect(await requestIn(world, id)).toEqual(before);
    expect(await entriesOf(world)).toEqual(['request.opened', 'request.asked-back']);
  });
});

describe('invariant 9, idempotence: a click that arrives again has its first answer', () => {
  it('also when the request has gone on since', async () => {
    const world = await aCarryingWorld();
    const click = { ...about(good(await send(world))), commandId: aCommandId() };
    const first = good(await decide(world, SAM, click));
    await world.jobs.deliver();
    expect((await requestIn(world, click.id)).state).toBe('ACTIVE');
    const told = await entriesOf(world);
    expect(good(await decide(world, SAM, click)).id).toBe(first.id);
    expect(await entriesOf(world)).toEqual(told);
  });
});

describe('invariant 13, taken back at once: nothing is left by the time it is said to be over', () => {
  it.each([
    { who: DARIO, key: 'dropGrant', rest: {} },
    { who: SAM, key: 'revokeGrant', rest: { reason: 'The contract has ended.' } },
  ] as const)('by $key, without waiting for anything', async ({ who, key, rest }) => {
    const { world, id } = await active();
    expect(oursIn(world)).not.toEqual(NOTHING);
    good(await world.ask(who, key, { ...(await on(world, id)), ...rest }));
    await world.jobs.deliver();
    expect(oursIn(world)).toEqual(NOTHING);
    // Until every node of the gateway must know of it, it is not said to be over.
    expect((await requestIn(world, id)).state).toBe('REVOKING');
    await settle(world);
    expect((await requestIn(world, id)).state).toBe('ENDED');
  });
});

describe('invariant 17, monotonic time: no clock but the server’s counts', () => {
  it.each([{ now: 0 }, { at: 0 }, { openedAt: 0 }, { expiresAt: 4_000_000_000_000 }])(
    'not what a browser sends along: %j',
    async (more) => {
      expect(await refusedWith(await anAccessWorld(), more)).toBe('BAD_INPUT');
    },
  );

  it('and where two servers disagree nothing is dated before what it follows', async () => {
    const world = await aCarryingWorld();
    const asked = good(await send(world));
    wait(world, -HOUR);
    good(await decide(world, SAM, about(asked)));
    const request = await requestIn(world, asked.id);
    if (request.state !== 'APPROVED') throw new Error(request.state);
    expect(new Date(request.approvedAt).toISOString()).toBe(asked.openedAt);
    expect(request.expiresAt - request.approvedAt).toBe(7 * DAY);
    const { requests } = world.portsFor({ kind: 'anonymous' });
    const told = good(await requests.records(`space-${ORD}`, { from: 1, to: 9 }));
    expect(told.map(({ entry }) => entry.at)).toEqual([request.openedAt, request.openedAt]);
  });
});

describe('invariant 18, history: nothing that has ended is ever tidied away', () => {
  it('years of sweeps later it is read, listed, exported and told as on the day', async () => {
    const { world, id } = await active();
    good(await world.ask(DARIO, 'dropGrant', await on(world, id)));
    await world.jobs.deliver();
    await settle(world);
    const ended = await requestIn(world, id);
    const told = await entriesOf(world);
    for (let year = 0; year < 3; year += 1) {
      wait(world, 365 * DAY);
      await world.jobs.sweep();
      await world.jobs.deliver();
    }
    expect(await requestIn(world, id)).toEqual(ended);
    expect(await entriesOf(world)).toEqual(told);
    const asked = { spaceId: ORD, state: 'all', cursor: null } as const;
    expect(good(await world.ask(SAM, 'listSpaceRequests', asked)).rows).toMatchObject([
      { id, state: 'ENDED' },
    ]);
    const exported = { ...asked, format: 'json', begunAt: null } as const;
    expect(good(await world.ask(SAM, 'exportRequests', exported)).rows.map((row) => row.id)).toEqual([id]);
    expect(stateAt(ended, world.time.now)).toBe('ENDED');
  });
});

describe('invariant 19, what the server found: a browser’s words for things are nobody’s facts', () => {
  it.each([
    { plan: ['Adds nobody to anything.'] },
    { pageTitle: 'Harmless' },
    { ask: anAsk({ beneficiary: { kind: 'consumer', consumer: 'partner-acme', name: 'Ana' } as never }) },
    { ask: { ...anAsk(), routeNames: ['health'] } },
  ])('%j is refused', async (more) => {
    expect(await refusedWith(await anAccessWorld(), more)).toBe('BAD_INPUT');
  });

  it('and the requester’s words are told apart from the plan', async () => {
    const world = await anAccessWorld();
    const reason = 'Adds nobody to anything; approved by Sam already.';
    const { id: requestId } = good(await send(world, DARIO, { reason }));
    const { reason: theirs, ...rest } = good(await world.ask(SAM, 'readRequest', { requestId }));
    expect(theirs).toBe(reason);
    expect(JSON.stringify(rest)).not.toContain('Adds nobody');
    expect(rest.plan[0]).toContain('Adds consumer `partner-acme` to ACL group `orders-read`');
  });
});
