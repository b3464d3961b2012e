/** As beside, where it is the mesh that is not known whole: lists, settings, values and fields that could not be read. */
import fc from 'fast-check';

import type { Call, Token } from '../../../../src/domain/istio/authorization/call';
import { parsePolicy } from '../../../../src/domain/istio/parse';
import { PATH_NORMALIZATIONS } from '../../../../src/domain/istio/path-normalization';
import type { DataPlane, MeshConfig, Policy } from '../../../../src/domain/istio/resources';
import { aCall, asking } from '../meshes';
import { anAuthorizationPolicy, anObject, aPeerAuthentication, aPolicyOf } from '../policies';

type Around = Parameters<typeof asking>[1];
type Whole = { policies: readonly Policy[]; call: Call; mesh?: Partial<MeshConfig> };

/** @param completions all that the mesh may be, each asked about the call as it then is */
function holdsAgainstAll(
  read: { policies: readonly Policy[]; call: Call } & NonNullable<Around>,
  completions: readonly Whole[],
): void {
  const { policies, call, ...around } = read;
  const { verdict, reasons } = asking(policies, around)(call);
  const { dataPlane } = around;
  const whole = new Set(
    completions.map(
      (each) =>
        asking(each.policies, { ...(dataPlane && { dataPlane }), mesh: each.mesh ?? {} })(each.call).verdict,
    ),
  );
  if (verdict === 'unknown') expect([...whole].sort()).toEqual(['allowed', 'denied']);
  else expect([...whole]).toEqual([verdict]);
  expect(reasons).not.toHaveLength(0);
}

