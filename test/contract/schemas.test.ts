import { parsePayload } from '../../src/contract/schemas';
import { aDraft } from '../entry/a-world';

const problem = (draft: object) => {
  const parsed = parsePayload('saveConnection', { id: null, rev: 0, draft });
  return parsed.ok ? null : parsed.error;
};
const admin = (changes: object) => {
  const api = {
    type: 'admin',
    url: 'https://kong.shop.example',
    workspace: null,
    tokenHeader: null,
    ...changes,
  };
  return aDraft({ target: { kind: 'kong', api } });
};

describe('addresses', () => {
  it.each([
    ['ftp://kong.shop.example', 'The address has to start with https://.'],
    ['https://user:s3cr3t-x@kong.shop.example', 'An address has no user name and no password.'],
    ['https://kong.shop.example/?token=s3cr3t-x', 'An address ends before “?” and “#”.'],
    ['https://kong.shop.example/#s3cr3t-x', 'An address ends before “?” and “#”.'],
    ['kong.shop.example', /not an address/],
    ['', /not an address/],
    [null, 'An address is needed: https://host.'],
    [`https://${'x'.repeat(600)}.example`, 'An address has at most 512 characters.'],
  ])('refuses %s and says why, without repeating it', (url, why) => {
    const error = problem(admin({ url }));
    expect(error).toMatchObject({ code: 'BAD_INPUT', field: 'draft.target.api.url' });
    expect(error?.detail).toEqual(typeof why === 'string' ? why : expect.stringMatching(why));
    expect(JSON.stringify(error)).not.toContain('s3cr3t');
  });

  it.each([
    ['https://Kong.Shop.example:443/admin/', 'https://kong.shop.example/admin'],
    [' https://kong.shop.example:8444 ', 'https://kong.shop.example:8444'],
    // What Forge would not call is written down, and the test of the connection says so.
    ['http://kong.shop.example:8080', 'http://kong.shop.example:8080'],
    ['https://kong.shop.example:8001', 'https://kong.shop.example:8001'],
  ])('takes %s and spells it as the platform compares it', (url, spelt) => {
    const parsed = parsePayload('saveConnection', { id: null, rev: 0, draft: admin({ url }) });
    expect(parsed).toMatchObject({ ok: true, value: { draft: { target: { api: { url: spelt } } } } });
  });
});

describe('what an admin enters', () => {
  it.each([
    ['a name of spaces', aDraft({ name: '  ' }), 'draft.name'],
    ['no owner', aDraft({ owners: [] }), 'draft.owners'],
    ['a header name with a line end', admin({ tokenHeader: 'X\r\nY' }), 'draft.target.api.tokenHeader'],
    ['a workspace that climbs', admin({ workspace: 'a/../b' }), 'draft.target.api.workspace'],
    ['an empty token', aDraft({ reader: { change: 'set', secret: ' ' } }), 'draft.reader.secret'],
    [
      'a token with a line end inside',
      aDraft({ reader: { change: 'set', secret: 's3cr3t\nx' } }),
      'draft.reader.secret',
    ],
    ['a read-only reader', aDraft({ reader: { change: 'read-only' } }), 'draft.reader.change'],
    ['an unknown kind', aDraft({ target: { kind: 'envoy' } }), 'draft.target.kind'],
    ['an unknown field', aDraft({ 's3cr3t-key': 1 }), 'draft'],
  ])('refuses %s and names the field', (_what, draft, field) => {
    const error = problem(draft);
    expect(error).toMatchObject({ code: 'BAD_INPUT', field });
    expect(error?.detail).not.toMatch(/s3cr3t|Invalid/);
  });

  it('takes a pasted token without the spaces around it', () => {
    const draft = aDraft({ reader: { change: 'set', secret: ' s3cr3t-x\n' } });
    expect(parsePayload('saveConnection', { id: null, rev: 0, draft })).toMatchObject({
      value: { draft: { reader: { secret: 's3cr3t-x' } } },
    });
  });

  it('refuses two rules for one space', () => {
    const scope = { services: [], tags: [], namespaces: ['*'] };
    const rule = { spaceId: '65537', show: scope, change: scope };
    expect(parsePayload('saveSpaceRules', { id: 'x', rev: 1, rules: [rule, rule] })).toMatchObject({
      error: { field: 'rules.1.spaceId' },
    });
  });
});

describe('a binding', () => {
  const kubernetes = (changes: object) => ({
    connectionId: 'mesh',
    namespace: 'orders',
    labels: { app: 'orders' },
    ...changes,
  });
  const problemOf = (environments: object[]) => {
    const parsed = parsePayload('saveBinding', { pageId: '1', version: 0, binding: { v: 1, environments } });
    return parsed.ok ? null : parsed.error.field;
  };
  const one = { name: 'Production', kong: null, kubernetes: kubernetes({}) };
  it.each([
    ['no environment', [], 'binding.environments'],
    [
      'nine environments',
      Array.from({ length: 9 }, (_, n) => ({ ...one, name: String(n) })),
      'binding.environments',
    ],
    ['two of one name', [one, { ...one, name: 'production ' }], 'binding.environments.1.name'],
    ['an environment of nothing', [{ ...one, kubernetes: null }], 'binding.environments.0'],
    [
      'a service and a tag',
      [{ ...one, kong: { connectionId: 'k', service: 'a', tag: 'b' } }],
      'binding.environments.0.kong',
    ],
    [
      'no label',
      [{ ...one, kubernetes: kubernetes({ labels: {} }) }],
      'binding.environments.0.kubernetes.labels',
    ],
    [
      'a label value with a space',
      [{ ...one, kubernetes: kubernetes({ labels: { app: 'a b' } }) }],
      'binding.environments.0.kubernetes.labels.app',
    ],
    [
      'a label key that is none',
      [{ ...one, kubernetes: kubernetes({ labels: { '-app': 'a' } }) }],
      'binding.environments.0.kubernetes.labels.-app',
    ],
    [
      'a namespace in capitals',
      [{ ...one, kubernetes: kubernetes({ namespace: 'Orders' }) }],
      'binding.environments.0.kubernetes.namespace',
    ],
  ])('with %s is refused by the field', (_what, environments, field) => {
    expect(problemOf(environments)).toBe(field);
  });

  it.each([{ app: 'orders' }, { 'app.kubernetes.io/name': 'orders', tier: '' }, { version: 'v1.2_3-a' }])(
    'takes labels as Kubernetes does: %j',
    (labels) => {
      expect(problemOf([{ ...one, kubernetes: kubernetes({ labels }) }])).toBeNull();
    },
  );
});
