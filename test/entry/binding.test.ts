import {
  ADA,
  DARIO,
  ORD,
  ORDERS_PAGE,
  OWNERS_GROUP,
  RITA,
  SAM,
  aDraft,
  aMeshDraft,
  aWorld,
  connect,
  good,
  type World,
} from './a-world';
import { aService } from './builders';

const binding = (kong: object | null, kubernetes: object | null = null, name = 'Production') => ({
  v: 1,
  environments: [{ name, kong, kubernetes }],
});
const bind = (world: World, asked: object, version = 0) =>
  world.ask(DARIO, 'saveBinding', { pageId: ORDERS_PAGE, version, binding: asked });

describe('binding a page', () => {
  it('binds the page to a service that its space may show', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [ORD]: { services: ['orders'] } });
    const asked = binding({ connectionId: id, service: 'orders' });
    expect(good(await bind(world, asked))).toMatchObject({ binding: asked, version: 1, mayEdit: true });
    expect(good(await world.ask(RITA, 'readBinding', { pageId: ORDERS_PAGE }))).toMatchObject({
      binding: asked,
      mayEdit: false,
      isSpaceAdmin: false,
    });
  });

  it('refuses a service, a tag and a namespace that the space may not show, and writes nothing', async () => {
    const world = aWorld();
    const kong = await connect(world, aDraft(), { [ORD]: { services: ['orders'], tags: ['team:orders'] } });
    const mesh = await connect(world, aMeshDraft(), { [ORD]: { namespaces: ['orders'] } });
    const refused = (detail: string) => ({ ok: false, error: { code: 'NOT_SHOWN_HERE', detail } });
    const labels = { app: 'payments' };
    expect(await bind(world, binding({ connectionId: kong.id, service: 'payments' }))).toEqual(
      refused('the service payments'),
    );
    expect(await bind(world, binding({ connectionId: kong.id, tag: 'team:payments' }))).toEqual(
      refused('services tagged team:payments'),
    );
    expect(
      await bind(world, binding(null, { connectionId: mesh.id, namespace: 'payments', labels })),
    ).toEqual(refused('the namespace payments'));
    expect(world.site.bindings.size).toBe(0);
  });

  it('binds to a service that a tag lets the space show, as the gateway has it now', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [ORD]: { tags: ['team:orders'] } });
    good(await bind(world, binding({ connectionId: id, service: 'orders' })));
    world.estate.kong.services.splice(0, 1, aService({ name: 'orders', tags: [] }));
    expect(await bind(world, binding({ connectionId: id, service: 'orders' }), 1)).toMatchObject({
      error: { code: 'NOT_SHOWN_HERE' },
    });
  });

  it('binds nothing on a guess: when the gateway cannot say which tags a service has, it is refused', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [ORD]: { tags: ['team:orders'] } });
    world.kong.fail('everything', { code: 'TIMEOUT' });
    expect(await bind(world, binding({ connectionId: id, service: 'orders' }))).toMatchObject({
      error: { code: 'NOT_SHOWN_HERE' },
    });
  });

  it('tells the second of two editors, and lets the same save be sent twice', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [ORD]: { services: ['*'] } });
    const first = binding({ connectionId: id, service: 'orders' });
    good(await bind(world, first));
    expect(good(await bind(world, first))).toMatchObject({ version: 1 });
    expect(await bind(world, binding({ connectionId: id, service: 'cart' }))).toEqual({
      ok: false,
      error: { code: 'CONFLICT' },
    });
  });

  it('says that a binding was changed by hand and cannot be understood, and takes a new one', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [ORD]: { services: ['orders'] } });
    world.site.bindings.set(ORDERS_PAGE, {
      version: 4,
      value: { unreadable: 'environments is not understood' },
    });
    expect(good(await world.ask(RITA, 'readBinding', { pageId: ORDERS_PAGE }))).toMatchObject({
      binding: null,
      problem: 'environments is not understood',
      version: 4,
    });
    expect(await world.ask(RITA, 'readRoutes', { pageId: ORDERS_PAGE, from: 'live' })).toEqual({
      ok: false,
      error: { code: 'BINDING_UNREADABLE', detail: 'environments is not understood' },
    });
    good(await bind(world, binding({ connectionId: id, service: 'orders' }), 4));
  });
});

