import { parsePolicy } from '../../../src/domain/istio/parse';
import { ask, aCall, CART, ORDERS, SEARCH } from './meshes';
import { anAuthorizationPolicy as aPolicy, anObject, aPeerAuthentication } from './policies';

const verdict = (...question: Parameters<typeof ask>) => ask(...question).verdict;
const from = (source: unknown) => [{ source }];
const to = (operation: unknown) => [{ operation }];
const allowAll = () => aPolicy({ rules: [{}] }, { name: 'allow-all' });
const unknownCall = { protocol: 'http' as const };

describe('who is let in', () => {
  it('lets everybody in where no ALLOW applies, and names the policies where none matches', () => {
    expect(ask([], aCall())).toMatchObject({ verdict: 'allowed', reasons: [{ code: 'NO_ALLOW_APPLIES' }] });
    expect(ask([aPolicy({}, { name: 'nothing' })], aCall())).toMatchObject({
      verdict: 'denied',
      status: 403,
      reasons: [{ code: 'NO_ALLOW_MATCHES', policies: [{ name: 'nothing' }] }],
    });
  });

  it('names the policy and the rule that decide, and the data plane', () => {
    const policy = aPolicy({
      rules: [{ from: from({ namespaces: ['media'] }) }, { to: to({ methods: ['GET'] }) }],
    });
    expect(ask([policy], aCall())).toMatchObject({
      verdict: 'allowed',
      dataPlane: 'sidecar',
      reasons: [{ code: 'ALLOW_MATCHES', policy: { namespace: 'storefront', name: 'policy' }, rule: 1 }],
    });
  });

  it('names, of several that match, the one that Envoy tries first', () => {
    const selector = { matchLabels: { app: 'cart' } };
    const policies = [
      aPolicy({ rules: [{}] }, { name: 'wide' }),
      aPolicy({ selector, rules: [{}] }, { name: 'a-b' }),
      aPolicy({ selector, rules: [{}] }, { name: 'a' }),
    ];
    expect(ask(policies, aCall())).toMatchObject({ reasons: [{ policy: { name: 'a-b' } }] });
    const rules = Array.from({ length: 11 }, (_, n) =>
      n < 2 ? { when: [{ key: 'source.ip', values: ['::'] }] } : {},
    );
    expect(ask([aPolicy({ rules })], aCall())).toMatchObject({ reasons: [{ rule: 10 }] });
  });

  it('lets a DENY win over every ALLOW', () => {
    const deny = aPolicy({ action: 'DENY', rules: [{ to: to({ paths: ['/admin*'] }) }] });
    expect(verdict([allowAll(), deny], aCall({ path: '/admin/x?y' }))).toBe('denied');
    expect(verdict([allowAll(), deny], aCall())).toBe('allowed');
  });

  it('does not count a dry run: neither its ALLOW closes the door nor its DENY', () => {
    const annotations = { 'istio.io/dry-run': 'true' };
    expect(verdict([aPolicy({}, { annotations })], aCall())).toBe('allowed');
    expect(verdict([aPolicy({ action: 'DENY', rules: [{}] }, { annotations })], aCall())).toBe('allowed');
  });

  it('reads a bare service account in the policy’s own namespace', () => {
    const policy = aPolicy({ rules: [{ from: from({ serviceAccounts: ['search'] }) }] });
    expect(verdict([policy], aCall({ principal: SEARCH }))).toBe('allowed');
    expect(verdict([policy], aCall({ principal: 'cluster.local/ns/orders/sa/search' }))).toBe('denied');
  });

  it('takes cluster.local for the mesh’s own trust domain and its aliases', () => {
    const policy = aPolicy({ rules: [{ from: from({ principals: [ORDERS] }) }] });
    const mesh = { trustDomain: 'shop.example', trustDomainAliases: ['old.example'] };
    const principal = ORDERS.replace('cluster.local', 'old.example');
    expect(verdict([policy], aCall({ principal }), { mesh })).toBe('allowed');
    expect(verdict([policy], aCall({ principal }))).toBe('denied');
  });

  it('takes "not" lists to hold for callers without identity', () => {
    const policy = aPolicy({ rules: [{ from: from({ notPrincipals: [SEARCH] }) }] });
    expect(verdict([policy], aCall({ principal: null }))).toBe('allowed');
  });

  it.each([
    ['/a/{*}', '/a/b', true],
    ['/a/{*}', '/a/b/c', false],
    ['/a/{**}', '/a/', true],
    ['/a/{**}', '/a', false],
    ['/store/{**}/cart', '/store/cart', false],
    ['/a/*/b', '/a/x/b', false],
    ['/items', '/items?x=1', true],
  ])('compares path %s with %s: %s', (pattern, path, matches) => {
    const policy = aPolicy({ rules: [{ to: to({ paths: [pattern] }) }] });
    expect(verdict([policy], aCall({ path }))).toBe(matches ? 'allowed' : 'denied');
  });

  it('compares hosts without regard to case, and with their port', () => {
    const policy = aPolicy({ rules: [{ to: to({ hosts: ['cart.storefront', '*.Example'] }) }] });
    expect(verdict([policy], aCall({ host: 'Shop.example' }))).toBe('allowed');
    expect(verdict([policy], aCall({ host: 'cart.storefront:80' }))).toBe('denied');
  });
});