const some = <T>(...values: T[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
const ORDERS = 'cluster.local/ns/orders/sa/orders';
const sources = fc.record(
  {
    principals: some(ORDERS, 'cluster.local/ns/media/*', '*'),
    notPrincipals: some(ORDERS),
    namespaces: some('orders', 'media'),
    requestPrincipals: some('i/a', 'i/*', '*'),
    notRequestPrincipals: some('i/a', '*'),
  },
  { requiredKeys: [] },
);
const operations = fc.record(
  { paths: some('/a', '/a/b', '/a//b', '*'), notPaths: some('/a/b') },
  { requiredKeys: [] },
);
const rule = fc.record(
  {
    from: fc.array(fc.record({ source: sources }), { minLength: 1, maxLength: 2 }),
    to: fc.array(fc.record({ operation: operations }), { minLength: 1, maxLength: 1 }),
  },
  { requiredKeys: [] },
);
const lists = (namespaces: string[] = ['storefront']) =>
  fc
    .array(
      fc.record({
        namespace: fc.constantFrom(...namespaces),
        action: fc.constantFrom('ALLOW', 'DENY'),
        rules: fc.array(rule, { maxLength: 2 }),
      }),
      { maxLength: 2 },
    )
    .map((specs) =>
      specs.map(({ namespace, ...spec }, n) => anAuthorizationPolicy(spec, { name: `p${n}`, namespace })),
    );
const planes = fc.constantFrom<DataPlane>('sidecar', 'ztunnel', 'gateway');
const TOKEN: Token = {
  state: 'presented',
  valid: true,
  claims: { iss: 'i', sub: 'a', aud: 'p' },
  location: { in: 'header', name: 'authorization', prefix: 'Bearer ' },
};
const tokens = fc.constantFrom<Token | null>(null, TOKEN, { ...TOKEN, valid: false });
const principals = fc.constantFrom(ORDERS, 'cluster.local/ns/media/sa/x', null);

const jwt = (namespace: string, name: string, ...jwtRules: object[]) =>
  aPolicyOf('RequestAuthentication', { jwtRules }, { namespace, name });
const peer = (namespace: string, name: string, mode: string) =>
  aPeerAuthentication({ mtls: { mode } }, { namespace, name, created: '2020' });
const CART = { matchLabels: { app: 'cart' } };

const MODES = ['STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET'];
const peers = (namespaces: string[]) =>
  fc
    .array(fc.record({ namespace: fc.constantFrom(...namespaces), mode: fc.constantFrom(...MODES) }), {
      maxLength: 2,
    })
    .map((all) => all.map(({ namespace, mode }, n) => peer(namespace, `peer${n}`, mode)));
const requests = (namespaces: string[]) =>
  fc
    .array(
      fc.record({
        namespace: fc.constantFrom(...namespaces),
        rule: fc.constantFrom({ issuer: 'i' }, { issuer: 'j' }, { issuer: 'i', audiences: ['q'] }),
      }),
      { maxLength: 1 },
    )
    .map((all) => all.map(({ namespace, rule }, n) => jwt(namespace, `jwt${n}`, rule)));

/** What may stand in a list that was not read. */
const moreAuthorization = (namespace: string): Policy[][] => [
  [],
  [anAuthorizationPolicy({ rules: [{}] }, { name: 'more', namespace })],
  [anAuthorizationPolicy({}, { name: 'more', namespace })],
  [anAuthorizationPolicy({ action: 'DENY', rules: [{}] }, { name: 'more', namespace })],
];
/** The oldest of a scope counts, and the narrowest scope. */
const morePeer = (namespace: string): Policy[][] => [
  [],
  ...MODES.map((mode) => [
    aPeerAuthentication(
      { mtls: { mode }, ...(namespace === 'storefront' && { selector: CART }) },
      { name: 'more', namespace, created: '2000' },
    ),
  ]),
];
const moreRequest = (namespace: string): Policy[][] => [
  [],
  [jwt(namespace, 'more', { issuer: 'i' })],
  [jwt(namespace, 'more', { issuer: 'j' })],
];

describe('a list that could not be read', () => {
  const unread = (part: string) => [{ part, code: 'NOT_PERMITTED' as const }];
  const KINDS = {
    authorizationpolicies: moreAuthorization,
    peerauthentications: morePeer,
    requestauthentications: moreRequest,
  };
  const kinds = fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[]));
  const namespaces = fc.constantFrom('storefront', 'istio-system');
  const both = ['storefront', 'istio-system'];

  it('may hold anything that may stand there', () => {
    fc.assert(
      fc.property(
        fc.tuple(lists(both), peers(both), requests(both)).map((all) => all.flat()),
        fc.tuple(kinds, namespaces),
        fc.record({ token: tokens, principal: principals, dataPlane: planes }),
        (policies, [kind, namespace], { dataPlane, ...parts }) => {
          const call = aCall(parts);
          holdsAgainstAll(
            { policies, call, dataPlane, unread: unread(`${kind} in ${namespace}`) },
            KINDS[kind](namespace).map((more) => ({ policies: [...policies, ...more], call })),
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is the settings of the mesh: any trust domain, any root namespace with anything in it', () => {
    const roots = moreAuthorization('root').flatMap((authorization) =>
      morePeer('root').flatMap((peer) =>
        moreRequest('root').map((request) => [...authorization, ...peer, ...request]),
      ),
    );
    const meshes = PATH_NORMALIZATIONS.flatMap((pathNormalization) =>
      ['cluster.local', 'other'].map((trustDomain) => ({ pathNormalization, trustDomain })),
    );
    fc.assert(
      fc.property(
        fc.tuple(lists(both), peers(both), requests(both)).map((all) => all.flat()),
        fc.record({ token: tokens, principal: principals, dataPlane: planes }),
        fc.constantFrom('/a', '/a//b', '/a/./b'),
        (policies, { dataPlane, ...parts }, pathAsSent) => {
          const { path: _normalized, ...rest } = aCall(parts);
          const call = { ...rest, pathAsSent };
          const completions = meshes.flatMap((mesh) => {
            const principal = call.principal?.replace(/^cluster\.local/, mesh.trustDomain) ?? null;
            const known = { call: { ...call, principal } };
            return [
              { ...known, policies, mesh },
              ...roots.map((more) => ({
                ...known,
                policies: [...policies, ...more],
                mesh: { ...mesh, rootNamespace: 'root' },
              })),
            ];
          });
          holdsAgainstAll({ policies, call, dataPlane, unread: unread('meshconfig') }, completions);
        },
      ),
      { numRuns: 80 },
    );
  });
});

it('values that are not kept: each may be any text', () => {
  const TEXTS = ['1', '2', '12', '1*', '*2', ''];
  const condition = fc.record(
    {
      key: fc.constant('request.headers[x-token]'),
      values: some('?1', '?2', '*'),
      notValues: some('?3', '*'),
    },
    { requiredKeys: ['key'] },
  );
  const specs = fc.record({
    action: fc.constantFrom('ALLOW', 'DENY'),
    rules: fc.array(
      fc.record({ when: fc.array(condition, { minLength: 1, maxLength: 1 }), to: fc.constantFrom([], [{}]) }),
      { minLength: 1, maxLength: 2 },
    ),
  });
  const values = fc.constantFrom<string | null | undefined>('1', '12', '', null, undefined);
  /** Every place of a hidden value is one of its own. */
  const numbered = (spec: unknown): string => {
    let place = 0;
    return JSON.stringify(spec).replace(/"\?\d"/g, () => `"?${place++}"`);
  };
  fc.assert(
    fc.property(specs, values, (spec, value) => {
      const text = numbered(spec);
      const places = text.match(/\?\d/g) ?? [];
      fc.pre(places.length <= 3);
      const meanings = places.reduce<string[]>(
        (all, place) => all.flatMap((one) => TEXTS.map((meant) => one.replace(`"${place}"`, `"${meant}"`))),
        [text],
      );
      const kept = parsePolicy(anObject('AuthorizationPolicy', JSON.parse(text)));
      const { headers: _none, ...rest } = aCall();
      const known = value === undefined ? rest : aCall({ headers: { 'X-Token': value } });
      const calls =
        value === undefined
          ? [null, '', '1', '2', '12', '3'].map((one) => aCall({ headers: { 'x-token': one } }))
          : [known];
      holdsAgainstAll(
        { policies: kept.ok ? [kept.value] : [], call: known },
        meanings.flatMap((meant) =>
          calls.map((call) => ({ policies: [anAuthorizationPolicy(JSON.parse(meant))], call })),
        ),
      );
    }),
    { numRuns: 200 },
  );
});

describe('fields that we do not know', () => {
  const NEVER = { ipBlocks: ['203.0.113.9'] };
  const strange = { planets: ['mars'] };

  it('in one alternative of a rule: that one may hold or not', () => {
    const shapes = fc.array(
      fc.record({
        action: fc.constantFrom('ALLOW', 'DENY'),
        rules: fc.array(fc.array(fc.tuple(sources, fc.boolean()), { minLength: 1, maxLength: 2 }), {
          minLength: 1,
          maxLength: 2,
        }),
      }),
      { minLength: 1, maxLength: 2 },
    );
    type Shapes = typeof shapes extends fc.Arbitrary<infer T> ? T : never;
    const built = (all: Shapes, extra: (at: number) => object) => {
      let at = 0;
      return all.map(({ action, rules }, n) =>
        anAuthorizationPolicy(
          {
            action,
            rules: rules.map((from) => ({
              from: from.map(([source, odd]) => ({ source: odd ? { ...source, ...extra(at++) } : source })),
            })),
          },
          { name: `p${n}` },
        ),
      );
    };
    fc.assert(
      fc.property(shapes, planes, (all, dataPlane) => {
        const odd = all.flatMap(({ rules }) => rules.flat()).filter(([, one]) => one).length;
        fc.pre(odd <= 6);
        const call = aCall();
        const completions = Array.from({ length: 2 ** odd }, (_, bits) => ({
          policies: built(all, (at) => ((bits >> at) & 1 ? NEVER : { ipBlocks: ['10.0.0.0/8'] })),
          call,
        }));
        // An ALLOW with anything of HTTP is left out on ztunnel, whatever else is in it.
        fc.pre(dataPlane !== 'ztunnel' || !JSON.stringify(all).includes('equest'));
        holdsAgainstAll({ policies: built(all, () => strange), call, dataPlane }, completions);
      }),
      { numRuns: 200 },
    );
  });

  it('beside the rules of a policy: what it is about is anybody’s guess, its action is not', () => {
    const actions = fc.constantFrom('ALLOW', 'DENY', 'AUDIT');
    fc.assert(
      fc.property(lists(), actions, fc.array(rule, { maxLength: 2 }), (policies, action, rules) => {
        const call = aCall();
        const odd = anAuthorizationPolicy({ action, rules, mood: 'bad' }, { name: 'odd' });
        const meant = [{ rules: [{}] }, ...(action === 'ALLOW' ? [{ rules: [] }] : [])].map((spec) => [
          anAuthorizationPolicy({ action, ...spec }, { name: 'odd' }),
        ]);
        holdsAgainstAll(
          { policies: [...policies, odd], call },
          [[], ...meant].map((one) => ({ policies: [...policies, ...one], call })),
        );
      }),
      { numRuns: 200 },
    );
  });
});

it('what an outside provider would answer', () => {
  const custom = fc
    .array(rule, { minLength: 1, maxLength: 2 })
    .map((rules) =>
      anAuthorizationPolicy({ action: 'CUSTOM', provider: { name: 'asked' }, rules }, { name: 'custom' }),
    );
  const mesh = { extensionProviders: ['asked'] };
  fc.assert(
    fc.property(lists(), custom, principals, (policies, one, principal) => {
      const all = [...policies, one];
      holdsAgainstAll(
        { policies: all, call: aCall({ principal }), mesh },
        (['allow', 'deny'] as const).map((providerAnswer) => ({
          policies: all,
          call: aCall({ principal, providerAnswer }),
          mesh,
        })),
      );
    }),
    { numRuns: 200 },
  );
});
