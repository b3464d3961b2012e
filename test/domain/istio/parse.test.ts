import fc from 'fast-check';
import { MANAGED_BY, REQUEST_ANNOTATION, requestInMetadata } from '../../../src/domain/access/ownership';
import { parseMetadata, parseService } from '../../../src/domain/istio/parse-kubernetes';
import { parseMeshConfig } from '../../../src/domain/istio/parse-mesh-config';
import { parsePolicy } from '../../../src/domain/istio/parse';
import { DEFAULT_MESH_CONFIG } from '../../../src/domain/istio/resources';
import { anObject } from './policies';

const policy = (spec: unknown) => {
  const read = parsePolicy(anObject('AuthorizationPolicy', spec));
  if (!read.ok || read.value.kind !== 'AuthorizationPolicy') throw new Error('not read');
  return read.value;
};

describe('reading policies', () => {
  it('keeps "no rules" and "one empty rule" apart, since one denies everybody and the other allows everybody', () => {
    expect(policy({}).spec.rules).toEqual([]);
    expect(policy({ rules: [{}] }).spec.rules).toEqual([{ from: null, to: null, when: null }]);
  });

  it('names fields that it does not know, with their place, and reads the rest', () => {
    const read = policy({
      rules: [{ from: [{ source: { principals: ['a'], planet: ['mars'] } }] }],
      mood: 'good',
    });
    expect(read.unknownFields).toEqual(['spec.rules[0].from[0].source.planet', 'spec.mood']);
    expect(read.spec.rules[0]?.from?.[0]?.principals).toEqual(['a']);
  });

  it('never repeats a field name that could be data', () => {
    expect(policy({ 's3cr3t pass phrase': 1 }).unknownFields).toEqual(['spec.(unnamed)']);
  });

  it('keeps our mark, by which a policy of ours is told from all others', () => {
    const object = anObject('AuthorizationPolicy', {}) as { metadata: object };
    const annotations = { [REQUEST_ANNOTATION]: 'R1', 'somebody/else': 'x' };
    const read = parsePolicy({
      ...object,
      metadata: { ...object.metadata, annotations, labels: MANAGED_BY },
    });
    expect(read.ok && requestInMetadata(read.value.metadata)).toBe('R1');
    expect(read.ok && read.value.metadata.annotations).toEqual({ [REQUEST_ANNOTATION]: 'R1' });
  });

  it('reads the older version and the singular targetRef alike', () => {
    const read = parsePolicy({
      ...anObject('AuthorizationPolicy', {
        targetRef: { kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'public' },
      }),
      apiVersion: 'security.istio.io/v1beta1',
    });
    expect(read).toMatchObject({
      ok: true,
      value: { spec: { targetRefs: [{ kind: 'Gateway', name: 'public' }] } },
    });
  });

  it.each([
    [null, 'NOT_AN_OBJECT'],
    [[], 'NOT_AN_OBJECT'],
    [{ kind: 'AuthorizationPolicy' }, 'OTHER_KIND'],
    [{ kind: 'Deployment', apiVersion: 'apps/v1' }, 'OTHER_KIND'],
    [{ kind: 'toString', apiVersion: 'security.istio.io/v1' }, 'OTHER_KIND'],
    [{ kind: 'AuthorizationPolicy', apiVersion: 'security.istio.io/v1' }, 'NAME_MISSING'],
  ])('says that %j is no policy', (json, code) => {
    expect(parsePolicy(json)).toMatchObject({ ok: false, error: { code } });
  });

  it('never throws, whatever the cluster answers', () => {
    const kinds = fc.constantFrom('AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication');
    fc.assert(
      fc.property(kinds, fc.jsonValue(), fc.jsonValue(), (kind, spec, rule) => {
        parsePolicy(anObject(kind, spec));
        parsePolicy(anObject(kind, { rules: [rule], jwtRules: [rule], portLevelMtls: rule, selector: rule }));
        parseService({ metadata: { name: 'x' }, spec });
        parseMetadata(spec);
        parseMeshConfig(spec);
      }),
    );
  });
});

describe('what is never kept', () => {
  const secret = 's3cr3t-4711';

  it('the values of conditions on secret-bearing headers, though it keeps that there are some', () => {
    const when = ['authorization', 'Cookie', 'x-api-key', 'x-session-token', 'client-secret'].map(
      (header) => ({
        key: `request.headers[${header}]`,
        values: [secret, '*'],
        notValues: [secret],
      }),
    );
    const read = policy({ rules: [{ when }] });
    expect(JSON.stringify(read)).not.toContain(secret);
    expect(read.spec.rules[0]?.when?.[0]).toEqual({
      key: 'request.headers[authorization]',
      values: [{ redacted: true }, '*'],
      notValues: [{ redacted: true }],
    });
  });

  it('keys, credentials in addresses, queries and annotations that repeat the object', () => {
    const read = parsePolicy({
      ...anObject(
        'RequestAuthentication',
        {
          jwtRules: [
            {
              issuer: `https://user:${secret}@issuer.example/a?x=${secret}`,
              jwksUri: `https://user:${secret}@keys.example/jwks?token=${secret}`,
              jwks: secret,
            },
          ],
        },
        {
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration': secret,
            'istio.io/dry-run': 'true',
          },
        },
      ),
      status: { secret },
    });
    expect(JSON.stringify(read)).not.toContain(secret);
    expect(read).toMatchObject({
      value: {
        metadata: { annotations: { 'istio.io/dry-run': 'true' } },
        spec: {
          jwtRules: [
            { issuer: 'https://issuer.example/a', jwksUri: 'https://keys.example/jwks', hasInlineJwks: true },
          ],
        },
      },
    });
  });
});

describe('reading what policies refer to', () => {
  it('takes the mesh settings that matter and the defaults of Istio for the rest', () => {
    const mesh = parseMeshConfig({
      rootNamespace: 'mesh',
      pathNormalization: { normalization: 'MERGE_SLASHES' },
      extensionProviders: [
        { name: 'asker', envoyExtAuthzHttp: { includeAdditionalHeadersInCheck: { key: 's3cr3t-1' } } },
        { name: 'tracer', zipkin: {} },
      ],
    });
    expect(mesh).toEqual({
      ...DEFAULT_MESH_CONFIG,
      rootNamespace: 'mesh',
      pathNormalization: 'MERGE_SLASHES',
      extensionProviders: ['asker'],
      httpExtensionProviders: ['asker'],
    });
  });

  it('reads numbered and named target ports', () => {
    const service = parseService({
      metadata: { name: 'cart', namespace: 'storefront' },
      spec: {
        selector: { app: 'cart' },
        ports: [
          { port: 80, targetPort: 8080, name: 'http' },
          { port: 81, targetPort: 'admin' },
        ],
      },
    });
    expect(service).toMatchObject({
      value: { ports: [{ targetPort: '8080' }, { targetPort: 'admin', protocol: 'TCP' }] },
    });
  });
});
