import type { TriedCall } from '../../src/domain/istio/workload/tried-call';
import { createRefreshConsumer } from '../../src/entry/refresh-jobs';
import {
  ADA,
  CART_PAGE,
  DARIO,
  ORD,
  ORDERS_PAGE,
  RITA,
  SHOP,
  aMeshDraft,
  aWorld,
  bindByHand,
  connect,
  good,
  nothing,
  type World,
} from './a-world';
import { aPolicy } from './builders';

const orders = { namespace: 'orders', labels: { app: 'orders' } };

const withMesh = async (world: World, namespaces = ['orders']) => {
  const { id } = await connect(world, aMeshDraft(), { [ORD]: { namespaces }, [SHOP]: { namespaces } });
  bindByHand(world, ORDERS_PAGE, { kubernetes: { connectionId: id, ...orders } });
  const { mesh } = world.estate;
  const allow = aPolicy({ name: 'callers', namespace: 'orders', matchLabels: { app: 'orders' } });
  allow.spec.rules = [
    { from: [aSource({ principals: ['cluster.local/ns/storefront/sa/cart'] })], to: null, when: null },
  ];
  mesh.policies = [allow];
  mesh.serviceAccounts = [
    { namespace: 'orders', name: 'returns' },
    { namespace: 'storefront', name: 'cart' },
    { namespace: 'storefront', name: 'media' },
  ];
  return id;
};

const aSource = (said: object) => ({
  principals: [],
  notPrincipals: [],
  requestPrincipals: [],
  notRequestPrincipals: [],
  namespaces: [],
  notNamespaces: [],
  serviceAccounts: [],
  notServiceAccounts: [],
  trustDomains: [],
  notTrustDomains: [],
  ipBlocks: [],
  notIpBlocks: [],
  remoteIpBlocks: [],
  notRemoteIpBlocks: [],
  ...said,
});

const aCall = (parts: Partial<TriedCall> = {}): TriedCall => ({
  caller: { kind: 'account', namespace: 'storefront', name: 'cart' },
  method: 'GET',
  path: '/',
  port: null,
  host: null,
  headers: null,
  token: null,
  ...parts,
});
const place = { pageId: ORDERS_PAGE, environment: 'Production' };
const tryIt = (world: World, call: Partial<TriedCall> = {}, who: string | null = RITA) =>
  world.ask(who, 'tryCall', { ...place, call: aCall(call) });
const operation = { method: 'GET', path: '/', port: null, host: null };
const callers = (world: World, query = '') =>
  world.ask(RITA, 'readMeshCallers', { ...place, call: operation, query });
const verdicts = async (world: World, query = '') =>
  Object.fromEntries(
    good(await callers(world, query)).rows.map(({ caller, verdict }): [string, string] => [caller, verdict]),
  );

describe('the headline', () => {
  it('names who may call, and says what could not be read instead of guessing', async () => {
    const world = aWorld();
    await withMesh(world);
    const headline = async () => {
      const view = good(await world.ask(RITA, 'readPolicies', { pageId: ORDERS_PAGE, from: 'live' }));
      const reading = view.environments[0]?.reading;
      return reading !== undefined && 'data' in reading ? reading.data.headline : '';
    };
    expect(await headline()).toBe('Only `storefront/cart` may call this; plaintext is accepted.');
    world.mesh.fail('authorizationpolicies in orders', { code: 'NOT_PERMITTED', status: 403 });
    expect(await headline()).toContain('is not known');
    world.mesh.fail('authorizationpolicies in orders', null);
    world.mesh.fail('namespace orders', { code: 'NOT_PERMITTED', status: 403 });
    expect(await headline()).toContain('not known which proxy guards it');
  });
});

