import { attachmentOf } from '../../../src/domain/istio/attachment';
import {
  DEFAULT_MESH_CONFIG as mesh,
  type DataPlane,
  type Policy,
} from '../../../src/domain/istio/resources';
import { anAuthorizationPolicy, aPeerAuthentication } from './policies';

const cart = { namespace: 'storefront', labels: { app: 'cart' }, serviceAccount: 'cart' };
const why = (
  policy: Policy,
  dataPlane: DataPlane = 'sidecar',
  workload: Parameters<typeof attachmentOf>[1]['workload'] = cart,
) => attachmentOf(policy, { workload, dataPlane, mesh }).because;
const app = (name: string) => ({ matchLabels: { app: name } });
const service = (name: string) => [{ group: '', kind: 'Service', name }];

describe('why a policy applies', () => {
  it('says whether it is for the mesh, the namespace or the labels', () => {
    expect(why(anAuthorizationPolicy({}, { namespace: 'istio-system' }))).toEqual({ code: 'MESH_WIDE' });
    expect(why(anAuthorizationPolicy({ selector: {} }))).toEqual({ code: 'NAMESPACE_WIDE' });
    expect(why(anAuthorizationPolicy({ selector: app('cart') }, { namespace: 'istio-system' }))).toEqual({
      code: 'SELECTOR',
      labels: { app: 'cart' },
      meshWide: true,
    });
  });

  it('says what kept it away', () => {
    expect(why(anAuthorizationPolicy({}, { namespace: 'orders' }))).toEqual({ code: 'OTHER_NAMESPACE' });
    expect(why(anAuthorizationPolicy({ selector: app('media') }))).toEqual({
      code: 'LABELS_DIFFER',
      label: 'app',
      wanted: 'media',
      found: 'cart',
    });
  });

  it('lets a target count on waypoints and gateways only, and a selector everywhere but on waypoints', () => {
    const targeted = anAuthorizationPolicy({ targetRefs: service('cart') });
    const waypoint = {
      ...cart,
      labels: {},
      services: [{ name: 'cart', namespace: 'storefront', kind: 'Service' as const }],
    };
    expect(why(targeted)).toEqual({ code: 'TARGETS_IGNORED' });
    expect(why(targeted, 'ztunnel')).toEqual({ code: 'TARGETS_IGNORED' });
    expect(why(targeted, 'waypoint', waypoint)).toMatchObject({ code: 'TARGET' });
    expect(why(anAuthorizationPolicy({ targetRefs: service('media') }), 'waypoint', waypoint).code).toBe(
      'OTHER_TARGET',
    );
    expect(why(anAuthorizationPolicy({}), 'waypoint', waypoint)).toEqual({ code: 'TARGET_NEEDED' });
  });

  it('treats a pod with the gateway label as that gateway', () => {
    const labels = { 'gateway.networking.k8s.io/gateway-name': 'public' };
    const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }];
    expect(why(anAuthorizationPolicy({ targetRefs }), 'gateway', { ...cart, labels }).code).toBe('TARGET');
  });

  it('says what a data plane cannot enforce', () => {
    expect(why(anAuthorizationPolicy({ action: 'AUDIT', rules: [{}] }), 'ztunnel').code).toBe(
      'ACTION_NOT_ENFORCED',
    );
    const strict = { mtls: { mode: 'STRICT' } };
    expect(why(aPeerAuthentication(strict), 'gateway').code).toBe('LISTENER_DECIDES');
    const rootSelector = aPeerAuthentication(
      { ...strict, selector: app('cart') },
      { namespace: 'istio-system' },
    );
    expect(why(rootSelector).code).toBe('ROOT_SELECTOR_IGNORED');
  });
});
