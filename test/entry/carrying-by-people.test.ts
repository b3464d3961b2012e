import { parse, parseAllDocuments } from 'yaml';
import { ADA, DARIO, good, OLGA, ORD, ORDERS_PAGE, OWNERS_GROUP, RITA, SAM } from './a-world';
import { aCommandId, anAsk, setPolicy, SOFIA } from './an-access-world';
import {
  aCarryingWorld,
  active,
  approved,
  codeOf,
  everything,
  NOTHING,
  makeByHand,
  on,
  openAs,
  oursIn,
  requestIn,
  settle,
  toldOf,
  wait,
} from './a-carrying-world';
import { alarmsOn } from '../../src/app/access/alarms';
import { kongTagsOf } from '../../src/domain/access/ownership';
import type { PayloadOf } from '../../src/contract/schemas';
import { theirs } from '../domain/access/mesh-builders';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('somebody who has access', () => {
  it('gives it up, at once and without a reason', async () => {
    const { world, id } = await active();
    expect(codeOf(await world.ask(RITA, 'dropGrant', await on(world, id)))).toBe('NOT_YOURS');
    const view = good(await world.ask(DARIO, 'dropGrant', await on(world, id)));
    expect(view).toMatchObject({ state: 'REVOKING', carried: { ending: 'Who had it gave it up.' } });
    await settle(world);
    expect((await requestIn(world, id)).state).toBe('ENDED');
    expect(oursIn(world)).toEqual(NOTHING);
  });

  it('is offered what they may do, and others what they may', async () => {
    const { world, id } = await active();
    const may = async (who: string) => good(await world.ask(who, 'readRequest', { requestId: id })).may;
    expect(await may(DARIO)).toMatchObject({ extend: true, drop: true, revoke: false, retry: false });
    expect(await may(SAM)).toMatchObject({ extend: false, drop: false, revoke: true, declare: false });
    expect(await may(RITA)).toMatchObject({ extend: false, drop: false, revoke: false, rehearse: false });
  });

  it('asks for more time within the policy’s total, and not for another’s access', async () => {
    const { world, id } = await active();
    const more = {
      ...(await on(world, id)),
      durationMs: 7 * DAY,
      reason: 'A week more, please.',
      ticket: null,
    };
    expect(codeOf(await world.ask(SAM, 'extendGrant', more))).toBe('NOT_YOURS');
    expect(codeOf(await world.ask(DARIO, 'extendGrant', { ...more, durationMs: 91 * DAY }))).toBe(
      'DURATION_WRONG',
    );
    const view = good(await world.ask(DARIO, 'extendGrant', { ...more, commandId: aCommandId() }));
    expect(view).toMatchObject({ state: 'PENDING', carried: { extends: id } });
  });
});

