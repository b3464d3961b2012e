import fc from 'fast-check';
import { parsePolicy } from '../../../src/domain/istio/parse';
import { policyDetails, policySentence } from '../../../src/domain/istio/sentence';
import { anAuthorizationPolicy, anObject, aPeerAuthentication, aPolicyOf } from './policies';

const cart = 'cluster.local/ns/storefront/sa/cart';
const say = (spec: unknown, annotations?: Record<string, string>) =>
  policySentence(anAuthorizationPolicy(spec, annotations && { annotations }));
const from = (source: unknown) => [{ source }];
const to = (operation: unknown) => [{ operation }];

describe('the sentence of an authorization policy', () => {
  it.each<[string, unknown, string]>([
    [
      'an account and one operation',
      { rules: [{ from: from({ principals: [cart] }), to: to({ methods: ['GET'], paths: ['/orders/*'] }) }] },
      'Lets service account `storefront/cart` call GET /orders/*.',
    ],
    ['nothing allowed', {}, 'Lets nobody in: only what another policy allows gets through.'],
    ['everything allowed', { rules: [{}] }, 'Lets anyone call anything.'],
    ['everything refused', { action: 'DENY', rules: [{}] }, 'Refuses calls from anyone to anything.'],
    [
      'exceptions',
      {
        action: 'DENY',
        rules: [
          { from: from({ notNamespaces: ['payments'] }), to: to({ ports: ['8080'], notPaths: ['/health'] }) },
        ],
      },
      'Refuses calls from anyone, except namespace `payments` to anything on port 8080 except /health.',
    ],
    [
      'a token',
      { rules: [{ from: from({ requestPrincipals: ['https://id.example/*'] }) }] },
      'Lets callers with a token of `https://id.example` call anything.',
    ],
    [
      'a star that means a star',
      { rules: [{ to: to({ paths: ['/a/*/b'] }) }] },
      'Lets anyone call /a/*/b (the star taken literally).',
    ],
    [
      'an outside decision',
      { action: 'CUSTOM', provider: { name: 'asker' }, rules: [{ to: to({ paths: ['/admin*'] }) }] },
      'Asks `asker` before calls from anyone to /admin*.',
    ],
  ])('says %s', (_name, spec, sentence) => {
    expect(say(spec)).toBe(sentence);
  });

  it('says that a dry run has no effect', () => {
    expect(say({ rules: [{}] }, { 'istio.io/dry-run': 'true' })).toBe(
      'Only tried out, without effect: lets anyone call anything.',
    );
  });

  it('says that there is a secret value, never which', () => {
    const policy = parsePolicy(
      anObject('AuthorizationPolicy', {
        rules: [{ when: [{ key: 'request.headers[x-token]', values: ['s3cr3t-1'] }] }],
      }),
    );
    expect(policy.ok && policySentence(policy.value)).toBe(
      'Lets anyone call anything when header `x-token` is a value not shown here.',
    );
  });

  it('reads the same however lists and rules are ordered, and stays short', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1 });
    fc.assert(
      fc.property(names, names, (accounts, paths) => {
        const rules = accounts.map((account) => ({
          from: from({ serviceAccounts: [account, ...accounts] }),
          to: to({ paths }),
        }));
        const mirrored = accounts
          .map((account) => ({
            from: from({ serviceAccounts: [...accounts].reverse().concat(account) }),
            to: to({ paths: [...paths].reverse() }),
          }))
          .reverse();
        expect(say({ rules: mirrored })).toBe(say({ rules }));
        expect(say({ rules }).length).toBeLessThan(400);
      }),
    );
  });
});

describe('the details of a policy', () => {
  const detailsOf = (spec: unknown) => policyDetails(anAuthorizationPolicy(spec));
  const paths = ['/f', '/e', '/d', '/c', '/b', '/a'];

  it('say every value that the sentence cuts, rule by rule in their own order', () => {
    const rules = [{ to: to({ paths }) }, { from: from({ namespaces: ['b', 'a'] }) }];
    expect(say({ rules })).toContain('2 more');
    expect(detailsOf({ rules })).toEqual([
      'Rule 1 lets anyone call /a, /b, /c, /d, /e or /f.',
      'Rule 2 lets callers in namespaces `a` or `b` call anything.',
    ]);
  });

  it('say every rule where the sentence says three, and nothing where it says all', () => {
    const rules = ['a', 'b', 'c', 'd'].map((one) => ({ from: from({ namespaces: [one] }) }));
    expect(detailsOf({ rules })).toHaveLength(4);
    expect(detailsOf({ rules: rules.slice(3) })).toEqual([]);
    expect(detailsOf({ rules: Array.from({ length: 120 }, () => rules[0]) }).at(-1)).toBe('And 20 more.');
  });

  it('say which rule is which, since a decision names its rule by number', () => {
    const rules = ['b', 'a'].map((one) => ({ from: from({ namespaces: [one] }) }));
    expect(say({ rules })).toBe(
      'Lets callers in namespace `a` call anything; callers in namespace `b` call anything.',
    );
    expect(detailsOf({ rules })[0]).toBe('Rule 1 lets callers in namespace `b` call anything.');
  });

  it('say where tokens are looked for', () => {
    const jwtRules = [{ issuer: 'idp', fromHeaders: [{ name: 'x-jwt' }], fromCookies: ['session'] }];
    expect(policyDetails(aPolicyOf('RequestAuthentication', { jwtRules }))).toEqual([
      'Tokens of `idp`, looked for in cookie `session` or header `x-jwt`.',
    ]);
    const usual = { jwtRules: [{ issuer: 'idp' }, { issuer: 'other' }] };
    expect(policyDetails(aPolicyOf('RequestAuthentication', usual))).toEqual([]);
  });
});

it('says what mutual TLS asks for, and that port settings without a selector do nothing', () => {
  const selector = { matchLabels: { app: 'cart' } };
  const strictBut8080 = { mtls: { mode: 'STRICT' }, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } };
  expect(policySentence(aPeerAuthentication({ ...strictBut8080, selector }))).toBe(
    'Only mutual TLS is accepted, plaintext is refused; on port 8080 plaintext is accepted as well as mutual TLS.',
  );
  expect(policySentence(aPeerAuthentication(strictBut8080))).toContain('no effect');
});
