import { createCaller } from '../../../src/adapters/http/call';
import { createKongWriter } from '../../../src/adapters/kong/kong-writer';
import type {
  KongAclChange,
  KongChange,
  KongConsumerChange,
  KongRateLimitChange,
} from '../../../src/domain/access/change';
import { kongTagsOf } from '../../../src/domain/access/ownership';
import type { KongApi, KongConnection } from '../../../src/domain/connection';
import type { Json, JsonObject } from '../../../src/domain/json';
import { err } from '../../../src/domain/result';
import recorded from '../../fixtures/recordings/kong-3.9.3.json';
import { anErrand } from '../../contract/source-situations';
import { notFound, page } from './a-kong';

type Call = { method: string; path: string; headers: Headers; body: JsonObject | null };

const ADMIN: KongApi = {
  type: 'admin',
  url: 'https://kong.shop.example:8444',
  workspace: null,
  tokenHeader: 'Kong-Admin-Token',
};
const KONNECT: KongApi = { type: 'konnect', region: 'eu', controlPlaneId: 'c', flavor: 'traditional' };

/** A writer over answers to each call, which are kept. */
const aWriter = (answers: (call: Call) => Json | Response, api: KongApi = ADMIN) => {
  const calls: Call[] = [];
  const call = createCaller({
    fetch: (url, init) => {
      const { pathname } = new URL(url);
      const path = decodeURIComponent(pathname.replace('/v2/control-planes/c/core-entities', ''));
      const body = typeof init.body === 'string' ? (JSON.parse(init.body) as JsonObject) : null;
      const one: Call = { method: init.method ?? 'GET', path, headers: new Headers(init.headers), body };
      calls.push(one);
      const answer = answers(one);
      return Promise.resolve(answer instanceof Response ? answer : Response.json(answer));
    },
    now: Date.now,
    sleep: () => Promise.resolve(),
    random: () => 0,
  });
  const writer = createKongWriter({ call });
  const connection = { kind: 'kong', id: 'kong', api } as KongConnection;
  const access = { connection, secrets: { current: 's3cr3t-admin-token' } };
  const make = (change: KongChange) => writer.make(access, { change, requestId: 'R1' }, anErrand());
  const rehearse = (change: KongChange) => writer.rehearse(access, { change, requestId: 'R1' }, anErrand());
  const test = async () => (await writer.test(access, anErrand())).result;
  return { make, rehearse, test, calls, writes: () => calls.filter(({ method }) => method !== 'GET') };
};

const joining: KongAclChange = {
  kind: 'kong-acl',
  connectionId: 'kong',
  consumer: { id: 'c-1', name: 'web' },
  group: 'orders-read',
  want: 'present',
  seen: { aclId: null },
};
const makingConsumer: KongConsumerChange = {
  kind: 'kong-consumer',
  connectionId: 'kong',
  consumer: { id: 'c-1', name: 'web' },
  want: 'present',
  seen: { consumerId: null },
};
const limiting: KongRateLimitChange = {
  kind: 'kong-rate-limit',
  connectionId: 'kong',
  id: 'p-1',
  service: { id: 's-1', name: 'orders' },
  consumer: { id: 'c-1', name: 'web' },
  limits: { minute: 60 },
  want: 'present',
  seen: { pluginId: null, updatedAt: null },
};
/** Ours, as Kong has it, with a secret among its settings. */
const LIMIT: JsonObject = {
  id: 'p-1',
  name: 'rate-limiting',
  enabled: true,
  service: { id: 's-1' },
  consumer: { id: 'c-1' },
  route: null,
  protocols: ['http'],
  created_at: 1_795_395_617,
  updated_at: 1_795_395_618,
  tags: ['cost:42', ...kongTagsOf('R0')],
  config: { minute: 5, hour: 10, limit_by: 'consumer', redis: { password: 's3cr3t-redis' } },
};

const aGatewayWithLimit = (api: KongApi) =>
  aWriter(({ method, path }) => (method === 'GET' && path !== '/plugins/p-1' ? notFound() : LIMIT), api);

