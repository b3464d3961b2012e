import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { getRequestListener } from '@hono/node-server';

import { createKong, RECORDED_NODE, type Kong, type KongOptions } from '../host/kong/kong';
import type { KongState } from '../host/kong/store';
import type { StandIn } from '../host/types';

/** `npm run live -- --kong URL`, against the stand-in on loopback: as a user runs it, in processes of its own. */
const REPOSITORY = path.resolve(__dirname, '..');
const EXAMPLE = readFileSync(path.join(REPOSITORY, 'host/example/kong.yaml'), 'utf8');
const TOKEN = 'writer-token-0001';

jest.setTimeout(600_000);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const aKong = (
  node: Partial<KongOptions['node']> = {},
  access?: KongOptions['access'],
  state?: KongState,
): Kong =>
  createKong({
    ...(state === undefined ? { deck: EXAMPLE } : { state }),
    now: Date.now,
    randomUuid: randomUUID,
    node: { ...RECORDED_NODE, ...node },
    ...(access === undefined ? {} : { access }),
  });

const listenerFor = (standIn: StandIn): RequestListener =>
  getRequestListener((request) => standIn.fetch(request), { overrideGlobalObjects: false });

const serve = async (standIn: StandIn): Promise<string> => {
  const server = createServer(listenerFor(standIn));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

type Ended = { code: number | null; said: string };

/** Runs it to its end; `stop` asks it to end before that. */
const start = (args: string[]): { ended: Promise<Ended>; stop: () => void } => {
  const { GATEHOUSE_LIVE_KONG: _, JEST_WORKER_ID: __, ...env } = process.env;
  // What npm starts, without the shells between it and a signal.
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/live-kong/run.ts', ...args], {
    cwd: REPOSITORY,
    env,
  });
  let said = '';
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, said });
    });
  });
  return {
    ended,
    stop: () => {
      child.kill('SIGTERM');
    },
  };
};

/** A consumer of the estate that the writer's contract is held with. */
const OF_WRITERS_CONTRACT = '/consumers/c0000000-0000-4000-8000-000000000001';

const live = (args: string[]): Promise<Ended> => start(args).ended;

describe('npm run live, against a gateway with an estate of its own', () => {
  it('holds the adapter to its contract, touches nothing that was there and leaves nothing behind', async () => {
    const kong = aKong(
      {},
      { style: 'key-auth', header: 'apikey', tokens: { [TOKEN]: { user: 'ci', may: 'write' } } },
    );
    const before = kong.export();
    const written: { path: string; body: Record<string, unknown> }[] = [];
    const url = await serve({
      fetch: async (request) => {
        const { pathname } = new URL(request.url);
        if (request.method === 'PUT')
          written.push({ path: pathname, body: (await request.clone().json()) as Record<string, unknown> });
        return kong.fetch(request);
      },
    });
    const { code, said } = await live(['--kong', url, '--kong-token', TOKEN, '--token-header', 'apikey']);
    expect(said).toMatch(/Tests: +\d\d+ passed, \d\d+ total/);
    expect(said).toMatch(/Nothing tagged gatehouse-live-\w+ is left at the gateway\./);
    expect(said).toMatch(
      /The gateway is not empty \(routes: \d+, .*\)\. The writer is checked only at one that is/,
    );
    expect(said).not.toContain(TOKEN);
    expect(code).toBe(0);
    expect(kong.export()).toEqual(before);
    expect(written.filter(({ path: at }) => at.includes(OF_WRITERS_CONTRACT))).toEqual([]);
    // While it ran, no call of anybody else's was routed or treated in another way.
    const hosts = written
      .filter(({ path: at }) => at.startsWith('/routes/'))
      .flatMap(({ body }) => body['hosts']);
    expect(hosts.length).toBeGreaterThan(1_000);
    expect(hosts.filter((host) => !String(host).endsWith('.gatehouse-live.invalid'))).toEqual([]);
    const ofGateway = written.filter(
      ({ path: at, body }) =>
        at.startsWith('/plugins/') &&
        [body['route'], body['service'], body['consumer']].every((to) => to === null),
    );
    expect(ofGateway.length).toBeGreaterThan(0);
    expect(ofGateway.filter(({ body }) => body['enabled'] !== false)).toEqual([]);
  });

  it('leaves nothing behind when the gateway breaks in the middle', async () => {
    const kong = aKong();
    const before = kong.export();
    let plugins = 0;
    const url = await serve({
      fetch: (request) => {
        const isPlugin = request.method === 'PUT' && new URL(request.url).pathname.startsWith('/plugins/');
        if (isPlugin && (plugins += 1) > 20) return Promise.resolve(Response.json({}, { status: 500 }));
        return kong.fetch(request);
      },
    });
    const { code, said } = await live(['--kong', url]);
    expect(code).toBe(1);
    expect(said).toMatch(/The gateway answered PUT \/plugins\/.* with 500\./);
    expect(kong.export()).toEqual(before);
  });

  it('leaves nothing behind when it is stopped', async () => {
    const kong = aKong();
    const before = kong.export();
    let written = 0;
    let running: ReturnType<typeof start> | null = null;
    const url = await serve({
      fetch: (request) => {
        if (request.method === 'PUT' && (written += 1) === 300) running?.stop();
        return kong.fetch(request);
      },
    });
    running = start(['--kong', url]);
    const { code, said } = await running.ended;
    expect(said).toMatch(/Removed \d+ entities that the suites had left behind\./);
    expect(code).toBe(1);
    expect(kong.export()).toEqual(before);
  });
});

