import {
  ADA,
  ANONYMOUS,
  CART_PAGE,
  DARIO,
  NILS,
  ORD,
  ORDERS_PAGE,
  PAYMENTS_PAGE,
  RITA,
  SHOP,
  PAY,
  aDraft,
  aMeshDraft,
  aWorld,
  bindByHand,
  connect,
  good,
  type World,
} from './a-world';
import { aPlugin, aRoute, aService } from './builders';

const withOrders = async (world: World, api?: object) => {
  const draft = api === undefined ? aDraft() : aDraft({ target: { kind: 'kong', api } });
  const { id } = await connect(world, draft, { [ORD]: { services: ['orders'] } });
  bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
  return id;
};
const routes = (world: World, who: string | null, asked: { from?: string; pageId?: string } = {}) =>
  world.ask(who, 'readRoutes', { pageId: ORDERS_PAGE, from: 'live', ...asked });

describe('the routes of a page', () => {
  it('shows a reader the routes, where they lead and the plugins, read now', async () => {
    const world = aWorld();
    await withOrders(world);
    const view = good(await routes(world, RITA));
    const [environment] = view.environments;
    expect(environment).toMatchObject({
      name: 'Production',
      target: 'the service orders',
      connection: { name: 'Shop gateway' },
    });
    expect(environment?.reading).toMatchObject({
      state: 'live',
      at: '2026-11-23T10:00:00.000Z',
      unread: [],
      data: {
        routes: [
          {
            name: 'orders-read',
            leadsTo: 'http://orders.svc:8080 (matched path removed)',
            paths: ['/orders'],
          },
        ],
        plugins: [
          {
            name: 'key-auth',
            attachedTo: { service: 'orders' },
            fields: [{ name: 'key_names', value: 'apikey' }],
          },
        ],
      },
    });
    expect(view.mayEdit).toBe(false);
    expect(good(await routes(world, DARIO)).mayEdit).toBe(true);
  });

  it('says per route what a caller needs and whether it is open without a credential', async () => {
    const world = aWorld();
    await withOrders(world);
    world.estate.kong.routes.push(aRoute({ name: 'orders-status', serviceId: 'id-orders' }));
    world.estate.kong.plugins.push(
      aPlugin({
        name: 'key-auth',
        id: 'anybody',
        scope: { routeId: 'id-orders-status' },
        config: { key_names: ['apikey'], anonymous: 'guest' },
      }),
    );
    world.estate.kong.consumers.push({
      id: 'id-guest',
      username: 'guest',
      customId: null,
      tags: [],
      createdAt: null,
    });
    const [environment] = good(await routes(world, RITA)).environments;
    const reading = environment?.reading;
    const rows = reading !== undefined && 'data' in reading ? reading.data.routes : [];
    expect(rows).toMatchObject([
      {
        name: 'orders-read',
        needs: ['Needs an API key in header or query argument `apikey`.'],
        withoutCredential: 'denied',
      },
      {
        name: 'orders-status',
        needs: [expect.stringContaining('lets everybody else in as `guest`')],
        withoutCredential: 'allowed',
      },
    ]);
  });

  it('puts the plugins that decide before those that limit and those that only pass calls on', async () => {
    const world = aWorld();
    await withOrders(world);
    for (const name of ['prometheus', 'rate-limiting', 'acl'])
      world.estate.kong.plugins.push(aPlugin({ name, scope: { serviceId: 'id-orders' } }));
    const [environment] = good(await routes(world, RITA)).environments;
    const reading = environment?.reading;
    const rows = reading !== undefined && 'data' in reading ? reading.data.plugins : [];
    expect(rows.map(({ name }) => name)).toEqual(['key-auth', 'acl', 'rate-limiting', 'prometheus']);
  });

  it('shows the last good reading with its age and the reason when Kong cannot be reached', async () => {
    const world = aWorld();
    await withOrders(world);
    good(await routes(world, RITA));
    world.time.now += 3_600_000;
    world.kong.fail('everything', { code: 'REFUSED' });
    expect(good(await routes(world, RITA)).environments[0]?.reading).toMatchObject({
      state: 'last-good',
      at: '2026-11-23T10:00:00.000Z',
      failure: { code: 'REFUSED' },
      data: { routes: [{ name: 'orders-read' }] },
    });
  });

  it('shows the last good reading also when the credential is refused, and says so', async () => {
    const world = aWorld();
    await withOrders(world);
    good(await routes(world, RITA));
    world.kong.accept(['another']);
    expect(good(await routes(world, RITA)).environments[0]?.reading).toMatchObject({
      state: 'last-good',
      failure: { code: 'UNAUTHENTICATED', status: 401 },
    });
  });

  it('does not show old routes of a service that Kong says is gone', async () => {
    const world = aWorld();
    await withOrders(world);
    good(await routes(world, RITA));
    world.estate.kong.services.splice(0, 1);
    expect(good(await routes(world, RITA)).environments[0]?.reading).toEqual({
      state: 'failed',
      failure: { code: 'NOT_THERE', status: 404 },
    });
  });

  it('says which part could not be read and shows the rest', async () => {
    const world = aWorld();
    await withOrders(world);
    world.kong.fail('plugins', { code: 'NOT_PERMITTED', status: 403 });
    expect(good(await routes(world, RITA)).environments[0]?.reading).toMatchObject({
      state: 'live',
      unread: [{ part: 'plugins', code: 'NOT_PERMITTED', status: 403 }],
      data: { routes: [{ name: 'orders-read' }] },
    });
  });

  it('answers at once from memory when asked to, without calling Kong', async () => {
    const world = aWorld();
    const id = await withOrders(world);
    expect(good(await routes(world, RITA, { from: 'remembered' })).environments[0]?.reading).toEqual({
      state: 'nothing-remembered',
    });
    good(await routes(world, RITA));
    const calls = async () => good(await world.ask(ADA, 'readExchanges', { id })).exchanges.length;
    const before = await calls();
    expect(good(await routes(world, RITA, { from: 'remembered' })).environments[0]?.reading).toMatchObject({
      state: 'remembered',
    });
    expect(await calls()).toBe(before);
  });

  const admin = { type: 'admin', url: 'https://kong.shop.example:8444', workspace: null, tokenHeader: null };
  const konnect = (id: string) => ({
    type: 'konnect',
    region: 'eu',
    controlPlaneId: id,
    flavor: 'traditional_compatible',
  });
  it.each([
    ['address', admin, { ...admin, url: 'https://other.shop.example' }],
    ['workspace of the same node', admin, { ...admin, workspace: 'partners' }],
    [
      'control plane of the same region',
      konnect('2b901f63-bf47-4cd4-9736-085024a3d2d9'),
      konnect('8c4a7a54-9f4f-4a3e-8f2d-2f1f3c1d2e5b'),
    ],
  ])('never shows what was read at another %s', async (_, before, after) => {
    const world = aWorld();
    const id = await withOrders(world, before);
    good(await routes(world, RITA));
    const { rev } = good(await world.ask(ADA, 'readConnection', { id }));
    const moved = aDraft({ target: { kind: 'kong', api: after } });
    good(await world.ask(ADA, 'saveConnection', { id, rev, draft: moved }));
    expect(good(await routes(world, RITA, { from: 'remembered' })).environments[0]?.reading).toEqual({
      state: 'nothing-remembered',
    });
  });
});

