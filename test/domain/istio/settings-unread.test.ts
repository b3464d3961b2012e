import { compile } from '../../../src/domain/istio/authorization/compile';
import { explainWorkload } from '../../../src/domain/istio/explain';
import { DEFAULT_MESH_CONFIG, type Policy } from '../../../src/domain/istio/resources';
import { ask, aCall, CART, ORDERS } from './meshes';
import { anAuthorizationPolicy as aPolicy, aPeerAuthentication } from './policies';

const unread = [{ part: 'meshconfig', code: 'NOT_PERMITTED' as const }];
const asked = (policies: Policy[], call = aCall()) => ask(policies, call, { unread });
const verdict = (...question: Parameters<typeof asked>) => asked(...question).verdict;
const principals = (...names: string[]) => [{ from: [{ source: { principals: names } }] }];
const root = { namespace: 'istio-system', name: 'wide' };

describe('where the settings of the mesh could not be read', () => {
  it('nobody is said to be let in: the real root namespace may hold a DENY', () => {
    const decision = asked([aPolicy({ rules: [{}] })]);
    expect(decision).toMatchObject({
      verdict: 'unknown',
      reasons: [{ code: 'NOT_READ', part: 'meshconfig' }],
    });
  });

  it('nobody is said to be shut out for want of an ALLOW: the real root namespace may hold one', () => {
    expect(verdict([aPolicy({})])).toBe('unknown');
  });

  it('a DENY of the assumed root namespace may not be for this workload', () => {
    expect(verdict([aPolicy({ action: 'DENY', rules: [{}] }, root)])).toBe('unknown');
  });

  it('a DENY of the workload’s own namespace refuses all the same', () => {
    expect(verdict([aPolicy({ action: 'DENY', rules: [{}] })])).toBe('denied');
    // `cluster.local` points at the mesh's trust domain, whatever that is.
    const deny = aPolicy({ action: 'DENY', rules: principals(ORDERS) });
    expect(verdict([deny], aCall({ mtls: true }))).toBe('denied');
    // Unless mutual TLS is known, it may be off in the whole mesh, and then nobody sees who calls.
    expect(verdict([deny])).toBe('unknown');
  });

  it('a DENY that spells out a trust domain depends on the mesh’s own', () => {
    expect(verdict([aPolicy({ action: 'DENY', rules: principals('cluster.local/*') })])).toBe('unknown');
  });

  it('a DENY by a path depends on how the mesh normalizes paths', () => {
    const deny = aPolicy({ action: 'DENY', rules: [{ to: [{ operation: { paths: ['/a//b'] } }] }] });
    const { path: _path, ...call } = aCall();
    expect(verdict([deny], { ...call, pathAsSent: '/a//b' })).toBe('unknown');
  });

  it('plaintext is refused for certain only by the namespace’s own word', () => {
    const plaintext = aCall({ principal: null });
    const strict = { mtls: { mode: 'STRICT' } };
    expect(verdict([aPeerAuthentication(strict)], plaintext)).toBe('denied');
    expect(verdict([aPeerAuthentication(strict, root)], plaintext)).toBe('unknown');
  });

  it('the headline does not say who may call', () => {
    const policies = [aPolicy({ rules: [{}] })];
    const compiled = compile(policies, DEFAULT_MESH_CONFIG, unread);
    expect(explainWorkload(compiled, policies, { workload: CART, dataPlane: 'sidecar' }).headline).toBe(
      'Who may call this is not known, since the settings of the mesh could not be read; whether plaintext is refused is not known.',
    );
  });
});
