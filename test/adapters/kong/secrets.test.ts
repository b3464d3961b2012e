import { inspect } from 'node:util';

import fc from 'fast-check';

import type { Json, JsonObject } from '../../../src/domain/json';
import { aKong, page } from './a-kong';

const target = { connectionId: 'kong', service: 'orders' };

/** Secrets where real gateways have them, also where nobody would look. */
const SERVICE: JsonObject = {
  id: 's-1',
  name: 'orders',
  host: 'orders.svc',
  client_certificate: { id: 's3cr3t-certificate', key: 's3cr3t-private-key' },
  url: 'http://user:s3cr3t-url@orders.svc',
};
const ROUTE: JsonObject = { id: 'r-1', service: { id: 's-1', name: 's3cr3t-expanded' } };
const plugin = (id: string, name: string, config: JsonObject): JsonObject => ({
  id,
  name,
  service: { id: 's-1' },
  config,
});
const PLUGINS = [
  plugin('p-1', 'key-auth', {
    key_names: ['apikey'],
    key: 's3cr3t-key',
    anonymous: '{vault://env/s3cr3t-path}',
  }),
  plugin('p-2', 'request-transformer', { add: { headers: ['Authorization:Bearer s3cr3t-upstream'] } }),
  plugin('p-3', 'http-log', {
    headers: { Authorization: 's3cr3t-log' },
    http_endpoint: 'https://u:s3cr3t-log-url@log',
  }),
  plugin('p-4', 'rate-limiting', {
    minute: 5,
    redis: { password: 's3cr3t-redis' },
    redis_password: 's3cr3t-old-redis',
  }),
  plugin('p-5', 'pre-function', { access: ['return kong.response.exit(200, "s3cr3t-lua")'] }),
  plugin('p-6', 'own-plugin', { anything: 's3cr3t-own', 's3cr3t-as-a-name': 1 }),
  plugin('p-7', 'openid-connect', {
    client_secret: ['s3cr3t-oidc'],
    issuer: 'https://idp.example/?x=s3cr3t-issuer',
  }),
  plugin('p-8', 'jwt', { secret: 's3cr3t-jwt', realm: 'shop' }),
];
const CONSUMER: JsonObject = {
  id: 'c-1',
  username: 'web',
  keyauth_credentials: [{ key: 's3cr3t-credential' }],
};

const gateway = (path: string): Json => {
  if (path === '/')
    return { version: '3.9.3', configuration: { pg_password: 's3cr3t-pg', admin_listen: ['s3cr3t'] } };
  if (path.startsWith('/services/orders')) return SERVICE;
  if (path.startsWith('/services?')) return page([SERVICE]);
  if (path.includes('/routes')) return page([ROUTE]);
  if (path.startsWith('/consumers')) return CONSUMER;
  return page([...PLUGINS, { ...plugin('p-9', 'acl', {}), consumer: { id: 'c-1' } }]);
};

const everythingOf = async (kong: ReturnType<typeof aKong>): Promise<string> => {
  const search = { query: '', within: 'everything', limit: 10 } as const;
  const answers = [
    await kong.source.readTarget(kong.access, target, kong.errand()),
    await kong.source.searchServices(kong.access, search, kong.errand()),
    await kong.source.test(kong.access, kong.errand()),
  ];
  return JSON.stringify(answers) + inspect(answers, { depth: null, showHidden: true });
};

it('no secret of the gateway leaves the adapter', async () => {
  const told = await everythingOf(aKong(gateway));
  expect(told).toContain('request-transformer');
  expect(told).not.toContain('s3cr3t');
});

it.each([400, 401, 403, 404, 405, 409, 429, 500])(
  'no secret of an error %d leaves the adapter',
  async (status) => {
    const body = { message: 'UNIQUE violation', fields: { key: 's3cr3t-echoed' } };
    const told = await everythingOf(
      aKong(() => Response.json(body, { status, statusText: 's3cr3t-status' })),
    );
    expect(told).not.toContain('s3cr3t');
  },
);

it.each([
  '{"key": "s3cr3t-cut',
  's3cr3t',
  '<p>s3cr3t</p>',
  '{"data":[{"id":"s3cr3t"}',
  '{"data":["s3cr3t"]}',
])('no secret of a body such as %s leaves the adapter', async (body) => {
  expect(await everythingOf(aKong(() => new Response(body)))).not.toContain('s3cr3t');
});

it('no secret of a failed call leaves the adapter', async () => {
  const told = await everythingOf(
    aKong(() => {
      throw new TypeError('s3cr3t-header is an invalid header value', { cause: { code: 's3cr3t-code' } });
    }),
  );
  expect(told).not.toContain('s3cr3t');
});

it('whatever JSON answers, the source answers too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (json) => {
      const kong = aKong((path) => (path === '/' ? (json as Json) : page([json as Json, SERVICE])));
      await expect(everythingOf(kong)).resolves.toBeDefined();
    }),
    { numRuns: 150 },
  );
});
