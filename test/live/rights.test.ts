import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import { createMeshSource } from '../../src/adapters/kubernetes/mesh-source';
import { createMeshWriter } from '../../src/adapters/kubernetes/mesh-writer';
import type { Errand } from '../../src/app/ports';
import type { IstioGrantChange } from '../../src/domain/access/change';
import { err, ok } from '../../src/domain/result';
import type { JsonObject } from '../../src/domain/json';
import { aMesh } from '../contract/mesh-estate';
import { anErrand } from '../contract/source-situations';
import { startCluster, type Cluster } from './cluster';
import { applyDefinitions, definitionsIn } from './crds';
import { aMeshConnection } from '../contract/connections';
import { applyManifests, callerTo } from './mesh-worlds';
import { apply, asking, type Asking } from './objects';
import { requestToken, signToken } from './service-account-token';
import { SERVER_NAME } from './server-files';
import { until } from './until';

jest.setTimeout(300_000);

const manifestsIn = (file: string): JsonObject[] =>
  parseAllDocuments(readFileSync(join(__dirname, '../../docs/kubernetes', file), 'utf8')).map(
    (document) => document.toJS() as JsonObject,
  );

const SECURITY = '/apis/security.istio.io/v1';
const policiesOf = (namespace: string, name: string): string =>
  `${SECURITY}/namespaces/${namespace}/authorizationpolicies/${name}?fieldManager=gatehouse`;
const aPolicy = (kind = 'AuthorizationPolicy'): JsonObject => ({
  apiVersion: 'security.istio.io/v1',
  kind,
  metadata: { name: 'granted' },
  spec: { selector: { matchLabels: { app: 'orders' } } },
});

/** A cluster with Istio's kinds, the estate of the contract, and the manifests of docs/kubernetes as they are. */
const open = async (cluster: Cluster) => {
  const ask = asking(cluster);
  await applyDefinitions(ask, [...definitionsIn('istio.yaml'), ...definitionsIn('gateway-api.yaml')]);
  await applyManifests(ask, aMesh());
  for (const object of [...manifestsIn('reader.yaml'), ...manifestsIn('writer.yaml')])
    await apply(ask, object);
  const reader = await requestToken(ask, 'gatehouse/gatehouse-reader');
  const writer = await requestToken(ask, 'gatehouse/gatehouse-writer');
  const as = { admin: ask, reader: asking(cluster, reader), writer: asking(cluster, writer) };
  const mayBegin = async () =>
    (await as.reader('GET', `${SECURITY}/authorizationpolicies`)).status === 200 &&
    (await as.reader('GET', '/api/v1/namespaces/istio-system/configmaps/istio')).status === 200 &&
    (await as.writer('GET', `${SECURITY}/namespaces/orders/authorizationpolicies`)).status === 200;
  await until({ what: 'the roles are in force', holds: mayBegin });
  return { cluster, as, tokens: { reader, writer } };
};

type World = Awaited<ReturnType<typeof open>>;

const statusesOf = async (ask: Asking, calls: [method: string, path: string, body?: JsonObject][]) => {
  const statuses: Record<string, number> = {};
  for (const [method, path, body] of calls)
    statuses[`${method} ${path}`] = (await ask(method, path, body)).status;
  return statuses;
};

const everyOne = (calls: [method: string, path: string, body?: JsonObject][], status: number) =>
  Object.fromEntries(calls.map(([method, path]) => [`${method} ${path}`, status]));

/** What RBAC lets somebody do in a namespace beside asking about oneself, as `verbs resources`. */
const rulesOf = async (ask: Asking, namespace: string): Promise<string[]> => {
  const answer = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    spec: { namespace },
  });
  type Rule = { verbs: string[]; apiGroups: string[]; resources: string[]; resourceNames?: string[] };
  const { resourceRules } = answer.body.status as { resourceRules: Rule[] };
  return resourceRules
    .filter(({ resources }) => !resources.every((resource) => resource.startsWith('selfsubject')))
    .flatMap(({ verbs, apiGroups, resources, resourceNames }) =>
      resources.map((resource) => {
        const name = resourceNames === undefined ? '' : `/${resourceNames.join()}`;
        return `${verbs.join()} ${apiGroups.join()}/${resource}${name}`;
      }),
    )
    .sort();
};

