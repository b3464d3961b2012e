import { ADA, DARIO, good, NILS, ORD, ORDERS_PAGE, OWNERS_GROUP, RITA, SAM } from './a-world';
import {
  aCommandId,
  anAccessWorld,
  anAsk,
  clauseOf,
  decide,
  OLGA,
  preview,
  send,
  setPolicy,
  SOFIA,
  verdictOn,
} from './an-access-world';

/** What a decision names of a request. */
const about = ({ id, rev, planHash }: { id: string; rev: number; planHash: string }) => ({
  id,
  rev,
  planHash,
});

const codeOf = (answer: { ok: true } | { ok: false; error: { code: string } }): string =>
  answer.ok ? 'ok' : answer.error.code;

describe('somebody who asks', () => {
  it('sees the plan, and who decides, before anything is sent', async () => {
    const world = await anAccessWorld();
    const before = world.access.dump();
    const seen = good(await preview(world));
    expect(seen.plan[0]).toContain('Adds consumer `partner-acme` to ACL group `orders-read`');
    expect(seen).toMatchObject({ nothingToDo: false, concerns: [] });
    expect(seen.whoDecides).toEqual(['One of: the space admins']);
    expect(world.access.dump()).toBe(before);
  });

  it('is told when there is nothing to change', async () => {
    const world = await anAccessWorld();
    world.estate.kong.acls = [
      { id: 'a1', consumerId: 'id-partner-acme', group: 'orders-read', tags: [], createdAt: 1 },
    ];
    expect(good(await preview(world))).toMatchObject({ nothingToDo: true, planHash: '' });
  });

  it('cannot ask while something that the plan rests on cannot be read', async () => {
    for (const part of ['plugins', 'consumers', 'acls', 'routes']) {
      const world = await anAccessWorld();
      world.kong.fail(part, { code: 'NOT_PERMITTED', status: 403 });
      expect([part, codeOf(await preview(world))]).toEqual([part, 'CANNOT_VERIFY']);
    }
  });

  it('is told what is missing, and when it will be there, before the gateway was read as a whole', async () => {
    const world = await anAccessWorld();
    const ports = world.portsFor({ kind: 'anonymous' });
    const connection = good(await ports.connections.get(world.connectionId));
    if (connection?.kind !== 'kong' || connection.api.type !== 'admin') throw new Error('no connection');
    // Another gateway, of which nothing was read yet.
    const api = { ...connection.api, url: 'https://kong-new.shop.example:8444' };
    good(await ports.connections.put({ ...connection, rev: connection.rev + 1, api }));
    const answer = await preview(world);
    expect(answer).toMatchObject({ ok: false, error: { code: 'CANNOT_VERIFY' } });
    const detail = answer.ok ? '' : answer.error.detail;
    expect(detail).toContain('the whole gateway, which was not read yet');
    expect(detail).toContain('within two hours');
    expect(detail).toContain('an editor of the page has it read in Kong routes');
  });

  it('cannot ask for a service that the space may show and not change', async () => {
    const world = await anAccessWorld();
    const ports = world.portsFor({ kind: 'anonymous' });
    const connection = good(await ports.connections.get(world.connectionId));
    if (connection === null) throw new Error('no connection');
    const spaceRules = connection.spaceRules.map((rule) => ({
      ...rule,
      change: { services: [], tags: [], namespaces: [] },
    }));
    good(await ports.connections.put({ ...connection, rev: connection.rev + 1, spaceRules }));
    const { concerns } = good(await preview(world));
    expect(concerns).toMatchObject([{ blocking: true }]);
    expect(concerns[0]?.text).toContain('This space may not change `orders`.');
  });

  it('cannot ask for a route of another service, nor for a consumer that does not exist', async () => {
    const world = await anAccessWorld();
    const foreign = good(await preview(world, DARIO, { routeIds: ['id-payments-all'] }));
    expect(foreign).toMatchObject({ planHash: '', concerns: [{ blocking: true }] });
    const nobody = { kind: 'consumer', consumer: 'nobody' } as const;
    expect(codeOf(await preview(world, DARIO, { beneficiary: nobody }))).toBe('NO_PLAN');
    expect(codeOf(await preview(world, DARIO, { beneficiary: { kind: 'myself' } }))).toBe('NOT_MAPPED');
  });

  it('asks for themselves as the consumer that an admin said they are', async () => {
    const world = await anAccessWorld();
    const subject = { kind: 'account', accountId: DARIO } as const;
    good(
      await world.ask(ADA, 'saveMapping', { id: world.connectionId, subject, consumerId: 'id-partner-acme' }),
    );
    const seen = good(await preview(world, DARIO, { beneficiary: { kind: 'myself' } }));
    expect(seen.plan[0]).toContain('Adds consumer `partner-acme` to ACL group `orders-read`');
    expect(good(await world.ask(DARIO, 'readAccess', { pageId: ORDERS_PAGE })).myConsumer).toBe(
      'partner-acme',
    );
    expect(good(await world.ask(SAM, 'readAccess', { pageId: ORDERS_PAGE })).myConsumer).toBeNull();
  });

  it('sends nothing else than what they saw', async () => {
    const world = await anAccessWorld();
    const answer = await send(world, DARIO, { planHash: '0'.repeat(64) });
    expect(answer).toMatchObject({ ok: false, error: { code: 'PLAN_CHANGED' } });
  });

  it('has one request, however often the click arrives', async () => {
    const world = await anAccessWorld();
    const commandId = aCommandId();
    const [one, two] = await Promise.all([
      send(world, DARIO, { commandId }),
      send(world, DARIO, { commandId }),
    ]);
    const again = good(await send(world, DARIO, { commandId }));
    expect([good(one).id, good(two).id]).toEqual([again.id, again.id]);
    expect(good(await world.ask(DARIO, 'readAccess', { pageId: ORDERS_PAGE })).requests).toHaveLength(1);
    const other = await send(world, DARIO, { commandId, reason: 'Something else altogether.' });
    expect(other).toMatchObject({ ok: false, error: { code: 'BAD_INPUT', field: 'commandId' } });
  });

  it('says why, in as many words as the policy asks for', async () => {
    const world = await anAccessWorld();
    expect(codeOf(await send(world, DARIO, { reason: 'because' }))).toBe('REASON_TOO_SHORT');
  });

  it('takes it back, and nobody else does', async () => {
    const world = await anAccessWorld();
    const { id: requestId, rev } = good(await send(world));
    const withdraw = (who: string) =>
      world.ask(who, 'withdrawRequest', { requestId, rev, commandId: aCommandId() });
    expect(codeOf(await withdraw(SAM))).toBe('NOT_YOURS');
    expect(good(await withdraw(DARIO)).state).toBe('CANCELLED');
  });
});