describe('trying a call', () => {
  it('answers with the policy and the rule that decide', async () => {
    const world = aWorld();
    await withMesh(world);
    expect(good(await tryIt(world))).toEqual({
      at: '2026-11-23T10:00:00.000Z',
      asked: '`GET /` by service account `storefront/cart`',
      verdict: 'allowed',
      dependsOn: null,
      parts: [
        {
          verdict: 'allowed',
          where: null,
          sentences: ['Let through by the sidecar beside it.', '`orders/callers`, rule 1 lets it in.'],
        },
      ],
    });
    expect(good(await tryIt(world, { caller: { kind: 'stranger' } })).verdict).toBe('denied');
  });

  it('does not say allowed when policies could not be read', async () => {
    const world = aWorld();
    await withMesh(world);
    world.mesh.fail('authorizationpolicies in istio-system', { code: 'NOT_PERMITTED', status: 403 });
    const answer = good(await tryIt(world));
    expect(answer.verdict).toBe('unknown');
    expect(answer.parts[0]?.sentences).toContain('Could not be read: authorizationpolicies in istio-system.');
  });

  it('is tried on what the page shows, not on a mesh that changed meanwhile', async () => {
    const world = aWorld();
    await withMesh(world);
    good(await world.ask(RITA, 'readPolicies', { pageId: ORDERS_PAGE, from: 'live' }));
    world.estate.mesh.policies = [];
    world.time.now += 60_000;
    const stranger = { caller: { kind: 'stranger' } } as const;
    expect(good(await tryIt(world, stranger))).toMatchObject({
      at: '2026-11-23T10:00:00.000Z',
      verdict: 'denied',
    });
  });

  it.each([
    ['a namespace that the space may not show', ['payments'], 'NOT_SHOWN_HERE'],
    ['everything else', ['orders'], null],
  ])('is refused for %s', async (_, namespaces, code) => {
    const world = aWorld();
    await withMesh(world, namespaces);
    const answer = await tryIt(world);
    expect(answer.ok ? null : answer.error.code).toBe(code);
  });

  it('says that an environment is not there, and that nothing could be read', async () => {
    const world = aWorld();
    await withMesh(world);
    const elsewhere = { ...place, environment: 'Staging', call: aCall() };
    expect(await world.ask(RITA, 'tryCall', elsewhere)).toMatchObject({ error: { code: 'NOT_BOUND' } });
    world.mesh.fail('everything', { code: 'REFUSED' });
    expect(await tryIt(world)).toEqual({ ok: false, error: { code: 'MESH_UNREAD' } });
  });

  it('is not for the public', async () => {
    const world = aWorld();
    const id = await withMesh(world);
    bindByHand(world, CART_PAGE, { kubernetes: { connectionId: id, ...orders } });
    const call = { pageId: CART_PAGE, environment: 'Production', call: aCall() };
    expect(good(await world.ask(DARIO, 'tryCall', call)).verdict).toBe('allowed');
    expect(await world.ask(null, 'tryCall', call)).toEqual({ ok: false, error: { code: 'ANONYMOUS' } });
  });

  it.each<[string, object]>([
    ['a path that is none', { path: 'orders' }],
    ['a path without end', { path: `/${'a'.repeat(3000)}` }],
    ['a port that is none', { port: 70_000 }],
    [
      'too many headers',
      { headers: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`h${n}`, ''])) },
    ],
    ['a service account that is none', { caller: { kind: 'account', namespace: 'orders', name: '../x' } }],
  ])('takes no %s', async (_, parts) => {
    const world = aWorld();
    await withMesh(world);
    expect(await tryIt(world, parts)).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
  });
});

describe('who may call', () => {
  it('tells of every known service account, of any other, and of those without an identity', async () => {
    const world = aWorld();
    await withMesh(world, ['orders', 'storefront']);
    expect(await verdicts(world)).toEqual({
      'orders/returns': 'denied',
      'storefront/cart': 'allowed',
      'storefront/media': 'denied',
      'any other service account of the mesh': 'denied',
      'anybody without a mesh identity (plaintext)': 'denied',
    });
  });

  it('tells of a namespace whose other accounts fare differently from all others', async () => {
    const world = aWorld();
    await withMesh(world, ['orders', 'storefront']);
    const ops = aPolicy({ name: 'ops', namespace: 'orders', matchLabels: { app: 'orders' } });
    ops.spec.rules = [{ from: [aSource({ principals: ['cluster.local/ns/ops/*'] })], to: null, when: null }];
    world.estate.mesh.policies = [...world.estate.mesh.policies, ops];
    expect(await verdicts(world)).toMatchObject({
      'storefront/media': 'denied',
      'any other service account of ops': 'allowed',
      'any other service account of the mesh': 'denied',
    });
    expect(Object.keys(await verdicts(world))).not.toContain('any other service account of storefront');
  });

  it('does not tell which accounts there are in a namespace that the space may not show', async () => {
    const world = aWorld();
    await withMesh(world);
    const { rows } = good(await callers(world));
    expect(rows.map(({ caller, known }) => [caller, known]).slice(0, 2)).toEqual([
      ['orders/returns', 'exists'],
      ['storefront/cart', 'named'],
    ]);
    expect(JSON.stringify(rows)).not.toContain('media');
  });

  it('is searched, and says how many there are', async () => {
    const world = aWorld();
    await withMesh(world, ['orders', 'storefront']);
    expect(Object.keys(await verdicts(world, 'STOREFRONT cart'))).toContain('storefront/cart');
    expect(Object.keys(await verdicts(world, 'cart'))).not.toContain('orders/returns');
    world.estate.mesh.serviceAccounts = Array.from({ length: 900 }, (_, n) => ({
      namespace: 'orders',
      name: `job-${n}`,
    }));
    await world.ask(RITA, 'readPolicies', { pageId: ORDERS_PAGE, from: 'live' });
    const { rows, total } = good(await callers(world));
    expect([rows.length, total]).toEqual([502, 903]);
  });
});

describe('who may call, once the whole cluster was read', () => {
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
    return { world, id };
  };
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
