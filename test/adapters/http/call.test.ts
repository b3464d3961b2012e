import { err, ok } from '../../../src/domain/result';
import { LARGEST_BODY_BYTES } from '../../../src/adapters/http/body';
import type { Line } from '../../../src/adapters/http/call';
import { anErrand, aWorld, fetchFailed } from './world';

const status = (code: number, init: ResponseInit = {}) => Response.json({}, { ...init, status: code });
const bearer = (current: string, previous?: string): Line['credential'] => ({
  secrets: { current, ...(previous === undefined ? {} : { previous }) },
  headersOf: (secret) => ({ authorization: `Bearer ${secret}` }),
});

describe('what stops a call before it is made', () => {
  it.each([
    ['http://kong.shop.example:8444', 'PLAIN_HTTP'],
    ['https://kong.shop.example:8001', 'PORT_NOT_ALLOWED'],
    ['https://mesh.shop.example:6443', 'PORT_NOT_ALLOWED'],
    ['kong.shop.example', 'HOST_UNKNOWN'],
  ])('%s is told as %s, and nothing is sent', async (url, code) => {
    const world = aWorld(() => status(200));
    const session = world.open({ url });
    expect(await session.get('/services')).toEqual(err({ code }));
    expect(world.sent).toHaveLength(0);
    expect(session.exchanges()).toMatchObject([{ path: '/services', outcome: { failure: code }, bytes: 0 }]);
  });

  it.each(['http://localhost:8001', 'https://kong.internal:8001'])(
    'a local host without Forge’s transport rules reaches %s',
    async (url) => {
      const world = aWorld(() => status(200), { transport: 'any' });
      expect(await world.open({ url }).get('/services')).toEqual(ok({}));
    },
  );

  it('a connection without a stored credential is told so, and nothing is sent', async () => {
    const world = aWorld(() => status(200));
    const session = world.open({ credential: { secrets: null, headersOf: () => ({}) } });
    expect(await session.get('/services')).toEqual(err({ code: 'CREDENTIAL_MISSING' }));
    expect(world.sent).toHaveLength(0);
  });

  it('a credential that cannot be sent is never repeated in an error', async () => {
    const world = aWorld(() => status(200));
    const answer = await world.open({ credential: bearer('s3cr3t-\n-line') }).get('/services');
    expect(answer).toEqual(err({ code: 'UNAUTHENTICATED' }));
  });
});

describe('what the network says', () => {
  it.each([
    ['ECONNREFUSED', 'REFUSED'],
    ['ECONNRESET', 'REFUSED'],
    ['ENOTFOUND', 'HOST_UNKNOWN'],
    ['EAI_AGAIN', 'HOST_UNKNOWN'],
    ['UND_ERR_CONNECT_TIMEOUT', 'TIMEOUT'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'PRIVATE_CA'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'PRIVATE_CA'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'PRIVATE_CA'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'PRIVATE_CA'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'PRIVATE_CA'],
    ['CERT_HAS_EXPIRED', 'PRIVATE_CA'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'PLAIN_HTTP'],
    ['HPE_INVALID_CONSTANT', 'UNREADABLE'],
    ['SOMETHING_NEW', 'REFUSED'],
  ])('%s is %s', async (systemCode, code) => {
    const world = aWorld(() => Promise.reject(fetchFailed(systemCode)));
    expect(await world.open().get('/')).toEqual(err({ code }));
    expect(world.sent).toHaveLength(1);
  });

  it('finds the reason among several addresses of one host', async () => {
    const each = Object.assign(new Error('x'), { code: 'ETIMEDOUT' });
    const cause = new AggregateError([each, each]);
    const world = aWorld(() => Promise.reject(new TypeError('fetch failed', { cause })));
    expect(await world.open().get('/')).toEqual(err({ code: 'TIMEOUT' }));
  });
});

describe('a host that no admin approved', () => {
  it('is told from the other side’s 403 when the platform throws', async () => {
    const refusal = Object.assign(new Error('…'), { name: 'REQUEST_EGRESS_ALLOWLIST_ERR', status: 403 });
    const session = aWorld(() => Promise.reject(refusal)).open();
    expect(await session.get('/')).toEqual(err({ code: 'HOST_NOT_APPROVED' }));
  });

  it('is told from the other side’s 403 when the platform answers', async () => {
    const marked = aWorld(() => status(403, { headers: { 'forge-proxy-error': 'BLOCKED' } })).open();
    expect(await marked.get('/')).toEqual(err({ code: 'HOST_NOT_APPROVED' }));
    expect(marked.exchanges()).toMatchObject([{ outcome: { failure: 'HOST_NOT_APPROVED' } }]);
    const plain = aWorld(() => status(403)).open();
    expect(await plain.get('/')).toEqual(err({ code: 'NOT_PERMITTED', status: 403 }));
  });
});

