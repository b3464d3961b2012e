import { ADA, DARIO, good, NILS, ORDERS_PAGE, RITA, SAM } from './a-world';
import {
  aCommandId,
  anAccessWorld,
  clauseOf,
  decide,
  send,
  setPolicy,
  SOFIA,
  type AccessWorld,
} from './an-access-world';

/** Sam's second account: a space admin too. */
const SAM_TOO = SOFIA;

const say = async (world: AccessWorld, aliases: string[][], who = ADA) => {
  const { rev } = good(await world.ask(ADA, 'readAliases', {}));
  return world.ask(who, 'saveAliases', { rev, aliases });
};

/** Sam and Sofia are one person. */
const aWorldOfTwoAccounts = async () => {
  const world = await anAccessWorld();
  good(await say(world, [[SAM, SAM_TOO]]));
  return world;
};

const codeOf = (answer: { ok: true } | { ok: false; error: { code: string } }): string =>
  answer.ok ? 'ok' : answer.error.code;
const about = ({ id, rev, planHash }: { id: string; rev: number; planHash: string }) => ({
  id,
  rev,
  planHash,
});
const read = async (world: AccessWorld, who: string, { id }: { id: string }) =>
  good(await world.ask(who, 'readRequest', { requestId: id }));

/** A request that became STALE, since the policy changed. */
const aStale = async (world: AccessWorld, by: string) => {
  const request = good(await send(world, by));
  good(await setPolicy(world, { denials: 2 }));
  return read(world, by, request);
};

describe('somebody with two accounts', () => {
  it('decides about nothing that they asked for under the other', async () => {
    const world = await aWorldOfTwoAccounts();
    const request = good(await send(world, SAM));
    expect(codeOf(await decide(world, SAM_TOO, about(request)))).toBe('OWN_REQUEST');
    const denial = { verdict: 'deny', reason: 'Not for us, I am afraid.' } as const;
    expect(codeOf(await decide(world, SAM_TOO, { ...about(request), ...denial }))).toBe('OWN_REQUEST');
    const seen = await read(world, SAM_TOO, request);
    expect(seen.may.review).toBe(false);
    expect(seen.whyNotReview).toContain('requester');
  });

  it('decides about nothing that is for the other', async () => {
    const world = await aWorldOfTwoAccounts();
    const subject = { kind: 'account', accountId: SAM } as const;
    good(
      await world.ask(ADA, 'saveMapping', { id: world.connectionId, subject, consumerId: 'id-partner-acme' }),
    );
    const request = good(await send(world));
    expect(codeOf(await decide(world, SAM_TOO, about(request)))).toBe('OWN_REQUEST');
  });

  it('counts once, whoever of them was first', async () => {
    const world = await aWorldOfTwoAccounts();
    good(await setPolicy(world, { clauses: [clauseOf([{ kind: 'space-admins' }], 2)] }));
    const request = good(await send(world));
    const first = good(await decide(world, SAM, about(request)));
    expect(codeOf(await decide(world, SAM_TOO, about(first)))).toBe('ALREADY_REVIEWED');
    expect((await read(world, SAM_TOO, first)).may.review).toBe(false);
  });

  it('counts once also when that becomes known only after both approved', async () => {
    const world = await anAccessWorld();
    good(await setPolicy(world, { clauses: [clauseOf([{ kind: 'space-admins' }], 3)] }));
    const request = good(await send(world));
    const first = good(await decide(world, SAM, about(request)));
    const second = good(await decide(world, SAM_TOO, about(first)));
    expect([...(second.clauses[0]?.by ?? [])].sort()).toEqual([SAM, SAM_TOO]);
    good(await say(world, [[SAM, SAM_TOO]]));
    expect((await read(world, DARIO, request)).clauses).toMatchObject([{ by: [SAM], missing: 2 }]);
  });

  it('has not approved what turns out to be their own', async () => {
    const world = await anAccessWorld();
    good(await setPolicy(world, { clauses: [clauseOf([{ kind: 'space-admins' }], 2)] }));
    const request = good(await send(world));
    good(await decide(world, SAM, about(request)));
    expect((await read(world, DARIO, request)).clauses).toMatchObject([{ by: [SAM], missing: 1 }]);
    good(await say(world, [[SAM, DARIO]]));
    expect((await read(world, DARIO, request)).clauses).toMatchObject([{ by: [], missing: 2 }]);
  });

  it('withdraws, answers and plans anew what they asked for under either', async () => {
    const world = await aWorldOfTwoAccounts();
    const asked = good(await send(world, SAM));
    expect((await read(world, SAM_TOO, asked)).may.withdraw).toBe(true);
    const withdrawn = { requestId: asked.id, rev: asked.rev, commandId: aCommandId() };
    expect(good(await world.ask(SAM_TOO, 'withdrawRequest', withdrawn)).state).toBe('CANCELLED');

    const second = good(await send(world, SAM_TOO));
    good(await say(world, [[RITA, NILS]]));
    const question = { requestId: second.id, rev: second.rev, text: 'For whom?', commandId: aCommandId() };
    const { rev } = good(await world.ask(SAM, 'askBack', question));
    good(await say(world, [[SAM, SAM_TOO]]));
    const answer = { ...question, rev, text: 'The partner.', commandId: aCommandId() };
    expect(codeOf(await world.ask(DARIO, 'answerQuestion', answer))).toBe('NOT_YOURS');
    expect(good(await world.ask(SAM, 'answerQuestion', answer)).questions).toMatchObject([
      { answer: { by: SAM } },
    ]);

    const stale = await aStale(world, SAM_TOO);
    expect((await read(world, SAM, stale)).may.replan).toBe(true);
    const replan = { requestId: stale.id, rev: stale.rev, commandId: aCommandId() };
    expect(good(await world.ask(SAM, 'replanRequest', replan)).state).toBe('PENDING');
  });

  it('finds what they asked for under either, and is asked to decide none of it', async () => {
    const world = await aWorldOfTwoAccounts();
    const mine = good(await send(world, SAM));
    const others = good(await send(world));
    const idsOf = async (who: string) => {
      const { rows, waiting } = good(await world.ask(who, 'listMyRequests', { cursor: null }));
      return { mine: rows.map(({ id }) => id), waiting: waiting.map(({ id }) => id) };
    };
    expect(await idsOf(SAM_TOO)).toEqual({ mine: [mine.id], waiting: [others.id] });
    expect(await idsOf(SAM)).toEqual({ mine: [mine.id], waiting: [others.id] });
    good(await say(world, []));
    expect(await idsOf(SAM_TOO)).toEqual({ mine: [], waiting: [mine.id, others.id] });
  });
});

