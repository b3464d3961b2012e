import fc from 'fast-check';
import { modeAt, mutualTlsOf } from '../../../src/domain/istio/mtls';
import {
  DEFAULT_MESH_CONFIG as mesh,
  type DataPlane,
  type Policy,
} from '../../../src/domain/istio/resources';
import { anAuthorizationPolicy, aPeerAuthentication } from './policies';

const workload = { namespace: 'storefront', labels: { app: 'cart' }, serviceAccount: null };
const selector = { matchLabels: { app: 'cart' } };
const at = (port: number, policies: Policy[], dataPlane: DataPlane = 'sidecar') =>
  modeAt(mutualTlsOf(policies, { workload, dataPlane, mesh }), port);
const strict = { mtls: { mode: 'STRICT' } };

describe('mutual TLS of a workload', () => {
  it('accepts both where nobody says anything', () => {
    expect(at(80, [anAuthorizationPolicy({})])).toEqual({
      mode: 'PERMISSIVE',
      scope: 'default',
      policy: null,
    });
  });

  it('follows the narrowest policy that says something, and names it', () => {
    const policies = [
      aPeerAuthentication(strict, { namespace: 'istio-system', name: 'mesh' }),
      aPeerAuthentication({ mtls: { mode: 'UNSET' } }, { name: 'space' }),
      aPeerAuthentication({ selector, portLevelMtls: { 8080: { mode: 'DISABLE' } } }, { name: 'cart' }),
    ];
    expect(at(80, policies)).toEqual({
      mode: 'STRICT',
      scope: 'mesh',
      policy: { namespace: 'istio-system', name: 'mesh' },
    });
    expect(at(8080, policies)).toMatchObject({ mode: 'DISABLE', scope: 'port', policy: { name: 'cart' } });
  });

  it('follows the oldest of two in one scope, in whatever order they are read', () => {
    const old = aPeerAuthentication(strict, { name: 'z-old', created: '2024-01-01T00:00:00Z' });
    const young = aPeerAuthentication(
      { mtls: { mode: 'DISABLE' } },
      { name: 'a-new', created: '2025-01-01T00:00:00Z' },
    );
    fc.assert(
      fc.property(fc.shuffledSubarray([old, young], { minLength: 2 }), (policies) => {
        expect(at(80, policies)).toMatchObject({ mode: 'STRICT', policy: { name: 'z-old' } });
      }),
    );
  });

  it('tells sidecar and ztunnel apart: a strict port under a strict mesh, behind a permissive workload', () => {
    const policies = [
      aPeerAuthentication(strict, { namespace: 'istio-system' }),
      aPeerAuthentication({
        selector,
        mtls: { mode: 'PERMISSIVE' },
        portLevelMtls: { 8080: { mode: 'STRICT' } },
      }),
    ];
    expect(at(8080, policies, 'sidecar')?.mode).toBe('STRICT');
    expect(at(8080, policies, 'ztunnel')?.mode).toBe('PERMISSIVE');
  });

  it('has nothing to say about gateways and waypoints', () => {
    expect(at(80, [aPeerAuthentication(strict)], 'waypoint')).toBeNull();
  });
});
