import { createKong, RECORDED_NODE, type KongOptions } from '../../../host/kong/kong';
import { createKonnect } from '../../../host/kong/konnect';
import type { JsonObject } from '../../../src/domain/json';

const DECK = `
_format_version: '3.0'
_info: { select_tags: [from-deck] }
services:
  - name: orders
    url: http://orders.orders.svc.cluster.local:8080/v1
    tags: [team:orders]
    routes:
      - { name: orders-list, paths: [/orders] }
    plugins:
      - name: acl
        config: { allow: [orders-read] }
consumers:
  - username: web
    keyauth_credentials: [{ key: s3cr3t-web }]
    acls: [{ group: orders-read }]
plugins:
  - { name: rate-limiting, service: orders, consumer: web, config: { minute: 5 } }
`;

const chance = (): (() => string) => {
  let drawn = 0;
  return () => {
    drawn += 1;
    return `00000000-0000-4000-8000-${String(drawn).padStart(12, '0')}`;
  };
};

const aKong = (more: Partial<KongOptions> = {}) => {
  const kong = createKong({
    deck: DECK,
    now: () => 1_795_395_617_000,
    randomUuid: chance(),
    node: RECORDED_NODE,
    ...more,
  });
  return { kong, ask: asking((request) => kong.fetch(request)) };
};

const asking =
  (fetch: (request: Request) => Promise<Response>) =>
  async (
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: JsonObject } = {},
  ) => {
    const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
    const headers = { 'content-type': 'application/json', ...options.headers };
    const answer = await fetch(new Request(`https://kong.test${path}`, { method, headers, ...body }));
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: (text.startsWith('{') ? JSON.parse(text) : text) as JsonObject,
    };
  };

const rows = (body: JsonObject): JsonObject[] => body.data as JsonObject[];

describe('a Kong that begins with a decK file', () => {
  it('has what the file says, with its defaults and select tags', async () => {
    const { ask } = aKong();
    const { body } = await ask('GET', '/services/orders');
    expect(body).toMatchObject({
      protocol: 'http',
      host: 'orders.orders.svc.cluster.local',
      port: 8080,
      path: '/v1',
      retries: 5,
    });
    expect(body.tags).toEqual(['team:orders', 'from-deck']);
  });

  it('joins names to ids', async () => {
    const { ask } = aKong();
    const service = await ask('GET', '/services/orders');
    const consumer = await ask('GET', '/consumers/web');
    const limits = rows((await ask('GET', '/consumers/web/plugins')).body);
    expect(limits).toMatchObject([
      {
        name: 'rate-limiting',
        service: { id: service.body.id },
        consumer: { id: consumer.body.id },
        config: { minute: 5 },
      },
    ]);
  });

  it('has the same ids at each start', async () => {
    const ids = async () => rows((await aKong().ask('GET', '/plugins')).body).map((one) => one.id);
    expect(await ids()).toEqual(await ids());
  });

  it('names the entity of the file that Kong would refuse', () => {
    const deck =
      "_format_version: '3.0'\nservices:\n  - { name: a, host: h, routes: [{ name: b, paths: [x] }] }";
    expect(() => aKong({ deck })).toThrow(/services\.0\.routes\.0.*should start with/);
  });

  it('gives its state away and takes it back', async () => {
    const first = aKong();
    await first.ask('PUT', '/consumers/web/acls/orders-write', { body: {} });
    const second = aKong({ state: JSON.parse(JSON.stringify(first.kong.export())) as never });
    expect(
      rows((await second.ask('GET', '/consumers/web/acls')).body)
        .map((one) => one.group)
        .sort(),
    ).toEqual(['orders-read', 'orders-write']);
  });
});

describe('the Admin API', () => {
  it('answers 501 and says so where it is not implemented', async () => {
    const { status, body } = await aKong().ask('GET', '/endpoints');
    expect([status, body.message]).toEqual([501, 'not implemented in the local host: GET /endpoints']);
  });

  it('forgets the prefix in its links, as behind a Kong route', async () => {
    const { ask } = aKong({ prefix: '/kong-admin' });
    await ask('PUT', '/kong-admin/services/second', { body: { host: 'h' } });
    const { body } = await ask('GET', '/kong-admin/services?size=1');
    expect(body.next).toBe(`/services?offset=${body.offset as string}&size=1`);
    expect((await ask('GET', '/services')).status).toBe(404);
  });

  it('refuses every write without a database', async () => {
    const { ask } = aKong({ node: { ...RECORDED_NODE, database: 'off' } });
    const writes = [
      await ask('POST', '/services', { body: { host: 'h' } }),
      await ask('PUT', '/services/orders', { body: { host: 'h' } }),
      await ask('PATCH', '/services/orders', { body: { retries: 1 } }),
      await ask('DELETE', '/services/orders'),
      await ask('PUT', '/consumers/web/acls/x', { body: {} }),
    ];
    expect(writes.map(({ status, body }) => [status, body.code])).toEqual(writes.map(() => [405, 12]));
    expect((await ask('GET', '/services/orders')).status).toBe(200);
  });

  it('applies a conditional write and then says that it failed', async () => {
    const { ask } = aKong();
    const write = await ask('PATCH', '/services/orders', {
      headers: { 'if-match': '"x"' },
      body: { retries: 9 },
    });
    const { body } = await ask('GET', '/services/orders');
    expect([write.status, body.retries]).toEqual([412, 9]);
  });

  it('resets created_at with each PUT and keeps it with PATCH', async () => {
    let now = 1_795_395_617_000;
    const { ask } = aKong({ now: () => now });
    const created = async () => (await ask('GET', '/routes/orders-list')).body.created_at;
    const before = await created();
    now += 60_000;
    await ask('PATCH', '/routes/orders-list', { body: { tags: ['x'] } });
    expect(await created()).toBe(before);
    await ask('PUT', '/routes/orders-list', { body: { paths: ['/orders'] } });
    expect(await created()).toBe(Number(before) + 60);
  });

  it('counts the life of a key down', async () => {
    let now = 1_795_395_617_000;
    const { ask } = aKong({ now: () => now });
    await ask('POST', '/consumers/web/key-auth', { body: { key: 's3cr3t-short', ttl: 100 } });
    now += 40_000;
    const keys = rows((await ask('GET', '/consumers/web/key-auth')).body);
    expect(keys.find((one) => one.key === 's3cr3t-short')?.ttl).toBe(60);
  });
});

