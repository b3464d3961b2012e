import type { JobLine } from '../../src/entry/job';
import { createRefreshConsumer, createRefreshSchedule } from '../../src/entry/refresh-jobs';
import {
  ADA,
  aDraft,
  aMeshDraft,
  aWorld,
  ANONYMOUS,
  bindByHand,
  CART_PAGE,
  connect,
  DARIO,
  good,
  NILS,
  ORD,
  ORDERS_PAGE,
  RITA,
  SHOP,
  type World,
} from './a-world';

/** The orders page, bound to a gateway that its space may show, and the jobs beside the resolver. */
const begin = async () => {
  const world = aWorld();
  const { id } = await connect(world, aDraft(), { [ORD]: { services: ['orders'] } });
  bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
  const log: JobLine[] = [];
  const edge = {
    ports: () => ({
      ...world.portsFor({ kind: 'anonymous' }),
      clock: { ...clockOf(world), remainingMs: () => 300_000 },
    }),
    log: (line: JobLine) => void log.push(line),
  };
  const consume = createRefreshConsumer(edge);
  const deliver = async () => {
    const answers = [];
    for (const { message } of world.refreshes.take())
      answers.push(await consume({ body: message, eventId: 'e', jobId: 'j' }));
    return answers;
  };
  return { ...world, id, jobLog: log, consume, deliver, schedule: createRefreshSchedule(edge) };
};
const clockOf = (world: World) => world.portsFor({ kind: 'anonymous' }).clock;

describe('the snapshot of a page’s gateway', () => {
  it('is there for every reader with its age, what is missing and how far a new one is', async () => {
    const world = await begin();
    const state = async (who: string | null) =>
      good(await world.ask(who, 'readSnapshotState', { pageId: ORDERS_PAGE }));
    expect(await state(RITA)).toMatchObject([
      { connection: { name: 'Shop gateway' }, readAt: null, refresh: null, unread: [] },
    ]);
    good(await world.ask(DARIO, 'refreshSnapshot', { pageId: ORDERS_PAGE, connectionId: world.id }));
    expect(await state(RITA)).toMatchObject([
      { readAt: null, refresh: { reading: 'node', done: 0, of: 15 } },
    ]);
    world.kong.fail('acls', { code: 'NOT_PERMITTED', status: 403 });
    world.time.now += 60_000;
    expect(await world.deliver()).toEqual([undefined]);
    expect(await state(RITA)).toMatchObject([
      {
        readAt: '2026-11-23T10:01:00.000Z',
        refresh: null,
        lastFailure: null,
        unread: [{ part: 'acls', code: 'NOT_PERMITTED' }],
      },
    ]);
  });

  it('says why the newest refresh was given up, and keeps the age of the one before', async () => {
    const world = await begin();
    good(await world.ask(DARIO, 'refreshSnapshot', { pageId: ORDERS_PAGE, connectionId: world.id }));
    await world.deliver();
    world.kong.fail('everything', { code: 'PRIVATE_CA' });
    world.time.now += 3_600_000;
    good(await world.ask(DARIO, 'refreshSnapshot', { pageId: ORDERS_PAGE, connectionId: world.id }));
    await world.deliver();
    expect(good(await world.ask(RITA, 'readSnapshotState', { pageId: ORDERS_PAGE }))).toMatchObject([
      {
        readAt: '2026-11-23T10:00:00.000Z',
        lastFailure: { code: 'PRIVATE_CA', at: '2026-11-23T11:00:00.000Z' },
      },
    ]);
  });

  it('is not shown, and cannot be refreshed, from a space that may show nothing of the gateway', async () => {
    const world = await begin();
    bindByHand(world, CART_PAGE, { kong: { connectionId: world.id, service: 'cart' } });
    const refused = { ok: false, error: { code: 'NOT_SHOWN_HERE', detail: 'the service cart' } };
    expect(await world.ask(ANONYMOUS, 'readSnapshotState', { pageId: CART_PAGE })).toEqual(refused);
    const payload = { pageId: CART_PAGE, connectionId: world.id };
    expect(await world.ask(DARIO, 'refreshSnapshot', payload)).toEqual(refused);
    expect(world.refreshes.take()).toEqual([]);
  });

  it('of another gateway cannot be refreshed from a page that is bound to this one', async () => {
    const world = await begin();
    const other = await connect(world, aDraft({ name: 'Other' }), { [SHOP]: { services: ['cart'] } });
    const payload = { pageId: ORDERS_PAGE, connectionId: other.id };
    expect(await world.ask(DARIO, 'refreshSnapshot', payload)).toMatchObject({
      error: { code: 'NOT_SHOWN_HERE' },
    });
    expect(world.refreshes.take()).toEqual([]);
  });

  it.each([
    [RITA, 'NOT_PAGE_EDITOR'],
    [NILS, 'PAGE_NOT_VISIBLE'],
    [ANONYMOUS, 'ANONYMOUS'],
  ])('is not refreshed for %s', async (who, code) => {
    const world = await begin();
    const payload = { pageId: ORDERS_PAGE, connectionId: world.id };
    expect(await world.ask(who, 'refreshSnapshot', payload)).toMatchObject({ ok: false, error: { code } });
    expect(world.refreshes.take()).toEqual([]);
  });

  it('is refreshed for a Confluence admin without a page, and for nobody else', async () => {
    const world = await begin();
    expect(await world.ask(DARIO, 'refreshConnectionSnapshot', { id: world.id })).toMatchObject({
      error: { code: 'NOT_CONFLUENCE_ADMIN' },
    });
    expect(good(await world.ask(ADA, 'refreshConnectionSnapshot', { id: world.id }))).toMatchObject({
      refresh: { done: 0 },
    });
    await world.deliver();
    expect(good(await world.ask(ADA, 'readConnectionSnapshot', { id: world.id }))).toMatchObject({
      readAt: '2026-11-23T10:00:00.000Z',
    });
    expect(await world.ask(ADA, 'refreshConnectionSnapshot', { id: world.id })).toMatchObject({
      error: { code: 'TOO_SOON', detail: '5 min' },
    });
  });
});

