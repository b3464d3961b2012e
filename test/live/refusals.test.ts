import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

import { createAuthority } from '../../host/network/authority';
import { createMeshWriter } from '../../src/adapters/kubernetes/mesh-writer';
import type { IstioGrantChange } from '../../src/domain/access/change';
import type { JsonObject } from '../../src/domain/json';
import { err, ok } from '../../src/domain/result';
import { aMesh } from '../contract/mesh-estate';
import { anErrand } from '../contract/source-situations';
import { READER, startCluster, type Cluster } from './cluster';
import { applyDefinitions, definitionsIn } from './crds';
import { aMeshConnection, callerInto } from '../contract/connections';
import { apply, asking } from './objects';
import { SERVER_NAME } from './server-files';
import { until } from './until';
import { createWriterWorlds, served } from './writer-worlds';

jest.setTimeout(300_000);

const aGrant = (fields: Partial<IstioGrantChange> = {}): IstioGrantChange => ({
  kind: 'istio-grant',
  connectionId: 'mesh',
  namespace: 'orders',
  name: 'gatehouse-orders-1',
  labels: { app: 'orders' },
  from: { principals: ['cluster.local/ns/storefront/sa/cart'] },
  to: { methods: ['GET'], paths: [] },
  want: 'present',
  seen: { resourceVersion: null },
  ...fields,
});

const ADMISSION = 'admissionregistration.k8s.io';
const POLICIES = {
  apiGroups: ['security.istio.io'],
  apiVersions: ['v1'],
  resources: ['authorizationpolicies'],
};
const WRITES = { ...POLICIES, operations: ['CREATE', 'UPDATE'] };

