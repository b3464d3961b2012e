import { createRefreshConsumer } from '../../src/entry/refresh-jobs';
import { ADA, DARIO, ORD, ORDERS_PAGE, RITA, aMeshDraft, aWorld, good, nothing } from './a-world';
import { aSource, callers, operation, place, withMesh } from './a-mesh-page';
import { aPolicy } from './builders';

/** A page whose policies were read, and a minute later the whole cluster. */
const withCluster = async (namespaces: string[], accounts: { namespace: string; name: string }[] = []) => {
  const world = aWorld();
  const id = await withMesh(world, namespaces);
  world.estate.mesh.serviceAccounts.push(...accounts);
  await world.ask(RITA, 'readPolicies', { pageId: ORDERS_PAGE, from: 'live' });
  const readCluster = async () => {
    good(await world.ask(ADA, 'refreshConnectionSnapshot', { id }));
    const edge = {
      ports: () => ({
        ...world.portsFor({ kind: 'anonymous' }),
        clock: { now: () => new Date(world.time.now).toISOString(), remainingMs: () => 300_000 },
      }),
      log: () => undefined,
    };
    for (const { message } of world.refreshes.take())
      await createRefreshConsumer(edge)({ body: message, eventId: 'e', jobId: 'j' });
  };
  world.time.now += 60_000;
  await readCluster();
  return { world, id, readCluster };
};

describe('who may call, once the whole cluster was read', () => {
  const elsewhere = [
    { namespace: 'ops', name: 'runner' },
    { namespace: 'ops', name: 'watcher' },
  ];

  it('tells of accounts in namespaces that no policy names, dated apart from the policies', async () => {
    const { world } = await withCluster(['orders', 'storefront', 'ops'], elsewhere);
    world.time.now += 60_000;
    const view = good(await callers(world));
    expect(view.rows.map(({ caller, known, verdict }) => [caller, known, verdict]).slice(0, 3)).toEqual([
      ['ops/runner', 'seen', 'denied'],
      ['ops/watcher', 'seen', 'denied'],
      ['orders/returns', 'exists', 'denied'],
    ]);
    expect(view).toMatchObject({
      at: '2026-11-23T10:00:00.000Z',
      cluster: { snapshot: { readAt: '2026-11-23T10:01:00.000Z' } },
      notShown: null,
    });
  });

  it('says that they are not known before that', async () => {
    const world = aWorld();
    await withMesh(world);
    expect(good(await callers(world))).toMatchObject({
      cluster: { snapshot: { readAt: null }, mayRefresh: false },
      notShown: null,
    });
  });

  it('has the cluster read where it never was, or an hour ago, when somebody with an account looks', async () => {
    const { world } = await withCluster(['orders']);
    good(await callers(world));
    expect(world.refreshes.take()).toEqual([]);
    world.time.now += 3_600_000;
    good(await callers(world));
    expect(world.refreshes.take()).toHaveLength(1);
    const fresh = aWorld();
    await withMesh(fresh);
    good(await callers(fresh));
    expect(fresh.refreshes.take()).toHaveLength(1);
  });

  it('counts those of namespaces that the space may not show by verdict, and names none', async () => {
    const { world } = await withCluster(['orders'], elsewhere);
    const ops = aPolicy({ name: 'ops', namespace: 'orders', matchLabels: { app: 'orders' } });
    ops.spec.rules = [
      { from: [aSource({ principals: ['cluster.local/ns/ops/sa/run*'] })], to: null, when: null },
    ];
    world.estate.mesh.policies.push(ops);
    await world.ask(RITA, 'readPolicies', { pageId: ORDERS_PAGE, from: 'live' });
    const view = good(await callers(world));
    // `cart` of the storefront is named by a policy and has its row.
    expect(view.notShown).toEqual({ allowed: 1, denied: 2, unknown: 0 });
    expect(JSON.stringify(view)).not.toMatch(/runner|watcher|media/);
    expect(view.rows.find(({ caller }) => caller === 'storefront/cart')?.known).toBe('named');
  });

  it('counts the same whatever is searched for, so that no name can be guessed', async () => {
    const { world } = await withCluster(['orders'], elsewhere);
    const counts = [];
    for (const query of ['', 'runner', 'ops/', 'nobody'])
      counts.push(good(await callers(world, query)).notShown);
    expect(new Set(counts.map((count) => JSON.stringify(count))).size).toBe(1);
    expect(good(await callers(world, 'runner')).total).toBe(good(await callers(world, 'nobody')).total);
  });

  it('tells of a namespace that was read with the policies as it was then', async () => {
    const { world } = await withCluster(['orders']);
    world.estate.mesh.serviceAccounts = [{ namespace: 'orders', name: 'newcomer' }];
    await world.ask(RITA, 'readPolicies', { pageId: ORDERS_PAGE, from: 'live' });
    const names = good(await callers(world)).rows.map(({ caller }) => caller);
    expect(names).toContain('orders/newcomer');
    expect(names).not.toContain('orders/returns');
  });

  it('follows the rules as they are now, not as they were when it was read', async () => {
    const { world, id } = await withCluster(['orders', 'ops'], elsewhere);
    const { rev } = good(await world.ask(ADA, 'readConnection', { id }));
    const rules = [{ spaceId: ORD, show: { ...nothing, namespaces: ['orders'] }, change: nothing }];
    good(await world.ask(ADA, 'saveSpaceRules', { id, rev, rules }));
    expect(JSON.stringify(good(await callers(world)))).not.toContain('runner');
  });

  it('knows nothing of another cluster that the connection led to before', async () => {
    const { world, id } = await withCluster(['orders', 'ops'], elsewhere);
    const { rev } = good(await world.ask(ADA, 'readConnection', { id }));
    const draft = { ...aMeshDraft(), target: { kind: 'kubernetes', url: 'https://other.shop.example' } };
    good(await world.ask(ADA, 'saveConnection', { id, rev, draft }));
    const view = good(await callers(world));
    expect(view.cluster.snapshot.readAt).toBeNull();
    expect(JSON.stringify(view)).not.toContain('runner');
  });

  it('may be read again by whoever edits the page', async () => {
    const { world } = await withCluster(['orders']);
    const asked = { ...place, call: operation, query: '' };
    expect(good(await world.ask(DARIO, 'readMeshCallers', asked)).cluster.mayRefresh).toBe(true);
    expect(good(await world.ask(RITA, 'readMeshCallers', asked)).cluster.mayRefresh).toBe(false);
  });
});

