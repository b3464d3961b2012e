import { compile } from '../../../src/domain/istio/authorization/compile';
import { policyChanges } from '../../../src/domain/istio/difference';
import { explainWorkload } from '../../../src/domain/istio/explain';
import { parsePolicy } from '../../../src/domain/istio/parse';
import { parseMetadata, parseService } from '../../../src/domain/istio/parse-kubernetes';
import { parseMeshConfig } from '../../../src/domain/istio/parse-mesh-config';
import { DEFAULT_MESH_CONFIG } from '../../../src/domain/istio/resources';
import { aCall, ask, CART } from './meshes';
import { anObject } from './policies';

type Hiding = (secret: string) => unknown;

const header =
  (name: string): Hiding =>
  (secret) =>
    anObject('AuthorizationPolicy', {
      rules: [
        {
          when: [
            {
              key: `request.headers[${name}]`,
              values: [secret, `Bearer ${secret}`],
              notValues: [`${secret}*`],
            },
          ],
        },
      ],
    });
const jwt =
  (rule: Hiding): Hiding =>
  (secret) =>
    anObject('RequestAuthentication', { jwtRules: [rule(secret)] });
const withMetadata =
  (metadata: Hiding): Hiding =>
  (secret) => {
    const object = anObject('AuthorizationPolicy', { rules: [{}] });
    return { ...object, metadata: { ...object.metadata, ...(metadata(secret) as object) } };
  };

/** Where real objects carry secrets. */
const hidings: Hiding[] = [
  ...[
    'authorization',
    'Cookie',
    'x-api-key',
    'X-Session-Token',
    'client-secret',
    'x-auth-request',
    'apikey',
    'password',
  ].map(header),
  (secret) => header('x-tenant')(`Bearer ${secret}`),
  jwt((secret) => ({ issuer: 'id.example', jwks: `{"keys":[{"k":"${secret}"}]}` })),
  jwt((secret) => ({
    issuer: 'id.example',
    jwksUri: `https://user:${secret}@keys.example/jwks?token=${secret}#${secret}`,
  })),
  jwt((secret) => ({ issuer: `https://user:${secret}@id.example/?key=${secret}` })),
  jwt((secret) => ({ issuer: 'id.example', outputPayloadToHeader: secret, newField: secret })),
  withMetadata((secret) => ({
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': secret, note: secret },
  })),
  withMetadata((secret) => ({
    annotations: { 'proxy.istio.io/config': secret, 'istio.io/rev': secret.padEnd(300, '.') },
  })),
  withMetadata((secret) => ({ managedFields: [{ manager: secret, fieldsV1: { [secret]: {} } }] })),
  (secret) =>
    anObject('AuthorizationPolicy', { [`${secret} `]: 1, unknown: { deep: [secret] }, action: secret }),
  (secret) =>
    anObject('AuthorizationPolicy', {
      rules: [{ from: [{ source: { principals: [{ [secret]: secret }] } }] }],
    }),
  (secret) =>
    anObject('AuthorizationPolicy', { rules: [{ to: [{ operation: { paths: [`/a?token=${secret}`] } }] }] }),
  (secret) => ({
    ...anObject('PeerAuthentication', { mtls: { mode: secret }, portLevelMtls: { [secret]: {} } }),
    status: { secret },
  }),
  (secret) => ({
    kind: 'Pod',
    metadata: { name: 'cart-1' },
    spec: { containers: [{ env: [{ name: 'KEY', value: secret }] }] },
  }),
  (secret) => ({
    kind: 'Secret',
    metadata: { name: 'keys' },
    data: { key: secret },
    stringData: { key: secret },
  }),
  (secret) => ({
    extensionProviders: [
      { name: 'asker', envoyExtAuthzHttp: { includeAdditionalHeadersInCheck: { key: secret } } },
    ],
  }),
  (secret) => ({ defaultConfig: { tracing: { lightstep: { accessToken: secret } } }, rootNamespace: 'mesh' }),
];

it('keeps, says and compares 10 000 policies with secrets in them and repeats none', () => {
  for (let index = 0; index < 10_000; index++) {
    const object = hidings[index % hidings.length]?.(`s3cr3t-${index}`);
    const read = parsePolicy(object);
    const policies = read.ok ? [read.value] : [];
    const compiled = compile(policies, DEFAULT_MESH_CONFIG);
    const said = JSON.stringify([
      read,
      parseMetadata(object),
      parseService(object),
      parseMeshConfig(object),
      explainWorkload(compiled, policies, { workload: CART, dataPlane: 'sidecar' }),
      policyChanges([], policies),
      ask(policies, aCall()),
    ]);
    if (said.includes(`s3cr3t-${index}`)) throw new Error(`found in ${said}`);
  }
});