describe('access to the Admin API', () => {
  const tokens = { reader: { user: 'rita', may: 'read' }, writer: { user: 'olga', may: 'write' } } as const;

  it('asks for a key in front of an OSS node', async () => {
    const { ask } = aKong({ access: { style: 'key-auth', header: 'apikey', tokens } });
    const as = async (key?: string) => {
      const answer = await ask('GET', '/services', { headers: key === undefined ? {} : { apikey: key } });
      return [answer.status, answer.body.message, answer.headers.get('www-authenticate')];
    };
    expect(await as()).toEqual([401, 'No API key found in request', 'Key']);
    expect(await as('nobody')).toEqual([401, 'Unauthorized', 'Key']);
    expect((await as('reader'))[0]).toBe(200);
  });

  it('knows Enterprise rights and workspaces', async () => {
    const { ask } = aKong({
      node: { ...RECORDED_NODE, edition: 'enterprise' },
      access: { style: 'rbac', header: 'Kong-Admin-Token', tokens },
      workspaces: ['shop'],
    });
    const as = (token: string) => ({ headers: { 'kong-admin-token': token } });
    expect((await ask('GET', '/shop/services', as('reader'))).status).toBe(200);
    expect((await ask('GET', '/nowhere/services', as('reader'))).status).toBe(404);
    expect((await ask('GET', '/services', as('nobody'))).body.message).toBe('Invalid RBAC credentials');
    expect((await ask('DELETE', '/services/orders', as('reader'))).body.message).toBe(
      'rita, you do not have permissions to delete this resource',
    );
    expect((await ask('GET', '/consumer_groups', as('reader'))).status).toBe(200);
  });
});

describe('Konnect, from specification', () => {
  const base = '/v2/control-planes/0b1c/core-entities';
  const konnect = () => {
    const tokens = { kpat_writer: 'write', kpat_reader: 'read' } as const;
    const standIn = createKonnect({
      deck: DECK,
      now: () => 0,
      randomUuid: chance(),
      controlPlaneId: '0b1c',
      tokens,
    });
    const ask = asking((request) => standIn.fetch(request));
    return (method: string, path: string, options: { token?: string; body?: JsonObject } = {}) => {
      const headers = { authorization: `Bearer ${options.token ?? 'kpat_writer'}` };
      return ask(method, path, options.body === undefined ? { headers } : { headers, body: options.body });
    };
  };

  it('lists entities below its control plane and has no node page', async () => {
    const ask = konnect();
    expect(rows((await ask('GET', `${base}/services?size=10`)).body)).toHaveLength(1);
    expect([(await ask('GET', '/')).status, (await ask('GET', '/services')).status]).toEqual([404, 404]);
  });

  it('has no PATCH, and takes ids only below a consumer', async () => {
    const ask = konnect();
    expect((await ask('PATCH', `${base}/services/orders`, { body: { retries: 1 } })).status).toBe(405);
    expect((await ask('GET', `${base}/consumers/web/acls/orders-read`)).status).toBe(404);
    expect((await ask('DELETE', `${base}/services/never`)).status).toBe(204);
  });

  it('tells a wrong token, a reader and a wrong entity apart', async () => {
    const ask = konnect();
    const wrong = await ask('GET', `${base}/services`, { token: 'nobody' });
    const reader = await ask('POST', `${base}/services`, { token: 'kpat_reader', body: { host: 'h' } });
    const invalid = await ask('POST', `${base}/services`, { body: { name: 'x' } });
    expect([wrong.status, reader.status, invalid.status]).toEqual([401, 403, 400]);
    expect(invalid.body.details).toEqual([
      { type: 'ERROR_TYPE_FIELD', field: 'host', messages: ['required field missing'] },
    ]);
  });
});
