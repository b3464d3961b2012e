import type { StandIn } from '../../host/types';
import type { Transport } from '../../src/adapters/http/address';
import { createCaller, type Caller } from '../../src/adapters/http/call';
import type { KongApi, KongConnection, KubernetesConnection } from '../../src/domain/connection';
import { OLD_TOKEN } from './source-situations';

const common = {
  rev: 1,
  owners: [{ kind: 'group' as const, groupId: 'platform' }],
  reader: { state: 'absent' as const },
  writer: { state: 'read-only' as const },
  spaceRules: [],
  createdAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
};

/** Adapters are given secrets beside the connection: what it says of its credentials is nothing to them. */
export const aKongConnection = (api: KongApi): KongConnection => ({
  ...common,
  kind: 'kong',
  id: 'kong',
  name: 'Shop gateway',
  api,
});

export const aMeshConnection = (url: string): KubernetesConnection => ({
  ...common,
  kind: 'kubernetes',
  id: 'mesh',
  name: 'Shop mesh',
  url,
});

export const rightSecrets = { current: OLD_TOKEN };
export const wrongSecrets = { current: 'nobody-knows-this' };

/**
 * The app's own way out, ending in the stand-in without a network between: what a network does is shown over TLS.
 * @param transport as the caller has it: Forge's rules unless said
 */
export const callerInto = (standIn: StandIn, transport: Transport = 'forge'): Caller =>
  createCaller({
    fetch: (url, init) => standIn.fetch(new Request(url, init)),
    now: Date.now,
    sleep: () => Promise.resolve(),
    random: () => 0,
    transport,
  });