describe('somebody who decides', () => {
  it('approves, and the request says that it awaits being carried out', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    expect(good(await world.ask(SAM, 'readRequest', { requestId: request.id })).may.review).toBe(true);
    const approved = good(await decide(world, SAM, about(request)));
    expect(approved).toMatchObject({ state: 'APPROVED', awaitsApplication: true });
    expect(approved.clauses).toMatchObject([{ met: true, by: [SAM] }]);
  });

  it('is not the person who asked, space admin or not', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world, SAM));
    expect(codeOf(await decide(world, SAM, about(request)))).toBe('OWN_REQUEST');
    expect(request.whyNotReview).toContain('requester');
  });

  it('is nobody whom the access is for, by account or by group', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    const map = async (subject: object) =>
      good(
        await world.ask(ADA, 'saveMapping', {
          id: world.connectionId,
          subject,
          consumerId: 'id-partner-acme',
        }),
      );
    await map({ kind: 'account', accountId: SAM });
    expect(codeOf(await decide(world, SAM, about(request)))).toBe('OWN_REQUEST');
    await map({ kind: 'group', groupId: OWNERS_GROUP });
    world.site.unreadableGroups = [OWNERS_GROUP];
    expect(codeOf(await decide(world, SOFIA, about(request)))).toBe('CANNOT_VERIFY');
    world.site.unreadableGroups = [];
    expect(good(await decide(world, SOFIA, about(request))).state).toBe('APPROVED');
  });

  it('is of the group that the policy names, as it is now', async () => {
    const world = await anAccessWorld();
    good(await setPolicy(world, { clauses: [clauseOf([{ kind: 'group', groupId: OWNERS_GROUP }])] }));
    const request = good(await send(world));
    expect(codeOf(await decide(world, SAM, about(request)))).toBe('NOT_AN_APPROVER');
    world.site.unreadableGroups = [OWNERS_GROUP];
    expect(codeOf(await decide(world, OLGA, about(request)))).toBe('CANNOT_VERIFY');
    world.site.unreadableGroups = [];
    world.site.groups = world.site.groups.map((group) => ({ ...group, members: [] }));
    expect(codeOf(await decide(world, OLGA, about(request)))).toBe('NOT_AN_APPROVER');
    world.site.groups = world.site.groups.map((group) => ({ ...group, members: [OLGA] }));
    expect(good(await decide(world, OLGA, about(request))).state).toBe('APPROVED');
  });

  it('needs a second person where the policy wants two, and never counts twice', async () => {
    const world = await anAccessWorld();
    good(await setPolicy(world, { clauses: [clauseOf([{ kind: 'space-admins' }], 2)] }));
    const request = good(await send(world));
    const first = good(await decide(world, SAM, about(request)));
    expect(first).toMatchObject({ state: 'PENDING', clauses: [{ met: false, missing: 1, by: [SAM] }] });
    expect(codeOf(await decide(world, SAM, about(first)))).toBe('ALREADY_REVIEWED');
    expect(good(await decide(world, SOFIA, about(first))).state).toBe('APPROVED');
  });

  it('is told what somebody else did first', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    const both = await Promise.all([
      decide(world, SAM, about(request)),
      decide(world, SOFIA, about(request)),
    ]);
    expect(both.map(codeOf).sort()).toEqual(['CONFLICT', 'ok']);
    const late = both.find(({ ok }) => !ok);
    expect(late).toMatchObject({ error: { facts: ['It is approved now, in revision 2.'] } });
  });

  it('sees the difference when the world has changed, and approves nothing', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    world.estate.kong.plugins = world.estate.kong.plugins.map((plugin) =>
      plugin.name === 'acl' ? { ...plugin, config: { allow: ['orders-write'] }, updatedAt: 2 } : plugin,
    );
    const stale = good(await decide(world, SAM, about(request)));
    expect(stale.state).toBe('STALE');
    expect(stale.stale.join(' ')).toContain('`partner-acme` would now have to join `orders-write`');
    const { id: requestId, rev } = stale;
    const replan = (who: string) =>
      world.ask(who, 'replanRequest', { requestId, rev, commandId: aCommandId() });
    expect(codeOf(await replan(SOFIA))).toBe('NOT_YOURS');
    const anew = good(await replan(DARIO));
    expect(anew).toMatchObject({ state: 'PENDING', reviews: [] });
    expect(good(await decide(world, SAM, about(anew))).state).toBe('APPROVED');
  });

  it('approves nothing while the gateway cannot be read, and may deny all the same', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    world.kong.fail('everything', { code: 'TIMEOUT' });
    expect(codeOf(await decide(world, SAM, about(request)))).toBe('CANNOT_VERIFY');
    const denial = { verdict: 'deny', reason: 'Use the export instead.' } as const;
    expect(good(await decide(world, SAM, { ...about(request), ...denial })).state).toBe('DENIED');
  });

  it('asks back, and the requester answers', async () => {
    const world = await anAccessWorld();
    const { id: requestId, rev } = good(await send(world));
    const asked = good(
      await world.ask(SAM, 'askBack', { requestId, rev, text: 'Until when?', commandId: aCommandId() }),
    );
    expect(asked.may).toMatchObject({ review: true, answer: false });
    const answered = good(
      await world.ask(DARIO, 'answerQuestion', {
        requestId,
        rev: asked.rev,
        text: 'A week.',
        commandId: aCommandId(),
      }),
    );
    expect(answered.questions).toMatchObject([{ by: SAM, answer: { by: DARIO, text: 'A week.' } }]);
  });

  it('finds what waits, in the space and among their own', async () => {
    const world = await anAccessWorld();
    const { id } = good(await send(world));
    const queue = good(
      await world.ask(SAM, 'listSpaceRequests', { spaceId: ORD, state: 'open', cursor: null }),
    );
    expect(queue).toMatchObject({
      rows: [{ id, page: { title: 'Orders service' } }],
      counts: { PENDING: 1 },
    });
    const idsOf = async (who: string) => {
      const { rows, waiting } = good(await world.ask(who, 'listMyRequests', { cursor: null }));
      return { mine: rows.map((row) => row.id), waiting: waiting.map((row) => row.id) };
    };
    expect(await idsOf(SAM)).toEqual({ mine: [], waiting: [id] });
    expect(await idsOf(DARIO)).toEqual({ mine: [id], waiting: [] });
    expect(await idsOf(RITA)).toEqual({ mine: [], waiting: [] });
    const { waitingIsAll } = good(await world.ask(SAM, 'listMyRequests', { cursor: null }));
    expect(waitingIsAll).toBe(true);
  });
});

