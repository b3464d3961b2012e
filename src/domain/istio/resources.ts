/**
 * Istio's and Kubernetes' resources as Gatehouse keeps them: what the domain reads, in the products' own field names below `spec`.
 * All served versions (`v1`, `v1beta1`) have the same shape here. Fields we do not know are named in `unknownFields`
 * (paths such as `spec.rules[0].from[0].source.newField`), never fatal. What may not be kept is left out by `redact.ts`.
 * @source istio/api security/v1beta1/*.proto, CRDs of customresourcedefinitions.gen.yaml
 */
export type Metadata = {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  /** Only the allow-listed ones: `istio.io/dry-run`, `istio.io/*`, our own `gatehouse.*` and `gatehouse/*`. */
  annotations: Record<string, string>;
  /** RFC 3339; decides between PeerAuthentications of one scope (the oldest wins). Absent in files. */
  creationTimestamp: string | null;
  resourceVersion: string | null;
  generation: number | null;
};

export type PolicyKind = 'AuthorizationPolicy' | 'PeerAuthentication' | 'RequestAuthentication';

export type Selector = { matchLabels: Record<string, string> };
export type TargetRef = { group: string; kind: string; name: string; namespace: string | null };

export type AuthorizationAction = 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';

export type AuthorizationPolicy = {
  kind: 'AuthorizationPolicy';
  metadata: Metadata;
  spec: {
    /** null: every workload of the namespace (root namespace: of the mesh). */
    selector: Selector | null;
    targetRefs: TargetRef[];
    action: AuthorizationAction;
    provider: string | null;
    /** `[]` matches nothing: an ALLOW with it denies everything. `[{}]` matches everything. */
    rules: Rule[];
  };
  unknownFields: string[];
};

/** A missing list is "any"; it is kept apart from `[]`, which the webhook refuses. */
export type Rule = { from: Source[] | null; to: Operation[] | null; when: Condition[] | null };

export type Source = {
  principals: string[];
  notPrincipals: string[];
  requestPrincipals: string[];
  notRequestPrincipals: string[];
  namespaces: string[];
  notNamespaces: string[];
  serviceAccounts: string[];
  notServiceAccounts: string[];
  trustDomains: string[];
  notTrustDomains: string[];
  ipBlocks: string[];
  notIpBlocks: string[];
  remoteIpBlocks: string[];
  notRemoteIpBlocks: string[];
};

export type Operation = {
  hosts: string[];
  notHosts: string[];
  ports: string[];
  notPorts: string[];
  methods: string[];
  notMethods: string[];
  paths: string[];
  notPaths: string[];
};

/** A value that is there and that we do not keep. Whoever compares with it must answer "not known", which the type enforces. */
export type Redacted = { redacted: true };
export const REDACTED: Redacted = { redacted: true };

export type ConditionValue = string | Redacted;
export type Condition = { key: string; values: ConditionValue[]; notValues: ConditionValue[] };

export type MtlsMode = 'UNSET' | 'DISABLE' | 'PERMISSIVE' | 'STRICT';

export type PeerAuthentication = {
  kind: 'PeerAuthentication';
  metadata: Metadata;
  spec: {
    selector: Selector | null;
    /** null: not said, like UNSET. */
    mtls: MtlsMode | null;
    /** Container port → mode. Ignored without a selector. */
    portLevelMtls: Record<string, MtlsMode>;
  };
  unknownFields: string[];
};

export type RequestAuthentication = {
  kind: 'RequestAuthentication';
  metadata: Metadata;
  spec: { selector: Selector | null; targetRefs: TargetRef[]; jwtRules: JwtRule[] };
  unknownFields: string[];
};

export type JwtRule = {
  issuer: string;
  audiences: string[];
  /** Host and path only: user information and query are dropped. */
  jwksUri: string | null;
  /** An inline key set is there; its text is never kept. */
  hasInlineJwks: boolean;
  fromHeaders: { name: string; prefix: string | null }[];
  fromParams: string[];
  fromCookies: string[];
  forwardOriginalToken: boolean;
  spaceDelimitedClaims: string[];
};

export type Policy = AuthorizationPolicy | PeerAuthentication | RequestAuthentication;

/** Which proxy enforces: the same policy means opposite things on two of them. */
export type DataPlane = 'sidecar' | 'gateway' | 'k8s-gateway' | 'waypoint' | 'ztunnel';

/** A workload as policies see it: namespace, pod labels and the services it serves. */
export type Workload = {
  namespace: string;
  labels: Record<string, string>;
  serviceAccount: string | null;
  /** Waypoints and gateways: what they serve. `targetRefs` of kind Service and ServiceEntry point at these. */
  services?: ServedService[];
};

export type ServedService = { name: string; namespace: string; kind: 'Service' | 'ServiceEntry' };

export type KubernetesService = {
  metadata: Metadata;
  selector: Record<string, string>;
  ports: {
    name: string | null;
    port: number;
    targetPort: string | null;
    protocol: string;
    appProtocol: string | null;
  }[];
};

/** A gateway of either API, as far as it says which pods it runs on. */
export type Gateway = {
  api: 'istio' | 'gateway-api';
  metadata: Metadata;
  /** Istio's own: the labels of its pods; `{}` picks every pod. null for Gateway API, whose pods are named in a label. */
  selector: Record<string, string> | null;
  /** Gateway API: `istio-waypoint` makes a waypoint of it. */
  className: string | null;
};

/** What of a cluster says how calls reach a workload. A part that is null could not be read. */
export type MeshSurroundings = {
  /** Labels of the workload's namespace. */
  namespaceLabels: Record<string, string> | null;
  /** The namespace's services, all of them. */
  services: KubernetesService[] | null;
  /** Sets of labels that the workload's pods have, each once. Empty: there is no such pod. */
  podLabels: Record<string, string>[] | null;
  /** Of the workload's namespace and the root namespace. */
  gateways: Gateway[] | null;
  /** By namespace: the workload's own, and those that policies name. A namespace that could not be read is absent. */
  serviceAccounts: { namespace: string; names: string[] }[];
};

export type MeshConfig = {
  rootNamespace: string;
  trustDomain: string;
  trustDomainAliases: string[];
  pathNormalization: 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';
  /** Names of the CUSTOM authorizers that exist. */
  extensionProviders: string[];
  /** Those of them that speak HTTP only: they are not asked on a TCP port. */
  httpExtensionProviders?: string[];
  /** istiod's ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY, which no API shows: on unless said. */
  selectorPoliciesOnGateways?: boolean;
};

/** @source istio/api mesh/v1alpha1/config.proto, defaults. */
export const DEFAULT_MESH_CONFIG: MeshConfig = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  trustDomainAliases: [],
  pathNormalization: 'BASE',
  extensionProviders: [],
};