describe('the manifests of docs/kubernetes on a real API server', () => {
  let world: World | undefined;
  const the = (): World => {
    if (world === undefined) throw new Error('the cluster is not there');
    return world;
  };
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    cluster = await startCluster();
    world = await open(cluster);
  });
  afterAll(() => cluster?.stop());

  const readAs = async (current: string, errand: Errand = anErrand()) => {
    const { port, authority: ca } = the().cluster;
    const { call, close } = callerTo({ port, ca });
    const source = createMeshSource({ call });
    const access = { connection: aMeshConnection(`https://${SERVER_NAME}`), secrets: { current } };
    const target = { connectionId: 'mesh', namespace: 'orders', labels: { app: 'orders' } };
    const search = { namespaces: 'everything' as const, query: '', limit: 50 };
    const tested = await source.test(access, errand);
    const read = await source.readTarget(access, target, errand);
    const found = await source.searchServices(access, search, errand);
    await close();
    return { tested: tested.result, read: read.result, found: found.result };
  };

  describe('the reader', () => {
    it('reads everything that the app reads', async () => {
      const { tested, read, found } = await readAs(the().tokens.reader);
      if (!tested.ok || !read.ok || !found.ok) throw new Error(JSON.stringify({ tested, read, found }));
      expect(tested.value.parts.filter(({ failure }) => failure !== null)).toEqual([]);
      expect(read.value).toMatchObject({ unread: [], unreadable: [], mesh: { known: true } });
      expect(read.value.policies).toHaveLength(4);
      expect([found.value.services.length, found.value.unread]).toEqual([3, []]);
    });

    it('may not read secrets, other settings or Envoy filters, nor enter a pod', async () => {
      const calls: Parameters<typeof statusesOf>[1] = [
        ['GET', '/api/v1/secrets'],
        ['GET', '/api/v1/namespaces/gatehouse/secrets/gatehouse-writer-token'],
        ['GET', '/api/v1/namespaces/istio-system/configmaps'],
        ['GET', '/api/v1/namespaces/istio-system/configmaps/other'],
        ['GET', '/api/v1/namespaces/orders/configmaps/istio'],
        ['GET', '/apis/networking.istio.io/v1alpha3/envoyfilters'],
        ['GET', '/apis/extensions.istio.io/v1alpha1/wasmplugins'],
        ['GET', '/api/v1/namespaces/orders/pods/orders-0/log'],
        ['GET', '/api/v1/namespaces/orders/pods/orders-0/exec?command=env'],
        ['POST', '/api/v1/namespaces/orders/pods/orders-0/exec?command=env'],
        ['POST', '/api/v1/namespaces/gatehouse/serviceaccounts/gatehouse-writer/token', {}],
      ];
      expect(await statusesOf(the().as.reader, calls)).toEqual(everyOne(calls, 403));
    });

    it('may not change anything', async () => {
      const calls: Parameters<typeof statusesOf>[1] = [
        ['PATCH', policiesOf('orders', 'granted'), aPolicy()],
        ['PATCH', `${policiesOf('orders', 'granted')}&dryRun=All`, aPolicy()],
        ['DELETE', policiesOf('orders', 'orders-viewer')],
      ];
      expect(await statusesOf(the().as.reader, calls)).toEqual(everyOne(calls, 403));
    });

    it('has no other right than to get and list these', async () => {
      const named: Record<string, string[]> = {
        '': ['namespaces', 'pods', 'serviceaccounts', 'services'],
        'gateway.networking.k8s.io': [
          'gatewayclasses',
          'gateways',
          'grpcroutes',
          'httproutes',
          'referencegrants',
        ],
        'networking.istio.io': [
          'destinationrules',
          'gateways',
          'serviceentries',
          'sidecars',
          'virtualservices',
          'workloadentries',
        ],
        'security.istio.io': ['authorizationpolicies', 'peerauthentications', 'requestauthentications'],
        'telemetry.istio.io': ['telemetries'],
      };
      const everywhere = Object.entries(named).flatMap(([group, resources]) =>
        resources.map((resource) => `get,list ${group}/${resource}`),
      );
      expect(await rulesOf(the().as.reader, 'orders')).toEqual(everywhere.sort());
      const ofTheMesh = await rulesOf(the().as.reader, 'istio-system');
      expect(ofTheMesh.filter((rule) => !everywhere.includes(rule))).toEqual(['get /configmaps/istio']);
    });
  });

  describe('the writer', () => {
    it('applies a policy in its namespace, tries one out, and deletes it', async () => {
      const path = policiesOf('orders', 'granted');
      const calls: Parameters<typeof statusesOf>[1] = [
        ['PATCH', `${path}&dryRun=All`, aPolicy()],
        ['GET', path],
      ];
      expect(Object.values(await statusesOf(the().as.writer, calls))).toEqual([201, 404]);
      const really: Parameters<typeof statusesOf>[1] = [
        ['PATCH', path, aPolicy()],
        ['GET', path],
        ['DELETE', path],
      ];
      expect(Object.values(await statusesOf(the().as.writer, really))).toEqual([201, 200, 200]);
    });

    const writing = async (current: string, namespace: string) => {
      const { port, authority: ca } = the().cluster;
      const { call, close } = callerTo({ port, ca });
      const writer = createMeshWriter({ call });
      const access = { connection: aMeshConnection(`https://${SERVER_NAME}`), secrets: { current } };
      const change: IstioGrantChange = {
        kind: 'istio-grant',
        connectionId: 'mesh',
        namespace,
        name: 'gatehouse-orders-1',
        labels: { app: 'orders' },
        from: { principals: ['cluster.local/ns/storefront/sa/cart'] },
        to: { methods: ['GET'], paths: [] },
        want: 'present',
        seen: { resourceVersion: null },
      };
      const marked = { change, requestId: 'R1' };
      const ended = { change: { ...change, want: 'absent' as const }, requestId: 'R1' };
      const results = [
        (await writer.rehearse(access, marked, anErrand())).result,
        (await writer.make(access, marked, anErrand())).result,
        (await writer.make(access, marked, anErrand())).result,
        (await writer.make(access, ended, anErrand())).result,
      ];
      await close();
      return results;
    };

    it('is enough to rehearse a grant, to make it once and to end it', async () => {
      expect(await writing(the().tokens.writer, 'orders')).toEqual([
        ok({ warnings: [] }),
        ok({ wrote: true }),
        ok({ wrote: false }),
        ok({ wrote: true }),
      ]);
    });

    it('is not enough in another namespace, and the writer says so', async () => {
      const refusal = err({ code: 'NOT_PERMITTED', status: 403 });
      expect(await writing(the().tokens.writer, 'payments')).toEqual([refusal, refusal, refusal, refusal]);
    });

    it('is over with its token, and the writer says so', async () => {
      const { cluster, tokens } = the();
      const over = await signToken(tokens.writer, { key: cluster.serviceAccountKey, shiftSeconds: -86_400 });
      const refusal = err({ code: 'UNAUTHENTICATED', status: 401 });
      expect(await writing(over, 'orders')).toEqual([refusal, refusal, refusal, refusal]);
    });

    it('may not do so elsewhere, nor read the rest of the mesh', async () => {
      const calls: Parameters<typeof statusesOf>[1] = [
        ['PATCH', policiesOf('payments', 'granted'), aPolicy()],
        ['PATCH', `${policiesOf('mesh-root', 'granted')}&dryRun=All`, aPolicy()],
        ['DELETE', policiesOf('payments', 'payments-only')],
        ['GET', `${SECURITY}/authorizationpolicies`],
        ['GET', `${SECURITY}/namespaces/payments/authorizationpolicies`],
        ['GET', '/api/v1/namespaces/orders/services'],
      ];
      expect(await statusesOf(the().as.writer, calls)).toEqual(everyOne(calls, 403));
    });

    it('may write nothing but authorization policies', async () => {
      expect(await rulesOf(the().as.writer, 'orders')).toEqual([
        'get,list,create,patch,delete security.istio.io/authorizationpolicies',
      ]);
      const path = `${SECURITY}/namespaces/orders/peerauthentications/granted?fieldManager=gatehouse`;
      const { status } = await the().as.writer('PATCH', path, aPolicy('PeerAuthentication'));
      expect(status).toBe(403);
    });

    it('may not delete all policies at once, nor replace one whole', async () => {
      const path = policiesOf('orders', 'orders-viewer');
      const calls: Parameters<typeof statusesOf>[1] = [
        ['DELETE', `${SECURITY}/namespaces/orders/authorizationpolicies`],
        ['PUT', path, aPolicy()],
      ];
      expect(await statusesOf(the().as.writer, calls)).toEqual(everyOne(calls, 403));
    });
  });

  describe('a token', () => {
    it('is refused when it is over, and told so', async () => {
      const { cluster, tokens } = the();
      const resigned = (shiftSeconds: number) =>
        signToken(tokens.reader, { key: cluster.serviceAccountKey, shiftSeconds });
      const alive = await readAs(await resigned(0));
      const over = await readAs(await resigned(-86_400));
      expect(alive.tested.ok).toBe(true);
      expect(over.tested).toEqual(err({ code: 'UNAUTHENTICATED', status: 401 }));
      expect(over.read).toEqual(err({ code: 'UNAUTHENTICATED', status: 401 }));
    });

    it('is refused when somebody else signed it', async () => {
      const forged = await readAs(`${the().tokens.reader.slice(0, -8)}AAAAAAAA`);
      expect(forged.read).toEqual(err({ code: 'UNAUTHENTICATED', status: 401 }));
    });
  });
});
