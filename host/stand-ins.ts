import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createKong, type Kong, type KongOptions } from './kong/kong';
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
  return network;
};

const serveKong = async (network: Network, deps: Deps): Promise<void> => {
  const file = path.join(deps.example, 'kong.yaml');
  if (!existsSync(file)) return;
  const deck = readFileSync(file, 'utf8');
  const main = kongOf(deps, { deck, database: 'postgres' });
  const serve = (
    hostname: string,
    standIn: StandIn,
    at: Omit<Parameters<Network['serve']>[0], 'hostname' | 'standIn'>,
  ) =>
    network.serve({ ...at, hostname, standIn: withFaults(standIn, () => deps.faults.sources?.[hostname]) });
  await serve('kong.shop.example', main, { port: 8444, scheme: 'https', certificate: 'public' });
  await serve('kong-edge.shop.example', kongOf(deps, { deck, database: 'off' }), {
    port: 8444,
    scheme: 'https',
    certificate: 'public',
  });
  await serve('kong-private.shop.example', main, { port: 8444, scheme: 'https', certificate: 'private' });
  await serve('kong-plain.shop.example', main, { port: 8080, scheme: 'http', certificate: 'public' });
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
