import { aPlatform, type TestPlatform } from './a-platform';

let host: TestPlatform;
const answers = new Map<string, () => Promise<Response>>();
beforeAll(async () => {
  host = await aPlatform({
    fetch: (url) => (answers.get(url) ?? (() => Promise.resolve(new Response('ok'))))(),
  });
});
beforeEach(() => {
  host.fetched.length = 0;
  answers.clear();
  for (const { key } of host.platform.egress.get()) host.platform.egress.remove(key);
});
afterAll(() => host.close());

const approve = (...domains: string[]): void => {
  const configured = domains.map((domain) => ({ domain, type: ['FETCH_BACKEND_SIDE'] }));
  host.platform.egress.set([{ key: 'kong', description: 'Kong', configured }]);
};
const get = (url: string, init?: object): ReturnType<TestPlatform['run']> =>
  host.run('const r = await sdk.api.fetch(input.url, input.init); return [r.status, await r.text()]', {
    url,
    init,
  });

describe('an outbound call', () => {
  it('leaves for a declared host', async () => {
    expect(await get('https://declared.example/path?q=1')).toEqual({ value: [200, 'ok'] });
    expect(host.fetched[0]?.url).toBe('https://declared.example/path?q=1');
  });

  it('leaves for a host and port that an admin approved, until that is taken back', async () => {
    const url = 'https://kong.shop.example:8444/services';
    expect((await get(url)).error).toMatchObject({ name: 'REQUEST_EGRESS_ALLOWLIST_ERR', status: 403 });
    approve('https://kong.shop.example:8444');
    expect((await get(url)).value).toEqual([200, 'ok']);
    host.platform.egress.remove('kong');
    expect((await get(url)).error?.name).toBe('REQUEST_EGRESS_ALLOWLIST_ERR');
  });

  it.each([
    ['plain http', 'http://declared.example/', { cause: { code: 'FORGE_EGRESS_HTTPS_ONLY' } }],
    [
      'plain http before the port',
      'http://declared.example:9999/',
      { cause: { code: 'FORGE_EGRESS_HTTPS_ONLY' } },
    ],
    [
      "Kubernetes' port before the host",
      'https://nobody.example:6443/',
      { cause: { code: 'FORGE_EGRESS_PORT' } },
    ],
    ["Kong's port", 'https://declared.example:8001/', { cause: { code: 'FORGE_EGRESS_PORT' } }],
    ['another host', 'https://nobody.example/', { name: 'REQUEST_EGRESS_ALLOWLIST_ERR', status: 403 }],
    [
      'a host that only begins alike',
      'https://declared.example.evil.example/',
      { name: 'REQUEST_EGRESS_ALLOWLIST_ERR' },
    ],
    ['an address in front of the host', 'https://declared.example%2f@nobody.example/', { name: 'TypeError' }],
  ])('is refused for %s', async (_what, url, error) => {
    expect((await get(url)).error).toMatchObject(error);
    expect(host.fetched).toHaveLength(0);
  });

  it('is refused when the approval is for the browser only', async () => {
    const configured = [{ domain: 'https://images.example', type: ['IMAGES'] }];
    host.platform.egress.set([{ key: 'images', description: '', configured }]);
    expect((await get('https://images.example/')).error?.name).toBe('REQUEST_EGRESS_ALLOWLIST_ERR');
  });

  it('may not be led to a host that nobody approved', async () => {
    const to = (location: string) => () =>
      Promise.resolve(new Response(null, { status: 302, headers: { location } }));
    answers.set('https://declared.example/out', to('https://nobody.example/'));
    answers.set('https://declared.example/here', to('/there'));
    expect((await get('https://declared.example/out')).error?.name).toBe('REQUEST_EGRESS_ALLOWLIST_ERR');
    expect((await get('https://declared.example/here')).value).toEqual([200, 'ok']);
    expect(host.fetched.map(({ url }) => url)).not.toContain('https://nobody.example/');
  });

  it('leaves credentials behind when it is led to another origin', async () => {
    approve('https://other.example');
    const redirect = new Response(null, { status: 307, headers: { location: 'https://other.example/' } });
    answers.set('https://declared.example/', () => Promise.resolve(redirect));
    await get('https://declared.example/', { headers: { authorization: 'Bearer x', accept: 'text/plain' } });
    expect(JSON.stringify(host.fetched[1]?.init.headers)).toMatch(/accept/);
    expect(JSON.stringify(host.fetched[1]?.init.headers)).not.toMatch(/authorization/);
  });

  it('fails with the code of the connection: an unknown authority, nothing listening', async () => {
    const cause = Object.assign(new Error('self-signed certificate in certificate chain'), {
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
    });
    answers.set('https://declared.example/', () => Promise.reject(new TypeError('fetch failed', { cause })));
    expect((await get('https://declared.example/')).error).toEqual({
      name: 'TypeError',
      message: 'fetch failed',
      cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN', message: cause.message },
    });
  });

  it('ends when the app gives up on it', async () => {
    answers.set('https://declared.example/', () => new Promise(() => undefined));
    const code = `await sdk.api.fetch('https://declared.example/', { signal: AbortSignal.timeout(50) })`;
    expect((await host.run(code)).error?.name).toBe('TimeoutError');
    expect(host.fetched[0]?.init.signal?.aborted).toBe(true);
  });

  it('has no say in certificates', async () => {
    await get('https://declared.example/', { ca: 'x', rejectUnauthorized: false, dispatcher: {} });
    expect(Object.keys(host.fetched[0]?.init ?? {})).not.toEqual(expect.arrayContaining(['ca']));
    expect(host.fetched[0]?.init).not.toHaveProperty('rejectUnauthorized');
  });

  it('is one of at most 100 a minute in an invocation', async () => {
    const code = `const s = []; for (let i = 0; i < 101; i++) s.push((await sdk.api.fetch('https://declared.example/')).status); return [s[99], s[100]]`;
    expect((await host.run(code)).value).toEqual([200, 429]);
  });
});

describe('approvals', () => {
  it('are at most ten groups', () => {
    const groups = Array.from({ length: 11 }, (_, n) => ({ key: `g${n}`, description: '', configured: [] }));
    expect(() => {
      host.platform.egress.set(groups);
    }).toThrow('at most 10 groups');
  });

  it('lift no rule on scheme and port, which --insecure-local does', async () => {
    const insecure = await aPlatform({ insecureLocal: true });
    insecure.platform.egress.set([
      {
        key: 'k',
        description: '',
        configured: [{ domain: 'http://127.0.0.1:8001', type: ['FETCH_BACKEND_SIDE'] }],
      },
    ]);
    const fetchIt = `return (await sdk.api.fetch(input)).status`;
    expect(await insecure.run(fetchIt, 'http://127.0.0.1:8001/')).toEqual({ value: 200 });
    expect((await insecure.run(fetchIt, 'http://127.0.0.1:8002/')).error?.name).toBe(
      'REQUEST_EGRESS_ALLOWLIST_ERR',
    );
    await insecure.close();
  });
});
