import { randomUUID } from 'node:crypto';

import type { JsonObject } from '../../../src/domain/json';
import { createKong, RECORDED_NODE } from '../../../host/kong/kong';
import type { KongState } from '../../../host/kong/store';
import { createAuthority } from '../../../host/network/authority';
import { createKongSource } from '../../../src/adapters/kong/kong-source';
import { snapshotStore } from '../../../src/adapters/forge/snapshot-store';
import { unpack } from '../../../src/adapters/forge/packing';
import { createCaller } from '../../../src/adapters/http/call';
import { ok } from '../../../src/domain/result';
import { aRefresh } from '../../app/a-refresh';
import { aKvs, installForge, uninstallForge } from '../../contract/forge-in-process';

afterAll(uninstallForge);

const CONSUMER = '00000000-0000-4000-8000-0000000000c1';
const of = { consumer: { id: CONSUMER }, created_at: 1 };
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Every kind of credential that Kong 3.9.3 has, a certificate with its key, and secrets in settings. */
const aGatewayFullOfSecrets = async (): Promise<KongState> => {
  const { certificate } = await createAuthority({ name: 'Test authority' });
  const many: JsonObject[] = Array.from({ length: 2_500 }, (_, n) => ({
    id: uuid(1_000 + n),
    key: `s3cr3t-key-${n}`,
    tags: ['s3cr3t-tag'],
    ...of,
  }));
  return {
    certificates: [
      { id: uuid(1), cert: certificate, key: 's3cr3t-private-key', cert_alt: 's3cr3t-alt', key_alt: null },
    ],
    services: [{ id: uuid(2), name: 'orders', host: 'orders.svc', port: 80, protocol: 'http', path: null }],
    routes: [{ id: uuid(3), name: 'orders', service: { id: uuid(2) }, paths: ['/orders'] }],
    consumers: [{ id: CONSUMER, username: 'web', custom_id: null, tags: null, created_at: 1 }],
    plugins: [
      {
        id: uuid(4),
        name: 'rate-limiting',
        config: { minute: 5, redis: { password: 's3cr3t-redis' } },
        route: null,
        service: null,
        consumer: null,
      },
      {
        id: uuid(5),
        name: 'pre-function',
        config: { access: ['s3cr3t-lua'] },
        route: null,
        service: null,
        consumer: null,
      },
    ],
    acls: [{ id: uuid(6), group: 'orders-read', tags: null, ...of }],
    keyauth_credentials: many,
    basicauth_credentials: [{ id: uuid(7), username: 's3cr3t-user', password: 's3cr3t-hash', ...of }],
    jwt_secrets: [
      {
        id: uuid(8),
        key: 's3cr3t-iss',
        secret: 's3cr3t-jwt',
        rsa_public_key: 's3cr3t-rsa',
        algorithm: 'HS256',
        ...of,
      },
    ],
    hmacauth_credentials: [{ id: uuid(9), username: 's3cr3t-hmac-user', secret: 's3cr3t-hmac', ...of }],
    oauth2_credentials: [
      { id: uuid(10), name: 's3cr3t-app', client_id: 's3cr3t-id', client_secret: 's3cr3t-oauth', ...of },
    ],
    oauth2_tokens: [{ id: uuid(11), access_token: 's3cr3t-access', refresh_token: 's3cr3t-refresh' }],
    upstreams: [{ id: uuid(12), name: 'orders', algorithm: 'round-robin', hash_on_header: 's3cr3t-header' }],
    vaults: [{ id: uuid(13), prefix: 'my', name: 'env', config: { prefix: 's3cr3t-vault' } }],
  };
};

/** All that storage holds, chunks unpacked. */
const storedText = async (kvs: ReturnType<typeof aKvs>): Promise<string> => {
  type Row = { blob: string; generation: string };
  const { entities } = kvs.dump() as unknown as { entities: { snapshot: Record<string, Row> } };
  const unpacked = Object.values(entities.snapshot)
    .filter(({ generation }) => generation !== 'record')
    .map(({ blob }) => unpack(blob));
  return JSON.stringify([kvs.dump(), await Promise.all(unpacked)]);
};

it('no secret of any credential, certificate or setting is stored or read back', async () => {
  const kong = createKong({
    state: await aGatewayFullOfSecrets(),
    now: Date.now,
    randomUuid: randomUUID,
    node: RECORDED_NODE,
  });
  const bodies: string[] = [];
  const call = createCaller({
    fetch: async (url, init) => {
      const answer = await kong.fetch(new Request(url, init));
      bodies.push(await answer.clone().text());
      return answer;
    },
    now: Date.now,
    sleep: () => Promise.resolve(),
    random: () => 0,
  });
  const kvs = aKvs(() => Date.UTC(2026, 10, 23, 10));
  installForge({ kvs });
  const world = await aRefresh({ snapshots: snapshotStore });
  const ports = { ...world.ports, kong: createKongSource({ call }) };
  expect(await world.deliver(await world.ask(), undefined, ports)).toEqual(ok('committed'));

  for (const planted of [
    's3cr3t-key-7',
    's3cr3t-private-key',
    's3cr3t-hash',
    's3cr3t-jwt',
    's3cr3t-hmac',
    's3cr3t-oauth',
    's3cr3t-redis',
    's3cr3t-lua',
  ])
    expect(bodies.join()).toContain(planted);
  const snapshot = await world.snapshot();
  expect(snapshot?.unread).toEqual([]);
  expect(snapshot?.credentialCounts).toContainEqual({ consumerId: CONSUMER, kind: 'key-auth', count: 2_500 });
  expect(snapshot?.credentialCounts).toHaveLength(5);
  expect(snapshot?.certificates).toEqual([
    { id: uuid(1), snis: [], notAfter: expect.stringMatching(/^20\d\d-/) as unknown },
  ]);
  const everything =
    JSON.stringify(snapshot) + (await storedText(kvs)) + world.storage.dump('everything-else');
  expect(everything).toContain('rate-limiting');
  expect(everything).not.toContain('s3cr3t');
});
