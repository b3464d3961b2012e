import { aCall, aPlatform, NOON, type TestPlatform } from './a-platform';

let host: TestPlatform;
beforeAll(async () => {
  host = await aPlatform();
});
afterAll(() => host.close());

const BUSY = 'for (;;) {}';

describe('an invocation', () => {
  it('runs the resolver of the bundle and answers through JSON', async () => {
    expect(await host.run('return { at: new Date(0), nothing: undefined }')).toEqual({
      value: { at: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('reaches storage, Confluence and the network through the real SDKs', async () => {
    const code = `
      await sdk.kvs.set('a', { b: 1 });
      const page = await sdk.api.asUser().requestConfluence(sdk.route\`/wiki/api/v2/pages/\${'1'}\`);
      const out = await sdk.api.fetch('https://declared.example/x', { method: 'POST', body: 'hi', headers: { 'x-token': 't' } });
      return { stored: await sdk.kvs.get('a'), page: page.status, out: await out.json() }`;
    expect(await host.run(code)).toEqual({ value: { stored: { b: 1 }, page: 200, out: { hello: 'world' } } });
    expect(host.confluence.at(-1)?.path).toBe('/wiki/api/v2/pages/1');
  });

  it('names the error that the function threw', async () => {
    expect(await host.platform.invoke(aCall('throw'))).toEqual({
      ok: false,
      name: 'RangeError',
      message: 'the app has a bug',
      timedOut: false,
    });
  });

  it('ends a busy loop at the deadline, and the next call finds a new process', async () => {
    const outcome = await host.platform.invoke(aCall('run', { code: BUSY }, { limitMs: 300 }));
    expect(outcome).toMatchObject({ ok: false, name: 'FUNCTION_TIME_OUT', timedOut: true });
    expect(await host.run('return 1')).toEqual({ value: 1 });
  });

  it('sees the time of the host', async () => {
    const { value } = await host.run('return Date.now() - new Date().getTime() < 5 ? Date.now() : 0');
    expect(Math.abs((value as number) - NOON)).toBeLessThan(60_000);
  });
});
