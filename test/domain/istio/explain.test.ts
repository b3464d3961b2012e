import fc from 'fast-check';

import type { Call } from '../../../src/domain/istio/authorization/call';
import { compile } from '../../../src/domain/istio/authorization/compile';
import { explainWorkload } from '../../../src/domain/istio/explain';
import { decisionSentences } from '../../../src/domain/istio/explain-decision';
import { DEFAULT_MESH_CONFIG, type DataPlane, type Policy } from '../../../src/domain/istio/resources';
import type { Unread } from '../../../src/domain/source';
import { aCall, ask, calls, CART, dataPlanes, ORDERS, SEARCH, specs } from './meshes';
import { anAuthorizationPolicy as aPolicy, aPeerAuthentication } from './policies';

const explain = (policies: Policy[], dataPlane: DataPlane = 'sidecar', unread: Unread[] = []) =>
  explainWorkload(compile(policies, DEFAULT_MESH_CONFIG, unread), policies, { workload: CART, dataPlane });
const callers = (...serviceAccounts: string[]) => ({ from: [{ source: { serviceAccounts } }] });
const strict = aPeerAuthentication({ mtls: { mode: 'STRICT' } }, { name: 'strict' });

const mode = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET').map((said) => ({ mode: said }));
/** Of the mesh, the namespace and the workload, each with or without a word of its own. */
const modes = fc
  .record({ mesh: mode, namespace: mode, workload: mode, 8080: mode, 9090: mode }, { requiredKeys: [] })
  .map(({ mesh, namespace, workload, ...portLevelMtls }) => [
    ...(mesh ? [aPeerAuthentication({ mtls: mesh }, { name: 'mesh', namespace: 'istio-system' })] : []),
    ...(namespace ? [aPeerAuthentication({ mtls: namespace }, { name: 'namespace' })] : []),
    aPeerAuthentication({
      selector: { matchLabels: CART.labels },
      ...(workload && { mtls: workload }),
      portLevelMtls,
    }),
  ]);
const actions = fc.constantFrom('ALLOW' as const, 'DENY' as const);
const namespaces = fc.constantFrom('storefront', 'istio-system');
const meshes = fc
  .tuple(fc.array(fc.tuple(specs(actions), namespaces), { maxLength: 3 }), modes)
  .map(([some, said]) => [
    ...some.map(([spec, namespace], n) => aPolicy(spec, { name: `p${n}`, namespace })),
    ...said,
  ]);
const openSources = fc.oneof(
  fc.record({ principals: fc.constantFrom([ORDERS], [SEARCH], [ORDERS, SEARCH]) }),
  fc.record({ serviceAccounts: fc.constantFrom(['orders/orders'], ['search']) }),
  fc.record({ ipBlocks: fc.constant(['10.2.3.4']) }),
);

const unreadParts = fc.subarray(
  ['peerauthentications in storefront', 'peerauthentications in istio-system'].map((part) => ({
    part,
    code: 'NOT_PERMITTED' as const,
  })),
);

const places = fc.record({ dataPlane: dataPlanes, unread: unreadParts });