describe('what the other side answers', () => {
  it.each([
    [302, 'WRONG_PRODUCT'],
    [400, 'UNREADABLE'],
    [401, 'UNAUTHENTICATED'],
    [403, 'NOT_PERMITTED'],
    [404, 'NOT_THERE'],
    [405, 'WRONG_PRODUCT'],
    [410, 'LIST_EXPIRED'],
    [429, 'RATE_LIMITED'],
    [500, 'SERVER_ERROR'],
    [503, 'SERVER_ERROR'],
  ])('%d is %s, with the status', async (code, expected) => {
    const session = aWorld(() => status(code)).open();
    expect(await session.get('/x')).toEqual(err({ code: expected, status: code }));
  });

  it('a redirect is not followed, so that no other host gets the credential', async () => {
    const world = aWorld(() => status(302, { headers: { location: 'https://login.example/' } }));
    await world.open({ credential: bearer('s3cr3t-token') }).get('/x');
    expect(world.sent.map(({ url, redirect }) => [url, redirect])).toEqual([
      ['https://kong.shop.example:8444/x', 'manual'],
    ]);
  });

  it('405 on a write is a read-only node', async () => {
    const session = aWorld(() => status(405)).open();
    const answer = await session.send({ method: 'POST', path: '/services', body: {} });
    expect(answer).toEqual(err({ code: 'READ_ONLY', status: 405 }));
  });

  it('a login page is another product, broken JSON is unreadable', async () => {
    const page = aWorld(() => new Response('<!doctype html><title>Log in</title>')).open();
    expect(await page.get('/')).toEqual(err({ code: 'WRONG_PRODUCT', status: 200 }));
    const broken = aWorld(() => new Response('{"key": s3cr3t-1')).open();
    expect(await broken.get('/')).toEqual(err({ code: 'UNREADABLE', status: 200 }));
  });

  it('refuses a body over 20 MB, announced or not', async () => {
    const announced = aWorld(
      () => new Response('{}', { headers: { 'content-length': String(LARGEST_BODY_BYTES + 1) } }),
    );
    expect(await announced.open().get('/')).toMatchObject(err({ code: 'UNREADABLE' }));
    const chunk = new Uint8Array(1_000_000).fill(32);
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(chunk);
      },
    });
    const session = aWorld(() => new Response(endless)).open();
    expect(await session.get('/')).toMatchObject(err({ code: 'UNREADABLE' }));
    expect(pulled).toBeLessThan(25);
  });
});