describe('a request', () => {
  it('does not exist for who cannot see its page, nor under another id', async () => {
    const world = await anAccessWorld();
    const { id } = good(await send(world));
    const read = (who: string, requestId: string) => world.ask(who, 'readRequest', { requestId });
    expect(codeOf(await read(NILS, id))).toBe('NO_SUCH_REQUEST');
    expect(await read(NILS, id)).toEqual(await read(NILS, 'Z'.repeat(26)));
  });

  it('is STALE as soon as the policy is another one', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    good(await setPolicy(world, { denials: 2 }));
    const read = good(await world.ask(DARIO, 'readRequest', { requestId: request.id }));
    expect(read).toMatchObject({ state: 'STALE', may: { replan: true, review: false } });
    expect(read.stale).toEqual(['The policy of this space was changed since.']);
  });

  it('has timed out once nobody decided in time, whoever looks first', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    world.time.now += 15 * 86_400_000;
    expect(codeOf(await decide(world, SAM, about(request)))).toBe('WRONG_STATE');
    const read = good(await world.ask(RITA, 'readRequest', { requestId: request.id }));
    expect(read.state).toBe('TIMED_OUT');
  });

  it('is approved by the policy when its groups are named as low-risk ones', async () => {
    const world = await anAccessWorld();
    const autoApprove = [{ connectionId: world.connectionId, group: 'orders-read' }];
    good(await setPolicy(world, { autoApprove }));
    expect(good(await send(world))).toMatchObject({ state: 'APPROVED', reviews: [] });
  });
});