describe('what changed since the whole cluster was read', () => {
  const begin = async (namespaces = ['orders']) => {
    const { world, readCluster } = await withCluster(namespaces);
    const reread = async () => {
      world.time.now += 60_000;
      good(await world.ask(RITA, 'readPolicies', { pageId: ORDERS_PAGE, from: 'live' }));
    };
    const changes = async () => good(await world.ask(RITA, 'readPolicyChanges', place));
    return { world, reread, changes, readCluster };
  };
  const allow = (name: string, app = 'orders') =>
    aPolicy({ name, namespace: 'orders', matchLabels: { app } });

  it('is nothing where nothing did', async () => {
    const { reread, changes } = await begin();
    await reread();
    expect(await changes()).toBeNull();
  });

  it('is nothing while the newest reading of the page is older than that of the cluster', async () => {
    const { world, reread, changes, readCluster } = await begin();
    world.estate.mesh.policies.push(allow('late'));
    world.time.now += 3_600_000;
    await readCluster();
    expect(await changes()).toBeNull();
    await reread();
    expect(await changes()).toBeNull();
  });

  it('is said of each policy for the workload, and of no other', async () => {
    const { world, reread, changes } = await begin();
    const { mesh } = world.estate;
    mesh.policies = [allow('newcomer'), allow('for-returns', 'returns')];
    await reread();
    const found = await changes();
    expect(found?.since).toBe('2026-11-23T10:01:00.000Z');
    expect(found?.changes.map(({ policy, change }) => [policy, change])).toEqual([
      ['orders/callers', 'removed'],
      ['orders/newcomer', 'added'],
    ]);
    expect(found?.changes[0]?.sentences[0]).toContain('`storefront/cart`');
  });

  it('is said of a policy that is now for another workload as a change of it', async () => {
    const { world, reread, changes } = await begin();
    const [callers] = world.estate.mesh.policies;
    world.estate.mesh.policies = [
      { ...callers, spec: { ...callers?.spec, selector: { matchLabels: { app: 'x' } } } } as never,
    ];
    await reread();
    expect((await changes())?.changes.map(({ policy, change }) => [policy, change])).toEqual([
      ['orders/callers', 'changed'],
    ]);
  });

  it('is not said of policies that could not be read now', async () => {
    const { world, reread, changes } = await begin();
    world.mesh.fail('authorizationpolicies in orders', { code: 'NOT_PERMITTED', status: 403 });
    await reread();
    expect(await changes()).toBeNull();
  });

  it('is not said of policies that could not be read then, but of those of the namespaces that were', async () => {
    const { world, reread, changes, readCluster } = await begin();
    const refuse = (...parts: string[]) => {
      for (const part of parts) world.mesh.fail(part, { code: 'NOT_PERMITTED', status: 403 });
    };
    const parts = ['authorizationpolicies', 'authorizationpolicies in orders'];
    for (const [refused, found] of [
      [parts, null],
      [parts.slice(0, 1), 1],
    ] as const) {
      world.time.now += 3_600_000;
      refuse(...refused);
      await readCluster();
      for (const part of parts) world.mesh.fail(part, null);
      world.estate.mesh.policies.push(allow(`late-${world.time.now}`));
      await reread();
      expect((await changes())?.changes.length ?? null).toBe(found);
    }
  });

  it('is not asked for by the public', async () => {
    const { world } = await begin();
    expect(await world.ask(null, 'readPolicyChanges', place)).toMatchObject({ ok: false });
  });
});
