import { randomUUID } from 'node:crypto';

import { createKong } from '../../host/kong/kong';
import type { NodeInfo } from '../../host/kong/context';
import { createKongSource } from '../../src/adapters/kong/kong-source';
import { createMemoryKongSource, type KongEstate } from '../../src/adapters/memory/kong-source';
import type { KongApi, KongConnection } from '../../src/domain/connection';
import { adminApiState } from './kong-estate';
import { keepsKongSourceContract } from './kong-source';
import type { KongWorld } from './kong-world';
import { OLD_TOKEN, WHOLE_FAILURES } from './source-situations';
import { createTlsWorlds, type TlsWorld } from './tls-world';

const aConnection = (api: KongApi): KongConnection => ({
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

const secrets = { current: OLD_TOKEN };
const wrongSecrets = { current: 'nobody-knows-this' };

describe('in memory', () => {
  keepsKongSourceContract((estate) => {
    const source = createMemoryKongSource(estate, { now: Date.now });
    source.accept([OLD_TOKEN]);
    const connection = aConnection({
      type: 'admin',
      url: 'https://kong.shop.example:8444',
      workspace: null,
      tokenHeader: 'Kong-Admin-Token',
    });
    const access = { connection, secrets };
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
      node: {
        version: '3.9.3',
        edition: 'community',
        database: 'postgres',
        flavor: 'traditional_compatible',
        role: 'traditional',
        ...node,
      },
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
    const tls = await begin(aKong(estate), { hostname: 'kong.shop.example', port: 8444 });
    open.push(tls);
    const accessTo = (url: string, held: typeof secrets | null = secrets) => ({
      connection: aConnection({
        type: 'admin',
        url: url + prefix,
        workspace,
        tokenHeader: 'Kong-Admin-Token',
      }),
      secrets: held,
    });
    const access = accessTo('https://kong.shop.example:8444');
    const world: KongWorld = {
      source: createKongSource({ call: tls.call }),
      access,
      forbid: (part) => {
        const inWorkspace = workspace === null ? '' : `/${workspace}`;
        tls.faults.failPaths ??= {};
        if (part === 'node') forbidRoot(tls, aKong(estate), `${prefix}/`);
        else tls.faults.failPaths[`${prefix}${inWorkspace}/${part}`] = 403;
      },
      provoke: (code) => {
        const { url, call, budgetMs } = tls.provoke(code);
        const held =
          code === 'CREDENTIAL_MISSING' ? null : code === 'UNAUTHENTICATED' ? wrongSecrets : secrets;
        return {
          access: accessTo(url, held),
          ...(call === undefined ? {} : { source: createKongSource({ call }) }),
          ...(budgetMs === undefined ? {} : { budgetMs }),
        };
      },
    };
    return world;
  });
});

/** Faults go by the beginning of a path, and every path begins like the root's. */
const forbidRoot = (tls: TlsWorld, kong: ReturnType<typeof createKong>, root: string): void => {
  tls.replace({
    fetch: (request) =>
      new URL(request.url).pathname === root
        ? Promise.resolve(Response.json({ message: 'no' }, { status: 403 }))
        : kong.fetch(request),
  });
};