describe('npm run live, against a gateway that is empty', () => {
  const anEmptyKong = (): Kong => aKong({}, undefined, {});
  /** Calls `act` in the middle of the writer's contract, before what answers that request. */
  const inTheMiddle = (kong: Kong, act: () => void): StandIn => {
    let estates = 0;
    return {
      fetch: (request) => {
        const begins = request.method === 'PUT' && new URL(request.url).pathname === OF_WRITERS_CONTRACT;
        if (begins && (estates += 1) === 20) act();
        return kong.fetch(request);
      },
    };
  };

  it('holds what reads and what writes to their contracts, and leaves it empty', async () => {
    const tokens = { [TOKEN]: { user: 'ci', may: 'write' } } as const;
    const kong = aKong({}, { style: 'key-auth', header: 'apikey', tokens }, {});
    const url = await serve(kong);
    const { code, said } = await live(['--kong', url, '--kong-token', TOKEN, '--token-header', 'apikey']);
    expect(said).toMatch(/PASS live-kong test\/live-kong\/kong-writer\.test\.ts/);
    expect(said).toMatch(/Test Suites: 3 passed, 3 total/);
    expect(said).toMatch(/Tests: +3\d\d passed, 3\d\d total/);
    expect(said).toContain('The gateway is empty again.');
    expect(said).not.toContain(TOKEN);
    expect(code).toBe(0);
    expect(kong.export()).toEqual({});
  });

  it('leaves it empty when it is stopped while the writer is checked', async () => {
    const kong = anEmptyKong();
    let running: ReturnType<typeof start> | null = null;
    const url = await serve(inTheMiddle(kong, () => running?.stop()));
    running = start(['--kong', url]);
    const { code, said } = await running.ended;
    expect(said).toMatch(/Removed \d+ entities that the suites had left behind\./);
    expect(said).toContain('The gateway is empty again.');
    expect(code).toBe(1);
    expect(kong.export()).toEqual({});
  });

  it('takes away all but what somebody else created meanwhile when the gateway breaks, and says what is left', async () => {
    const kong = anEmptyKong();
    const theirs = { id: '0b7f3c1a-5d2e-4f7a-9c11-2f0d6a1e7b44', username: 'orders' };
    let isBroken = false;
    const middle = inTheMiddle(kong, () => {
      const { consumers = [], ...rest } = kong.export();
      kong.import({ ...rest, consumers: [...consumers, theirs] });
      isBroken = true;
    });
    const url = await serve({
      fetch: (request) =>
        isBroken && request.method === 'PUT'
          ? Promise.resolve(Response.json({}, { status: 500 }))
          : middle.fetch(request),
    });
    const { code, said } = await live(['--kong', url]);
    expect(said).toMatch(/The gateway answered PUT \/.* with 500\./);
    expect(said).toMatch(/The gateway was empty and is not \(consumers: 1\)\./);
    expect(code).toBe(1);
    expect(kong.export()).toEqual({ consumers: [theirs] });
  });
});

describe('npm run live, where the contract cannot be held', () => {
  it('checks reading alone at a node that refuses every write, and says so', async () => {
    const kong = aKong({ database: 'off' });
    const before = kong.export();
    const { code, said } = await live(['--kong', await serve(kong)]);
    expect(said).toContain('This node refuses every write');
    expect(said).toContain('Only reading is checked.');
    expect(said).toMatch(/Tests: +\d+ passed/);
    expect(code).toBe(0);
    expect(kong.export()).toEqual(before);
  });

  it('checks reading alone with a credential that may not write, and says so', async () => {
    const tokens = { [TOKEN]: { user: 'ci', may: 'read' } } as const;
    const url = await serve(aKong({}, { style: 'key-auth', header: 'kong-admin-token', tokens }));
    const { code, said } = await live(['--kong', url, '--kong-token', TOKEN]);
    expect(said).toContain('This credential may not write (403). Only reading is checked.');
    expect(code).toBe(0);
  });

  it.each([
    ['nothing listens', 'http://127.0.0.1:9', 'Nothing answers there: the connection was refused.'],
    ['no address is given', '', 'npm run live -- --kong URL'],
  ])('fails with a sentence when %s', async (_, url, sentence) => {
    const { code, said } = await live(url === '' ? [] : ['--kong', url]);
    expect(said).toContain(sentence);
    expect(said).not.toMatch(/\n\s+at /);
    expect(code).not.toBe(0);
  });

  it('fails with a sentence when something else answers', async () => {
    const url = await serve({ fetch: () => Promise.resolve(new Response('<h1>Hello</h1>')) });
    const { code, said } = await live(['--kong', url]);
    expect(said).toContain('Something answers there, but not the product this connection is for.');
    expect(code).toBe(1);
  });
});
