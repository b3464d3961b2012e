import { NotImplementedInLocalHost } from '../../../host/platform/not-implemented';
import { aCall, aManifest, aPlatform, type TestPlatform } from './a-platform';

const hosts: TestPlatform[] = [];
const started = async (changes?: Parameters<typeof aPlatform>[0]): Promise<TestPlatform> => {
  const host = await aPlatform(changes);
  hosts.push(host);
  return host;
};
let host: TestPlatform;
beforeAll(async () => {
  host = await started();
});
afterAll(() => Promise.all(hosts.map((each) => each.close())));

describe('who a call speaks for', () => {
  const PAGES = '(sdk.route`/wiki/api/v2/pages`)';

  it('is the person with asUser, the app with asApp, and nobody without either', async () => {
    const code = `for (const api of [sdk.api.asUser(), sdk.api.asUser('712020:rita'), sdk.api.asApp(), sdk.api]) await api.requestConfluence${PAGES}`;
    await host.run(code);
    const rita = { as: 'user', accountId: '712020:rita' };
    expect(host.confluence.slice(-4).map(({ caller }) => caller)).toEqual([
      rita,
      rita,
      { as: 'app' },
      { as: 'frame', accountId: null },
    ]);
  });

  it('is nobody for an anonymous visitor: asUser needs a person', async () => {
    const { error } = await host.run(`await sdk.api.asUser().requestConfluence${PAGES}`, undefined, {
      accountId: null,
    });
    expect(error).toMatchObject({ name: 'NEEDS_AUTHENTICATION_ERR', status: 401 });
  });

  it('cannot be somebody else', async () => {
    const before = host.confluence.length;
    const { error } = await host.run(`await sdk.api.asUser('712020:olga').requestConfluence${PAGES}`);
    expect(error).toMatchObject({ name: 'PROXY_ERR', status: 403, errorCode: 'IMPERSONATION_NOT_AVAILABLE' });
    expect(host.confluence).toHaveLength(before);
  });

  it('is nobody in a web trigger, even when the caller says otherwise', async () => {
    const invocation = { functionKey: 'as-user-in-trigger', moduleType: 'webtrigger', payload: {} };
    const outcome = await host.platform.invoke(aCall('', undefined, invocation));
    expect(JSON.stringify(outcome)).toContain('NEEDS_AUTHENTICATION_ERR');
  });
});

describe('answers of the product', () => {
  it('reach the app with their status, not as a throw', async () => {
    const code = 'return (await sdk.api.asUser().requestConfluence(sdk.route`/wiki/forbidden`)).status';
    expect(await host.run(code)).toEqual({ value: 403 });
  });

  it('are asked in JSON unless the app says otherwise, and stay on the site', async () => {
    const code = `
      await sdk.api.asApp().requestConfluence(sdk.assumeTrustedRoute('//evil.example/x'), { method: 'POST', body: '{}' });
      await sdk.api.asApp().requestConfluence(sdk.route\`/x\`, { method: 'POST', body: 'a', headers: { 'Content-Type': 'text/plain' } })`;
    await host.run(code);
    expect(host.confluence.slice(-2)).toMatchObject([
      { path: '//evil.example/x', contentType: 'application/json' },
      { contentType: 'text/plain' },
    ]);
  });
});

describe('scopes', () => {
  it('close storage to an app without storage:app', async () => {
    const without = await started({ manifest: aManifest({ scopes: [] }) });
    const { error } = await without.run(`await sdk.kvs.get('k')`);
    expect(error).toMatchObject({ status: 403, code: 'UNAUTHORIZED' });
  });

  it('let accounts be reported that have left the site', async () => {
    const code = `return sdk.privacy.reportPersonalData(input)`;
    const accounts = ['712020:rita', '712020:gone'].map((accountId) => ({
      accountId,
      updatedAt: '2026-01-01T00:00:00Z',
    }));
    expect(await host.run(code, accounts)).toEqual({
      value: [{ accountId: '712020:gone', status: 'closed' }],
    });
    expect(await host.run(code, accounts.slice(0, 1))).toEqual({ value: [] });
  });
});