describe('what differs between data planes', () => {
  const denyGet = aPolicy({ action: 'DENY', rules: [{ to: to({ methods: ['GET'] }) }] });

  it('closes every TCP port of a sidecar by a DENY with HTTP conditions only, and does nothing in ztunnel', () => {
    const connection = aCall({ protocol: 'tcp' });
    expect(verdict([denyGet], connection)).toBe('denied');
    expect(verdict([denyGet], connection, { dataPlane: 'ztunnel' })).toBe('allowed');
  });

  it('leaves an ALLOW with an HTTP condition out on TCP ports and in ztunnel', () => {
    const allow = aPolicy({ rules: [{ from: from({ principals: ['*'] }), to: to({ methods: ['GET'] }) }] });
    expect(verdict([allow], aCall({ protocol: 'tcp' }))).toBe('denied');
    expect(verdict([allow], aCall(), { dataPlane: 'ztunnel' })).toBe('denied');
  });

  it('has a waypoint enforce only what targets it or a service behind it', () => {
    const targetRefs = [{ group: '', kind: 'Service', name: 'cart' }];
    const workload = {
      ...CART,
      services: [{ name: 'cart', namespace: 'storefront', kind: 'Service' as const }],
    };
    const around = { dataPlane: 'waypoint' as const, workload };
    expect(verdict([aPolicy({})], aCall(), around)).toBe('allowed');
    expect(verdict([aPolicy({ targetRefs })], aCall(), around)).toBe('denied');
  });
});

describe('before the policies', () => {
  it('refuses plaintext where mutual TLS is strict, and names the policy', () => {
    const strict = aPeerAuthentication({ mtls: { mode: 'STRICT' } }, { name: 'strict' });
    expect(ask([strict], aCall({ principal: null }))).toMatchObject({
      verdict: 'denied',
      reasons: [{ code: 'PLAINTEXT_REFUSED', policy: { name: 'strict' } }],
    });
    expect(verdict([strict], aCall())).toBe('allowed');
  });

  it('sees nobody’s identity where mutual TLS is switched off, since clients then send plaintext', () => {
    const off = aPeerAuthentication({ mtls: { mode: 'DISABLE' } }, { name: 'off' });
    const known = aPolicy({ rules: [{ from: from({ principals: ['*'] }) }] });
    expect(verdict([known], aCall())).toBe('allowed');
    expect(verdict([off, known], aCall())).toBe('denied');
  });

  it('normalizes the path as the mesh does, and refuses what the proxy takes for no path', () => {
    const deny = aPolicy({ action: 'DENY', rules: [{ to: to({ paths: ['/admin'] }) }] });
    const sent = (pathAsSent: string) => {
      const { path: _normalized, ...call } = aCall();
      return ask([deny], { ...call, pathAsSent });
    };
    expect(sent('/x/../admin').verdict).toBe('denied');
    expect(sent('/x/admin').verdict).toBe('allowed');
    expect(sent('/x%00')).toMatchObject({
      verdict: 'denied',
      status: 400,
      reasons: [{ code: 'PATH_REJECTED' }],
    });
  });

  it('refuses bad tokens with 401, other audiences with 403, and lets calls without a token pass', () => {
    const read = parsePolicy(
      anObject('RequestAuthentication', { jwtRules: [{ issuer: 'id.example', audiences: ['shop'] }] }),
    );
    const policies = read.ok ? [read.value] : [];
    const location = { in: 'header' as const, name: 'Authorization', prefix: 'Bearer ' };
    const presented = (claims: Record<string, string>, valid = true) =>
      ask(policies, aCall({ token: { state: 'presented', claims, valid, location } })).status;
    expect(presented({ iss: 'id.example', aud: 'shop' }, false)).toBe(401);
    expect(presented({ iss: 'other.example' })).toBe(401);
    expect(presented({ iss: 'id.example', aud: 'other' })).toBe(403);
    expect(presented({ iss: 'id.example', aud: 'shop' })).toBeNull();
    expect(verdict(policies, aCall())).toBe('allowed');
  });

  it('refuses what an outside provider refuses, and everything it would be asked about where there are two', () => {
    const custom = (name: string) => aPolicy({ action: 'CUSTOM', provider: { name }, rules: [{}] }, { name });
    const mesh = { extensionProviders: ['one', 'two'] };
    expect(verdict([custom('one')], aCall({ providerAnswer: 'deny' }), { mesh })).toBe('denied');
    expect(verdict([custom('one')], aCall({ providerAnswer: 'allow' }), { mesh })).toBe('allowed');
    expect(ask([custom('one')], { protocol: 'http' }, { mesh })).toMatchObject({
      verdict: 'unknown',
      reasons: [{ code: 'RULE_UNDECIDED', needs: ['providerAnswer'] }],
    });
    expect(ask([custom('one'), custom('two')], aCall(), { mesh }).reasons).toMatchObject([
      { code: 'PROVIDER_BROKEN', problem: 'SEVERAL_PROVIDERS' },
    ]);
  });
});

