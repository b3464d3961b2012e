import { inspect } from 'node:util';

import fc from 'fast-check';

import type { Json, JsonObject } from '../../../src/domain/json';
import { err, ok } from '../../../src/domain/result';
import { aCluster, discovery, empty, list, status, target } from './a-cluster';

const policy = (name: string, rest: JsonObject = {}): JsonObject => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name, namespace: 'orders' },
  spec: { rules: [{}] },
  ...rest,
});

const policiesIn = (policies: Json) => (path: string) =>
  path.startsWith('/apis/security.istio.io/v1/namespaces/orders/authorizationpolicies')
    ? policies
    : empty(path);

it('asks for the version that the cluster prefers', async () => {
  const cluster = aCluster((path) =>
    path === '/apis/security.istio.io' ? discovery('v1beta1') : empty(path),
  );
  expect((await cluster.source.readTarget(cluster.access, target, cluster.errand())).result.ok).toBe(true);
  expect(cluster.paths()).toContain(
    '/apis/security.istio.io/v1beta1/namespaces/orders/peerauthentications?limit=500',
  );
});

it('takes no version that would lead elsewhere', async () => {
  const elsewhere = (path: string): Json | Response =>
    path === '/apis/security.istio.io' ? discovery('../../api/v1/secrets') : empty(path);
  const cluster = aCluster(elsewhere);
  const { result } = await cluster.source.readTarget(cluster.access, target, cluster.errand());
  expect(result).toEqual(err({ code: 'UNREADABLE' }));
});

it('asks with the token, below the path under which the API is served', async () => {
  const prefixed = 'https://mesh.shop.example/k8s/clusters/c-1/';
  const cluster = aCluster((path) => empty(path.replace('/k8s/clusters/c-1', '')), prefixed);
  await cluster.source.readTarget(cluster.access, target, cluster.errand());
  expect(cluster.paths()).toContain('/k8s/clusters/c-1/apis/security.istio.io');
  expect(cluster.sent[0]?.headers.get('authorization')).toBe('Bearer s3cr3t-service-account');
});

it('names the documents that it cannot understand', async () => {
  const documents = [
    policy('fine'),
    policy('odd', { kind: 'Secret' }),
    policy('astray', { kind: 'PeerAuthentication', spec: {} }),
    { metadata: {} },
    'text',
    null,
    7,
  ];
  const cluster = aCluster(policiesIn(list(documents)));
  const { result } = await cluster.source.readTarget(cluster.access, target, cluster.errand());
  if (!result.ok) throw new Error(result.error.code);
  expect(result.value.policies.map(({ metadata }) => metadata.name)).toEqual(['fine']);
  expect(result.value.unreadable.map(({ name }) => name)).toEqual([
    'odd',
    'astray',
    ...Array<string>(4).fill('(unnamed)'),
  ]);
  expect(result.value.unreadable[0]).toMatchObject({ kind: 'AuthorizationPolicy', namespace: 'orders' });
});

it('takes an empty list that Go writes as null', async () => {
  const cluster = aCluster(policiesIn(list(null)));
  const { result } = await cluster.source.readTarget(cluster.access, target, cluster.errand());
  expect(result).toMatchObject(ok({ policies: [], unread: [] }));
});

it.each([{ items: 'none' }, { kind: 'Status' }, [], null])(
  'does not take %j for an empty list',
  async (answer) => {
    const cluster = aCluster(policiesIn(answer));
    const { result } = await cluster.source.readTarget(cluster.access, target, cluster.errand());
    expect(result).toMatchObject(
      ok({ unread: [{ part: 'authorizationpolicies in orders', code: 'UNREADABLE' }] }),
    );
  },
);

it.each(['..', '.', ''])(
  'asks nothing about a namespace %j, and says that it is not there',
  async (namespace) => {
    const cluster = aCluster(empty);
    const { result } = await cluster.source.readTarget(
      cluster.access,
      { ...target, namespace },
      cluster.errand(),
    );
    const lists = cluster.paths().filter((path) => path.includes('?limit'));
    expect(lists).toHaveLength(4);
    expect(lists.every((path) => path.includes('/namespaces/istio-system/'))).toBe(true);
    const unread = result.ok ? result.value.unread : [];
    expect(unread).toHaveLength(8);
    expect(new Set(unread.map(({ code }) => code))).toEqual(new Set(['NOT_THERE']));
  },
);

it('never leaves its place for a namespace that climbs', async () => {
  const cluster = aCluster(empty);
  const namespace = '../../../api/v1/secrets';
  await cluster.source.readTarget(cluster.access, { ...target, namespace }, cluster.errand());
  const places = cluster.sent.map(({ url }) => new URL(url).pathname);
  const own = /^\/(apis\/(security|networking)\.istio\.io|api\/v1\/namespaces\/(istio-system\/|\.\.%2F))/;
  expect(places.filter((path) => !own.test(path))).toEqual([]);
});

it.each(['[1, 2', '[1, 2]', 'just words', '', '&a [*a, *a]: x'])(
  'assumes the defaults for settings such as %j',
  async (mesh) => {
    const cluster = aCluster((path) => (path.includes('/configmaps/') ? { data: { mesh } } : empty(path)));
    const { result } = await cluster.source.readTarget(cluster.access, target, cluster.errand());
    expect(result).toMatchObject(
      ok({ mesh: { known: false }, unread: [{ part: 'meshconfig', code: 'UNREADABLE' }] }),
    );
  },
);

it('is not led by the nose by settings that repeat themselves', async () => {
  const lines = ['a0: &a0 [x]'];
  for (let index = 1; index < 30; index += 1)
    lines.push(`a${index}: &a${index} [*a${index - 1}, *a${index - 1}]`);
  const cluster = aCluster((path) =>
    path.includes('/configmaps/') ? { data: { mesh: lines.join('\n') } } : empty(path),
  );
  const { result } = await cluster.source.readTarget(cluster.access, target, cluster.errand());
  expect(result).toMatchObject(ok({ mesh: { known: false } }));
});

