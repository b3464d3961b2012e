import type { StandIn } from '../../host/types';
import { createKongSource } from '../../src/adapters/kong/kong-source';
import type { KongApi, KongConnection } from '../../src/domain/connection';
import type { KongWorld } from './kong-world';
import { OLD_TOKEN } from './source-situations';
import type { TlsWorld } from './tls-world';

export const aKongConnection = (api: KongApi): KongConnection => ({
  kind: 'kong',
  id: 'kong',
  rev: 1,
  name: 'Shop gateway',
  owners: [{ kind: 'group', groupId: 'platform' }],
  reader: { state: 'absent' },
  writer: { state: 'read-only' },
  spaceRules: [],
  createdAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
  api,
});

export const rightSecrets = { current: OLD_TOKEN };
export const wrongSecrets = { current: 'nobody-knows-this' };

export const KONG_PLACE = { hostname: 'kong.shop.example', port: 8444 };

/** The real adapter before an Admin API that `tls` serves at `KONG_PLACE`, below a prefix and in a workspace. */
export const kongOverTls = (
  tls: TlsWorld,
  standIn: StandIn,
  { prefix = '', workspace = null }: { prefix?: string; workspace?: string | null } = {},
): KongWorld => {
  const accessTo = (url: string, held: typeof rightSecrets | null = rightSecrets) => ({
    connection: aKongConnection({
      type: 'admin',
      url: url + prefix,
      workspace,
      tokenHeader: 'Kong-Admin-Token',
    }),
    secrets: held,
  });
  return {
    source: createKongSource({ call: tls.call }),
    access: accessTo(`https://${KONG_PLACE.hostname}:${String(KONG_PLACE.port)}`),
    forbid: (part) => {
      const inWorkspace = workspace === null ? '' : `/${workspace}`;
      tls.faults.failPaths ??= {};
      if (part === 'node') tls.replace(withoutRoot(standIn, `${prefix}/`));
      else tls.faults.failPaths[`${prefix}${inWorkspace}/${part}`] = 403;
    },
    provoke: (code) => {
      const { url, call, budgetMs } = tls.provoke(code);
      const held =
        code === 'CREDENTIAL_MISSING' ? null : code === 'UNAUTHENTICATED' ? wrongSecrets : rightSecrets;
      return {
        access: accessTo(url, held),
        ...(call === undefined ? {} : { source: createKongSource({ call }) }),
        ...(budgetMs === undefined ? {} : { budgetMs }),
      };
    },
  };
};

/** Faults go by the beginning of a path, and every path begins like the root's. */
const withoutRoot = (standIn: StandIn, root: string): StandIn => ({
  fetch: (request) =>
    new URL(request.url).pathname === root
      ? Promise.resolve(Response.json({ message: 'no' }, { status: 403 }))
      : standIn.fetch(request),
});
