import fc from 'fast-check';
import { csvOf } from '../../src/entry/views/callers-csv';
import { createRefreshConsumer } from '../../src/entry/refresh-jobs';
import {
  ADA,
  aDraft,
  ANONYMOUS,
  aWorld,
  bindByHand,
  CART_PAGE,
  connect,
  DARIO,
  good,
  OLGA,
  ORD,
  ORDERS_PAGE,
  OWNERS_GROUP,
  RITA,
} from './a-world';
import { aPlugin, aRoute } from './builders';

const aConsumer = (username: string, customId: string | null = null) => ({
  id: `id-${username}`,
  username,
  customId,
  tags: [],
  createdAt: null,
});
const member = (username: string, group: string) => ({
  id: `${username} ${group}`,
  consumerId: `id-${username}`,
  group,
  tags: [],
  createdAt: null,
});

/** Two routes to orders, one of them for members of orders-write only, and three consumers with a key. */
const anEstate = () => {
  const world = aWorld();
  const { kong } = world.estate;
  kong.routes.push(aRoute({ name: 'orders-write', serviceId: 'id-orders', methods: ['POST'] }));
  kong.plugins.push(
    aPlugin({ name: 'acl', scope: { routeId: 'id-orders-write' }, config: { allow: ['orders-write'] } }),
  );
  kong.consumers.push(aConsumer('web-storefront'), aConsumer('mobile-app'), aConsumer('dario-cli', DARIO));
  kong.acls = [member('mobile-app', 'orders-write')];
  kong.credentialCounts = kong.consumers.map(({ id }) => ({ consumerId: id, kind: 'key-auth', count: 1 }));
  return world;
};

const begin = async ({ read = true } = {}) => {
  const world = anEstate();
  const { id, rev } = await connect(world, aDraft(), { [ORD]: { services: ['orders'] } });
  bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
  const edge = {
    ports: () => {
      const ports = world.portsFor({ kind: 'anonymous' });
      return { ...ports, clock: { ...ports.clock, remainingMs: () => 300_000 } };
    },
    log: () => undefined,
  };
  const consume = createRefreshConsumer(edge);
  const refresh = async () => {
    world.time.now += 10 * 60_000;
    good(await world.ask(ADA, 'refreshConnectionSnapshot', { id }));
    for (const { message } of world.refreshes.take()) await consume({ body: message });
  };
  if (read) await refresh();
  return { ...world, id, rev, refresh, consume };
};
type Begun = Awaited<ReturnType<typeof begin>>;

const page = { pageId: ORDERS_PAGE, environment: 'Production' };
const callers = (world: Begun, who: string | null, asked: object = {}) =>
  world.ask(who, 'readCallers', { ...page, search: '', offset: 0, limit: 50, ...asked });