it.each([
  ['another API', { version: '3.9.3', tagline: 'Welcome to kong' }],
  ['a page that is not there', status(404, 'NotFound')],
])('%s is not Kubernetes', async (_, version) => {
  const cluster = aCluster((path) => (path === '/version' ? version : empty(path)));
  const { result } = await cluster.source.test(cluster.access, cluster.errand());
  expect(result).toMatchObject(err({ code: 'WRONG_PRODUCT' }));
});

it('a token that only opens what is open to everybody is not accepted', async () => {
  const cluster = aCluster((path) => (path === '/version' ? empty(path) : status(401, 'Unauthorized')));
  const { result } = await cluster.source.test(cluster.access, cluster.errand());
  expect(result).toEqual(err({ code: 'UNAUTHENTICATED', status: 401 }));
});

it('never asks for anything but reads of what it shows, and for its own rights', async () => {
  const cluster = aCluster(empty);
  const search = { namespaces: 'everything', query: '', limit: 10 } as const;
  await cluster.source.readTarget(cluster.access, target, cluster.errand());
  await cluster.source.searchServices(cluster.access, search, cluster.errand());
  await cluster.source.test(cluster.access, cluster.errand());
  const others = cluster.sent.filter(({ method }) => method !== 'GET');
  expect(new Set(others.map(({ method, url }) => `${method} ${new URL(url).pathname}`))).toEqual(
    new Set(['POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews']),
  );
  expect(cluster.paths().filter((path) => path.includes('secrets'))).toEqual([]);
});

describe('secrets', () => {
  const annotations = {
    'kubectl.kubernetes.io/last-applied-configuration': '{"jwks":"s3cr3t-applied"}',
    'proxy.istio.io/config': 's3cr3t-proxy',
  };
  const managedFields = [{ manager: 's3cr3t-manager' }];
  const guarded = policy('guarded', {
    metadata: { name: 'guarded', namespace: 'orders', annotations, managedFields },
    spec: {
      rules: [{ when: [{ key: 'request.headers[x-api-key]', values: ['s3cr3t-header'] }] }],
      newField: 's3cr3t-unknown-field',
    },
    status: { message: 's3cr3t-status' },
  });
  const tokens = policy('tokens', {
    kind: 'RequestAuthentication',
    spec: {
      jwtRules: [
        {
          issuer: 'https://login.shop.example',
          jwks: '{"keys":[{"k":"s3cr3t-jwks"}]}',
          jwksUri: 'https://u:s3cr3t-user@login.shop.example/keys?token=s3cr3t-query',
        },
      ],
    },
  });
  const mesh = [
    'extensionProviders:',
    '- name: authz',
    '  envoyExtAuthzHttp: {headersToUpstreamOnAllow: [s3cr3t-extension]}',
    'defaultConfig: {tracing: {lightstep: {accessToken: s3cr3t-tracer}}}',
  ].join('\n');
  const full = (path: string): Json | Response => {
    if (path.includes('/configmaps/')) return { data: { mesh, token: 's3cr3t-config-map' } };
    if (path.includes('authorizationpolicies')) return list([guarded]);
    if (path.includes('requestauthentications')) return list([tokens]);
    if (path.includes('/services')) {
      return list([
        { metadata: { name: 'orders', namespace: 'orders', annotations }, spec: { selector: { app: 'x' } } },
      ]);
    }
    return empty(path);
  };
  const everythingOf = async (cluster: ReturnType<typeof aCluster>): Promise<string> => {
    const search = { namespaces: 'everything', query: '', limit: 10 } as const;
    const answers = [
      await cluster.source.readTarget(cluster.access, target, cluster.errand()),
      await cluster.source.searchServices(cluster.access, search, cluster.errand()),
      await cluster.source.test(cluster.access, cluster.errand()),
    ];
    return JSON.stringify(answers) + inspect(answers, { depth: null, showHidden: true });
  };

  it('of the cluster never leave the adapter', async () => {
    const told = await everythingOf(aCluster(full));
    expect(told).toContain('guarded');
    expect(told).toContain('hasInlineJwks');
    expect(told).not.toContain('s3cr3t');
  });

  it.each([400, 401, 403, 404, 410, 422, 429, 500])(
    'of an error %d never leave the adapter',
    async (code) => {
      expect(await everythingOf(aCluster(() => status(code, 's3cr3t-reason')))).not.toContain('s3cr3t');
    },
  );

  it.each(['token: [s3cr3t-yaml', '? [s3cr3t-key]\n: x', '%s3cr3t-directive\n---\na: 1'])(
    'of settings such as %j never leave the adapter, nor are they printed',
    async (settings) => {
      const printed = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const odd = (path: string): Json | Response =>
        path.includes('/configmaps/') ? { data: { mesh: settings } } : empty(path);
      const told = await everythingOf(aCluster(odd));
      expect(told + JSON.stringify(printed.mock.calls)).not.toContain('s3cr3t');
      printed.mockRestore();
    },
  );

  it('whatever JSON answers, the source answers too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (json) => {
        const anything = (path: string): Json | Response => {
          if (path === '/apis/security.istio.io' || path === '/version') return empty(path);
          return path.includes('/configmaps/') ? (json as Json) : list([json as Json]);
        };
        await expect(everythingOf(aCluster(anything))).resolves.toBeDefined();
        await expect(everythingOf(aCluster(() => Response.json(json)))).resolves.toBeDefined();
      }),
      { numRuns: 100 },
    );
  });
});
