import { createCaller } from '../../src/adapters/http/call';
import { createKongWriter } from '../../src/adapters/kong/kong-writer';
import type { KongApi, KongConnection } from '../../src/domain/connection';
import { CONTROL_PLANE, type Flavour, type ServedKong } from './a-served-kong-writer';
import type { KongWriterWorld } from './kong-writer';
import { OLD_TOKEN } from './source-situations';

export const aConnection = (api: KongApi): KongConnection => ({
  kind: 'kong',
  id: 'kong',
  rev: 1,
  name: 'Shop gateway',
  owners: [{ kind: 'group', groupId: 'platform' }],
  reader: { state: 'absent' },
  writer: { state: 'absent' },
  spaceRules: [],
  createdAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
  api,
});

export const adminApi = (url: string, workspace: string | null = null): KongApi => ({
  type: 'admin',
  url,
  workspace,
  tokenHeader: 'Kong-Admin-Token',
});

export const secrets = { current: OLD_TOKEN };
export const wrongSecrets = { current: 'nobody-knows-this' };

export const OSS: Flavour = { name: 'the Admin API', node: {}, prefix: '', workspace: null };
export const ENTERPRISE: Flavour = {
  name: 'an Enterprise workspace behind a path prefix',
  node: { edition: 'enterprise', version: '3.10.0.1' },
  prefix: '/kong-admin',
  workspace: 'shop',
};
export const KONNECT = {
  type: 'konnect',
  region: 'eu',
  controlPlaneId: CONTROL_PLANE,
  flavor: 'traditional_compatible',
} as const;

/** Without a network between: what a network does is shown over TLS. */
export const calling = ({ standIn, ...world }: ServedKong, api: KongApi): KongWriterWorld => {
  const call = createCaller({
    fetch: (url, init) => standIn.fetch(new Request(url, init)),
    now: Date.now,
    sleep: () => Promise.resolve(),
    random: () => 0,
  });
  const access = { connection: aConnection(api), secrets };
  return {
    ...world,
    writer: createKongWriter({ call }),
    access,
    provoke: (code) => ({
      access: { ...access, secrets: code === 'CREDENTIAL_MISSING' ? null : wrongSecrets },
    }),
  };
};