describe('what goes over the wire', () => {
  it('never is a PUT on the Admin API, and never has a condition', async () => {
    const { make, calls } = aGatewayWithLimit(ADMIN);
    await make(limiting);
    await make({ ...limiting, want: 'absent' });
    await make(joining);
    await make(makingConsumer);
    expect(new Set(calls.map(({ method }) => method))).toEqual(new Set(['GET', 'POST', 'PATCH', 'DELETE']));
    const headers = calls.flatMap((one) => [...one.headers.keys()]);
    expect(headers.filter((name) => name.startsWith('if-'))).toEqual([]);
  });

  it.each([ADMIN, KONNECT])(
    'is a POST for what is not there yet, which writes over nothing, through $type',
    async (api) => {
      const { make, writes } = aWriter(({ method }) => (method === 'GET' ? notFound() : {}), api);
      for (const change of [makingConsumer, limiting, joining]) await make(change);
      expect(writes().map(({ method, path, body }) => [method, path, body?.['tags']])).toEqual([
        ['POST', '/consumers', kongTagsOf('R1')],
        ['POST', '/plugins', kongTagsOf('R1')],
        ['POST', '/consumers/c-1/acls', kongTagsOf('R1')],
      ]);
    },
  );

  it('is our fields alone where Kong merges them', async () => {
    const { make, writes } = aGatewayWithLimit(ADMIN);
    await make(limiting);
    expect(writes()).toMatchObject([{ method: 'PATCH', path: '/plugins/p-1' }]);
    expect(writes()[0]?.body).toEqual({
      enabled: true,
      service: { id: 's-1' },
      consumer: { id: 'c-1' },
      route: null,
      tags: ['cost:42', ...kongTagsOf('R1')],
      config: {
        second: null,
        minute: 60,
        hour: null,
        day: null,
        month: null,
        year: null,
        limit_by: 'consumer',
      },
    });
  });

  it('is the whole plugin as it was just read on Konnect, age and all', async () => {
    const { make, writes } = aGatewayWithLimit(KONNECT);
    const { result, exchanges } = await make(limiting);
    expect(writes()).toMatchObject([{ method: 'PUT', path: '/plugins/p-1' }]);
    expect(writes()[0]?.body).toMatchObject({
      id: 'p-1',
      created_at: 1_795_395_617,
      protocols: ['http'],
      config: { minute: 60, hour: null, redis: { password: 's3cr3t-redis' } },
    });
    expect(writes()[0]?.body).not.toHaveProperty('updated_at');
    expect(JSON.stringify([result, exchanges])).not.toContain('s3cr3t');
  });

  it('is one write a change, whatever the answer', async () => {
    const failing = aWriter(({ method }) =>
      method === 'GET' ? page([]) : Response.json({}, { status: 503 }),
    );
    expect((await failing.make(joining)).result).toEqual(err({ code: 'SERVER_ERROR', status: 503 }));
    expect(failing.writes()).toHaveLength(1);
  });
});

type Recorded = { file: string; name: string; response: { status: number; body: Json } };
const recordedAs = (file: string, name: string): Response => {
  const found = (recorded.exchanges as unknown as Recorded[]).find(
    (one) => one.file === file && one.name === name,
  );
  if (found === undefined) throw new Error(`no recording ${file} ${name}`);
  return Response.json(found.response.body, { status: found.response.status });
};

