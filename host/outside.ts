import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { JsonObject } from '../src/domain/json';
import type { AdminAccess } from './kong/access';
import type { NodeInfo } from './kong/context';
import { createKong, RECORDED_NODE, type Kong } from './kong/kong';
import type { KongState } from './kong/store';
import { createKubernetes, type Kubernetes } from './kubernetes/kubernetes';
import type { Rule, TokenHolder } from './kubernetes/rights';
import { withFaults } from './network/faults';
import type { Faults, Network, StandIn } from './types';

/** The outside systems of the example, by the names that connections use. */
export const KONG_URL = 'https://kong.shop.example:8444';
/** The same estate on a node without a database: it refuses every write. */
export const KONG_EDGE_URL = 'https://kong-edge.shop.example:8444';
/** Behind a certificate of an authority that nobody trusts. */
export const KONG_PRIVATE_URL = 'https://kong-private.shop.example:8444';
export const KONG_PLAIN_URL = 'http://kong-plain.shop.example:8080';
export const MESH_URL = 'https://mesh.shop.example';

/** Who may do what, by token. They open nothing but the stand-ins. */
export const KONG_TOKEN_HEADER = 'Kong-Admin-Token';
export const KONG_READER_TOKEN = 'kong-reader-token-0001';
export const KONG_WRITER_TOKEN = 'kong-writer-token-0001';
export const MESH_READER_TOKEN = 'mesh-reader-token-0001';
export const MESH_WRITER_TOKEN = 'mesh-writer-token-0001';
/** May read policies only: services, pods and the mesh configuration answer 403. */
export const MESH_POLICIES_TOKEN = 'mesh-policies-token-0001';

const READS = ['get', 'list'];
const READER: Rule[] = [
  {
    apiGroups: ['security.istio.io', 'networking.istio.io', 'telemetry.istio.io'],
    resources: ['*'],
    verbs: READS,
  },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['*'], verbs: READS },
  { apiGroups: [''], resources: ['namespaces', 'services', 'serviceaccounts', 'pods'], verbs: READS },
  {
    apiGroups: [''],
    resources: ['configmaps'],
    resourceNames: ['istio'],
    namespaces: ['istio-system'],
    verbs: ['get'],
  },
];
const POLICIES: Rule[] = [{ apiGroups: ['security.istio.io'], resources: ['*'], verbs: READS }];
/** As docs/kubernetes/writer.yaml gives them, in each team's namespace. */
const WRITER: Rule[] = [
  {
    apiGroups: ['security.istio.io'],
    resources: ['authorizationpolicies'],
    verbs: ['get', 'list', 'create', 'patch', 'delete'],
    namespaces: ['storefront', 'orders', 'customers', 'insight', 'payments'],
  },
];

const account = (name: string, allow: Rule[]): TokenHolder => ({
  user: `system:serviceaccount:gatehouse:${name}`,
  allow,
});

const MESH_TOKENS: Record<string, TokenHolder> = {
  [MESH_READER_TOKEN]: account('reader', READER),
  [MESH_WRITER_TOKEN]: account('writer', WRITER),
  [MESH_POLICIES_TOKEN]: account('policies', POLICIES),
};

const KONG_ACCESS: AdminAccess = {
  style: 'key-auth',
  header: KONG_TOKEN_HEADER,
  tokens: {
    [KONG_READER_TOKEN]: { user: 'gatehouse-reader', may: 'read' },
    [KONG_WRITER_TOKEN]: { user: 'gatehouse-writer', may: 'write' },
  },
};

/** What of the outside world survives a restart. */
export type OutsideState = { kong: KongState; mesh: JsonObject };

export type Outside = {
  kong: Kong;
  kongEdge: Kong;
  mesh: Kubernetes;
  export(): OutsideState;
};

type Options = {
  network: Network;
  /** Read at each request; `sources` is keyed by host name. */
  faults: () => Faults;
  now: () => number;
  randomUuid: () => string;
  /** Holds `kong.yaml` and `istio/*.yaml`. */
  exampleDir: string;
  /** From an earlier run; the example's files otherwise. */
  state?: OutsideState;
  /** Called after each request that may have changed what a stand-in holds. */
  changed?: () => void;
};

const manifestsIn = (folder: string): string[] => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  // Namespaces and workloads come first, so that policies are younger than what they select.
  const first = ['namespaces', 'mesh', 'workloads'];
  const rank = (name: string): number => {
    const at = first.findIndex((one) => name.startsWith(one));
    return at === -1 ? first.length : at;
  };
  return files
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
};

const startKong = (options: Options, node: NodeInfo, state?: KongState): Kong => {
  const { now, randomUuid, exampleDir } = options;
  const from =
    state === undefined ? { deck: readFileSync(join(exampleDir, 'kong.yaml'), 'utf8') } : { state };
  return createKong({ ...from, now, randomUuid, node, access: KONG_ACCESS });
};

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

const noticing = <T extends StandIn>(standIn: T, changed: () => void): T => ({
  ...standIn,
  fetch: async (request: Request) => {
    const answer = await standIn.fetch(request);
    if (!READING.has(request.method)) changed();
    return answer;
  },
});

const serveAll = async (
  options: Options,
  standIns: [url: string, certificate: 'public' | 'private', standIn: StandIn][],
): Promise<void> => {
  for (const [url, certificate, standIn] of standIns) {
    const { hostname, port, protocol } = new URL(url);
    const scheme = protocol === 'https:' ? 'https' : 'http';
    const faulty = withFaults(standIn, () => options.faults().sources?.[hostname]);
    await options.network.serve({
      hostname,
      port: port === '' ? 443 : Number(port),
      scheme,
      certificate,
      standIn: faulty,
    });
  }
};

/** Serves the example's four Kong names and its mesh on the network. */
export const startOutside = async (options: Options): Promise<Outside> => {
  const { now, randomUuid, exampleDir, state } = options;
  const changed = options.changed ?? (() => undefined);
  const kong = noticing(startKong(options, RECORDED_NODE, state?.kong), changed);
  const kongEdge = startKong(options, { ...RECORDED_NODE, database: 'off' });
  const cluster = createKubernetes({
    manifests: manifestsIn(join(exampleDir, 'istio')),
    ...(state === undefined ? {} : { state: state.mesh }),
    now,
    randomUuid,
    tokens: MESH_TOKENS,
    version: 'v1.34.1',
  });
  const mesh = noticing(cluster, changed);
  await serveAll(options, [
    [KONG_URL, 'public', kong],
    [KONG_EDGE_URL, 'public', kongEdge],
    [KONG_PRIVATE_URL, 'private', kong],
    [KONG_PLAIN_URL, 'public', kong],
    [MESH_URL, 'public', mesh],
  ]);
  return { kong, kongEdge, mesh, export: () => ({ kong: kong.export(), mesh: mesh.export() }) };
};