describe('what a space may show', () => {
  it('shows nothing of a service that the space may not show, and does not name the connection', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [ORD]: { services: ['orders'] } });
    bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'payments' } });
    const answer = await routes(world, RITA);
    expect(good(answer).environments).toEqual([
      {
        name: 'Production',
        connection: null,
        target: 'the service payments',
        reading: { state: 'refused', code: 'NOT_SHOWN_HERE', what: 'the service payments' },
      },
    ]);
    expect(JSON.stringify(answer)).not.toMatch(/svc|8080|Shop gateway|payments-all/);
  });

  it('does not even ask the gateway for what the space may not show', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft());
    bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'payments' } });
    good(await routes(world, RITA));
    expect(good(await world.ask(ADA, 'readExchanges', { id })).exchanges).toEqual([]);
  });

  it('takes the space from the page, not from what a payload says', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [PAY]: { services: ['payments'] } });
    bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'payments' } });
    const forged = await world.ask(RITA, 'readRoutes', { pageId: ORDERS_PAGE, from: 'live', spaceId: PAY });
    expect(forged).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    expect(good(await routes(world, RITA)).environments[0]?.reading).toMatchObject({
      code: 'NOT_SHOWN_HERE',
    });
  });

  it('shows a service by the tag that it carries now, and no longer when the tag is taken away', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [ORD]: { tags: ['team:orders'] } });
    bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
    expect(good(await routes(world, RITA)).environments[0]?.reading).toMatchObject({ state: 'live' });
    world.estate.kong.services.splice(0, 1, aService({ name: 'orders', tags: [] }));
    expect(good(await routes(world, RITA)).environments[0]?.reading).toMatchObject({
      code: 'NOT_SHOWN_HERE',
    });
  });

  it('does not tell whether a service exists that it may not show', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [ORD]: { tags: ['team:orders'] } });
    const readingOf = async (service: string) => {
      bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service } });
      return good(await routes(world, RITA)).environments[0]?.reading;
    };
    expect(await readingOf('payments')).toMatchObject({ code: 'NOT_SHOWN_HERE' });
    expect(await readingOf('no-such-service')).toMatchObject({ code: 'NOT_SHOWN_HERE' });
  });

  it('is not fooled by a binding that names the id of another service', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [ORD]: { services: ['orders'] } });
    bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'id-payments' } });
    expect(good(await routes(world, RITA)).environments[0]?.reading).toMatchObject({
      code: 'NOT_SHOWN_HERE',
    });
  });

  it('forgets nothing when a rule is taken away: the remembered reading is not shown either', async () => {
    const world = aWorld();
    const id = await withOrders(world);
    good(await routes(world, RITA));
    const { rev } = good(await world.ask(ADA, 'readConnection', { id }));
    good(await world.ask(ADA, 'saveSpaceRules', { id, rev, rules: [] }));
    expect(good(await routes(world, RITA, { from: 'remembered' })).environments[0]?.reading).toMatchObject({
      code: 'NOT_SHOWN_HERE',
    });
  });
});