describe('what a real Kong 3.9.3 answered to writes', () => {
  it.each([
    ['08-conflicts', 'POST acl same group', { code: 'CHANGED_MEANWHILE', status: 409 }],
    [
      '08-conflicts',
      'POST acl under unknown consumer',
      { code: 'NOT_THERE', status: 404, detail: 'consumer web' },
    ],
    ['09-schema-violations', 'acl missing group', { code: 'INVALID', status: 400, detail: 'acls' }],
  ])('%s, %s', async (file, name, failure) => {
    const { make } = aWriter(({ method }) => (method === 'GET' ? page([]) : recordedAs(file, name)));
    expect((await make(joining)).result).toEqual({ ok: false, error: failure });
  });

  it.each([
    ['09-schema-violations', 'rate-limiting order', { code: 'INVALID', status: 400, detail: 'plugins' }],
    ['09-schema-violations', 'rate-limiting zero', { code: 'INVALID', status: 400, detail: 'plugins' }],
    ['09-schema-violations', 'rate-limiting none', { code: 'INVALID', status: 400, detail: 'plugins' }],
    ['08-conflicts', 'POST service same id', { code: 'INVALID', status: 400, detail: 'plugins' }],
    [
      '08-conflicts',
      'POST plugin unknown route name',
      { code: 'NOT_THERE', status: 400, detail: 'service orders or consumer web' },
    ],
  ])('%s, %s', async (file, name, failure) => {
    const { make } = aWriter(({ method, path }) => {
      if (method !== 'GET') return recordedAs(file, name);
      if (path.endsWith('/plugins') || path.startsWith('/plugins/')) return notFound();
      return path.startsWith('/services/') ? { id: 's-1', host: 'h' } : { id: 'c-1' };
    });
    expect((await make(limiting)).result).toEqual({ ok: false, error: failure });
  });

  it('keeps nothing of a body that repeats a key', async () => {
    const echo = {
      code: 5,
      name: 'unique constraint violation',
      fields: { key: 's3cr3t-key' },
      message: 's3cr3t-key',
    };
    const { make, rehearse } = aWriter(({ method }) =>
      method === 'GET' ? page([]) : Response.json(echo, { status: 409 }),
    );
    expect(JSON.stringify([await make(joining), await rehearse(joining)])).not.toContain('s3cr3t');
  });
});

describe('rehearsing', () => {
  const rehearsing = (node: Json | Response, validation: Response) =>
    aWriter(({ method, path }) => {
      if (method !== 'GET') return validation;
      return path === '/' ? node : page([]);
    });
  const NODE = { version: '3.9.3', edition: 'community', configuration: { database: 'postgres' } };
  const fine = () => Response.json({ message: 'schema validation successful' });

  it('asks the schema with what would be sent, and sends nothing else', async () => {
    const { rehearse, writes } = rehearsing(NODE, fine());
    expect((await rehearse(joining)).result).toEqual({ ok: true, value: { warnings: [] } });
    const body = { group: 'orders-read', tags: kongTagsOf('R1'), consumer: { id: 'c-1' } };
    expect(writes()).toMatchObject([{ method: 'POST', path: '/schemas/acls/validate', body }]);
  });

  it.each([
    ['without a database', { database: 'off' }],
    ['that is a data plane', { database: 'off', role: 'data_plane' }],
  ])('says that a node %s takes no writes', async (_, configuration) => {
    const { rehearse } = rehearsing({ ...NODE, configuration }, fine());
    expect((await rehearse(joining)).result).toEqual(err({ code: 'READ_ONLY' }));
  });

  it('goes on where the node’s page is closed to the credential', async () => {
    const { rehearse } = rehearsing(Response.json({}, { status: 403 }), fine());
    expect((await rehearse(joining)).result.ok).toBe(true);
  });

  it('says so where the gateway cannot be asked', async () => {
    const { rehearse } = rehearsing(NODE, notFound());
    const warnings = ['This gateway cannot be asked beforehand whether it would take the change.'];
    expect((await rehearse(joining)).result).toEqual({ ok: true, value: { warnings } });
  });
});

describe('testing the credential', () => {
  const NODE = { version: '3.9.3', edition: 'community', configuration: { database: 'postgres' } };
  const answering = (validation: (path: string) => Response) =>
    aWriter(({ method, path }) => (method !== 'GET' ? validation(path) : path === '/' ? NODE : page([])));
  const writable = async (validation: (path: string) => Response) => {
    const tested = await answering(validation).test();
    if (!tested.ok) throw new Error(tested.error.code);
    return tested.value.parts
      .filter(({ writes }) => writes)
      .map(({ part, failure }) => [part, failure?.code]);
  };

  it('says nothing of what the gateway cannot be asked', async () => {
    expect(await writable(notFound)).toEqual([]);
  });

  it('tells that the gateway has no rate-limiting', async () => {
    const refusing = (path: string) =>
      path === '/schemas/plugins/validate' ? Response.json({ code: 2 }, { status: 400 }) : Response.json({});
    expect(await writable(refusing)).toEqual([
      ['consumers', undefined],
      ['acls', undefined],
      ['plugins', 'NOT_THERE'],
    ]);
  });

  it('is not fooled by somebody else’s page', async () => {
    const proxy = aWriter(() => notFound());
    expect(await proxy.test()).toMatchObject(err({ code: 'WRONG_PRODUCT' }));
  });
});