describe('repeating', () => {
  it('asks a GET again on 429, after Retry-After', async () => {
    const world = aWorld((_, count) =>
      count === 1 ? status(429, { headers: { 'retry-after': '2' } }) : Response.json([1]),
    );
    const session = world.open();
    expect(await session.get('/x')).toEqual(ok([1]));
    expect(world.slept[0]).toBeGreaterThanOrEqual(2_000);
    expect(session.exchanges().map(({ outcome }) => outcome)).toEqual([{ status: 429 }, { status: 200 }]);
  });

  it('gives up after three tries', async () => {
    const world = aWorld(() => status(503));
    expect(await world.open().get('/x')).toEqual(err({ code: 'SERVER_ERROR', status: 503 }));
    expect(world.sent).toHaveLength(3);
  });

  it('waits longer each time, by chance', async () => {
    const world = aWorld(() => status(503));
    await world.open().get('/x');
    expect(world.slept).toEqual([250, 500]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('never repeats a %s', async (method) => {
    const world = aWorld(() => status(503));
    await world.open().send({ method, path: '/x' });
    expect(world.sent).toHaveLength(1);
  });

  it('does not wait for a moment after the budget', async () => {
    const world = aWorld(() => status(429, { headers: { 'retry-after': '60' } }));
    expect(await world.open().get('/x')).toEqual(err({ code: 'RATE_LIMITED', status: 429 }));
    expect(world.slept).toEqual([]);
  });

  it('does not repeat 4xx or a broken connection', async () => {
    const world = aWorld((_, count) =>
      count === 1 ? status(404) : Promise.reject(fetchFailed('ECONNRESET')),
    );
    const session = world.open();
    await session.get('/x');
    await session.get('/x');
    expect(world.sent).toHaveLength(2);
  });
});

describe('time', () => {
  const never = () => new Promise<Response>(() => undefined);

  it('ends with the budget although the network never answers', async () => {
    const world = aWorld(never);
    const session = world.open({ errand: anErrand({ budgetMs: 5 }) });
    expect(await session.get('/x')).toEqual(err({ code: 'BUDGET_SPENT' }));
    expect(world.sent[0]?.signal.aborted).toBe(true);
    expect(session.exchanges()).toMatchObject([{ outcome: { failure: 'BUDGET_SPENT' } }]);
  });

  it('sends nothing more when the budget is over', async () => {
    const world = aWorld(() => {
      world.pass(30_000);
      return Response.json({});
    });
    const session = world.open();
    expect(await session.get('/x')).toEqual(ok({}));
    expect(await session.get('/y')).toEqual(err({ code: 'BUDGET_SPENT' }));
    expect(world.sent).toHaveLength(1);
  });

  it('asks for at most six things at a time', async () => {
    let open = 0;
    let most = 0;
    const world = aWorld(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return Response.json({});
    });
    const session = world.open();
    await Promise.all(Array.from({ length: 40 }, (_, index) => session.get(`/${index}`)));
    expect(world.sent).toHaveLength(40);
    expect(most).toBe(6);
  });
});

describe('a credential that is being exchanged', () => {
  const accepts = (secret: string) => (sent: { headers: Headers }) =>
    sent.headers.get('authorization') === `Bearer ${secret}` ? Response.json({}) : status(401);

  it('uses the new one where it is accepted', async () => {
    const world = aWorld(accepts('new'));
    expect(await world.open({ credential: bearer('new', 'old') }).get('/x')).toEqual(ok({}));
    expect(world.sent).toHaveLength(1);
  });

  it('falls back to the older one, and stays with it', async () => {
    const world = aWorld(accepts('old'));
    const session = world.open({ credential: bearer('new', 'old') });
    expect(await session.get('/x')).toEqual(ok({}));
    expect(await session.get('/y')).toEqual(ok({}));
    expect(session.exchanges().map(({ outcome }) => outcome)).toEqual([
      { status: 401 },
      { status: 200 },
      { status: 200 },
    ]);
  });

  it('is refused when neither is accepted', async () => {
    const session = aWorld(accepts('other')).open({ credential: bearer('new', 'old') });
    expect(await session.get('/x')).toEqual(err({ code: 'UNAUTHENTICATED', status: 401 }));
    expect(session.exchanges()).toHaveLength(2);
  });
});

describe('what the other side and the log get to see', () => {
  it('joins both by the correlation id and never sends a conditional header', async () => {
    const world = aWorld(() => Response.json({}));
    await world.open({ credential: bearer('s3cr3t-token') }).get('/services?tags=team:orders&size=1000');
    const names = [...(world.sent[0]?.headers.keys() ?? [])];
    expect(names.sort()).toEqual(['accept', 'authorization', 'user-agent', 'x-correlation-id']);
    expect(world.sent[0]?.headers.get('x-correlation-id')).toBe('01JD0000000000000000000000');
  });

  it('keeps the path under the prefix without the query, and no secret', async () => {
    const world = aWorld(() => new Response('{"key":"s3cr3t-body"}'));
    const url = 'https://user:s3cr3t-url@kong.shop.example:8444/kong-admin/?key=s3cr3t-query';
    const session = world.open({ url, credential: bearer('s3cr3t-token') });
    await session.get('/services?tags=s3cr3t-search');
    expect(world.sent[0]?.url).toBe('https://kong.shop.example:8444/kong-admin/services?tags=s3cr3t-search');
    expect(session.exchanges()).toEqual([
      {
        at: '2026-11-23T10:00:00.000Z',
        correlationId: '01JD0000000000000000000000',
        actor: { kind: 'person', accountId: '712020:rita' },
        purpose: 'show-routes',
        method: 'GET',
        path: '/kong-admin/services',
        outcome: { status: 200 },
        tookMs: 0,
        bytes: 21,
      },
    ]);
  });
});
