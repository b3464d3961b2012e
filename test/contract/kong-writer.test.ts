import { createCaller } from '../../src/adapters/http/call';
import { createKongWriter } from '../../src/adapters/kong/kong-writer';
import type { KongApi, KongConnection } from '../../src/domain/connection';
import { aMemoryKongWriter } from './a-memory-kong-writer';
import {
  aServedKong,
  aServedKonnect,
  CONTROL_PLANE,
  type Flavour,
  type ServedKong,
} from './a-served-kong-writer';
import { keepsKongWriterContract, type KongWriterWorld } from './kong-writer';
import { EVERY_WHOLE_FAILURE, OLD_TOKEN } from './source-situations';
import { createTlsWorlds, type TlsWorld } from './tls-world';

const aConnection = (api: KongApi): KongConnection => ({
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

const adminApi = (url: string, workspace: string | null = null): KongApi => ({
  type: 'admin',
  url,
  workspace,
  tokenHeader: 'Kong-Admin-Token',
});

const secrets = { current: OLD_TOKEN };
const wrongSecrets = { current: 'nobody-knows-this' };

describe('in memory', () => {
  keepsKongWriterContract(
    (estate) =>
      Promise.resolve(aMemoryKongWriter(estate, aConnection(adminApi('https://kong.shop.example:8444')))),
    { failures: EVERY_WHOLE_FAILURE, calls: 6 },
  );
});

const OSS: Flavour = { name: 'the Admin API', node: {}, prefix: '', workspace: null };
const ENTERPRISE: Flavour = {
  name: 'an Enterprise workspace behind a path prefix',
  node: { edition: 'enterprise', version: '3.10.0.1' },
  prefix: '/kong-admin',
  workspace: 'shop',
};
const KONNECT = {
  type: 'konnect',
  region: 'eu',
  controlPlaneId: CONTROL_PLANE,
  flavor: 'traditional_compatible',
} as const;

/** Without a network between: what a network does is shown over TLS. */
const calling = ({ standIn, ...world }: ServedKong, api: KongApi): KongWriterWorld => {
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
const WITHOUT_NETWORK = { failures: ['CREDENTIAL_MISSING', 'UNAUTHENTICATED'], calls: 16 } as const;

describe.each([OSS, ENTERPRISE])('$name', (flavour) => {
  const api = adminApi(`https://kong.shop.example:8444${flavour.prefix}`, flavour.workspace);
  keepsKongWriterContract(
    (estate) => Promise.resolve(calling(aServedKong(estate, flavour), api)),
    WITHOUT_NETWORK,
  );
});

describe('Konnect, from specification', () => {
  keepsKongWriterContract(
    (estate) => Promise.resolve(calling(aServedKonnect(estate), KONNECT)),
    WITHOUT_NETWORK,
  );
});

describe('the Admin API over TLS', () => {
  let begin: Awaited<ReturnType<typeof createTlsWorlds>>;
  let open: TlsWorld[] = [];
  beforeAll(async () => {
    begin = await createTlsWorlds();
  });
  afterEach(async () => {
    await Promise.all(open.map((world) => world.close()));
    open = [];
  });

  keepsKongWriterContract(
    async (estate) => {
      const { standIn, ...world } = aServedKong(estate, OSS);
      const tls = await begin(standIn, { hostname: 'kong.shop.example', port: 8444 });
      open.push(tls);
      const accessTo = (url: string, held: typeof secrets | null = secrets) => ({
        connection: aConnection(adminApi(url)),
        secrets: held,
      });
      const whole: KongWriterWorld = {
        ...world,
        writer: createKongWriter({ call: tls.call }),
        access: accessTo('https://kong.shop.example:8444'),
        provoke: (code) => {
          const { url, call, budgetMs } = tls.provoke(code);
          const held =
            code === 'CREDENTIAL_MISSING' ? null : code === 'UNAUTHENTICATED' ? wrongSecrets : secrets;
          return {
            access: accessTo(url, held),
            ...(call === undefined ? {} : { writer: createKongWriter({ call }) }),
            ...(budgetMs === undefined ? {} : { budgetMs }),
          };
        },
      };
      return whole;
    },
    { failures: EVERY_WHOLE_FAILURE, calls: 2 },
  );
});
