import type { StandIn } from '../../host/types';
import { createKongSource } from '../../src/adapters/kong/kong-source';
import { aKongConnection, rightSecrets, wrongSecrets } from './connections';
import type { KongWorld } from './kong-world';
import type { TlsWorld } from './tls-world';

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