describe('somebody who decides', () => {
  it('takes access back with a reason, which everybody reads', async () => {
    const { world, id } = await active();
    const about = await on(world, id);
    expect(codeOf(await world.ask(SAM, 'revokeGrant', { ...about, reason: 'no' }))).toBe('REASON_TOO_SHORT');
    const given = { ...about, commandId: aCommandId(), reason: 'The contract has ended.' };
    const view = good(await world.ask(SAM, 'revokeGrant', given));
    expect(view.carried.ending).toBe('It was taken back: The contract has ended.');
    await settle(world);
    expect((await requestIn(world, id)).state).toBe('ENDED');
  });

  it('has what failed tried again, or abandons it', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    world.kongWriter.fail('write acls', { code: 'NOT_PERMITTED', status: 403 });
    await world.jobs.deliver();
    const failed = good(await world.ask(SAM, 'readRequest', { requestId: id }));
    expect(failed.carried.failure).toContain('The writer credential may not do this (403).');
    expect(failed.may).toMatchObject({ retry: true, revoke: true });
    expect(good(await world.ask(SAM, 'retryGrant', await on(world, id))).state).toBe('APPLYING');
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({ state: 'APPLY_FAILED', attempts: 2 });
    world.kongWriter.fail('write acls', null);
    good(await world.ask(DARIO, 'retryGrant', await on(world, id)));
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });

  it('has it tried at once to take back what could not be taken back, and others do not', async () => {
    const { world, id } = await active();
    world.kongWriter.fail('write acls', { code: 'NOT_PERMITTED', status: 403 });
    good(await world.ask(DARIO, 'dropGrant', await on(world, id)));
    await world.jobs.deliver();
    const may = async (who: string) => good(await world.ask(who, 'readRequest', { requestId: id })).may.retry;
    expect([await may(SAM), await may(DARIO), await may(RITA)]).toEqual([true, true, false]);
    expect(codeOf(await world.ask(RITA, 'retryGrant', await on(world, id)))).toBe('NOT_AN_APPROVER');
    expect(good(await world.ask(SAM, 'retryGrant', await on(world, id))).state).toBe('REVOKE_FAILED');
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('REVOKE_FAILED');
    world.kongWriter.fail('write acls', null);
    wait(world, 2 * MINUTE);
    const click = await on(world, id);
    for (let twice = 0; twice < 2; twice += 1) good(await world.ask(SAM, 'retryGrant', click));
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('ENDED');
    expect(oursIn(world)).toEqual(NOTHING);
    const told = await toldOf(world, id);
    expect(told.filter((type) => type.startsWith('grant.revoke'))).toEqual([
      'grant.revoke-failed',
      'grant.revoke-retried',
      'grant.revoke-retried',
    ]);
  });

  it('is told by the other side what it would take, and nothing is written', async () => {
    const world = await aCarryingWorld();
    const { id: requestId } = await openAs(world, DARIO, everything);
    const before = JSON.stringify(world.estate);
    const all = good(await world.ask(SAM, 'rehearseRequest', { requestId }));
    expect(all.changes.map(({ accepted }) => accepted)).toEqual([true, true, true]);
    const log = good(await world.portsFor({ kind: 'anonymous' }).exchanges.newest(world.connectionId, 50));
    const asked = log.filter(({ purpose }) => purpose === 'rehearse').map(({ actor }) => actor);
    expect(new Set(asked)).toEqual(new Set([{ kind: 'person', accountId: SAM }]));
    expect(codeOf(await world.ask(RITA, 'rehearseRequest', { requestId }))).toBe('NOT_AN_APPROVER');
    world.meshWriter.fail('write authorizationpolicies', {
      code: 'ADMISSION_REFUSED',
      detail: 'validation.istio.io',
    });
    const some = good(await world.ask(SAM, 'rehearseRequest', { requestId }));
    expect(some.changes.find(({ accepted }) => !accepted)?.because).toContain('(validation.istio.io)');
    expect(JSON.stringify(world.estate)).toBe(before);
  });
});

describe('the broken glass', () => {
  const glass = {
    mayDeclare: [{ kind: 'group' as const, groupId: OWNERS_GROUP }],
    maximumMs: 4 * 3_600_000,
    reviewWithinMs: 2 * DAY,
  };
  const declared = async () => {
    const world = await aCarryingWorld();
    good(await setPolicy(world, { breakGlass: glass }));
    const { id, rev, planHash } = await openAs(world, DARIO, everything);
    const about = { requestId: id, rev, planHash, reason: 'Checkout is down.' };
    const declare = (who: string) =>
      world.ask(who, 'declareBreakGlass', { ...about, commandId: aCommandId() });
    return { world, id, declare };
  };

  it('is broken by whom the policy names, and carried out at once', async () => {
    const { world, id, declare } = await declared();
    expect(codeOf(await declare(SAM))).toBe('MAY_NOT_DECLARE');
    const view = good(await declare(OLGA));
    expect(view.carried.brokenGlass).toMatchObject({ by: OLGA, reason: 'Checkout is down.', judged: null });
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
    expect(oursIn(world).acls).toHaveLength(1);
    const page = good(await world.ask(RITA, 'readAccess', { pageId: ORDERS_PAGE }));
    expect(page.alarms).toMatchObject([{ kind: 'break-glass', requestId: id }]);
  });

  it('is offered to those who may, on the page and at the request', async () => {
    const { world, id } = await declared();
    const ms = async (who: string) =>
      good(await world.ask(who, 'readAccess', { pageId: ORDERS_PAGE })).policy.breakGlassMs;
    expect([await ms(OLGA), await ms(SAM)]).toEqual([4 * 3_600_000, null]);
    expect(good(await world.ask(OLGA, 'readRequest', { requestId: id })).may.declare).toBe(true);
  });

  it('is shown above the requests of the space while it lasts, whatever they are filtered by', async () => {
    const { world, id: requestId, declare } = await declared();
    good(await declare(OLGA));
    const shown = async () =>
      good(await world.ask(SAM, 'listSpaceRequests', { spaceId: ORD, state: 'DENIED', cursor: null }))
        .emergencies;
    expect(await shown()).toMatchObject([{ kind: 'break-glass', requestId }]);
    await world.jobs.deliver();
    expect(await shown()).toMatchObject([{ kind: 'break-glass', requestId }]);
    wait(world, 5 * 3_600_000);
    expect(await shown()).toEqual([]);
  });

  it('is judged after its end by somebody else, and reminded of when nobody does', async () => {
    const { world, id, declare } = await declared();
    good(await declare(OLGA));
    await world.jobs.deliver();
    wait(world, 5 * 3_600_000);
    await settle(world);
    expect((await requestIn(world, id)).state).toBe('POST_REVIEW');
    expect(oursIn(world)).toEqual(NOTHING);
    wait(world, 3 * DAY);
    await settle(world);
    expect((await toldOf(world, id)).at(-1)).toBe('glass.judgement-overdue');
    const judge = async (who: string) =>
      world.ask(who, 'judgeBreakGlass', {
        ...(await on(world, id)),
        verdict: 'VIOLATION',
        reason: 'Nothing was down at all.',
      });
    expect(codeOf(await judge(DARIO))).toBe('OWN_REQUEST');
    expect(codeOf(await judge(OLGA))).toBe('OWN_REQUEST');
    expect(good(await judge(SOFIA))).toMatchObject({
      state: 'VIOLATION',
      carried: { brokenGlass: { judged: { by: SOFIA, reason: 'Nothing was down at all.' } } },
    });
  });
});