describe('what is not known', () => {
  it('says which part of the call it depends on', () => {
    const policy = aPolicy({ rules: [{ to: to({ methods: ['GET'] }) }] });
    expect(ask([policy], unknownCall)).toMatchObject({
      verdict: 'unknown',
      reasons: [{ code: 'RULE_UNDECIDED', needs: ['method'] }],
    });
  });

  it('still answers where every call would be answered alike', () => {
    const both = aPolicy({ rules: [{ to: to({ methods: ['GET'] }) }, { to: to({ notMethods: ['GET'] }) }] });
    expect(verdict([both], unknownCall)).toBe('allowed');
    expect(verdict([aPolicy({ action: 'DENY', rules: [{}] })], unknownCall)).toBe('denied');
  });

  it('asks for nothing that makes no difference', () => {
    const byMethod = aPolicy({
      rules: [
        { to: to({ methods: ['GET'], paths: ['/a*'] }) },
        { to: to({ methods: ['GET'], notPaths: ['/a*'], hosts: ['*'] }) },
      ],
    });
    expect(ask([byMethod], unknownCall)).toMatchObject({
      verdict: 'unknown',
      reasons: [{ code: 'RULE_UNDECIDED', needs: ['method'] }],
    });
    // The first rule turns on who calls, and nobody can be refused by it.
    const byPort = aPolicy({
      rules: [{ from: from({ namespaces: ['a'] }), to: to({ ports: ['1'] }) }, { to: to({ ports: ['1'] }) }],
    });
    expect(ask([byPort], { ...unknownCall, mtls: true })).toMatchObject({
      reasons: [{ rule: 0, needs: ['port'] }],
    });
  });

  it('names every rule’s reason where different ones let in whatever the call turns out to be', () => {
    const both = aPolicy({ rules: [{ to: to({ methods: ['GET'] }) }, { to: to({ notMethods: ['GET'] }) }] });
    expect(ask([both], unknownCall).reasons).toMatchObject([
      { code: 'ALLOW_MATCHES', rule: 0 },
      { code: 'ALLOW_MATCHES', rule: 1 },
    ]);
  });

  it('says "not known" where kinds of calls cannot be listed, though every call would be refused', () => {
    const deny = (source: object) => aPolicy({ action: 'DENY', rules: [{ from: from(source) }] });
    const all = (principal: string) => {
      const one = deny({ principals: [principal] });
      const others = aPolicy(
        { action: 'DENY', rules: [{ from: from({ notPrincipals: [principal] }) }] },
        { name: 'b' },
      );
      return verdict([one, others], { ...unknownCall, mtls: true });
    };
    expect(all('*/sa/x')).toBe('denied');
    expect(all('*/sa/x.y')).toBe('denied');
    expect(all('*/sa/(x|y)')).toBe('unknown');
  });

  it('says "not known" where there would be too many kinds of calls to try', () => {
    // None of these rules ever holds, which only trying shows: two kinds of each claim.
    const never = (n: number) => ({
      when: [{ key: `request.auth.claims[c${n}]`, values: ['a'], notValues: ['a'] }],
    });
    const closed = (rules: number) => [aPolicy({ rules: Array.from({ length: rules }, (_, n) => never(n)) })];
    const token = { state: 'accepted' as const, claims: {}, moreClaims: 'not-known' as const };
    expect(verdict(closed(8), aCall({ token }))).toBe('denied');
    expect(verdict(closed(20), aCall({ token }))).toBe('unknown');
  });

  it('never decides by a value that is not kept', () => {
    const spec = { rules: [{ when: [{ key: 'request.headers[x-token]', values: ['s3cr3t-1'] }] }] };
    const read = parsePolicy(anObject('AuthorizationPolicy', spec));
    const policies = read.ok ? [read.value] : [];
    expect(verdict(policies, aCall({ headers: { 'x-token': 'anything' } }))).toBe('unknown');
    expect(verdict(policies, aCall())).toBe('denied');
  });

  it('does not decide by a rule with a field that we do not know, unless the rest already fails', () => {
    const strange = aPolicy({ rules: [{ from: from({ namespaces: ['orders'], planets: ['mars'] }) }] });
    expect(verdict([strange], aCall())).toBe('unknown');
    expect(verdict([strange], aCall({ principal: SEARCH }))).toBe('denied');
    expect(ask([aPolicy({ rules: [{}], mood: 1 })], aCall()).reasons).toMatchObject([
      { code: 'POLICY_NOT_UNDERSTOOD' },
    ]);
  });

  it('does not take policies that could not be read for no policies, but believes a DENY that it has', () => {
    const unread = [{ part: 'authorizationpolicies', code: 'NOT_PERMITTED' as const }];
    expect(ask([], aCall(), { unread })).toMatchObject({
      verdict: 'unknown',
      unread,
      reasons: [{ code: 'NOT_READ' }],
    });
    expect(verdict([aPolicy({ action: 'DENY', rules: [{}] })], aCall(), { unread })).toBe('denied');
  });
});