describe('who may call the routes of a page', () => {
  it('says for each consumer and route whether, and why', async () => {
    const view = good(await callers(await begin(), RITA));
    expect(view.callers?.routes.map(({ name }) => name)).toEqual(['orders-read', 'orders-write']);
    expect(view.callers?.strangers.map(({ verdict }) => verdict)).toEqual(['denied', 'denied']);
    expect(view.callers?.rows).toMatchObject([
      { name: 'dario-cli', cells: [{ verdict: 'allowed' }, { verdict: 'denied' }] },
      { name: 'mobile-app', cells: [{ verdict: 'allowed' }, { verdict: 'allowed' }] },
      {
        name: 'web-storefront',
        cells: [
          { verdict: 'allowed' },
          { verdict: 'denied', reason: 'The caller is in none of `orders-write`.' },
        ],
      },
    ]);
    expect(view.snapshot).toMatchObject({ readAt: '2026-11-23T10:10:00.000Z', counts: { consumers: 3 } });
  });

  it('is searched and paged', async () => {
    const world = await begin();
    expect(good(await callers(world, RITA, { search: 'APP' })).callers).toMatchObject({
      rows: [{ name: 'mobile-app' }],
      total: 1,
    });
    expect(good(await callers(world, RITA, { offset: 2, limit: 1 })).callers).toMatchObject({
      rows: [{ name: 'web-storefront' }],
      total: 3,
    });
  });

  it('says not known, never denied, when memberships could not be read', async () => {
    const world = await begin({ read: false });
    world.kong.fail('acls', { code: 'NOT_PERMITTED', status: 403 });
    await world.refresh();
    const view = good(await callers(world, RITA));
    expect(view.snapshot.unread).toEqual([{ part: 'acls', code: 'NOT_PERMITTED', status: 403 }]);
    expect(view.callers?.rows[0]?.cells.map(({ verdict }) => verdict)).toEqual(['allowed', 'unknown']);
  });

  it('says that the gateway was never read, and who may have it read', async () => {
    const world = await begin({ read: false });
    expect(good(await callers(world, RITA))).toMatchObject({
      mayRefresh: false,
      callers: null,
      snapshot: { readAt: null },
    });
    expect(good(await callers(world, DARIO)).mayRefresh).toBe(true);
    expect(await world.ask(RITA, 'exportCallers', { ...page, search: '' })).toEqual({
      ok: false,
      error: { code: 'SNAPSHOT_MISSING' },
    });
  });

  it('is not shown of a service that the space may not show, nor to the public', async () => {
    const world = await begin();
    bindByHand(world, ORDERS_PAGE, { kong: { connectionId: world.id, service: 'payments' } });
    expect(await callers(world, RITA)).toMatchObject({ error: { code: 'NOT_SHOWN_HERE' } });
    bindByHand(world, CART_PAGE, { kong: { connectionId: world.id, service: 'cart' } });
    expect(await callers(world, ANONYMOUS, { pageId: CART_PAGE })).toEqual({
      ok: false,
      error: { code: 'ANONYMOUS' },
    });
  });

  it('is not shown under a tag that the service carries no more when it was read', async () => {
    const world = await begin();
    const view = good(await world.ask(ADA, 'readConnection', { id: world.id }));
    const nothing = { services: [], tags: [], namespaces: [] };
    const rules = [{ spaceId: ORD, show: { ...nothing, tags: ['team:payments'] }, change: nothing }];
    good(await world.ask(ADA, 'saveSpaceRules', { id: world.id, rev: view.rev, rules }));
    expect(await callers(world, RITA)).toMatchObject({ error: { code: 'NOT_SHOWN_HERE' } });
  });

  it('is never told of another gateway after the connection’s address was changed', async () => {
    const world = await begin();
    const { rev } = good(await world.ask(ADA, 'readConnection', { id: world.id }));
    const target = {
      kind: 'kong',
      api: { type: 'admin', url: 'https://other.shop.example', workspace: null, tokenHeader: null },
    };
    const draft = aDraft({ target, reader: { change: 'remove' } });
    good(await world.ask(ADA, 'saveConnection', { id: world.id, rev, draft }));
    expect(good(await callers(world, RITA))).toMatchObject({ callers: null, snapshot: { readAt: null } });
  });

  it('is read from storage once, and again when there is a newer one', async () => {
    const world = await begin();
    const storageCalls = async () => {
      const before = world.snapshots.calls();
      const view = good(await callers(world, RITA));
      return { calls: world.snapshots.calls() - before, total: view.callers?.total };
    };
    expect(await storageCalls()).toEqual({ calls: 2, total: 3 });
    expect(await storageCalls()).toEqual({ calls: 1, total: 3 });
    world.estate.kong.consumers.push(aConsumer('newcomer'));
    await world.refresh();
    expect(await storageCalls()).toEqual({ calls: 2, total: 4 });
  });
});