describe('the snapshot of a page’s cluster', () => {
  const orders = { namespace: 'orders', labels: { app: 'orders' } };
  const withMesh = async () => {
    const world = await begin();
    const { id: mesh } = await connect(world, aMeshDraft(), {
      [ORD]: { namespaces: ['orders'] },
      [SHOP]: { namespaces: ['storefront'] },
    });
    bindByHand(world, ORDERS_PAGE, { kubernetes: { connectionId: mesh, ...orders } });
    const state = async (who: string) =>
      good(await world.ask(who, 'readSnapshotState', { pageId: ORDERS_PAGE }));
    return { world, mesh, state };
  };

  it('is there for every reader, and is refreshed by editors of the page', async () => {
    const { world, mesh, state } = await withMesh();
    expect(await state(RITA)).toMatchObject([{ connection: { name: 'Shop mesh' }, readAt: null }]);
    const payload = { pageId: ORDERS_PAGE, connectionId: mesh };
    expect(await world.ask(RITA, 'refreshSnapshot', payload)).toMatchObject({
      error: { code: 'NOT_PAGE_EDITOR' },
    });
    expect(good(await world.ask(DARIO, 'refreshSnapshot', payload))).toMatchObject({
      refresh: { reading: 'meshconfig', done: 0, of: 8 },
    });
    await world.deliver();
    expect(await state(RITA)).toMatchObject([{ readAt: '2026-11-23T10:00:00.000Z', unread: [] }]);
  });

  it('is refreshed for a Confluence admin without a page, and told with its counts', async () => {
    const { world, mesh } = await withMesh();
    expect(await world.ask(DARIO, 'refreshConnectionSnapshot', { id: mesh })).toMatchObject({
      error: { code: 'NOT_CONFLUENCE_ADMIN' },
    });
    good(await world.ask(ADA, 'refreshConnectionSnapshot', { id: mesh }));
    await world.deliver();
    expect(good(await world.ask(ADA, 'readConnectionSnapshot', { id: mesh }))).toMatchObject({
      readAt: '2026-11-23T10:00:00.000Z',
      counts: { namespaces: 1, authorizationpolicies: 2 },
    });
  });

  it('tells a space nothing of namespaces that it may not show, and an admin all', async () => {
    const { world, mesh, state } = await withMesh();
    for (const part of [
      'services',
      'services in orders',
      'services in storefront',
      'services in istio-system',
    ])
      world.mesh.fail(part, { code: 'NOT_PERMITTED', status: 403 });
    const payload = { pageId: ORDERS_PAGE, connectionId: mesh };
    good(await world.ask(DARIO, 'refreshSnapshot', payload));
    await world.deliver();
    const partsOf = ({ unread }: { unread: { part: string }[] }) => unread.map(({ part }) => part);
    expect((await state(RITA)).map(partsOf)).toEqual([['services', 'services in orders']]);
    world.time.now += 3_600_000;
    const again = good(await world.ask(DARIO, 'refreshSnapshot', payload));
    expect(partsOf(again)).toEqual(['services', 'services in orders']);
    const admin = good(await world.ask(ADA, 'readConnectionSnapshot', { id: mesh }));
    expect(partsOf(admin)).toContain('services in storefront');
  });

  it('is gone with its connection', async () => {
    const { world, mesh } = await withMesh();
    good(await world.ask(ADA, 'refreshConnectionSnapshot', { id: mesh }));
    await world.deliver();
    expect(world.snapshots.dump()).toContain('payments-only');
    const { rev } = good(await world.ask(ADA, 'readConnection', { id: mesh }));
    good(await world.ask(ADA, 'removeConnection', { id: mesh, rev }));
    expect(world.snapshots.dump()).toBe('[[],[]]');
  });
});

describe('the jobs', () => {
  it.each([
    undefined,
    null,
    {},
    { body: {} },
    { body: { kind: 'continue' } },
    { body: { kind: 'begin', connectionId: '../x', notBefore: 'soon' } },
    'text',
  ])('drop what is no message of ours: %j', async (payload) => {
    const world = await begin();
    expect(await world.consume(payload)).toBeUndefined();
    await world.schedule(payload);
    expect(world.jobLog.map(({ name }) => name)).toEqual(['BAD_INPUT', 'BAD_INPUT']);
    expect(world.refreshes.take()).toEqual([]);
  });

  it('queue what is due when the schedule runs', async () => {
    const world = await begin();
    await world.schedule({ context: { cloudId: 'c', moduleKey: 'refresh-due' }, contextToken: 't' });
    expect(await world.deliver()).toEqual([undefined]);
    expect(good(await world.ask(RITA, 'readSnapshotState', { pageId: ORDERS_PAGE }))).toMatchObject([
      { unread: [], lastFailure: null },
    ]);
  });

  it('ask for the same message again when storage does not answer', async () => {
    const world = await begin();
    good(await world.ask(ADA, 'refreshConnectionSnapshot', { id: world.id }));
    world.snapshots.stopAfter(3);
    const [answer] = await world.deliver();
    expect(answer).toMatchObject({ retryOptions: { retryAfter: 60 } });
    expect(world.jobLog).toMatchObject([{ job: 'refresh', name: 'STORAGE_UNAVAILABLE' }]);
  });
});
