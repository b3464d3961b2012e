import { dataPlaneOf } from '../../../../src/domain/istio/workload/data-plane';
import { dataPlaneSentence } from '../../../../src/domain/istio/workload/data-plane-sentence';
import { parseGateway } from '../../../../src/domain/istio/parse-gateway';

type Labels = Record<string, string>;
const INJECTED = { 'istio-injection': 'enabled' };
const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };

const planeOf = (namespaceLabels: Labels | null, labels: Labels = {}, serviceLabels: Labels[] = []) =>
  dataPlaneOf({ namespace: 'insight', namespaceLabels, labels, serviceLabels, gateways: [] });
const names = (...asked: Parameters<typeof planeOf>) =>
  planeOf(...asked).ways.map((way) => way.map(({ dataPlane }) => dataPlane).join(' then '));

it.each<[string, Labels | null, Labels, string[]]>([
  ['a namespace with injection', INJECTED, {}, ['sidecar']],
  ['a namespace of a revision', { 'istio.io/rev': 'canary' }, {}, ['sidecar']],
  ['a pod that asks for a sidecar', {}, { 'sidecar.istio.io/inject': 'true' }, ['sidecar']],
  ['a pod that was given a sidecar', AMBIENT, { 'security.istio.io/tlsMode': 'istio' }, ['sidecar']],
  ['a pod that refuses the sidecar', INJECTED, { 'sidecar.istio.io/inject': 'false' }, ['']],
  ['an ambient namespace', AMBIENT, {}, ['ztunnel']],
  ['a pod that leaves ambient mode', AMBIENT, { 'istio.io/dataplane-mode': 'none' }, ['']],
  ['an ambient pod', {}, AMBIENT, ['ztunnel']],
  [
    'an ambient namespace with a waypoint',
    { ...AMBIENT, 'istio.io/use-waypoint': 'w' },
    {},
    ['waypoint then ztunnel'],
  ],
  [
    'a pod without the waypoint',
    { ...AMBIENT, 'istio.io/use-waypoint': 'w' },
    { 'istio.io/use-waypoint': 'none' },
    ['ztunnel'],
  ],
  ['a gateway of Gateway API', {}, { 'gateway.networking.k8s.io/gateway-name': 'shop' }, ['k8s-gateway']],
  ['nothing said', {}, {}, ['sidecar', '']],
  ['labels not read', null, {}, ['sidecar', 'ztunnel', '']],
])('%s', (...[, namespaceLabels, labels, ways]) => {
  expect(names(namespaceLabels, labels)).toEqual(ways);
});

it('takes the service’s waypoint before the namespace’s', () => {
  const { because } = planeOf({ ...AMBIENT, 'istio.io/use-waypoint': 'wide' }, {}, [
    { 'istio.io/use-waypoint': 'own', 'istio.io/use-waypoint-namespace': 'edge' },
  ]);
  expect(because).toMatchObject({ waypoint: { namespace: 'edge', name: 'own' } });
  expect(dataPlaneSentence(because)).toContain('waypoint `edge/own`');
});

it('knows the pods of Istio’s own gateways, and does not take a gateway for all pods for one of this', () => {
  const gateway = (selector?: Labels) => {
    const read = parseGateway(
      { metadata: { name: 'shop' }, spec: { ...(selector && { selector }) } },
      'istio',
    );
    if (!read.ok) throw new Error(read.error.code);
    return read.value;
  };
  const on = (labels: Labels) =>
    dataPlaneOf({
      namespace: 'edge',
      namespaceLabels: INJECTED,
      labels,
      serviceLabels: [],
      gateways: [gateway(), gateway({ istio: 'ingressgateway' })],
    });
  expect(on({ istio: 'ingressgateway' }).because).toEqual({ code: 'ISTIO_GATEWAY', gateway: 'shop' });
  expect(on({ app: 'cart' }).because.code).toBe('INJECTED');
});

it('reads of a Gateway API gateway its class, and no listeners', () => {
  const read = parseGateway(
    { metadata: { name: 'w' }, spec: { gatewayClassName: 'istio-waypoint', listeners: [{ tls: 's3cr3t' }] } },
    'gateway-api',
  );
  expect(read).toMatchObject({ ok: true, value: { className: 'istio-waypoint', selector: null } });
  expect(JSON.stringify(read)).not.toContain('s3cr3t');
});