describe('while it cannot be read which accounts are one person', () => {
  const aHiddenWorld = async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    const stale = await aStale(world, DARIO);
    world.access.hide('aliases');
    return { world, request: await latest(world, request.id), stale };
  };
  const latest = async (world: AccessWorld, id: string) => {
    const { requests } = world.portsFor({ kind: 'anonymous' });
    const request = good(await requests.get(id));
    if (request === null) throw new Error('no request');
    return request;
  };

  it('nobody decides, withdraws, answers or plans anew', async () => {
    const { world, request, stale } = await aHiddenWorld();
    const seen = (one: { id: string; rev: number }) => ({
      requestId: one.id,
      rev: one.rev,
      commandId: aCommandId(),
    });
    const answers = [
      await decide(world, SAM, about(request)),
      await decide(world, SAM, { ...about(request), verdict: 'deny', reason: 'No, thank you very much.' }),
      await world.ask(DARIO, 'withdrawRequest', seen(request)),
      await world.ask(DARIO, 'answerQuestion', { ...seen(request), text: 'A week.' }),
      await world.ask(DARIO, 'replanRequest', seen(stale)),
      await world.ask(DARIO, 'readRequest', { requestId: request.id }),
      await world.ask(SAM, 'listMyRequests', { cursor: null }),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({
        ok: false,
        error: { code: 'CANNOT_VERIFY', detail: 'which accounts are one person' },
      });
    expect(await latest(world, request.id)).toEqual(request);
    world.access.hide(null);
    expect(good(await world.ask(DARIO, 'withdrawRequest', seen(request))).state).toBe('CANCELLED');
  });

  it('asking goes on, since nobody decides by it', async () => {
    const { world } = await aHiddenWorld();
    expect(good(await world.ask(DARIO, 'readAccess', { pageId: ORDERS_PAGE })).requests).toHaveLength(2);
  });
});

describe('the table of accounts', () => {
  it('is said by a Confluence admin, read back, and told in the record', async () => {
    const world = await anAccessWorld();
    expect(good(await world.ask(ADA, 'readAliases', {}))).toEqual({ rev: 0, aliases: [] });
    good(await say(world, [[SAM, SAM_TOO]]));
    expect(good(await say(world, [[RITA, NILS]]))).toEqual({ rev: 2, aliases: [[RITA, NILS]] });
    const { rows } = good(await world.ask(ADA, 'readSiteLedger', { cursor: null }));
    const person = (accountId: string) => ({ kind: 'person', accountId });
    expect(rows.map(({ type, by, facts }) => [type, by, facts])).toEqual([
      [
        'aliases.changed',
        person(ADA),
        [
          { people: [person(RITA), person(NILS)], text: 'are one person' },
          { people: [person(SAM), person(SAM_TOO)], text: 'are no longer said to be one person' },
        ],
      ],
      ['aliases.changed', person(ADA), [{ people: [person(SAM), person(SAM_TOO)], text: 'are one person' }]],
    ]);
    const { requests } = world.portsFor({ kind: 'anonymous' });
    expect(JSON.stringify(good(await requests.records('site', { from: 1, to: 9 })))).not.toContain('712020');
  });

  it('records nothing when it says the same in another order', async () => {
    const world = await aWorldOfTwoAccounts();
    expect(good(await say(world, [[SAM_TOO, SAM]]))).toEqual({ rev: 1, aliases: [[SAM, SAM_TOO]] });
    expect(good(await world.ask(ADA, 'readSiteLedger', { cursor: null })).rows).toHaveLength(1);
  });

  it.each([
    { what: 'one account alone', aliases: [[SAM]], row: 0, detail: 'at least two' },
    {
      what: 'an account in two rows',
      aliases: [
        [RITA, NILS],
        [SAM, RITA],
      ],
      row: 1,
      detail: 'named twice',
    },
    { what: 'an account twice in a row', aliases: [[SAM, SAM]], row: 0, detail: 'named twice' },
    {
      what: 'nobody',
      aliases: [
        [RITA, NILS],
        [SAM, '712020:nobody'],
      ],
      row: 1,
      detail: 'no such person',
    },
  ])('refuses $what, naming the row', async ({ aliases, row, detail }) => {
    const world = await anAccessWorld();
    const answer = await say(world, aliases);
    const field = `aliases.${String(row)}`;
    expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_INPUT', field } });
    expect(JSON.stringify(answer)).toContain(detail);
    expect(good(await world.ask(ADA, 'readAliases', {})).rev).toBe(0);
  });

  it('tells the second of two who change it', async () => {
    const world = await aWorldOfTwoAccounts();
    const late = await world.ask(ADA, 'saveAliases', { rev: 0, aliases: [] });
    expect(late).toEqual({ ok: false, error: { code: 'CONFLICT' } });
    expect(good(await world.ask(ADA, 'readAliases', {})).aliases).toHaveLength(1);
  });
});