describe('who may read', () => {
  it('lets an anonymous visitor read a public page, and nothing of one that is not', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [SHOP]: { services: ['cart'] } });
    bindByHand(world, CART_PAGE, { kong: { connectionId: id, service: 'cart' } });
    expect(
      good(await routes(world, ANONYMOUS, { pageId: CART_PAGE })).environments[0]?.reading,
    ).toMatchObject({
      state: 'live',
    });
    expect(await routes(world, ANONYMOUS)).toEqual({ ok: false, error: { code: 'PAGE_NOT_VISIBLE' } });
  });

  it('treats the platform’s “unidentified” as anonymous', async () => {
    const world = aWorld();
    expect(await world.ask('unidentified', 'listConnections', {})).toEqual({
      ok: false,
      error: { code: 'ANONYMOUS' },
    });
  });

  it('refuses a page id that the person may not see, and one that does not exist, in the same words', async () => {
    const world = aWorld();
    const refused = { ok: false, error: { code: 'PAGE_NOT_VISIBLE' } };
    expect(await routes(world, NILS, { pageId: PAYMENTS_PAGE })).toEqual(refused);
    expect(await routes(world, NILS, { pageId: '999' })).toEqual(refused);
  });
});

describe('the policies of a page', () => {
  it('shows those that select the workload, with a sentence and why they apply', async () => {
    const world = aWorld();
    const { id } = await connect(world, aMeshDraft(), { [ORD]: { namespaces: ['orders'] } });
    bindByHand(world, ORDERS_PAGE, {
      kubernetes: { connectionId: id, namespace: 'orders', labels: { app: 'orders' } },
    });
    const view = good(await world.ask(RITA, 'readPolicies', { pageId: ORDERS_PAGE, from: 'live' }));
    expect(view.environments[0]).toMatchObject({
      target: 'orders (app=orders)',
      reading: {
        state: 'live',
        data: {
          namespace: 'orders',
          rootNamespace: { name: 'istio-system', known: true },
          headline: 'Anyone may call this; plaintext is accepted.',
          guards: [
            {
              title: 'The sidecar beside it',
              policies: [
                {
                  name: 'allow-gateway',
                  action: 'ALLOW',
                  because: 'For workloads labelled `app=orders`.',
                  dryRun: false,
                },
              ],
            },
          ],
        },
      },
    });
  });

  it('refuses a namespace that the space may not show', async () => {
    const world = aWorld();
    const { id } = await connect(world, aMeshDraft(), { [ORD]: { namespaces: ['orders'] } });
    bindByHand(world, ORDERS_PAGE, {
      kubernetes: { connectionId: id, namespace: 'payments', labels: { app: 'payments' } },
    });
    const view = good(await world.ask(RITA, 'readPolicies', { pageId: ORDERS_PAGE, from: 'live' }));
    expect(view.environments[0]?.reading).toEqual({
      state: 'refused',
      code: 'NOT_SHOWN_HERE',
      what: 'the namespace payments',
    });
  });

  it('says that nothing is bound rather than showing an empty list', async () => {
    const world = aWorld();
    await withOrders(world);
    expect(await world.ask(RITA, 'readPolicies', { pageId: ORDERS_PAGE, from: 'live' })).toEqual({
      ok: false,
      error: { code: 'NOT_BOUND' },
    });
  });
});
