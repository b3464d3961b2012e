import { randomUUID } from 'node:crypto';

import { createKong, RECORDED_NODE } from '../../host/kong/kong';
import type { NodeInfo } from '../../host/kong/context';
import { createMemoryKongSource, type KongEstate } from '../../src/adapters/memory/kong-source';
import { adminApiState } from './kong-estate';
import { aKongConnection, rightSecrets, wrongSecrets } from './connections';
import { KONG_PLACE, kongOverTls } from './kong-over-tls';
import { keepsKongSourceContract } from './kong-source';
import type { KongWorld } from './kong-world';
import { OLD_TOKEN, WHOLE_FAILURES } from './source-situations';
import { createTlsWorlds, type TlsWorld } from './tls-world';

describe('in memory', () => {
  keepsKongSourceContract((estate) => {
    const source = createMemoryKongSource(estate, { now: Date.now });
    source.accept([OLD_TOKEN]);
    const connection = aKongConnection({
      type: 'admin',
      url: 'https://kong.shop.example:8444',
      workspace: null,
      tokenHeader: 'Kong-Admin-Token',
    });
    const access = { connection, secrets: rightSecrets };
    const world: KongWorld = {
      source,
      access,
      forbid: (part) => {
        source.fail(part, { code: 'NOT_PERMITTED', status: 403 });
      },
      provoke: (code) => {
        if (code === 'CREDENTIAL_MISSING') return { access: { connection, secrets: null } };
        if (code === 'UNAUTHENTICATED') return { access: { connection, secrets: wrongSecrets } };
        source.fail('everything', { code, ...WHOLE_FAILURES[code] });
        return { access };
      },
    };
    return Promise.resolve(world);
  });
});

type Flavour = { name: string; node: Partial<NodeInfo>; prefix: string; workspace: string | null };

const FLAVOURS: Flavour[] = [
  { name: 'the Admin API', node: {}, prefix: '', workspace: null },
  {
    name: 'an Enterprise workspace behind a path prefix',
    node: { edition: 'enterprise', version: '3.10.0.1' },
    prefix: '/kong-admin',
    workspace: 'shop',
  },
];

describe.each(FLAVOURS)('$name over TLS', ({ node, prefix, workspace }) => {
  let begin: Awaited<ReturnType<typeof createTlsWorlds>>;
  let open: TlsWorld[] = [];
  beforeAll(async () => {
    begin = await createTlsWorlds();
  });
  afterEach(async () => {
    await Promise.all(open.map((world) => world.close()));
    open = [];
  });

  const aKong = (estate: KongEstate) =>
    createKong({
      state: adminApiState(estate),
      now: Date.now,
      randomUuid: randomUUID,
      node: { ...RECORDED_NODE, ...node },
      access: {
        style: 'key-auth',
        header: 'kong-admin-token',
        tokens: { [OLD_TOKEN]: { user: 'gatehouse', may: 'read' } },
      },
      prefix,
      ...(workspace === null ? {} : { workspaces: [workspace] }),
    });

  keepsKongSourceContract(async (estate) => {
    if (node.edition === 'enterprise')
      Object.assign(estate.node, { edition: 'enterprise', version: node.version });
    const kong = aKong(estate);
    const tls = await begin(kong, KONG_PLACE);
    open.push(tls);
    return kongOverTls(tls, kong, { prefix, workspace });
  });
});