describe('what a page could be bound to', () => {
  const candidates = async (world: World, query = '') =>
    good(await world.ask(DARIO, 'searchCandidates', { pageId: ORDERS_PAGE, query, kind: 'kong' }));

  it('suggests the service that the page is named after, and offers nothing that the space may not show', async () => {
    const world = aWorld();
    await connect(world, aDraft(), { [ORD]: { services: ['orders', 'cart'] } });
    const found = await candidates(world);
    expect(found.candidates.map(({ label, why }) => [label, why])).toEqual([
      ['orders', 'same name as the page'],
      ['cart', null],
    ]);
    expect(JSON.stringify(await candidates(world, 'payments'))).not.toContain('payments');
  });

  it('suggests the page’s namesake from far down a long list, which each gateway is asked for once', async () => {
    const world = aWorld();
    const many = Array.from({ length: 300 }, (_, n) => aService({ name: `a-${n}`, tags: [] }));
    world.estate.kong.services.unshift(...many);
    const { id } = await connect(world, aDraft(), { [ORD]: { services: ['*'] } });
    const mesh = await connect(world, aMeshDraft(), { [ORD]: { namespaces: ['*'] } });
    const found = await candidates(world);
    expect(found.more).toBe(true);
    expect(found.candidates.map(({ label }) => label).slice(0, 2)).toEqual(['orders', 'a-0']);
    const asked = async (of: string) => good(await world.ask(ADA, 'readExchanges', { id: of })).exchanges;
    expect((await asked(id)).map(({ purpose }) => purpose)).toEqual(['suggest-service']);
    expect(await asked(mesh.id)).toEqual([]);
  });

  it('offers no service without a tag where the rule asks for one', async () => {
    const world = aWorld();
    world.estate.kong.services.push(aService({ name: 'orders-internal', tags: [] }));
    await connect(world, aDraft(), { [ORD]: { tags: ['*'] } });
    const labels = (await candidates(world, 'orders')).candidates.map(({ label }) => label);
    expect(labels).toEqual(['orders']);
  });

  it('offers nothing at all where no rule names the space', async () => {
    const world = aWorld();
    await connect(world, aDraft());
    expect(await candidates(world)).toEqual({ candidates: [], unread: [], more: false });
  });

  it('names the connection that could not be searched, and why', async () => {
    const world = aWorld();
    const { id } = await connect(world, aDraft(), { [ORD]: { services: ['*'] } });
    world.kong.fail('everything', { code: 'TIMEOUT' });
    expect((await candidates(world)).unread).toEqual([
      { part: 'services', kind: 'kong', connection: { id, name: 'Shop gateway' }, code: 'TIMEOUT' },
    ]);
  });
});

describe('the owner of a page', () => {
  it('is a group that a space admin sets, and that exists', async () => {
    const world = aWorld();
    const own = (groupId: string | null) => world.ask(SAM, 'setOwnerGroup', { pageId: ORDERS_PAGE, groupId });
    expect(good(await own(OWNERS_GROUP)).owner).toEqual({ groupId: OWNERS_GROUP, name: 'orders-owners' });
    expect(await own('no-such-group')).toEqual({ ok: false, error: { code: 'GROUP_GONE' } });
    world.site.groups.length = 0;
    expect(good(await world.ask(RITA, 'readBinding', { pageId: ORDERS_PAGE })).owner).toEqual({
      groupId: OWNERS_GROUP,
      name: null,
    });
    expect(good(await own(null)).owner).toBeNull();
  });
});
