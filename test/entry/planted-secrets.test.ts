import { randomUUID } from 'node:crypto';

import { createKong, RECORDED_NODE } from '../../host/kong/kong';
import type { KongState } from '../../host/kong/store';
import { createKongSource } from '../../src/adapters/kong/kong-source';
import { createCaller } from '../../src/adapters/http/call';
import type { JsonObject } from '../../src/domain/json';
import { createRoutesExport } from '../../src/entry/exports';
import { createRefreshConsumer } from '../../src/entry/refresh-jobs';
import { ADA, aDraft, aWorld, bindByHand, connect, DARIO, good, ORD, ORDERS_PAGE, RITA } from './a-world';

const CONSUMERS = 200;
const MANY = 10_000;

let planted = 0;
/** Each is another, and each begins so that one search finds any of them. */
const secret = (): string => `s3cr3t-${String((planted += 1)).padStart(6, '0')}`;

const uuid = (kind: number, n: number): string =>
  `00000000-0000-4000-8${String(kind).padStart(3, '0')}-${String(n).padStart(12, '0')}`;
const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** Settings of the plugins that real gateways keep secrets in, also where no schema says so. */
const PLUGINS: [name: string, config: () => JsonObject][] = [
  ['key-auth', () => ({ key_names: ['apikey'], anonymous: null, key: secret() })],
  ['jwt', () => ({ secret_is_base64: false, secret: secret() })],
  [
    'http-log',
    () => ({ http_endpoint: `https://u:${secret()}@log.example/`, headers: { Authorization: secret() } }),
  ],
  ['rate-limiting', () => ({ minute: 5, redis: { password: secret(), username: secret() } })],
  ['request-transformer', () => ({ add: { headers: [`Authorization:Bearer ${secret()}`] } })],
  ['pre-function', () => ({ access: [`return "${secret()}"`] })],
  ['openid-connect', () => ({ issuer: `https://idp.example/?k=${secret()}`, client_secret: [secret()] })],
  ['ldap-auth-advanced', () => ({ ldap_password: secret(), bind_dn: secret() })],
  ['request-termination', () => ({ status_code: 503, body: secret(), trigger: 'maintenance' })],
  ['our-own-auth', () => ({ anything: { deep: [secret()] }, [secret()]: 1 })],
];

const aGatewayFullOfSecrets = (): KongState => {
  const service = {
    id: uuid(1, 1),
    name: 'orders',
    host: 'orders.svc',
    port: 80,
    protocol: 'http',
    path: null,
  };
  const consumers = times(CONSUMERS, (n) => ({
    id: uuid(2, n),
    username: `app-${String(n)}`,
    custom_id: null,
  }));
  const owned = (kind: number, count: number, make: () => JsonObject): JsonObject[] =>
    times(count, (n) => ({
      id: uuid(kind, n),
      consumer: { id: uuid(2, n % CONSUMERS) },
      created_at: 1,
      tags: [secret()],
      ...make(),
    }));
  const nowhere = { route: null, service: null, consumer: null, instance_name: null };
  return {
    services: [{ ...service, tags: ['svc:orders'] }],
    routes: [{ id: uuid(3, 1), name: 'orders', service: { id: service.id }, paths: ['/orders'] }],
    consumers,
    plugins: PLUGINS.flatMap(([name, config], n) => [
      { ...nowhere, id: uuid(4, n), name, enabled: true, config: config(), service: { id: service.id } },
      { ...nowhere, id: uuid(5, n), name, enabled: true, config: config() },
    ]),
    acls: owned(6, 400, () => ({ group: randomUUID(), tags: null })),
    keyauth_credentials: owned(7, 2_000, () => ({ key: secret() })),
    basicauth_credentials: owned(8, 1_000, () => ({ username: secret(), password: secret() })),
    jwt_secrets: owned(9, 500, () => ({ key: secret(), secret: secret(), algorithm: 'HS256' })),
    hmacauth_credentials: owned(10, 500, () => ({ username: secret(), secret: secret() })),
    oauth2_credentials: owned(11, 500, () => ({ name: 'app', client_id: secret(), client_secret: secret() })),
    vaults: [{ id: uuid(12, 1), prefix: 'my', name: 'env', config: { prefix: secret() } }],
  };
};

/** A gateway that answers everything with this status, and repeats secrets in what it says of it. */
const failing = (status: number): Response =>
  Response.json({ message: `key ${secret()}`, fields: { key: secret() } }, { status, statusText: secret() });