describe('what the host lacks', () => {
  it.each([
    ['a remote', `await sdk.invokeRemote('r', { path: '/x' })`],
    ['Jira', 'await sdk.api.asApp().requestJira(sdk.route`/x`)'],
    ['any other GraphQL', `await sdk.api.asApp().requestGraph('query { me { id } }')`],
    ['HTTP past fetch', `require('node:http').get('http://127.0.0.1:1')`],
    ['HTTPS past fetch', `require('https').request('https://127.0.0.1:1')`],
    ['a socket', `new (require('net').Socket)().connect(1, '127.0.0.1')`],
    ['a process', `require('child_process').execSync('true')`],
    ['import of a socket', `(await import('node:net')).connect(1)`],
  ])('throws for %s', async (_what, code) => {
    const { error } = await host.run(code);
    expect(error?.message).toMatch(/^not implemented in the local host: /);
  });

  it('leaves the other modules of node as they are', async () => {
    expect(
      await host.run(`return require('node:crypto').createHash('sha256').update('').digest('hex').length`),
    ).toEqual({ value: 64 });
    expect(new NotImplementedInLocalHost('x').message).toBe('not implemented in the local host: x');
  });
});

describe('the context of a resolver', () => {
  it('passes on a forged extension, never a forged account, licence or installation', async () => {
    const context = {
      accountId: '712020:ada',
      license: { active: true },
      installContext: 'x',
      extension: { content: { id: 'forged' } },
    };
    const forged = { payload: { call: { functionKey: 'context' }, context } };
    const outcome = await host.platform.invoke(aCall('', undefined, forged));
    const { siteAri } = host.platform.ids;
    const value = {
      accountId: '712020:rita',
      installContext: siteAri,
      extension: { content: { id: 'forged' } },
    };
    expect(outcome).toMatchObject({ ok: true, value });
    expect(JSON.stringify(outcome)).not.toMatch(/712020:ada|active/);
    const raw = await host.platform.invoke(aCall('', undefined, { ...forged, functionKey: 'raw' }));
    expect(JSON.stringify(raw)).not.toMatch(/712020:ada|active/);
    expect(raw).toMatchObject({
      value: { context: { principal: { accountId: '712020:rita' }, installContext: siteAri } },
    });
  });

  it('calls an anonymous visitor unidentified', async () => {
    const outcome = await host.platform.invoke(aCall('context', {}, { accountId: null }));
    expect(outcome).toMatchObject({ value: { accountId: 'unidentified' } });
  });
});

describe('the journal', () => {
  it('holds what was printed and called, and no secret of either', async () => {
    const code = `
      console.warn('printed', { a: 1 });
      await sdk.kvs.setSecret('token', 's3cr3t-kvs'); await sdk.kvs.getSecret('token');
      await sdk.api.fetch('https://user:s3cr3t-url@declared.example/p?token=s3cr3t-query', { headers: { apikey: 's3cr3t-header' } }).catch(() => 0);
      await sdk.api.fetch('https://declared.example/p?token=s3cr3t-query', { method: 'PUT', headers: { apikey: 's3cr3t-header' }, body: 's3cr3t-body' })`;
    await host.run(code);
    expect(host.platform.logs()).toContainEqual(
      expect.objectContaining({ level: 'warn', text: 'printed { a: 1 }', functionKey: 'resolver' }),
    );
    const calls = host.platform.calls();
    expect(calls).toContainEqual(
      expect.objectContaining({ kind: 'kvs', target: '/api/v1/secret/get token', status: 200 }),
    );
    expect(calls).toContainEqual(
      expect.objectContaining({
        kind: 'egress',
        method: 'PUT',
        target: 'https://declared.example/p',
        status: 200,
        bytes: 17,
      }),
    );
    expect(JSON.stringify([calls, host.platform.logs()])).not.toContain('s3cr3t');
    expect(host.platform.storage()).toMatchObject({ secrets: { token: 's3cr3t-kvs' } });
  });

  it('drops what Forge would: more than 100 lines a minute', async () => {
    await host.run(`for (let i = 0; i < 150; i++) console.log('line ' + i)`);
    const lines = host.platform.logs().filter(({ text }) => text.startsWith('line '));
    expect(lines).toHaveLength(100);
    expect(host.platform.logs().at(-1)?.text).toContain('Forge keeps 100 lines');
  });
});
