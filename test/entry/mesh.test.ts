import { CART_PAGE, DARIO, ORDERS_PAGE, RITA, aWorld, bindByHand, good } from './a-world';
import { aCall, aSource, callers, orders, place, tryIt, verdicts, withMesh } from './a-mesh-page';
import { aPolicy } from './builders';

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

  it('tells which accounts a policy names though there are none', async () => {
    const world = aWorld();
    await withMesh(world);
    const ghost = aPolicy({ name: 'ghost', namespace: 'orders', matchLabels: { app: 'orders' } });
    const principals = ['cluster.local/ns/orders/sa/ghost'];
    ghost.spec.rules = [{ from: [aSource({ principals })], to: null, when: null }];
    world.estate.mesh.policies = [...world.estate.mesh.policies, ghost];
    const { rows } = good(await callers(world));
    expect(rows.find(({ caller }) => caller === 'orders/ghost')?.known).toBe('absent');
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
