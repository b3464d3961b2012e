import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createAuthority, type Authority } from '../../../host/network/authority';
import { withFaults } from '../../../host/network/faults';
import { createNetwork } from '../../../host/network/network';
import type { Faults, Network, StandIn } from '../../../host/types';

const echo: StandIn = {
  fetch: async (request) =>
    Response.json({ url: request.url, method: request.method, body: await request.text() }),
};

/** The code below `TypeError: fetch failed`, where undici puts what went wrong. */
const failureOf = async (attempt: Promise<unknown>): Promise<unknown> => {
  try {
    await attempt;
    return 'answered';
  } catch (thrown) {
    const { name, cause } = thrown as { name: string; cause?: { code?: string } };
    return cause?.code ?? name;
  }
};

let trusted: Authority;
let unknown: Authority;
let network: Network;
let faults: Faults;

beforeAll(async () => {
  trusted = await createAuthority({ name: 'Public test authority' });
  unknown = await createAuthority({ name: 'Company authority' });
});

beforeEach(async () => {
  faults = {};
  network = createNetwork({ publicAuthority: trusted, privateAuthority: unknown, faults: () => faults });
  const standIn = withFaults(echo, () => faults.sources?.['kong.shop.example']);
  const names = { port: 8444, scheme: 'https', standIn } as const;
  await network.serve({ ...names, hostname: 'kong.shop.example', certificate: 'public' });
  await network.serve({ ...names, hostname: 'private.shop.example', certificate: 'private' });
  await network.serve({
    ...names,
    hostname: 'plain.shop.example',
    port: 8080,
    scheme: 'http',
    certificate: 'public',
  });
});

afterEach(() => network.close());

describe('the network of the local host', () => {
  it('serves a name over real TLS under its own host and port', async () => {
    const answer = await network.fetch('https://kong.shop.example:8444/routes?size=1', {
      method: 'POST',
      body: 'hello',
    });
    expect(await answer.json()).toEqual({
      url: 'https://kong.shop.example:8444/routes?size=1',
      method: 'POST',
      body: 'hello',
    });
  });

  it('serves plain http where it is asked to', async () => {
    const answer = await network.fetch('http://plain.shop.example:8080/', {});
    expect(answer.status).toBe(200);
  });

  it.each([
    ['a name that nobody serves', 'https://ghost.shop.example/', 'ENOTFOUND'],
    ['a port where nothing listens', 'https://kong.shop.example:8443/', 'ECONNREFUSED'],
    ['a private authority', 'https://private.shop.example:8444/', 'SELF_SIGNED_CERT_IN_CHAIN'],
    ['https spoken to a plain server', 'https://plain.shop.example:8080/', 'ERR_SSL_WRONG_VERSION_NUMBER'],
  ])('rejects %s as undici does', async (_what, url, code) => {
    expect(await failureOf(network.fetch(url, {}))).toBe(code);
  });

  it('refuses connections to a name that is down, also when one was open before', async () => {
    const url = 'https://kong.shop.example:8444/';
    expect(await failureOf(network.fetch(url, {}))).toBe('answered');
    faults.sources = { 'kong.shop.example': { down: true } };
    expect(await failureOf(network.fetch(url, {}))).toBe('ECONNREFUSED');
    faults.sources = {};
    expect(await failureOf(network.fetch(url, {}))).toBe('answered');
  });

  it('lets a caller give up on a slow answer', async () => {
    faults.sources = { 'kong.shop.example': { slowMs: 30_000 } };
    const attempt = network.fetch('https://kong.shop.example:8444/', { signal: AbortSignal.timeout(20) });
    expect(await failureOf(attempt)).toBe('TimeoutError');
  });

  it('fails the next requests, then answers again', async () => {
    faults.sources = { 'kong.shop.example': { failNext: { times: 2, status: 429 } } };
    const statuses = [];
    for (let n = 0; n < 3; n += 1)
      statuses.push((await network.fetch('https://kong.shop.example:8444/', {})).status);
    expect(statuses).toEqual([429, 429, 200]);
  });

  it('fails one path only', async () => {
    faults.sources = { 'kong.shop.example': { failPaths: { '/plugins': 403 } } };
    const status = async (path: string) =>
      (await network.fetch(`https://kong.shop.example:8444${path}`, {})).status;
    expect([await status('/plugins?size=1'), await status('/routes')]).toEqual([403, 200]);
  });
});

describe('the test authority', () => {
  it('is the same one after a restart when it is kept', async () => {
    const keepIn = mkdtempSync(join(tmpdir(), 'authority-'));
    const first = await createAuthority({ name: 'Kept', keepIn });
    const second = await createAuthority({ name: 'Kept', keepIn });
    expect(second.certificate).toBe(first.certificate);

    const again = createNetwork({ publicAuthority: first, privateAuthority: unknown });
    const { key, cert } = await second.certificateFor('kept.shop.example');
    expect([key.startsWith('-----BEGIN PRIVATE KEY'), cert.split('BEGIN CERTIFICATE').length]).toEqual([
      true,
      3,
    ]);
    await again.close();
    rmSync(keepIn, { recursive: true });
  });
});