describe('a change that is made by hand', () => {
  const handed = async () => {
    const world = await aCarryingWorld({ writer: null });
    const id = await approved(world);
    await world.jobs.deliver();
    return { world, id };
  };
  const ask = { mesh: everything.mesh ?? null };

  it('is in force once it is seen, and not before, whatever anybody says', async () => {
    const world = await aCarryingWorld({ writer: null });
    const id = await approved(world, ask);
    await world.jobs.deliver();
    await makeByHand(world, id, ['kong-acl']);
    const half = await world.ask(SAM, 'confirmGrant', await on(world, id));
    expect(half).toMatchObject({ ok: false, error: { code: 'NOT_SEEN' } });
    expect((await requestIn(world, id)).state).toBe('APPROVED');
    await makeByHand(world, id, ['istio-grant']);
    expect(good(await world.ask(SAM, 'confirmGrant', await on(world, id))).state).toBe('ACTIVE');
    expect(await toldOf(world, id)).toContain('grant.confirmed');
  });

  it('is looked for at its end, until it is gone', async () => {
    const world = await aCarryingWorld({ writer: null });
    const id = await approved(world, ask);
    await makeByHand(world, id, ['kong-acl', 'istio-grant']);
    good(await world.ask(SAM, 'confirmGrant', await on(world, id)));
    wait(world, 8 * DAY);
    await settle(world);
    const { state, carried } = good(await world.ask(RITA, 'readRequest', { requestId: id }));
    expect(state).toBe('REVOKE_FAILED');
    expect([...carried.byHand].sort()).toEqual(['Shop gateway', 'Shop mesh']);
    const page = good(await world.ask(RITA, 'readAccess', { pageId: ORDERS_PAGE }));
    expect(page.alarms).toMatchObject([{ kind: 'revoke-failed' }]);
    world.estate.kong.acls = [];
    world.estate.mesh.policies = [theirs()];
    wait(world, 61 * MINUTE);
    await settle(world);
    expect((await requestIn(world, id)).state).toBe('ENDED');
  });

  it('is carried out by the app as soon as it may write', async () => {
    const { world, id } = await handed();
    for (const connectionId of [world.connectionId, world.meshId]) {
      const view = good(await world.ask(ADA, 'readConnection', { id: connectionId }));
      const { name, target, owners } = view;
      const draft = {
        name,
        target,
        owners: owners.map(({ ...owner }) =>
          owner.kind === 'group' ? { kind: 'group', groupId: owner.groupId } : owner,
        ),
        reader: { change: 'keep' },
        writer: { change: 'set', secret: 's3cr3t-later' },
      } as unknown as PayloadOf<'saveConnection'>['draft'];
      good(await world.ask(ADA, 'saveConnection', { id: connectionId, rev: view.rev, draft }));
    }
    wait(world, 61 * MINUTE);
    await settle(world);
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });
});

