import type { JsonObject } from '../../src/domain/json';

/** The namespaces of the corner of the mesh that the contract reads. */
export const NAMESPACES = ['orders', 'payments', 'storefront', 'mesh-root', 'istio-system'];

/** What the app reads in a namespace, with its group. */
export const GROUPS: Record<string, string> = {
  authorizationpolicies: 'security.istio.io',
  peerauthentications: 'security.istio.io',
  requestauthentications: 'security.istio.io',
  gateways: 'networking.istio.io',
  services: '',
  pods: '',
  serviceaccounts: '',
};

/** Where the objects of a namespace are listed; without one, those of the whole cluster. */
export const collectionOf = (resource: string, namespace?: string): string => {
  const group = GROUPS[resource] ?? '';
  const within = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return `${group === '' ? '/api' : `/apis/${group}`}/v1${within}/${resource}`;
};

const RBAC = 'rbac.authorization.k8s.io';

const role = (name: string, rule: JsonObject): JsonObject => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'ClusterRole',
  metadata: { name: `read-${name}` },
  rules: [rule],
});

/** One ClusterRole a part, to be bound where the part may be read. */
export const roles = (): JsonObject[] => [
  ...Object.entries(GROUPS).map(([resource, group]) =>
    role(resource, { apiGroups: [group], resources: [resource], verbs: ['get', 'list'] }),
  ),
  role('namespace', { apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list'] }),
  role('meshconfig', {
    apiGroups: [''],
    resources: ['configmaps'],
    resourceNames: ['istio'],
    verbs: ['get'],
  }),
];

const bound = (user: string, part: string, namespace?: string): JsonObject => ({
  apiVersion: `${RBAC}/v1`,
  kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
  metadata: { name: `read-${part}`, ...(namespace === undefined ? {} : { namespace }) },
  roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: `read-${part}` },
  subjects: [{ apiGroup: RBAC, kind: 'User', name: user }],
});

type Place = { role: string; part: string; namespace: string; path: string };

/** Every part in every namespace, by the names that a reading gives them, and a path that only its right opens. */
const places = (): Place[] =>
  NAMESPACES.flatMap((namespace) => [
    ...Object.keys(GROUPS).map((resource) => ({
      role: resource,
      part: `${resource} in ${namespace}`,
      namespace,
      path: `${collectionOf(resource, namespace)}?limit=1`,
    })),
    {
      role: 'namespace',
      part: `namespace ${namespace}`,
      namespace,
      path: `/api/v1/namespaces/${namespace}`,
    },
  ]);

const MESH_CONFIG: Place = {
  role: 'meshconfig',
  part: 'meshconfig',
  namespace: 'istio-system',
  path: '/api/v1/namespaces/istio-system/configmaps/istio',
};

/**
 * What binds `user` to every part but the forbidden ones. RBAC has no refusals: a part that is forbidden in one namespace, or as the list of
 * the whole cluster (`serviceaccounts`), is granted in each of the others.
 */
export const bindings = (user: string, forbidden: ReadonlySet<string>): JsonObject[] => {
  const everywhere = [...Object.keys(GROUPS), 'namespace'].flatMap((part) => {
    const all = places().filter((place) => place.role === part);
    const granted = all.filter((place) => !forbidden.has(place.part));
    return granted.length === all.length && !forbidden.has(part)
      ? [bound(user, part)]
      : granted.map(({ namespace }) => bound(user, part, namespace));
  });
  const { role: name, part, namespace } = MESH_CONFIG;
  return forbidden.has(part) ? everywhere : [...everywhere, bound(user, name, namespace)];
};

/** Lists of the whole cluster, which a part that is forbidden anywhere closes. */
const wholeLists = (forbidden: ReadonlySet<string>): { path: string; isGranted: boolean }[] =>
  Object.keys(GROUPS).map((resource) => ({
    path: `${collectionOf(resource)}?limit=1`,
    isGranted: ![...forbidden].some((part) => part === resource || part.startsWith(`${resource} in `)),
  }));

/** What to read to see whether each part may be read, and whether it should. */
export const expectations = (forbidden: ReadonlySet<string>): { path: string; isGranted: boolean }[] => [
  ...[...places(), MESH_CONFIG].map(({ part, path }) => ({ path, isGranted: !forbidden.has(part) })),
  ...wholeLists(forbidden),
];