describe('the table as text for a spreadsheet', () => {
  it('has all rows and says from when it is', async () => {
    const world = await begin();
    world.estate.kong.consumers.push(aConsumer('=HYPERLINK("http://evil")'));
    await world.refresh();
    const exported = good(await world.ask(RITA, 'exportCallers', { ...page, search: '' }));
    expect(exported).toMatchObject({ rows: 4, total: 4, missing: [] });
    expect(exported.csv.split('\r\n')).toEqual([
      'Consumer (gateway read 2026-11-23T10:20:00.000Z),orders-read,orders-write',
      '(anybody without a credential),denied,denied',
      `"'=HYPERLINK(""http://evil"")",denied,denied`,
      'dario-cli,allowed,denied',
      'mobile-app,allowed,allowed',
      'web-storefront,allowed,denied',
    ]);
  });

  it('says that it is partial when something was not read', async () => {
    const world = await begin({ read: false });
    world.kong.fail('acls', { code: 'NOT_PERMITTED', status: 403 });
    await world.refresh();
    const exported = good(await world.ask(RITA, 'exportCallers', { ...page, search: '' }));
    expect(exported).toMatchObject({ rows: 3, missing: ['Kong’s acls could not be read completely'] });
    expect(exported.csv).toContain('mobile-app,allowed,not known');
  });

  /** A reader of RFC 4180 that shares nothing with the library that writes. */
  const cellsIn = (csv: string): string[][] => {
    const rows: string[][] = [[]];
    const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
    for (let match = pattern.exec(csv); match !== null; match = pattern.exec(csv)) {
      rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
      if (match[3] === '') return rows;
      if (match[3] === '\r\n') rows.push([]);
    }
    throw new Error(`not a CSV: ${csv}`);
  };
  const nasty = fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', "'", ' ', 'a', 'é'),
  });

  it('gives every cell back, and none that a spreadsheet would calculate', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(nasty, nasty), { minLength: 1 }), (rows) => {
        const read = cellsIn(csvOf(rows));
        expect(read.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
        expect(read).toEqual(
          rows.map((row) => row.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell))),
        );
      }),
    );
  });
});

describe('who is who', () => {
  const toDario = { kind: 'account', accountId: DARIO } as const;
  const toOwners = { kind: 'group', groupId: OWNERS_GROUP } as const;
  const map = (world: Begun, subject: object, consumer: string) =>
    world.ask(ADA, 'saveMapping', { id: world.id, subject, consumerId: `id-${consumer}` });

  it('is what an admin says, once', async () => {
    const world = await begin();
    const saved = good(await map(world, toOwners, 'mobile-app'));
    expect(saved.mappings).toEqual([
      {
        subject: toOwners,
        consumer: { id: 'id-mobile-app', name: 'mobile-app' },
        assertedBy: ADA,
        assertedAt: '2026-11-23T10:10:00.000Z',
        groupName: 'orders-owners',
      },
    ]);
    expect(await map(world, toOwners, 'mobile-app')).toEqual({ ok: false, error: { code: 'CONFLICT' } });
    expect(good(await world.ask(ADA, 'listMappings', { id: world.id }))).toEqual(saved);
    const pair = { id: world.id, subject: toOwners, consumerId: 'id-mobile-app' };
    expect(good(await world.ask(ADA, 'removeMapping', pair)).mappings).toEqual([]);
  });

  it.each([
    [
      { kind: 'account', accountId: '712020:nobody' },
      'mobile-app',
      { code: 'BAD_INPUT', field: 'subject.accountId' },
    ],
    [{ kind: 'group', groupId: 'gone' }, 'mobile-app', { code: 'GROUP_GONE' }],
    [{ kind: 'account', accountId: DARIO }, 'no-such', { code: 'BAD_INPUT', field: 'consumerId' }],
  ])('is refused for %j as %s', async (subject, consumer, error) => {
    expect(await map(await begin(), subject, consumer)).toMatchObject({ ok: false, error });
  });

  it('is suggested by exact ids and names, and joins nothing by itself', async () => {
    const world = await begin();
    world.estate.kong.consumers.push(aConsumer('orders-owners'), aConsumer('dario'));
    await world.refresh();
    const { suggestions, missing } = good(await world.ask(ADA, 'suggestMappings', { id: world.id }));
    expect(suggestions).toEqual([
      {
        subject: toDario,
        consumer: { id: 'id-dario-cli', name: 'dario-cli' },
        why: 'custom id is the account id',
        groupName: null,
      },
      {
        subject: toOwners,
        consumer: { id: 'id-orders-owners', name: 'orders-owners' },
        why: 'user name is the group’s name',
        groupName: 'orders-owners',
      },
    ]);
    expect(missing).toEqual([]);
    expect(good(await world.ask(ADA, 'listMappings', { id: world.id })).mappings).toEqual([]);
    expect(good(await world.ask(DARIO, 'readAsMe', page)).consumers).toEqual([]);
  });

  it('finds consumers to choose from', async () => {
    const world = await begin();
    const found = await world.ask(ADA, 'searchConsumers', { id: world.id, query: 'MOB' });
    expect(good(found)).toEqual([{ id: 'id-mobile-app', name: 'mobile-app' }]);
  });

  it('goes with its connection, as everything does that was read through it', async () => {
    const world = await begin();
    good(await map(world, toDario, 'dario-cli'));
    world.time.now += 10 * 60_000;
    good(await world.ask(ADA, 'refreshConnectionSnapshot', { id: world.id }));
    const { rev } = good(await world.ask(ADA, 'readConnection', { id: world.id }));
    good(await world.ask(ADA, 'removeConnection', { id: world.id, rev }));
    expect(good(await world.mappings.list(world.id))).toEqual([]);
    expect(world.snapshots.dump()).toBe('[[],[]]');
    for (const { message } of world.refreshes.take()) await world.consume({ body: message });
    expect(world.snapshots.dump()).toBe('[[],[]]');
  });

  it('keeps the connection when what was read could not be deleted, so that it can be', async () => {
    const world = await begin();
    const { rev } = good(await world.ask(ADA, 'readConnection', { id: world.id }));
    world.snapshots.stopAfter(2);
    expect(await world.ask(ADA, 'removeConnection', { id: world.id, rev })).toMatchObject({
      error: { code: 'STORAGE_UNAVAILABLE' },
    });
    world.snapshots.stopAfter(null);
    good(await world.ask(ADA, 'removeConnection', { id: world.id, rev: rev + 1 }));
    expect(world.snapshots.dump()).toBe('[[],[]]');
  });
});