/** The accounts of "Only `orders` and `search` may call this"; null where it says anything else. */
const onlyAccounts = (headline: string): string[] | null => {
  const said = /^Only ((?:`[\w/-]+`(?:, | and )?)+) may call this/.exec(headline)?.[1];
  return said === undefined ? null : [...said.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
};
/** As the headline shortens it: both callers' names say enough. */
const accountOf = ({ principal }: Pick<Call, 'principal'>): string =>
  principal?.split('/').at(-1) ?? 'unknown';

describe('the headline', () => {
  it.each<[string, Policy[]]>([
    ['Anyone may call this; plaintext is accepted.', []],
    [
      'Only `gateway` and `orders` may call this; plaintext is refused.',
      [aPolicy({ rules: [callers('orders/orders', 'gateway')] }), strict],
    ],
    ['Nobody may call this; plaintext is accepted.', [aPolicy({})]],
    [
      'Anyone may call parts of this; plaintext is accepted.',
      [aPolicy({ rules: [{ to: [{ operation: { methods: ['GET'] } }] }] })],
    ],
    [
      'Anyone may call this, and some calls are refused; plaintext is accepted.',
      [aPolicy({ action: 'DENY', rules: [callers('media')] })],
    ],
    ['Nobody may call this; plaintext is accepted.', [aPolicy({ action: 'DENY', rules: [{}] })]],
    [
      'Anyone may call this; plaintext is accepted.',
      [aPolicy({ rules: [{ from: [{ source: {} }] }, callers('media')] })],
    ],
    [
      'Anyone may call this; plaintext is accepted.',
      [aPolicy({}, { annotations: { 'istio.io/dry-run': 'true' } })],
    ],
  ])('says %s', (headline, policies) => {
    expect(explain(policies).headline).toBe(headline);
  });

  it('differs where the data plane knows nothing of HTTP', () => {
    const byMethod = aPolicy({
      rules: [{ ...callers('orders/orders'), to: [{ operation: { methods: ['GET'] } }] }],
    });
    expect(explain([byMethod]).headline).toContain('Only `orders`');
    expect(explain([byMethod], 'ztunnel').headline).toContain('Nobody');
  });

  it('does not speak of refusals that ztunnel does not carry out', () => {
    const byPath = aPolicy({ action: 'DENY', rules: [{ to: [{ operation: { paths: ['/admin'] } }] }] });
    expect(explain([byPath]).headline).toContain('some calls are refused');
    expect(explain([byPath], 'ztunnel').headline).not.toContain('refused;');
  });

  it('names no caller where mutual TLS is off, since nobody is known there', () => {
    const byAccount = aPolicy({ rules: [callers('orders/orders')] });
    const off = aPeerAuthentication({ mtls: { mode: 'DISABLE' } });
    expect(explain([byAccount, off]).headline).toBe(
      'Nobody may call this, since without mutual TLS no caller is known and no rule is for the unknown; plaintext is accepted.',
    );
    expect(explain([aPolicy({ rules: [] }), off]).headline).toBe(
      'Nobody may call this; plaintext is accepted.',
    );
    const only8080 = aPeerAuthentication({
      selector: { matchLabels: CART.labels },
      mtls: { mode: 'DISABLE' },
      portLevelMtls: { 8080: { mode: 'STRICT' } },
    });
    expect(explain([byAccount, only8080]).headline).toContain('Only `orders` may call this');
  });

  it.each<[string, object[]]>([
    [
      'Only callers connecting from `10.1.0.0/16` may call this; plaintext is accepted.',
      [{ source: { serviceAccounts: ['orders/orders'] } }, { source: { ipBlocks: ['10.1.0.0/16'] } }],
    ],
    [
      'Only callers connecting from `10.1.0.0/16` may call this; plaintext is accepted.',
      [{ source: { ipBlocks: ['10.1.0.0/16'], notPrincipals: ['cluster.local/ns/media/sa/media'] } }],
    ],
    ['Anyone may call parts of this; plaintext is accepted.', [{ source: { notNamespaces: ['media'] } }]],
  ])('says who is let in unknown where mutual TLS is off: %s', (headline, from) => {
    const off = aPeerAuthentication({ mtls: { mode: 'DISABLE' } });
    const to = [{ operation: { methods: ['GET'] } }];
    expect(explain([aPolicy({ rules: [{ from, to }] }), off]).headline).toBe(headline);
  });

  it('does not take an account of the policy’s own namespace for one of the workload’s', () => {
    const meshWide = aPolicy({ rules: [callers('cart')] }, { namespace: 'istio-system' });
    expect(explain([meshWide]).headline).toContain('Only `istio-system/cart` may call this');
  });

  it('is never contradicted by what is said about a call', () => {
    fc.assert(
      fc.property(meshes, places, calls, (list, { dataPlane, unread }, given) => {
        const { headline } = explain(list, dataPlane, unread);
        const call: Call = { ...given, protocol: 'http' };
        const { verdict } = ask(list, call, { dataPlane, unread });
        if (/^Nobody may call this[;,.]/.test(headline)) expect(verdict).toBe('denied');
        const isRefusedAsPlaintext = call.principal === null && !headline.endsWith('plaintext is accepted.');
        if (/^Anyone may call this[;.]/.test(headline) && !isRefusedAsPlaintext)
          expect(verdict).toBe('allowed');
        if (headline.endsWith('plaintext is refused.') && call.principal === null)
          expect(verdict).toBe('denied');
        const others = onlyAccounts(headline)?.includes(accountOf(call)) === false;
        if (others) expect(verdict).toBe('denied');
      }),
      { numRuns: 1_000 },
    );
  });

  it('names nobody who is refused whatever they call', () => {
    const openRules = fc.array(fc.record({ source: openSources }), { minLength: 1, maxLength: 3 });
    const lists = fc
      .tuple(openRules, namespaces, modes)
      .map(([from, namespace, some]) => [aPolicy({ rules: [{ from }] }, { namespace }), ...some]);
    fc.assert(
      fc.property(lists, dataPlanes, (list, dataPlane) => {
        const [said = ''] = explain(list, dataPlane).headline.split(' may call');
        const named = [ORDERS, SEARCH].filter((principal) =>
          said.includes(`\`${accountOf({ principal })}\``),
        );
        for (const principal of named) {
          const verdicts = [80, 8080, 9090].map(
            (port) => ask(list, aCall({ principal, port }), { dataPlane }).verdict,
          );
          expect(verdicts).toContain('allowed');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('does not take what could not be read for nothing', () => {
    const unread = [{ part: 'authorizationpolicies in storefront', code: 'NOT_PERMITTED' as const }];
    expect(explain([], 'sidecar', unread).headline).toContain('not known');
    const elsewhere = [{ part: 'authorizationpolicies in media', code: 'NOT_PERMITTED' as const }];
    expect(explain([], 'sidecar', elsewhere).headline).toContain('Anyone');
  });

  it('does not take mutual TLS for switched off where a narrower word could not be read', () => {
    const off = aPeerAuthentication({ mtls: { mode: 'DISABLE' } }, { namespace: 'istio-system' });
    const narrower = [{ part: 'peerauthentications in storefront', code: 'NOT_PERMITTED' as const }];
    expect(explain([aPolicy({ rules: [callers('orders/orders')] }), off], 'sidecar', narrower).headline).toBe(
      'Only `orders` may call this; whether plaintext is refused is not known.',
    );
  });
});

it('says what is in force and why, and what one might expect and does nothing', () => {
  const own = aPolicy({ selector: { matchLabels: { app: 'cart' } }, rules: [{}] }, { name: 'own' });
  const other = aPolicy({ selector: { matchLabels: { app: 'media' } } }, { name: 'other' });
  const { inForce, withoutEffect, enforcedBy } = explain([own, other, strict]);
  expect(enforcedBy).toBe('the sidecar beside it');
  expect(Object.fromEntries(inForce.map(({ policy, because }) => [policy.name, because]))).toEqual({
    own: 'For workloads labelled `app=cart`.',
    strict: 'For every workload of namespace `storefront`.',
  });
  expect(withoutEffect.map(({ because }) => because)).toEqual([
    'It is for workloads whose label `app` is `media`; this one has `cart`.',
  ]);
});

it('shows of a namespace full of policies for others only some, those that one might expect here first', () => {
  const others = Array.from({ length: 300 }, (_, n) =>
    aPolicy({ selector: { matchLabels: { app: `app-${n}` } } }, { name: `other-${n}` }),
  );
  const targets = [{ group: '', kind: 'Service', name: 'cart' }];
  const { withoutEffect, moreWithoutEffect } = explain([
    ...others,
    aPolicy({ targetRefs: targets }, { name: 'for-a-waypoint' }),
  ]);
  expect(withoutEffect[0]?.policy.name).toBe('for-a-waypoint');
  expect([withoutEffect.length, moreWithoutEffect]).toEqual([100, 201]);
});

describe('what could not be read or understood', () => {
  const unread = (namespace: string) => [
    { part: `peerauthentications in ${namespace}`, code: 'NOT_PERMITTED' as const },
  ];
  const said = (...asked: Parameters<typeof explain>) =>
    explain(...asked).mutualTls.map(({ sentence, decidedBy }) => [sentence.split('.')[0], decidedBy]);

  it('is never a mode of mutual TLS, unless a narrower word holds all the same', () => {
    const notKnown = [['Whether plaintext is refused is not known', 'NOT_KNOWN']];
    expect(said([], 'sidecar', unread('storefront'))).toEqual(notKnown);
    expect(said([strict], 'sidecar', unread('storefront'))).toEqual(notKnown);
    expect(said([], 'sidecar', unread('istio-system'))).toEqual(notKnown);
    expect(said([strict], 'sidecar', unread('istio-system'))).toMatchObject([
      ['Only mutual TLS is accepted; plaintext is refused', { policy: { name: 'strict' } }],
    ]);
    expect(explain([strict], 'sidecar', unread('istio-system')).headline).toContain('plaintext is refused');
    expect(explain([], 'sidecar', unread('istio-system')).headline).toContain(
      'plaintext is refused is not known',
    );
    const odd = aPeerAuthentication({ mtls: { mode: 'STRICT' }, mood: 'bad' });
    expect(said([odd])).toEqual(notKnown);
  });

  it('is no headline: a policy with a field that we do not know may be for other callers', () => {
    expect(explain([aPolicy({ rules: [callers('orders/orders')], mood: 'bad' })]).headline).toContain(
      'Who may call this is not known, since a policy has fields that we do not know',
    );
  });
});

it('says the mode of each port and what decided it', () => {
  const ports = aPeerAuthentication(
    { selector: { matchLabels: { app: 'cart' } }, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } },
    { name: 'ports' },
  );
  expect(explain([strict, ports]).mutualTls).toMatchObject([
    {
      port: 8080,
      sentence: 'Mutual TLS and plaintext are both accepted.',
      decidedBy: { policy: { name: 'ports' } },
    },
    {
      port: null,
      sentence: 'Only mutual TLS is accepted; plaintext is refused.',
      decidedBy: { policy: { name: 'strict' } },
    },
  ]);
});

it('says a decision with the data plane, the policy and the rule', () => {
  const deny = aPolicy({ action: 'DENY', rules: [{}] }, { name: 'closed' });
  expect(decisionSentences(ask([deny], aCall()))).toEqual([
    'Refused by the sidecar beside it.',
    '`storefront/closed`, rule 1 refuses it.',
  ]);
  const byMethod = aPolicy({ rules: [{ to: [{ operation: { methods: ['GET'] } }] }] });
  expect(decisionSentences(ask([byMethod], { protocol: 'http' }))).toEqual([
    'Not known for the sidecar beside it.',
    '`storefront/policy`, rule 1 decides by the method.',
  ]);
});
