import { createKongWriter } from '../../src/adapters/kong/kong-writer';
import type { KongApi } from '../../src/domain/connection';
import { CONTROL_PLANE, type Flavour, type ServedKong } from './a-served-kong-writer';
import { aKongConnection, callerInto, rightSecrets, wrongSecrets } from './connections';
import type { KongWriterWorld } from './kong-writer';

export const adminApi = (url: string, workspace: string | null = null): KongApi => ({
  type: 'admin',
  url,
  workspace,
  tokenHeader: 'Kong-Admin-Token',
});

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

export const calling = ({ standIn, ...world }: ServedKong, api: KongApi): KongWriterWorld => {
  const access = { connection: aKongConnection(api), secrets: rightSecrets };
  return {
    ...world,
    writer: createKongWriter({ call: callerInto(standIn) }),
    access,
    provoke: (code) => ({
      access: { ...access, secrets: code === 'CREDENTIAL_MISSING' ? null : wrongSecrets },
    }),
  };
};