describe('the files', () => {
  it('of a request hold every change, with our marks, and nothing that would change what is not ours', async () => {
    const world = await aCarryingWorld({ writer: null });
    world.estate.kong.consumers = world.estate.kong.consumers.map((consumer) => ({
      ...consumer,
      customId: 'acme-7',
      tags: ['partner'],
    }));
    await world.refresh();
    const id = await approved(world);
    const deck = good(await world.ask(DARIO, 'exportRequest', { requestId: id, format: 'deck' }));
    const [file] = deck.files;
    expect(parse(file?.text ?? '')).toEqual({
      _format_version: '3.0',
      _info: { default_lookup_tags: { services: ['team:orders'] } },
      consumers: [
        {
          id: 'id-partner-acme',
          username: 'partner-acme',
          custom_id: 'acme-7',
          tags: ['partner'],
          acls: [{ group: 'orders-read', tags: kongTagsOf(id) }],
        },
      ],
      plugins: [
        expect.objectContaining({
          name: 'rate-limiting',
          service: 'orders',
          consumer: 'partner-acme',
          config: { limit_by: 'consumer', minute: 60 },
          tags: kongTagsOf(id),
        }),
      ],
    });
    expect(deck.notes[0]).toContain('Never with `deck gateway sync`');
    const istio = good(await world.ask(DARIO, 'exportRequest', { requestId: id, format: 'istio' }));
    const manifests = parseAllDocuments(istio.files[0]?.text ?? '').map((one) => one.toJS() as object);
    expect(manifests).toMatchObject([
      {
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        metadata: { namespace: 'orders', annotations: { 'gatehouse/request': id } },
      },
    ]);
    const json = good(await world.ask(DARIO, 'exportRequest', { requestId: id, format: 'json' }));
    expect(JSON.parse(json.files[0]?.text ?? '')).toMatchObject([{ id, state: 'APPROVED' }]);
  });

  it('of a page hold what is approved there, and nothing that is not', async () => {
    const { world, id } = await active();
    await openAs(world, DARIO, {
      beneficiary: { kind: 'new-consumer', username: 'not-yet' },
    });
    const deck = good(await world.ask(RITA, 'exportPageAccess', { pageId: ORDERS_PAGE, format: 'deck' }));
    expect(deck.files[0]?.text).toContain(id);
    expect(deck.files[0]?.text).not.toContain('not-yet');
    good(await world.ask(DARIO, 'dropGrant', await on(world, id)));
    const after = good(await world.ask(RITA, 'exportPageAccess', { pageId: ORDERS_PAGE, format: 'deck' }));
    expect(after.files).toEqual([]);
  });
});

describe('what the page says', () => {
  it('names a workload that a deny-all keeps closed, for as long as it does', async () => {
    const { world } = await active();
    world.estate.mesh.policies = oursIn(world).policies;
    wait(world, 8 * DAY);
    await settle(world);
    const page = good(await world.ask(RITA, 'readAccess', { pageId: ORDERS_PAGE }));
    expect(page.alarms).toMatchObject([{ kind: 'closed' }]);
    expect(page.alarms[0]?.sentence).toContain('Workload `orders/app=orders` lets nobody in');
    world.estate.mesh.policies.push(theirs());
    await settle(world);
    expect(good(await world.ask(RITA, 'readAccess', { pageId: ORDERS_PAGE })).alarms).toEqual([]);
  });

  it('forgets no access that does not end, however much was asked for since', async () => {
    const { world, id } = await active();
    world.kongWriter.fail('write acls', { code: 'NOT_PERMITTED', status: 403 });
    wait(world, 8 * DAY);
    await settle(world);
    const ports = world.portsFor({ kind: 'anonymous' });
    const afterMany = { requests: [], now: world.time.now };
    expect(good(await alarmsOn(ports, ORDERS_PAGE, afterMany))).toMatchObject([
      { kind: 'revoke-failed', request: { id } },
    ]);
  });

  it('says what is missing in the mesh before anything is asked for', async () => {
    const world = await aCarryingWorld({ policies: [] });
    const ask = anAsk({ ...everything, routeIds: [], tier: null, beneficiary: { kind: 'account' } });
    const view = good(await world.ask(DARIO, 'previewRequest', { pageId: ORDERS_PAGE, ask }));
    expect(view.planHash).toBe('');
    expect(view.concerns).toMatchObject([
      { blocking: true, text: expect.stringContaining('this grant would be the only one') as string },
      { blocking: true, text: expect.stringContaining('Have an ALLOW policy put in place first') as string },
    ]);
  });
});
