import { err } from '../../src/domain/result';
import {
  ADA,
  ORD,
  ORDERS_PAGE,
  OWNERS_GROUP,
  PAY,
  RITA,
  aDraft,
  aMeshDraft,
  aWorld,
  bindByHand,
  connect,
  good,
  nothing,
  type World,
} from './a-world';

const FUTURE = 1_900_000_000;
/** A JSON Web Token with that `exp`, signed by nobody. */
const aJwt = (exp: number) =>
  [{ alg: 'none' }, { exp }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.') + '.s3cr3tsignature';

const save = (world: World, id: string | null, changes: { rev?: number; draft?: object }) =>
  world.ask(ADA, 'saveConnection', { id, rev: changes.rev ?? 0, draft: changes.draft ?? aDraft() });

describe('connections', () => {
  it('never gives a stored secret back, whatever is asked', async () => {
    const world = aWorld();
    const saved = await save(world, null, {});
    const { id, rev } = good(saved);
    world.kong.accept(['s3cr3t-reader-1']);
    const answers = [
      saved,
      await world.ask(ADA, 'listConnections', {}),
      await world.ask(ADA, 'readConnection', { id }),
      await world.ask(ADA, 'testConnection', { id, role: 'reader' }),
      await world.ask(ADA, 'readExchanges', { id }),
      await save(world, id, { rev, draft: aDraft({ reader: { change: 'set', secret: 's3cr3t-reader-2' } }) }),
      await save(world, id, {
        rev: 99,
        draft: aDraft({ reader: { change: 'set', secret: 's3cr3t reader' } }),
      }),
    ];
    expect(JSON.stringify(answers)).not.toContain('s3cr3t');
    expect(world.storage.dump('everything-else')).not.toContain('s3cr3t');
    expect(JSON.stringify(world.log)).not.toContain('s3cr3t');
    expect(world.storage.dump('secrets')).toContain('s3cr3t-reader-2');
  });

  it('shows when a token runs out, where the token tells it', async () => {
    const world = aWorld();
    const draft = aDraft({ reader: { change: 'set', secret: aJwt(FUTURE) } });
    const { reader } = good(await save(world, null, { draft }));
    expect(reader).toEqual({
      state: 'set',
      current: { setAt: '2026-11-23T10:00:00.000Z', setBy: ADA, expiresAt: '2030-03-17T17:46:40.000Z' },
    });
  });

  it('keeps the older token valid until the rotation is finished', async () => {
    const world = aWorld();
    const { id, rev } = good(await save(world, null, {}));
    const draft = aDraft({ reader: { change: 'set', secret: 's3cr3t-reader-2' } });
    const rotating = good(await save(world, id, { rev, draft }));
    expect(rotating.reader.state).toBe('rotating');
    world.kong.accept(['s3cr3t-reader-1']);
    const test = () => world.ask(ADA, 'testConnection', { id, role: 'reader' });
    expect(good(await test()).outcome).toBe('answered');
    const finish = aDraft({ reader: { change: 'finish-rotation' } });
    expect(good(await save(world, id, { rev: rotating.rev, draft: finish })).reader.state).toBe('set');
    expect(good(await test())).toMatchObject({
      outcome: 'failed',
      failure: { code: 'UNAUTHENTICATED', status: 401 },
    });
    expect(world.storage.dump('secrets')).not.toContain('s3cr3t-reader-1');
  });

  it('does not use the older token any more once the rotation is finished, even if its text could not be deleted', async () => {
    const world = aWorld();
    const { id, rev } = good(await save(world, null, {}));
    const draft = aDraft({ reader: { change: 'set', secret: 's3cr3t-reader-2' } });
    const rotating = good(await save(world, id, { rev, draft }));
    world.storage.stopAfter(2);
    const finish = aDraft({ reader: { change: 'finish-rotation' } });
    expect(await save(world, id, { rev: rotating.rev, draft: finish })).toMatchObject({
      error: { code: 'STORAGE_UNAVAILABLE' },
    });
    world.storage.stopAfter(null);
    expect(world.storage.dump('secrets')).toContain('s3cr3t-reader-1');
    world.kong.accept(['s3cr3t-reader-1']);
    const test = good(await world.ask(ADA, 'testConnection', { id, role: 'reader' }));
    expect(test).toMatchObject({ outcome: 'failed', failure: { code: 'UNAUTHENTICATED' } });
  });

  it('names the port among what has to be approved, as an approved host covers its own port only', async () => {
    const world = aWorld();
    expect(good(await save(world, null, {})).egressDomain).toBe('https://kong.shop.example:8444');
  });

  it('tells the second of two admins who save at once, and touches no secret for them', async () => {
    const world = aWorld();
    const { id, rev } = good(await save(world, null, {}));
    const first = aDraft({ name: 'First', reader: { change: 'keep' } });
    good(await save(world, id, { rev, draft: first }));
    const second = aDraft({ name: 'Second', reader: { change: 'set', secret: 's3cr3t-second' } });
    expect(await save(world, id, { rev, draft: second })).toEqual({ ok: false, error: { code: 'CONFLICT' } });
    expect(world.storage.dump('secrets')).not.toContain('s3cr3t-second');
    expect(good(await world.ask(ADA, 'readConnection', { id })).name).toBe('First');
  });

  it('never sends a stored token to another host: a new address asks for it again', async () => {
    const world = aWorld();
    const { id, rev } = good(await save(world, null, {}));
    const api = { type: 'admin', url: 'https://elsewhere.example', workspace: null, tokenHeader: 'apikey' };
    const target = { kind: 'kong', api };
    expect(
      await save(world, id, { rev, draft: aDraft({ target, reader: { change: 'keep' } }) }),
    ).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', field: 'draft.reader.change' },
    });
    const moved = good(await save(world, id, { rev, draft: aDraft({ target }) }));
    expect(moved).toMatchObject({ egressDomain: 'https://elsewhere.example', reader: { state: 'set' } });
    expect(world.storage.dump('secrets')).not.toContain('previous');
  });

  it('tells the truth about a credential after a crash between any two of its writes', async () => {
    for (let calls = 0; calls < 12; calls += 1) {
      const world = aWorld();
      const { id, rev } = good(await save(world, null, {}));
      const api = { type: 'admin', url: 'https://elsewhere.example', workspace: null, tokenHeader: 'apikey' };
      const draft = aDraft({
        target: { kind: 'kong', api },
        reader: { change: 'set', secret: 's3cr3t-new' },
      });
      world.storage.stopAfter(calls);
      await save(world, id, { rev, draft });
      world.storage.stopAfter(null);
      const after = good(await world.ask(ADA, 'readConnection', { id }));
      const atNewAddress = after.egressDomain === 'https://elsewhere.example';
      // What is used at an address is what was entered for it, or nothing.
      world.kong.accept([atNewAddress ? 's3cr3t-new' : 's3cr3t-reader-1']);
      const test = good(await world.ask(ADA, 'testConnection', { id, role: 'reader' }));
      expect(test).toMatchObject(
        after.reader.state === 'absent'
          ? { outcome: 'failed', failure: { code: 'CREDENTIAL_MISSING' } }
          : { outcome: 'answered' },
      );
    }
  });

  it('removes a connection with its secrets', async () => {
    const world = aWorld();
    const { id, rev } = good(await save(world, null, {}));
    expect(await world.ask(ADA, 'removeConnection', { id, rev: rev - 1 })).toMatchObject({
      error: { code: 'CONFLICT' },
    });
    good(await world.ask(ADA, 'removeConnection', { id, rev }));
    expect(good(await world.ask(ADA, 'listConnections', {}))).toEqual([]);
    expect(world.storage.dump('secrets')).toBe('[]');
    expect(await world.ask(ADA, 'readConnection', { id })).toEqual({
      ok: false,
      error: { code: 'CONNECTION_GONE' },
    });
  });

  it('can be removed again when its secrets could not be deleted, and no secret outlives it', async () => {
    for (let calls = 0; calls < 6; calls += 1) {
      const world = aWorld();
      const { id, rev } = good(await save(world, null, {}));
      world.storage.stopAfter(calls);
      await world.ask(ADA, 'removeConnection', { id, rev });
      world.storage.stopAfter(null);
      const [left] = good(await world.ask(ADA, 'listConnections', {}));
      if (left === undefined) expect(world.storage.dump('secrets')).toBe('[]');
      const now = await world.ask(ADA, 'readConnection', { id });
      if (now.ok) good(await world.ask(ADA, 'removeConnection', { id, rev: now.value.rev }));
      expect(world.storage.dump('secrets')).toBe('[]');
    }
  });

  it('keeps a connection whose secrets could not be deleted, so that they can be', async () => {
    const world = aWorld();
    const { id, rev } = good(await save(world, null, {}));
    const failure = err({ code: 'STORAGE_UNAVAILABLE', detail: 'RATE_LIMIT_EXCEEDED' });
    world.storage.secrets.remove = () => Promise.resolve(failure);
    expect(await world.ask(ADA, 'removeConnection', { id, rev })).toEqual(failure);
    expect(good(await world.ask(ADA, 'readConnection', { id })).reader).toEqual({ state: 'absent' });
  });

  it('tells a page that its connection was removed', async () => {
    const world = aWorld();
    const { id, rev } = await connect(world, aDraft(), { [ORD]: { services: ['orders'] } });
    bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
    good(await world.ask(ADA, 'removeConnection', { id, rev }));
    const view = good(await world.ask(RITA, 'readRoutes', { pageId: ORDERS_PAGE, from: 'live' }));
    expect(view.environments[0]?.reading).toMatchObject({ state: 'refused', code: 'CONNECTION_GONE' });
  });

  it('says what answered a test and which parts could be read', async () => {
    const world = aWorld();
    const { id } = good(await save(world, null, {}));
    world.kong.fail('plugins', { code: 'NOT_PERMITTED', status: 403 });
    const report = good(await world.ask(ADA, 'testConnection', { id, role: 'reader' }));
    expect(report).toMatchObject({ outcome: 'answered', kong: { version: '3.9.3', database: 'postgres' } });
    expect('parts' in report ? report.parts : []).toContainEqual({
      part: 'plugins',
      right: 'read',
      granted: false,
      failure: { code: 'NOT_PERMITTED', status: 403 },
    });
  });

  it('tries the writer with its own credential, on what it would write', async () => {
    const world = aWorld();
    const draft = aDraft({ writer: { change: 'set', secret: 's3cr3t-writer-1' } });
    const { id } = good(await save(world, null, { draft }));
    world.kong.accept(['s3cr3t-reader-1']);
    world.kongWriter.accept(['s3cr3t-writer-1']);
    world.kongWriter.fail('write acls', { code: 'NOT_PERMITTED', status: 403 });
    const report = good(await world.ask(ADA, 'testConnection', { id, role: 'writer' }));
    expect('parts' in report ? report.parts : []).toEqual(
      expect.arrayContaining([
        { part: 'acls', right: 'read', granted: true, failure: null },
        { part: 'plugins', right: 'write', granted: true, failure: null },
        { part: 'acls', right: 'write', granted: false, failure: { code: 'NOT_PERMITTED', status: 403 } },
      ]),
    );
  });

  it('says of a mesh’s writer what it may write where some space may change something', async () => {
    const world = aWorld();
    const draft = { ...aMeshDraft(), writer: { change: 'set', secret: 's3cr3t-writer-1' } };
    const saved = good(await save(world, null, { draft }));
    const rules = [{ spaceId: ORD, show: nothing, change: { ...nothing, namespaces: ['orders'] } }];
    const { id } = good(await world.ask(ADA, 'saveSpaceRules', { id: saved.id, rev: saved.rev, rules }));
    const report = good(await world.ask(ADA, 'testConnection', { id, role: 'writer' }));
    expect('parts' in report ? report.parts : []).toEqual([
      { part: 'authorizationpolicies in orders', right: 'write', granted: true, failure: null },
    ]);
  });

  it('tells a writer that was never given from one that is refused', async () => {
    const world = aWorld();
    world.kongWriter.accept(['s3cr3t-writer-1']);
    const { id } = good(await save(world, null, {}));
    expect(good(await world.ask(ADA, 'testConnection', { id, role: 'writer' }))).toMatchObject({
      outcome: 'failed',
      failure: { code: 'CREDENTIAL_MISSING' },
    });
  });

  it('ties each call to the person and the purpose, newest first, and shows health', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [ORD]: { services: ['orders'] } });
    bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
    good(await world.ask(RITA, 'readRoutes', { pageId: ORDERS_PAGE, from: 'live' }));
    world.time.now += 60_000;
    world.kong.fail('everything', { code: 'TIMEOUT' });
    good(await world.ask(ADA, 'testConnection', { id, role: 'reader' }));
    const { exchanges } = good(await world.ask(ADA, 'readExchanges', { id }));
    expect(exchanges[0]).toMatchObject({
      actor: { kind: 'person', accountId: ADA },
      purpose: 'test-connection',
      outcome: { failure: 'TIMEOUT' },
    });
    expect(exchanges.at(-1)).toMatchObject({ actor: { accountId: RITA }, purpose: 'show-routes' });
    const [row] = good(await world.ask(ADA, 'listConnections', {}));
    expect(row?.health).toEqual({
      lastSuccessAt: '2026-11-23T10:00:00.000Z',
      lastFailure: { at: '2026-11-23T10:01:00.000Z', code: 'TIMEOUT' },
    });
  });

  it('fails rather than read without keeping a record of it', async () => {
    const world = aWorld();
    const { id } = good(await save(world, null, {}));
    world.storage.stopAfter(2);
    expect(await world.ask(ADA, 'testConnection', { id, role: 'reader' })).toMatchObject({
      error: { code: 'STORAGE_UNAVAILABLE' },
    });
  });

  it('refuses an owner group and a space that do not exist', async () => {
    const world = aWorld();
    const owners = [
      { kind: 'group', groupId: OWNERS_GROUP },
      { kind: 'group', groupId: 'gone' },
    ];
    expect(await save(world, null, { draft: aDraft({ owners }) })).toEqual({
      ok: false,
      error: { code: 'GROUP_GONE', field: 'draft.owners.1.groupId' },
    });
    const { id, rev } = good(await save(world, null, {}));
    const rules = [PAY, '999'].map((spaceId) => ({ spaceId, show: nothing, change: nothing }));
    expect(await world.ask(ADA, 'saveSpaceRules', { id, rev, rules })).toMatchObject({
      error: { code: 'BAD_INPUT', field: 'rules.1.spaceId' },
    });
  });
});