describe('the record of a space', () => {
  it('has one entry for every step, names who took it, and verifies', async () => {
    const world = await anAccessWorld();
    const request = good(await send(world));
    good(await decide(world, SAM, about(request)));
    good(await setPolicy(world, { denials: 2 }));
    const { rows, head } = good(await world.ask(SAM, 'readLedger', { spaceId: ORD, cursor: null }));
    const by = (accountId: string) => ({ kind: 'person', accountId });
    expect(rows.map((row) => [row.type, row.by])).toEqual([
      ['request.stale', { kind: 'job' }],
      ['policy.changed', by(SAM)],
      ['request.approved', by(SAM)],
      ['request.opened', by(DARIO)],
    ]);
    expect(head?.seq).toBe(4);
    expect(await verdictOn(world, SAM, ORD)).toMatchObject({
      outcome: 'verified',
      upTo: 4,
    });
  });

  it('refuses a policy that nobody could ever satisfy', async () => {
    const world = await anAccessWorld();
    const nobody = clauseOf([{ kind: 'people', accountIds: [SAM] }], 2);
    expect(await setPolicy(world, { clauses: [nobody] })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', field: 'policy' },
    });
    expect(good(await world.ask(SAM, 'readPolicy', { spaceId: ORD }))).toMatchObject({
      isDefault: true,
      connections: [{ id: world.connectionId }],
    });
  });
});

it('keeps no text of half a character out of the record by breaking: it is refused at the door', async () => {
  const world = await anAccessWorld();
  const payload = { pageId: ORDERS_PAGE, ask: anAsk({ environment: '\ud800' }) };
  expect(codeOf(await world.ask(DARIO, 'previewRequest', payload))).toBe('BAD_INPUT');
});
