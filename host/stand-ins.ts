import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createKong, type Kong, type KongOptions } from './kong/kong';
import { createKubernetes, type KubernetesOptions } from './kubernetes/kubernetes';
import { createAuthority } from './network/authority';
import { withFaults } from './network/faults';
import { createNetwork } from './network/network';
import type { Faults, HostClock, Network, StandIn, StateFiles } from './types';

/** A real system that takes a stand-in's place: its address, and the token that the connection gets. */
export type RealSystem = { url: string; token?: string };

type Deps = {
  example: string;
  clock: HostClock;
  state: StateFiles;
  faults: Faults;
  /** Which stand-ins give way to real systems. */
  real: { kong: boolean; kube: boolean };
};

/** The token that the example's Kong asks for, in the header `Kong-Admin-Token`. */
const KONG_ACCESS = {
  style: 'rbac',
  header: 'Kong-Admin-Token',
  tokens: { 'kong-reader-token-0001': { user: 'gatehouse-reader', may: 'read' } },
} as const satisfies KongOptions['access'];

/** The network of the host with the example's systems in it, each under the name that the story gives it. */
export const openNetwork = async (deps: Deps): Promise<Network> => {
  const network = createNetwork({
    publicAuthority: await createAuthority({ name: 'Local Host Public CA' }),
    privateAuthority: await createAuthority({ name: 'Example Shop Private CA' }),
    faults: () => deps.faults,
  });
  if (!deps.real.kong) await serveKong(network, deps);
  if (!deps.real.kube) await serveKubernetes(network, deps);
  return network;
};

type Place = Omit<Parameters<Network['serve']>[0], 'standIn'>;

const serveAs = (network: Network, deps: Deps, standIn: StandIn) => (place: Place) =>
  network.serve({ ...place, standIn: withFaults(standIn, () => deps.faults.sources?.[place.hostname]) });

/** One Kong under four names: as it should be, db-less at the edge, behind a private authority, and without TLS. */
const serveKong = async (network: Network, deps: Deps): Promise<void> => {
  const file = path.join(deps.example, 'kong.yaml');
  if (!existsSync(file)) return;
  const deck = readFileSync(file, 'utf8');
  const main = serveAs(network, deps, kongOf(deps, { deck, database: 'postgres' }));
  const edge = serveAs(network, deps, kongOf(deps, { deck, database: 'off' }));
  await main({ hostname: 'kong.shop.example', port: 8444, scheme: 'https', certificate: 'public' });
  await edge({ hostname: 'kong-edge.shop.example', port: 8444, scheme: 'https', certificate: 'public' });
  await main({ hostname: 'kong-private.shop.example', port: 8444, scheme: 'https', certificate: 'private' });
  await main({ hostname: 'kong-plain.shop.example', port: 8080, scheme: 'http', certificate: 'public' });
};

const READ = ['get', 'list'];
/** What the reader's token may do in the example's cluster: read what the app reads, no Secret among it. */
const KUBERNETES_TOKENS: KubernetesOptions['tokens'] = {
  'mesh-reader-token-0001': {
    user: 'system:serviceaccount:gatehouse:reader',
    allow: [
      {
        apiGroups: ['security.istio.io', 'networking.istio.io', 'telemetry.istio.io', 'extensions.istio.io'],
        resources: ['*'],
        verbs: READ,
      },
      { apiGroups: ['gateway.networking.k8s.io', 'apps'], resources: ['*'], verbs: READ },
      {
        apiGroups: [''],
        resources: ['namespaces', 'services', 'pods', 'serviceaccounts', 'configmaps'],
        verbs: READ,
      },
      { apiGroups: ['authorization.k8s.io'], resources: ['*'], verbs: ['create'] },
    ],
  },
};

const serveKubernetes = async (network: Network, deps: Deps): Promise<void> => {
  const folder = path.join(deps.example, 'istio');
  if (!existsSync(folder)) return;
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const kubernetes = createKubernetes({
    manifests: files.map((name) => readFileSync(path.join(folder, name), 'utf8')),
    now: () => deps.clock.now(),
    randomUuid: randomUUID,
    tokens: KUBERNETES_TOKENS,
    version: 'v1.34.1',
  });
  const serve = serveAs(network, deps, kubernetes);
  await serve({ hostname: 'mesh.shop.example', port: 443, scheme: 'https', certificate: 'public' });
};

const kongOf = (deps: Deps, { deck, database }: { deck: string; database: 'postgres' | 'off' }): Kong =>
  createKong({
    deck,
    now: () => deps.clock.now(),
    randomUuid: randomUUID,
    node: {
      version: '3.9.3',
      edition: 'community',
      database,
      flavor: 'traditional_compatible',
      role: 'traditional',
    },
    access: KONG_ACCESS,
  });
