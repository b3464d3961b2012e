import { createKongWriter } from '../../src/adapters/kong/kong-writer';
import { aMemoryKongWriter } from './a-memory-kong-writer';
import { aServedKong, aServedKonnect } from './a-served-kong-writer';
import { aKongConnection, rightSecrets, wrongSecrets } from './connections';
import { keepsKongWriterContract, type KongWriterWorld } from './kong-writer';
import { adminApi, calling, ENTERPRISE, KONNECT, OSS } from './kong-writer-worlds';
import { EVERY_WHOLE_FAILURE } from './source-situations';
import { createTlsWorlds, type TlsWorld } from './tls-world';

describe('in memory', () => {
  keepsKongWriterContract(
    (estate) =>
      Promise.resolve(aMemoryKongWriter(estate, aKongConnection(adminApi('https://kong.shop.example:8444')))),
    { failures: EVERY_WHOLE_FAILURE, calls: 6 },
  );
});

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
      const accessTo = (url: string, held: typeof rightSecrets | null = rightSecrets) => ({
        connection: aKongConnection(adminApi(url)),
        secrets: held,
      });
      const whole: KongWriterWorld = {
        ...world,
        writer: createKongWriter({ call: tls.call }),
        access: accessTo('https://kong.shop.example:8444'),
        provoke: (code) => {
          const { url, call, budgetMs } = tls.provoke(code);
          const held =
            code === 'CREDENTIAL_MISSING' ? null : code === 'UNAUTHENTICATED' ? wrongSecrets : rightSecrets;
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