const begin = async () => {
  const kong = createKong({
    state: aGatewayFullOfSecrets(),
    now: Date.now,
    randomUuid: randomUUID,
    node: RECORDED_NODE,
  });
  const broken: { status: number | null } = { status: null };
  const sent = new Set<string>();
  const call = createCaller({
    fetch: async (url, init) => {
      const { status } = broken;
      const answer = status === null ? await kong.fetch(new Request(url, init)) : failing(status);
      const text = await answer.clone().text();
      for (const [found] of text.matchAll(/s3cr3t-\d{6}/g)) sent.add(found);
      return answer;
    },
    now: Date.now,
    sleep: () => Promise.resolve(),
    random: () => 0,
  });
  const world = aWorld({ kong: createKongSource({ call }) });
  const { id } = await connect(world, aDraft({ reader: { change: 'set', secret: 'reader-token' } }), {
    [ORD]: { services: ['orders'] },
  });
  bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
  const logged: unknown[] = [];
  const ports = () => ({
    ...world.portsFor({ kind: 'anonymous' }),
    clock: { now: () => new Date(world.time.now).toISOString(), remainingMs: () => 300_000 },
  });
  const consume = createRefreshConsumer({ ports, log: (line) => logged.push(line) });
  const refresh = async (): Promise<void> => {
    world.time.now += 3_600_000;
    await world.ask(DARIO, 'refreshSnapshot', { pageId: ORDERS_PAGE, connectionId: id });
    for (let waiting = world.refreshes.take(); waiting.length > 0; waiting = world.refreshes.take())
      for (const { message } of waiting) await consume({ body: message });
  };
  return { ...world, id, broken, sent, logged, refresh };
};

/** All that anybody can ask of the gateway, and what was kept and logged of it. */
const everythingTold = async (world: Awaited<ReturnType<typeof begin>>): Promise<string> => {
  const { ask, id } = world;
  const page = { pageId: ORDERS_PAGE };
  const here = { ...page, environment: 'Production' };
  const answers = [
    await ask(RITA, 'readRoutes', { ...page, from: 'live' }),
    await ask(RITA, 'readRoutes', { ...page, from: 'remembered' }),
    await ask(RITA, 'readSnapshotState', page),
    await ask(RITA, 'readCallers', { ...here, search: '', offset: 0, limit: 50 }),
    await ask(RITA, 'exportCallers', { ...here, search: '' }),
    await ask(DARIO, 'readAsMe', here),
    await ask(DARIO, 'searchCandidates', { ...page, query: '', kind: 'kong' }),
    await ask(ADA, 'testConnection', { id, role: 'reader' }),
    await ask(ADA, 'readConnection', { id }),
    await ask(ADA, 'readConnectionSnapshot', { id }),
    await ask(ADA, 'searchConsumers', { id, query: '' }),
    await ask(ADA, 'suggestMappings', { id }),
    await ask(ADA, 'readExchanges', { id }),
    await createRoutesExport({ portsFor: world.portsFor, log: (line) => world.logged.push(line) })(
      { context: { contentId: ORDERS_PAGE } },
      { principal: { accountId: RITA } },
    ),
  ];
  const kept = [world.storage.dump('everything-else'), world.storage.dump('secrets'), world.snapshots.dump()];
  return JSON.stringify([answers, kept, world.logged, world.log]);
};

it('invariant 20, no secrets: tells, keeps and logs none of ten thousand that the gateway sends', async () => {
  const world = await begin();
  await world.refresh();
  const told = await everythingTold(world);
  expect(world.sent.size).toBeGreaterThanOrEqual(MANY);
  expect(good(await world.ask(ADA, 'readConnectionSnapshot', { id: world.id }))).toMatchObject({
    unread: [],
    counts: { 'key-auths': 2_000, oauth2: 500 },
  });
  for (const word of ['app-199', 'our-own-auth', 'Needs an API key', '(anybody without a credential)'])
    expect(told.includes(word)).toBe(true);
  expect(/s3cr3t.{0,40}/.exec(told)?.[0]).toBeUndefined();
});

it.each([400, 401, 403, 404, 409, 429, 500])('tells none of what an error %d repeats', async (status) => {
  const world = await begin();
  world.broken.status = status;
  await world.refresh();
  const told = await everythingTold(world);
  expect(world.sent.size).toBeGreaterThan(0);
  expect(/s3cr3t.{0,40}/.exec(told)?.[0]).toBeUndefined();
});
