import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { largeEstate } from '../../../host/example/large-estate';
import { createAuthority } from '../../../host/network/authority';
import { createNetwork } from '../../../host/network/network';
import * as outside from '../../../host/outside';
import type { Network } from '../../../host/types';
import { createKong } from '../../../host/kong/kong';
import type { JsonObject } from '../../../src/domain/json';

const exampleDir = join(__dirname, '..', '..', '..', 'host', 'example');
const SERVICES =
  'cart catalog search recommendations reviews media promotions gift-cards orders checkout shipping returns inventory warehouse ' +
  'suppliers payments invoices fraud tax currency pricing customers loyalty auth sessions notifications email sms reports analytics webhooks';

let network: Network;
let systems: outside.Outside;

beforeAll(async () => {
  const [publicAuthority, privateAuthority] = await Promise.all([
    createAuthority({ name: 'A' }),
    createAuthority({ name: 'B' }),
  ]);
  network = createNetwork({ publicAuthority, privateAuthority });
  let drawn = 0;
  const randomUuid = (): string => {
    drawn += 1;
    return `00000000-0000-4000-8000-${String(drawn).padStart(12, '0')}`;
  };
  systems = await outside.startOutside({
    network,
    faults: () => ({}),
    now: () => 1_795_395_617_000,
    randomUuid,
    exampleDir,
  });
});
afterAll(() => network.close());

const ask = async (url: string, headers: Record<string, string>): Promise<JsonObject> =>
  (await (await network.fetch(url, { headers })).json()) as JsonObject;
const key = { [outside.KONG_TOKEN_HEADER]: outside.KONG_READER_TOKEN };
const bearer = { authorization: `Bearer ${outside.MESH_READER_TOKEN}` };
const named = (items: unknown): unknown[] =>
  (items as { metadata?: { name: string }; name?: string }[]).map((one) => one.metadata?.name ?? one.name);

describe('the example shop', () => {
  it('has its 31 services in the gateway and in the mesh under the same names', async () => {
    const wanted = SERVICES.split(' ').sort();
    const gateway = await ask(`${outside.KONG_URL}/services?size=1000`, key);
    const mesh = await ask(`${outside.MESH_URL}/api/v1/services`, bearer);
    expect(named(gateway.data).sort()).toEqual(wanted);
    expect(named(mesh.items)).toEqual(expect.arrayContaining(wanted));
  });

  it('answers on the node without a database and in the clear, and hides behind a private authority', async () => {
    const edge = await ask(`${outside.KONG_EDGE_URL}/`, key);
    const plain = await ask(`${outside.KONG_PLAIN_URL}/services?size=1`, key);
    expect((edge.configuration as JsonObject).database).toBe('off');
    expect(plain.data).toHaveLength(1);
    await expect(network.fetch(`${outside.KONG_PRIVATE_URL}/`, { headers: key })).rejects.toMatchObject({
      cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' },
    });
  });

  it('opens the mesh configuration to the reader and closes it to whom may see policies only', async () => {
    const path = `${outside.MESH_URL}/api/v1/namespaces/istio-system/configmaps/istio`;
    const configuration = await ask(path, bearer);
    const refused = await ask(path, { authorization: `Bearer ${outside.MESH_POLICIES_TOKEN}` });
    expect((configuration.data as JsonObject).mesh).toContain('rootNamespace: istio-system');
    expect(refused.code).toBe(403);
  });

  it('has planted secrets where real estates have them', async () => {
    const places = [
      `${outside.KONG_URL}/key-auths`,
      `${outside.KONG_URL}/plugins?size=1000`,
      `${outside.KONG_URL}/jwts`,
    ];
    for (const url of places) expect(JSON.stringify(await ask(url, key))).toContain('s3cr3t-');
    for (const kind of ['authorizationpolicies', 'requestauthentications'])
      expect(
        JSON.stringify(await ask(`${outside.MESH_URL}/apis/security.istio.io/v1/${kind}`, bearer)),
      ).toContain('s3cr3t-');
  });

  it('marks every mistake that it makes', () => {
    const texts = [
      'kong.yaml',
      ...['root', 'storefront', 'orders', 'payments', 'customers', 'insight'].map(
        (one) => `istio/policies-${one}.yaml`,
      ),
    ];
    const marked = texts.flatMap(
      (file) => readFileSync(join(exampleDir, file), 'utf8').match(/# mistake: /g) ?? [],
    );
    expect(marked.length).toBeGreaterThanOrEqual(18);
  });

  it('gives its state away in a form that JSON carries', () => {
    const state = systems.export();
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('a large estate', () => {
  const size = { routes: 400, consumers: 200, acls: 800, seed: 7 };

  it('is the same for the same seed and another for another', () => {
    expect(largeEstate(size)).toEqual(largeEstate(size));
    expect(largeEstate({ ...size, seed: 8 })).not.toEqual(largeEstate(size));
  });

  it('is served as it was made', async () => {
    const node = {
      version: '3.9.3',
      edition: 'community',
      database: 'postgres',
      flavor: 'traditional',
      role: 'traditional',
    } as const;
    const kong = createKong({ state: largeEstate(size), now: () => 0, randomUuid: () => '', node });
    const count = async (collection: string): Promise<number> => {
      let next: string | null = `/${collection}?size=150`;
      let seen = 0;
      while (next !== null) {
        const body = (await (await kong.fetch(new Request(`http://kong.test${next}`))).json()) as {
          data: unknown[];
          next: string | null;
        };
        seen += body.data.length;
        next = body.next;
      }
      return seen;
    };
    expect(await Promise.all(['routes', 'consumers', 'acls', 'services', 'plugins'].map(count))).toEqual([
      400, 200, 800, 50, 100,
    ]);
  });
});

describe('the writer of the example', () => {
  it('may grant in Kong and in the mesh, where the reader may not', async () => {
    const path = `${outside.KONG_URL}/consumers/qa-robot/acls/orders-read`;
    const grant = async (token: string): Promise<number> => {
      const headers = { [outside.KONG_TOKEN_HEADER]: token, 'content-type': 'application/json' };
      return (await network.fetch(path, { method: 'PUT', headers, body: '{}' })).status;
    };
    expect([await grant(outside.KONG_READER_TOKEN), await grant(outside.KONG_WRITER_TOKEN)]).toEqual([
      403, 200,
    ]);
    const policy = `${outside.MESH_URL}/apis/security.istio.io/v1/namespaces/orders/authorizationpolicies/order-admin?dryRun=All`;
    const remove = async (token: string): Promise<number> =>
      (await network.fetch(policy, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } }))
        .status;
    expect([await remove(outside.MESH_READER_TOKEN), await remove(outside.MESH_WRITER_TOKEN)]).toEqual([
      403, 200,
    ]);
  });
});