describe('as me', () => {
  it('says what I may call already, by my account and by my groups', async () => {
    const world = await begin();
    const pairs = [
      [{ kind: 'account', accountId: OLGA }, 'web-storefront'],
      [{ kind: 'group', groupId: OWNERS_GROUP }, 'mobile-app'],
    ] as const;
    for (const [subject, consumer] of pairs)
      good(await world.ask(ADA, 'saveMapping', { id: world.id, subject, consumerId: `id-${consumer}` }));
    Object.assign(world.site.pages[0] ?? {}, { readers: [OLGA, RITA] });
    const view = good(await world.ask(OLGA, 'readAsMe', page));
    expect(view.consumers).toEqual([
      { id: 'id-web-storefront', name: 'web-storefront', through: 'account' },
      { id: 'id-mobile-app', name: 'mobile-app', through: { group: 'orders-owners' } },
    ]);
    expect(view.routes).toMatchObject([
      { name: 'orders-read', mine: [{ verdict: 'allowed' }, { verdict: 'allowed' }] },
      {
        name: 'orders-write',
        needs: [expect.stringContaining('members of `orders-write` only')],
        mine: [
          {
            verdict: 'denied',
            reasons: [
              '`key-auth` accepts the caller as `web-storefront`.',
              'The caller is in none of `orders-write`.',
            ],
          },
          { verdict: 'allowed' },
        ],
      },
    ]);
  });

  it('says whom to ask when nobody said who I am', async () => {
    const view = good(await (await begin()).ask(RITA, 'readAsMe', page));
    expect(view).toMatchObject({
      consumers: [],
      groupsRead: true,
      owners: [{ kind: 'group', groupId: OWNERS_GROUP, name: 'orders-owners' }],
      routes: [{ mine: [] }, { mine: [] }],
    });
  });

  it('says that my groups could not be read rather than that I am in none', async () => {
    const world = await begin();
    world.site.unreadableGroups = [OWNERS_GROUP];
    expect(good(await world.ask(RITA, 'readAsMe', page))).toMatchObject({ consumers: [], groupsRead: false });
  });
});

it('keeps what one installation remembers from every other', async () => {
  const world = await begin();
  const one = world.portsFor({ kind: 'anonymous' }, 'site-a').indexes;
  const current = good(await world.snapshots.current(world.id));
  if (current === null) throw new Error('there is no snapshot');
  one.put(world.id, 'g1', current.snapshot);
  expect(one.get(world.id, 'g1')).toBeDefined();
  for (const other of ['site-b', null])
    expect(world.portsFor({ kind: 'anonymous' }, other).indexes.get(world.id, 'g1')).toBeUndefined();
  for (let n = 2; n < 7; n += 1) one.put(world.id, `g${String(n)}`, current.snapshot);
  expect(one.get(world.id, 'g1')).toBeUndefined();
});
