import { createKubernetes, type KubernetesOptions } from '../../../host/kubernetes/kubernetes';
import type { JsonObject } from '../../../src/domain/json';

const MANIFESTS = `
apiVersion: v1
kind: Namespace
metadata: { name: orders }
---
apiVersion: v1
kind: Namespace
metadata: { name: payments }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: orders }
data: { mesh: '' }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: old, namespace: orders, creationTimestamp: '2020-01-01T00:00:00Z' }
spec: {}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: young, namespace: orders }
spec: { action: DENY, rules: [{}] }
`;

const tokens: KubernetesOptions['tokens'] = {
  writer: {
    user: 'writer',
    allow: [
      {
        apiGroups: ['security.istio.io'],
        resources: ['authorizationpolicies'],
        verbs: ['get', 'patch', 'delete'],
        namespaces: ['orders'],
      },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['istio'], verbs: ['get', 'list'] },
    ],
  },
  admin: { user: 'admin', allow: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] },
};

const aCluster = (more: Partial<KubernetesOptions> = {}) => {
  const options = {
    manifests: [MANIFESTS],
    now: () => 1_795_395_617_000,
    randomUuid: () => 'u',
    tokens,
    version: 'v1.34.1',
    ...more,
  };
  const kubernetes = createKubernetes(options);
  const ask = async (method: string, path: string, ...[token, body]: [string, JsonObject?]) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/apply-patch+yaml' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await kubernetes.fetch(new Request(`https://kubernetes.test${path}`, init));
    return {
      status: answer.status,
      body: (answer.headers.get('content-type')?.includes('json') === true
        ? await answer.json()
        : {}) as JsonObject,
    };
  };
  return { kubernetes, ask };
};

const policy = (namespace: string, name: string) =>
  `/apis/security.istio.io/v1/namespaces/${namespace}/authorizationpolicies/${name}`;

describe('the Kubernetes stand-in', () => {
  it('binds a right to its namespaces', async () => {
    const { ask } = aCluster();
    const statuses = [
      await ask('GET', policy('orders', 'old'), 'writer'),
      await ask('GET', policy('payments', 'x'), 'writer'),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([200, 403]);
  });

  it('binds a right to the names it is given for', async () => {
    const { ask } = aCluster();
    const maps = '/api/v1/namespaces/orders/configmaps';
    const answers = [
      await ask('GET', `${maps}/istio`, 'writer'),
      await ask('GET', `${maps}/other`, 'writer'),
      await ask('GET', maps, 'writer'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403]);
  });

  it('asks for the right to create when an apply would make the object', async () => {
    const { ask } = aCluster();
    const applied = (name: string) => ({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name },
      spec: {},
    });
    const query = '?fieldManager=gatehouse';
    const made = await ask('PATCH', policy('orders', 'fresh') + query, 'writer', applied('fresh'));
    const changed = await ask('PATCH', policy('orders', 'old') + query, 'writer', applied('old'));
    expect([made.status, changed.status]).toEqual([403, 200]);
    expect(made.body.message).toContain('cannot create resource');
  });

  it('denies a policy with an empty text as istiod does, on a dry run too', async () => {
    const { ask } = aCluster();
    const applied = {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'old' },
      spec: { rules: [{ to: [{ operation: { paths: [''] } }] }] },
    };
    for (const query of ['', '&dryRun=All']) {
      const path = `${policy('orders', 'old')}?fieldManager=gatehouse${query}`;
      const { status, body } = await ask('PATCH', path, 'admin', applied);
      expect([status, body.reason, body.message]).toEqual([
        400,
        undefined,
        'admission webhook "validation.istio.io" denied the request: configuration is invalid: ' +
          'invalid policy old.orders: empty value not allowed, found in Paths',
      ]);
    }
  });

  it('keeps the age that a file says, and makes later documents younger', async () => {
    const { ask } = aCluster();
    const { body } = await ask('GET', '/apis/security.istio.io/v1/authorizationpolicies', 'admin');
    const [old, young] = (body.items as { metadata: { creationTimestamp: string } }[]).map(
      (one) => one.metadata.creationTimestamp,
    );
    expect(old).toBe('2020-01-01T00:00:00Z');
    expect(Date.parse(young ?? '')).toBeGreaterThan(Date.parse(old ?? ''));
  });

  it('lets list items of built-in kinds go without kind, and names it in custom ones', async () => {
    const { ask } = aCluster();
    const builtIn = await ask('GET', '/api/v1/namespaces', 'admin');
    const custom = await ask('GET', '/apis/security.istio.io/v1/authorizationpolicies', 'admin');
    const kinds = [builtIn, custom].map(({ body }) => (body.items as JsonObject[])[0]?.kind);
    expect(kinds).toEqual([undefined, 'AuthorizationPolicy']);
  });

  it('does not know the kinds of CRDs that are not installed', async () => {
    const { ask } = aCluster({ manifests: [], crds: ['gateway-api'] });
    expect((await ask('GET', '/apis/security.istio.io', 'admin')).status).toBe(404);
  });

  it('answers 501 for watches and says so', async () => {
    const { ask } = aCluster();
    const { status, body } = await ask('GET', '/api/v1/namespaces?watch=1', 'admin');
    expect([status, body.message]).toEqual([501, 'not implemented in the local host: watch']);
  });

  it('gives its state away and takes it back', async () => {
    const first = aCluster();
    await first.ask('DELETE', policy('orders', 'young'), 'writer');
    const second = aCluster({ state: JSON.parse(JSON.stringify(first.kubernetes.export())) as JsonObject });
    const statuses = [
      await second.ask('GET', policy('orders', 'old'), 'admin'),
      await second.ask('GET', policy('orders', 'young'), 'admin'),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([200, 404]);
  });
});
