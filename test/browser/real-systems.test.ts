import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { createKong, RECORDED_NODE } from '../../host/kong/kong';
import { createKubernetes } from '../../host/kubernetes/kubernetes';
import { KONG_TOKEN_HEADER } from '../../host/outside';
import { startHost, type HostOptions } from '../../host/start';
import type { StandIn } from '../../host/types';
import { ADA, ask, invokerOf, ORDERS, pageIn, RITA, rowsOf } from './example';
import { openSite } from './open-site';

/*
 * `npm start -- --kong URL --kube URL`, with a gateway and a cluster on ports of this machine in the part of the real ones: what the host
 * knows of them is their address and a token.
 */
const KONG_TOKEN = 'own-kong-reader-0001';
const KUBE_TOKEN = 'own-mesh-reader-0001';

const DECK = `
_format_version: "3.0"
services:
  - name: orders
    url: http://orders.internal:8080
    tags: ["team:orders"]
    routes:
      - { name: my-own-route, paths: [/mine] }
`;

const POLICIES = `
apiVersion: v1
kind: Namespace
metadata: { name: orders, labels: { istio-injection: enabled } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: my-own-policy, namespace: orders }
spec: { action: DENY, rules: [{ to: [{ operation: { methods: [DELETE] } }] }] }
`;

const servers: Server[] = [];
/** Methods of the requests that came, by system. */
const asked: Record<'kong' | 'kube', Set<string>> = { kong: new Set(), kube: new Set() };

const listenerFor = (kind: 'kong' | 'kube', standIn: StandIn): RequestListener =>
  getRequestListener(
    (request) => {
      asked[kind].add(request.method);
      return standIn.fetch(request);
    },
    { overrideGlobalObjects: false },
  );

const serve = async (kind: 'kong' | 'kube', standIn: StandIn): Promise<string> => {
  const server = createServer(listenerFor(kind, standIn));
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

let real: Required<Pick<HostOptions, 'kong' | 'kube'>>;
const stateDir = mkdtempSync(path.join(tmpdir(), 'gatehouse-real-'));

beforeAll(async () => {
  const time = { now: Date.now, randomUuid: randomUUID };
  const kong = createKong({
    ...time,
    deck: DECK,
    node: RECORDED_NODE,
    access: {
      style: 'key-auth',
      header: KONG_TOKEN_HEADER,
      tokens: { [KONG_TOKEN]: { user: 'reader', may: 'read' } },
    },
  });
  const reads = { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] };
  const cluster = createKubernetes({
    ...time,
    manifests: [POLICIES],
    tokens: { [KUBE_TOKEN]: { user: 'reader', allow: [reads] } },
    version: 'v1.34.1',
  });
  real = {
    kong: { url: await serve('kong', kong), token: KONG_TOKEN },
    kube: { url: await serve('kube', cluster), token: KUBE_TOKEN },
  };
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(stateDir, { recursive: true, force: true });
});

jest.setTimeout(240_000); // each test starts the host and a browser

const BANNER = 'Forge would refuse them.';

it('shows what a real gateway and a real mesh hold, says which rules are lifted, and writes nothing', async () => {
  const site = await openSite({ ...real, stateDir, insecureLocal: true });
  try {
    await site.host.platform.runSchedule('refresh-hourly');
    await site.host.platform.settled();
    const page = await site.page(pageIn('ORD', ORDERS), RITA);
    await page.getByRole('note').filter({ hasText: BANNER }).waitFor();
    const skip = await page.getByText('Skip to content').boundingBox();
    expect((skip?.y ?? 0) + (skip?.height ?? 0)).toBeLessThanOrEqual(0); // hidden until it has the focus, banner or not
    await rowsOf(page, 'routes').filter({ hasText: 'my-own-route' }).waitFor();
    await rowsOf(page, 'policies').filter({ hasText: 'my-own-policy' }).waitFor();
    const listed = await ask(await invokerOf(site, ADA), 'listConnections', {});
    expect(listed.ok && listed.value.map(({ writer }) => writer.state)).toEqual(['read-only', 'read-only']);
    expect([...asked.kong]).toEqual(['GET']);
    expect([...asked.kube]).toEqual(['GET']);
    expect(site.problems).toEqual([]);
  } finally {
    await site.close();
  }
});

it('goes on with them after a restart, and refuses others than it was set up with', async () => {
  const start = (options: HostOptions) => startHost({ port: 0, framesPort: 0, stateDir, ...options });
  await expect(start({ kong: { url: 'https://other.shop.example' } })).rejects.toThrow('--fresh');
  const site = await openSite({ ...real, stateDir, insecureLocal: true });
  try {
    const page = await site.page(pageIn('ORD', ORDERS), RITA);
    await rowsOf(page, 'routes').filter({ hasText: 'my-own-route' }).waitFor();
  } finally {
    await site.close();
  }
});

it('holds to Forge’s rules where nothing was said of lifting them', async () => {
  const site = await openSite(real);
  try {
    const page = await site.page(pageIn('ORD', ORDERS), RITA);
    await page.getByText('The address is plain http; Forge calls https only.').first().waitFor();
    expect(await page.getByRole('note').filter({ hasText: BANNER }).count()).toBe(0);
    expect(await rowsOf(page, 'routes').count()).toBe(0);
  } finally {
    await site.close();
  }
});