/** Answers reviews as istiod does: a code, and no reason. @source istio pkg/webhooks/validation/server/server.go */
const startWebhook = async () => {
  const authority = await createAuthority({ name: 'Webhook authority' });
  const server: Server = createServer(await authority.certificateFor('localhost'), (request, response) => {
    let text = '';
    request.on('data', (more: Buffer) => (text += more.toString()));
    request.on('end', () => {
      const { request: review } = JSON.parse(text) as { request: { uid: string } };
      const status = { code: 400, message: 'configuration is invalid: s3cr3t opinion' };
      const answer = { uid: review.uid, allowed: false, status };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          apiVersion: `${ADMISSION.replace('registration', '')}/v1`,
          kind: 'AdmissionReview',
          response: answer,
        }),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const caBundle = Buffer.from(authority.certificate).toString('base64');
  return { server, clientConfig: { url: `https://localhost:${port}/validate`, caBundle } };
};

describe('what a real API server refuses', () => {
  let cluster: Cluster | undefined;
  let worlds: Awaited<ReturnType<typeof createWriterWorlds>> | undefined;
  beforeAll(async () => {
    cluster = await startCluster();
    worlds = await createWriterWorlds(cluster);
    await worlds.begin(aMesh());
  });
  afterAll(async () => {
    await worlds?.close();
    await cluster?.stop();
  });

  const open = () => {
    if (cluster === undefined) throw new Error('the cluster is not there');
    const writer = createMeshWriter({ call: callerInto(served(cluster)) });
    const access = {
      connection: aMeshConnection(`https://${SERVER_NAME}`),
      secrets: { current: READER.token },
    };
    const asked = (change: IstioGrantChange) => [access, { change, requestId: 'R1' }, anErrand()] as const;
    return {
      ask: asking(cluster),
      make: async (change: IstioGrantChange) => (await writer.make(...asked(change))).result,
      rehearse: async (change: IstioGrantChange) => (await writer.rehearse(...asked(change))).result,
    };
  };

  /** What is applied refuses only after a moment; the dry run shows when. */
  const refused = async (change: IstioGrantChange, code: string) => {
    const { rehearse } = open();
    const holds = async () => {
      const answer = await rehearse(change);
      return !answer.ok && answer.error.code === code;
    };
    await until({ what: code, holds });
  };
  const accepted = (change: IstioGrantChange) => {
    const { rehearse } = open();
    return until({ what: 'the write is accepted again', holds: async () => (await rehearse(change)).ok });
  };

  it('a webhook that denies as istiod does is named, without its words', async () => {
    const { ask, make, rehearse } = open();
    const { server, clientConfig } = await startWebhook();
    const path = `/apis/${ADMISSION}/v1/validatingwebhookconfigurations/istiod`;
    await apply(ask, {
      apiVersion: `${ADMISSION}/v1`,
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'istiod' },
      webhooks: [
        {
          name: 'rev.validation.istio.io',
          clientConfig,
          rules: [{ ...WRITES, scope: '*' }],
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          failurePolicy: 'Fail',
        },
      ],
    });
    await refused(aGrant(), 'ADMISSION_REFUSED');
    const denied = {
      code: 'ADMISSION_REFUSED',
      status: 400,
      detail: 'webhook rev.validation.istio.io',
    } as const;
    expect(await make(aGrant())).toEqual(err(denied));
    expect(await rehearse(aGrant())).toEqual(err(denied));
    server.close();
    server.closeAllConnections();
    // It fails closed, and that is the server's failure, not a refusal.
    await refused(aGrant(), 'SERVER_ERROR');
    expect(await make(aGrant())).toEqual(err({ code: 'SERVER_ERROR', status: 500 }));
    await ask('DELETE', path);
    await accepted(aGrant());
  });

  it('a ValidatingAdmissionPolicy is named', async () => {
    const { ask, make } = open();
    const base = `/apis/${ADMISSION}/v1`;
    await apply(ask, {
      apiVersion: `${ADMISSION}/v1`,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'no-allow' },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: [WRITES] },
        validations: [{ expression: 'object.spec.action != "ALLOW"', message: 's3cr3t opinion' }],
      },
    });
    await apply(ask, {
      apiVersion: `${ADMISSION}/v1`,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'everywhere' },
      spec: { policyName: 'no-allow', validationActions: ['Deny'] },
    });
    await refused(aGrant(), 'ADMISSION_REFUSED');
    expect(await make(aGrant())).toEqual(
      err({ code: 'ADMISSION_REFUSED', status: 422, detail: 'ValidatingAdmissionPolicy no-allow' }),
    );
    await ask('DELETE', `${base}/validatingadmissionpolicybindings/everywhere`);
    await ask('DELETE', `${base}/validatingadmissionpolicies/no-allow`);
    await accepted(aGrant());
  });

  it('a warning of an admission policy comes along with the rehearsal', async () => {
    const { ask, rehearse } = open();
    const base = `/apis/${ADMISSION}/v1`;
    await apply(ask, {
      apiVersion: `${ADMISSION}/v1`,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'careful' },
      spec: {
        matchConstraints: { resourceRules: [WRITES] },
        validations: [{ expression: 'object.spec.action != "ALLOW"', message: 'think twice' }],
      },
    });
    await apply(ask, {
      apiVersion: `${ADMISSION}/v1`,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'careful' },
      spec: { policyName: 'careful', validationActions: ['Warn'] },
    });
    let warnings: string[] = [];
    const holds = async () => {
      const answer = await rehearse(aGrant());
      if (answer.ok) ({ warnings } = answer.value);
      return warnings.length > 0;
    };
    await until({ what: 'a warning', holds });
    expect(warnings).toEqual([expect.stringContaining('think twice')]);
    await ask('DELETE', `${base}/validatingadmissionpolicybindings/careful`);
    await ask('DELETE', `${base}/validatingadmissionpolicies/careful`);
  });

  it('a quota is named', async () => {
    const { ask, make } = open();
    const quota = '/api/v1/namespaces/orders/resourcequotas/policies';
    const hard = { 'count/authorizationpolicies.security.istio.io': '1' };
    await apply(ask, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'policies', namespace: 'orders' },
      spec: { hard },
    });
    // What a controller would count.
    const { body } = await ask('GET', quota);
    const counted = await ask('PUT', `${quota}/status`, {
      ...body,
      status: { hard, used: hard },
    });
    expect(counted.status).toBe(200);
    await refused(aGrant(), 'QUOTA_EXCEEDED');
    expect(await make(aGrant())).toEqual(err({ code: 'QUOTA_EXCEEDED', status: 403, detail: 'policies' }));
    await ask('DELETE', quota);
    await accepted(aGrant());
  });

  it('a namespace that is being removed takes nothing new', async () => {
    const { ask, make } = open();
    await apply(ask, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ending' } });
    await ask('DELETE', '/api/v1/namespaces/ending');
    const change = aGrant({ namespace: 'ending' });
    await refused(change, 'NOT_THERE');
    const detail = 'namespace ending, which is being removed';
    expect(await make(change)).toEqual(err({ code: 'NOT_THERE', status: 403, detail }));
    expect(await make({ ...change, want: 'absent' })).toEqual(ok({ wrote: false }));
  });

  it('a CRD without the field that is needed is told as such, and nothing is written', async () => {
    const { ask, make } = open();
    const all = definitionsIn('istio.yaml').filter(({ metadata }) =>
      metadata.name.startsWith('authorizationpolicies.'),
    );
    const older = JSON.parse(
      JSON.stringify(all, (key, value: unknown) =>
        /^(not)?serviceAccounts$/i.test(key) ? undefined : value,
      ),
    ) as typeof all;
    for (const one of older) {
      // Its rules speak of the field.
      const text = JSON.stringify(one, (key, value: unknown) =>
        key === 'x-kubernetes-validations' ? undefined : value,
      );
      await apply(ask, JSON.parse(text) as JsonObject);
    }
    const change = aGrant({ from: { serviceAccounts: ['storefront/cart'] } });
    await refused(change, 'INVALID');
    const detail = '.spec.rules[0].from[0].source.serviceAccounts';
    expect(await make(change)).toEqual(err({ code: 'INVALID', status: 500, detail }));
    expect(await make(aGrant())).toEqual(ok({ wrote: true }));
    await applyDefinitions(ask, all);
    await until({ what: 'the field is back', holds: async () => (await make(change)).ok });
  });
});
