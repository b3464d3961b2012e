/** A resource the API server knows. */
export type ResourceKind = {
  /** '' is the core group. */
  group: string;
  /** All served versions, the preferred one first. */
  versions: string[];
  plural: string;
  kind: string;
  shortNames: string[];
  namespaced: boolean;
  /** Defined by a CRD: list items then carry apiVersion and kind, which built-in kinds leave out. */
  custom: boolean;
  /** Belongs to a set of CRDs that a cluster may lack. */
  crds: 'istio' | 'gateway-api' | null;
};

const istio = (
  group: string,
  versions: string[],
  [plural, kind, ...shortNames]: [string, string, ...string[]],
): ResourceKind => ({
  group: `${group}.istio.io`,
  versions,
  plural,
  kind,
  shortNames,
  namespaced: true,
  custom: true,
  crds: 'istio',
});

const gatewayApi = (
  versions: string[],
  [plural, kind, ...shortNames]: [string, string, ...string[]],
): ResourceKind => ({
  group: 'gateway.networking.k8s.io',
  versions,
  plural,
  kind,
  shortNames,
  namespaced: plural !== 'gatewayclasses',
  custom: true,
  crds: 'gateway-api',
});

const core = ([plural, kind, ...shortNames]: [string, string, ...string[]]): ResourceKind => ({
  group: '',
  versions: ['v1'],
  plural,
  kind,
  shortNames,
  namespaced: plural !== 'namespaces',
  custom: false,
  crds: null,
});

const THREE = ['v1', 'v1beta1', 'v1alpha3'];
const TWO = ['v1', 'v1beta1'];

/** @source CRDs of Istio 1.31 and of Gateway API, as facts/istio.md §5 lists them */
export const RESOURCES: readonly ResourceKind[] = [
  core(['namespaces', 'Namespace', 'ns']),
  core(['pods', 'Pod', 'po']),
  core(['services', 'Service', 'svc']),
  core(['serviceaccounts', 'ServiceAccount', 'sa']),
  core(['configmaps', 'ConfigMap', 'cm']),
  istio('security', TWO, ['authorizationpolicies', 'AuthorizationPolicy', 'ap']),
  istio('security', TWO, ['peerauthentications', 'PeerAuthentication', 'pa']),
  istio('security', TWO, ['requestauthentications', 'RequestAuthentication', 'ra']),
  istio('networking', THREE, ['destinationrules', 'DestinationRule', 'dr']),
  istio('networking', ['v1alpha3'], ['envoyfilters', 'EnvoyFilter']),
  istio('networking', THREE, ['gateways', 'Gateway', 'gw']),
  istio('networking', ['v1beta1'], ['proxyconfigs', 'ProxyConfig']),
  istio('networking', THREE, ['serviceentries', 'ServiceEntry', 'se']),
  istio('networking', THREE, ['sidecars', 'Sidecar']),
  istio('networking', THREE, ['virtualservices', 'VirtualService', 'vs']),
  istio('networking', THREE, ['workloadentries', 'WorkloadEntry', 'we']),
  istio('networking', THREE, ['workloadgroups', 'WorkloadGroup', 'wg']),
  istio('telemetry', ['v1', 'v1alpha1'], ['telemetries', 'Telemetry', 'telemetry']),
  istio('extensions', ['v1alpha1'], ['wasmplugins', 'WasmPlugin']),
  istio('extensions', ['v1alpha1'], ['trafficextensions', 'TrafficExtension']),
  gatewayApi(TWO, ['gatewayclasses', 'GatewayClass', 'gc']),
  gatewayApi(TWO, ['gateways', 'Gateway', 'gtw']),
  gatewayApi(TWO, ['httproutes', 'HTTPRoute']),
  gatewayApi(['v1'], ['grpcroutes', 'GRPCRoute']),
  gatewayApi(['v1', 'v1beta1'], ['referencegrants', 'ReferenceGrant', 'refgrant']),
];

/** `authorizationpolicies.security.istio.io`; the plural alone in the core group. How messages name a resource. */
export const qualified = (kind: Pick<ResourceKind, 'group' | 'plural'>): string =>
  kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;

export const apiVersion = (kind: ResourceKind, version: string): string =>
  kind.group === '' ? version : `${kind.group}/${version}`;
