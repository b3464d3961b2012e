import type { Line } from '../../../src/adapters/http/call';
import { anErrand, aWorld, fetchFailed } from './world';

const bearer = (current: string, previous: string): Line['credential'] => ({
  secrets: { current, previous },
  headersOf: (secret) => ({ authorization: `Bearer ${secret}` }),
});

describe('writing', () => {
  const write = { method: 'POST', path: '/services', body: { name: 'x' } } as const;
  const status = (code: number, init: ResponseInit = {}) =>
    Response.json(
      { name: 'schema violation', code: 2, fields: { key: 's3cr3t-echoed' } },
      { ...init, status: code },
    );

  it('gives the body and the warnings of what was taken', async () => {
    const headers = new Headers();
    headers.append('warning', '299 - "unknown field \\"spec.colour\\""');
    headers.append('warning', '299 istiod "second"');
    const session = aWorld(() => Response.json({ id: 1 }, { status: 201, headers })).open();
    expect(await session.write(write)).toEqual({
      ok: true,
      status: 201,
      body: { id: 1 },
      warnings: ['unknown field "spec.colour"', 'second'],
    });
  });

  it('is taken where nothing comes back but the status', async () => {
    const session = aWorld(() => new Response(null, { status: 204 })).open();
    expect(await session.write({ method: 'DELETE', path: '/x' })).toMatchObject({ ok: true, body: null });
  });

  it('reads of a refusal what it is told to, and nothing where it is not', async () => {
    const session = aWorld(() => status(400)).open();
    const told = await session.write({ ...write, refusalOf: (body) => (body as { code: number }).code });
    expect(told).toEqual({
      ok: false,
      failure: { code: 'UNREADABLE', status: 400 },
      refusal: 2,
      taken: 'no',
    });
    expect(JSON.stringify(await session.write(write))).not.toContain('s3cr3t');
  });

  it.each([new Response('<html>', { status: 409 }), new Response(null, { status: 409 })])(
    'keeps the status when the refusal cannot be read',
    async (answer) => {
      const session = aWorld(() => answer).open();
      const told = await session.write({ ...write, refusalOf: () => 'read' });
      expect(told).toMatchObject({ failure: { status: 409 }, taken: 'no' });
    },
  );

  it.each([
    [401, 'no'],
    [404, 'no'],
    [409, 'no'],
    [429, 'no'],
    [302, 'not known'],
    [408, 'not known'],
    [500, 'not known'],
    [503, 'not known'],
  ])('after %d, whether it was taken is: %s', async (code, taken) => {
    const world = aWorld(() => status(code));
    expect(await world.open().write(write)).toMatchObject({ ok: false, taken });
    expect(world.sent).toHaveLength(1);
  });

  it.each([
    ['ECONNRESET', 'not known'],
    ['UND_ERR_HEADERS_TIMEOUT', 'not known'],
    ['ENOTFOUND', 'no'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'no'],
  ])('after %s, whether it was taken is: %s', async (systemCode, taken) => {
    const world = aWorld(() => Promise.reject(fetchFailed(systemCode)));
    expect(await world.open().write(write)).toMatchObject({ ok: false, taken });
    expect(world.sent).toHaveLength(1);
  });

  it('may have been taken when the answer is no JSON, or comes too late', async () => {
    const page = aWorld(() => new Response('<!doctype html>')).open();
    expect(await page.write(write)).toMatchObject({ failure: { code: 'WRONG_PRODUCT' }, taken: 'not known' });
    const never = aWorld(() => new Promise<Response>(() => undefined)).open({
      errand: anErrand({ budgetMs: 5 }),
    });
    expect(await never.write(write)).toMatchObject({ failure: { code: 'BUDGET_SPENT' }, taken: 'not known' });
  });

  it('is not sent when the time is over, the address is wrong or the credential is missing', async () => {
    const world = aWorld(() => status(200));
    const late = world.open();
    world.pass(30_000);
    const answers = [
      await late.write(write),
      await world.open({ url: 'http://kong.shop.example' }).write(write),
      await world.open({ credential: { secrets: null, headersOf: () => ({}) } }).write(write),
    ];
    expect(answers.map((one) => (one.ok ? one : [one.failure.code, one.taken]))).toEqual([
      ['BUDGET_SPENT', 'no'],
      ['PLAIN_HTTP', 'no'],
      ['CREDENTIAL_MISSING', 'no'],
    ]);
    expect(world.sent).toHaveLength(0);
  });

  it('uses the older credential where only that is accepted: a 401 was not taken', async () => {
    const world = aWorld(({ headers }) =>
      headers.get('authorization') === 'Bearer old' ? Response.json({}) : status(401),
    );
    const session = world.open({ credential: bearer('new', 'old') });
    expect(await session.write(write)).toMatchObject({ ok: true });
    expect(world.sent.map(({ body }) => body)).toEqual(['{"name":"x"}', '{"name":"x"}']);
  });

  it('sends no conditional header, and the content type that it was told', async () => {
    const world = aWorld(() => Response.json({}));
    const patch = {
      method: 'PATCH',
      path: '/x',
      body: {},
      contentType: 'application/apply-patch+yaml',
    } as const;
    await world.open().write(patch);
    const names = [...(world.sent[0]?.headers.keys() ?? [])];
    expect(names.sort()).toEqual(['accept', 'content-type', 'user-agent', 'x-correlation-id']);
    expect(world.sent[0]?.headers.get('content-type')).toBe('application/apply-patch+yaml');
  });
});
