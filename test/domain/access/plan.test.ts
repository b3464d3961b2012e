import fc from 'fast-check';
import { aclKey } from '../../../src/domain/access/change';
import { canonicalJson, hashOf } from '../../../src/domain/access/canonical-json';
import { snapshotAfter } from '../../../src/domain/access/desired-state';
import { chooseGroups } from '../../../src/domain/access/group-choice';
import { planFault } from '../../../src/domain/access/open-request';
import { planHash, type Plan } from '../../../src/domain/access/plan';
import { planDifferences } from '../../../src/domain/access/plan-difference';
import { planFor } from '../../../src/domain/access/plan-for';
import { explainPlan } from '../../../src/domain/access/plan-words';
import { decisionFor } from '../../../src/domain/access/openness';
import type { Json } from '../../../src/domain/json';
import { indexKong, type KongSnapshot } from '../../../src/domain/kong/snapshot';
import { aConsumer, aPlugin, aRoute, anAcl, aService } from '../kong/builders';
import { anAsk, aPlan, aPolicy, DAY, NOW, shop, smallShop } from './builders';

const groupsIn = ({ changes }: Plan): string[] =>
  changes.flatMap((change) => (change.kind === 'kong-acl' ? [change.group] : []));

const fault = (over: Partial<KongSnapshot>, ask = anAsk()) => {
  const planned = planFor(ask, smallShop(over));
  return planned.ok ? planned.value : planned.error;
};

describe('what a request would change', () => {
  it('joins the group that opens the route', () => {
    expect(aPlan().changes).toEqual([
      expect.objectContaining({ group: 'orders-read', want: 'present', seen: { aclId: null } }),
    ]);
    expect(aPlan().opens.map(({ operations }) => operations)).toEqual([['GET /orders']]);
  });

  it('takes the group that opens least beyond what was asked', () => {
    // `orders-read` opens the reports too, `staff` does not.
    expect(groupsIn(aPlan(shop()))).toEqual(['staff']);
  });

  it('names everything else that the group opens', () => {
    const plan = aPlan(
      shop({
        plugins: [
          aPlugin('key-auth', { on: '' }),
          aPlugin('acl', { on: 'r', config: { allow: ['orders-read'] } }),
          aPlugin('acl', {
            id: 'acl@reports',
            scope: { routeId: null, serviceId: 'reports', consumerId: null, consumerGroupId: null },
            config: { allow: ['orders-read'] },
          }),
        ],
      }),
    );
    expect(plan.alsoOpens.map(({ name, service }) => [name, service])).toEqual([['reports-all', 'reports']]);
    expect(explainPlan(plan)).toEqual([
      'Adds consumer `partner-acme` to ACL group `orders-read`, which opens `GET /orders`.',
      'And opens beyond what was asked: 1 route of `reports` (`any method /reports`).',
      'Ends 7 days after it is approved.',
    ]);
  });

  it('names routes that refuse members of the group', () => {
    const plan = aPlan(
      smallShop({
        plugins: [
          aPlugin('key-auth', { on: '' }),
          aPlugin('acl', { on: 'r', config: { allow: ['orders-read'] } }),
          aPlugin('acl', {
            id: 'acl@reports',
            scope: { routeId: null, serviceId: 'reports', consumerId: null, consumerGroupId: null },
            config: { deny: ['orders-read'] },
          }),
        ],
      }),
    );
    expect(plan.closes.map(({ name }) => name)).toEqual(['reports-all']);
    expect(explainPlan(plan).join(' ')).toContain('Closes, since members of the group are refused there');
  });

  it('names routes of which nobody can say whether the group opens them', () => {
    const scope = { routeId: null, serviceId: 'reports', consumerId: null, consumerGroupId: null };
    const plan = aPlan(
      smallShop({
        plugins: [
          aPlugin('key-auth', { on: '' }),
          aPlugin('acl', { on: 'r', config: { allow: ['orders-read'] } }),
          aPlugin('acl', { id: 'acl@reports', scope, config: { allow: ['orders-read'] } }),
          aPlugin('ip-restriction', { scope, hiddenFields: ['allow'] }),
        ],
      }),
    );
    expect([plan.alsoOpens, plan.mayChange.map(({ name }) => name)]).toEqual([[], ['reports-all']]);
    expect(explainPlan(plan).join(' ')).toContain(
      'May open or close, since something that decides there is not known: 1 route',
    );
    const given = { policy: aPolicy({ plansMayOpenMore: false }), extension: null, now: NOW };
    expect(planFault(plan, given)).toEqual({ code: 'OPENS_MORE', routes: ['reports-all'] });
  });

  it('says that nothing has to change when the consumer may call already', () => {
    expect(fault({ acls: [anAcl('partner-acme', 'orders-read')] })).toEqual({
      outcome: 'nothing to change',
      because: ['`orders-list`: Nothing refuses the call.'],
    });
  });

  it('says that nothing has to change on a route without an ACL', () => {
    expect(fault({}, anAsk({ routeIds: ['orders-health'] }))).toMatchObject({ outcome: 'nothing to change' });
  });

  it('plans an extension as if the grant were not there, and sees the membership that is', () => {
    const index = smallShop({ acls: [anAcl('partner-acme', 'orders-read')] });
    const plan = aPlan(index, anAsk({ heldByGrant: [aclKey('kong', 'partner-acme', 'orders-read')] }));
    expect(plan.changes).toEqual([
      expect.objectContaining({ group: 'orders-read', seen: { aclId: 'partner-acme/orders-read' } }),
    ]);
  });

  it.each<[string, Partial<KongSnapshot>, object]>([
    [
      'ACLs were not read',
      { unread: [{ part: 'acls', code: 'NOT_PERMITTED' }] },
      { code: 'NOT_READ', parts: ['acls'] },
    ],
    [
      'plugins were not read',
      { unread: [{ part: 'plugins', code: 'TIMEOUT' }] },
      { code: 'NOT_READ', parts: ['plugins'] },
    ],
    ['the consumer is gone', { consumers: [] }, { code: 'CONSUMER_GONE', consumer: 'partner-acme' }],
    ['the route is gone', { routes: [] }, { code: 'ROUTE_GONE', routes: ['orders-list'] }],
    [
      'a plugin decides that nobody here knows',
      { plugins: [aPlugin('key-auth'), aPlugin('our-own-gate')] },
      { code: 'NOT_KNOWN' },
    ],
    [
      'the groups of the ACL are not shown',
      { plugins: [aPlugin('key-auth'), aPlugin('acl', { hiddenFields: ['allow'] })] },
      { code: 'NOT_KNOWN' },
    ],
    [
      'the ACL denies a group that the consumer is in',
      { plugins: [aPlugin('key-auth'), aPlugin('acl', { config: { deny: ['partners'] } })] },
      { code: 'SPEAKS_AGAINST', because: ['`orders-list`: The caller is in `partners`, which is refused.'] },
    ],
    [
      'the route answers everybody by itself',
      {
        plugins: [
          aPlugin('key-auth'),
          aPlugin('acl', { config: { allow: ['orders-read'] } }),
          aPlugin('request-termination', { config: { status_code: 503, message: 'later' } }),
        ],
      },
      { code: 'SPEAKS_AGAINST' },
    ],
    [
      'nothing on the route finds out who calls',
      { plugins: [aPlugin('acl', { config: { allow: ['orders-read'] } })] },
      { code: 'SPEAKS_AGAINST' },
    ],
    [
      'callers without a credential are taken for the consumer',
      {
        plugins: [
          aPlugin('key-auth', { config: { anonymous: 'partner-acme' } }),
          aPlugin('acl', { config: { allow: ['orders-read'] } }),
        ],
      },
      { code: 'CONSUMER_IS_ANYBODY', plugins: ['key-auth'] },
    ],
  ])('makes no plan when %s', (_, over, expected) => {
    expect(fault({ acls: [anAcl('partner-acme', 'partners')], ...over })).toMatchObject(expected);
  });

  it('plans where only the caller’s address is not known', () => {
    const plugins = [
      aPlugin('key-auth', { on: '' }),
      aPlugin('ip-restriction', { on: 'r', config: { allow: ['10.0.0.0/8'] } }),
      aPlugin('acl', { on: 'r', config: { allow: ['orders-read'] } }),
    ];
    expect(groupsIn(aPlan(smallShop({ plugins })))).toEqual(['orders-read']);
  });

  it('opens several routes with as few groups as it can', () => {
    expect(
      chooseGroups(
        [
          ['a', 'c'],
          ['b', 'c'],
        ],
        () => new Set(),
      ),
    ).toEqual(['c']);
    const beyond = (group: string) => new Set(group === 'c' ? ['far'] : []);
    expect(
      chooseGroups(
        [
          ['a', 'c'],
          ['b', 'c'],
        ],
        beyond,
      ),
    ).toEqual(['a', 'b']);
  });
});

describe('a plan’s hash', () => {
  const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;

  it('does not depend on the order of keys', () => {
    fc.assert(fc.property(json, (value) => hashOf(backwards(value)) === hashOf(value)));
  });

  it('is of a text that reads back as the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(JSON.parse(canonicalJson(value)) as Json)).toBe(canonicalJson(value));
      }),
    );
  });

  it('agrees with RFC 8785’s own example', () => {
    const text = `{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
      "string":"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}`;
    expect(canonicalJson(JSON.parse(text) as Json)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800'], [undefined]])('refuses %p', (value) => {
    expect(() => hashOf({ value } as unknown as Json)).toThrow(TypeError);
  });

  it('does not depend on the order in which Kong was read', () => {
    const { snapshot } = shop();
    const reversed = indexKong({
      ...snapshot,
      routes: [...snapshot.routes].reverse(),
      plugins: [...snapshot.plugins].reverse(),
      consumers: [...snapshot.consumers].reverse(),
    });
    expect(planHash(aPlan(reversed))).toBe(planHash(aPlan(shop())));
  });
});

describe('what has changed since a plan was made', () => {
  const was = aPlan();
  const differing = (over: Partial<KongSnapshot>) => planDifferences(was, aPlan(smallShop(over)));

  it('is nothing when the world is the same', () => {
    expect(differing({})).toEqual([]);
  });

  it('names a route that was edited', () => {
    const routes = [
      aRoute({ methods: ['GET', 'DELETE'], updatedAt: 2 }),
      aRoute({ id: 'orders-health', paths: ['/health'] }),
    ];
    expect(differing({ routes })).toEqual([
      '`GET /orders` of `orders` became `DELETE /orders` and `GET /orders` of `orders`.',
      'Route `orders-list` was changed in Kong.',
    ]);
  });

  it.each(['key-auth', 'acl'])(
    'names a %s plugin that was edited: it says who calls, or which groups may',
    (name) => {
      const plugins = (updatedAt: number) => [
        aPlugin('key-auth', { on: '', ...(name === 'key-auth' ? { updatedAt } : {}) }),
        aPlugin('acl', {
          on: 'r',
          config: { allow: ['orders-read'] },
          ...(name === 'acl' ? { updatedAt } : {}),
        }),
      ];
      const [was, is] = [1, 2].map((at) => aPlan(smallShop({ plugins: plugins(at) })));
      if (was === undefined || is === undefined) throw new Error('no plans');
      expect(planDifferences(was, is)).toEqual([`Plugin \`${name}\` was changed in Kong.`]);
    },
  );

  it('names another group and another plugin version', () => {
    const plugins = [
      aPlugin('key-auth', { on: '' }),
      aPlugin('acl', { on: 'r', config: { allow: ['writers'] }, updatedAt: 9 }),
    ];
    expect(differing({ plugins })).toEqual([
      '`partner-acme` would now have to join `writers`.',
      '`partner-acme` would no longer have to join `orders-read`.',
      'Plugin `acl` was changed in Kong.',
    ]);
  });

  it('never leaves a different hash unexplained', () => {
    const plans: Plan[] = [
      { ...was, lifetime: { kind: 'for', ms: DAY } },
      { ...was, seen: { ...was.seen, consumer: { id: 'partner-acme', createdAt: 7 } } },
      { ...was, changes: was.changes.map((change) => ({ ...change, connectionId: 'edge' })) },
    ];
    for (const plan of plans) expect(planDifferences(was, plan)).not.toEqual([]);
  });
});

describe('carrying a plan out', () => {
  const world = fc.record({
    allow: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
    held: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')),
    others: fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), { maxLength: 4 }),
  });
  const shopOf = ({ allow, held, others }: { allow: string[]; held: string[]; others: string[][] }) =>
    indexKong({
      ...shop().snapshot,
      services: [aService()],
      consumers: [aConsumer('partner-acme')],
      routes: [aRoute(), ...others.map((_, nth) => aRoute({ id: `r${nth}`, paths: [`/r${nth}`] }))],
      plugins: [
        aPlugin('key-auth', { on: '' }),
        aPlugin('acl', { on: 'r', config: { allow } }),
        ...others.map((groups, nth) =>
          aPlugin('acl', {
            id: `acl${nth}`,
            scope: { routeId: `r${nth}`, serviceId: null, consumerId: null, consumerGroupId: null },
            config: { allow: groups },
          }),
        ),
      ],
      acls: held.map((group) => anAcl('partner-acme', group)),
    });

  it('twice changes nothing the second time, and opens exactly what the plan said', () => {
    fc.assert(
      fc.property(world, (given) => {
        const index = shopOf(given);
        const planned = planFor(anAsk(), index);
        if (!planned.ok) throw new Error(planned.error.code);
        if (planned.value.outcome !== 'changes') return;
        const { plan } = planned.value;
        const once = snapshotAfter(index.snapshot, plan.changes);
        expect(snapshotAfter(once, plan.changes)).toEqual(once);
        const after = indexKong(once);
        const opened = index.snapshot.routes
          .filter((route) => decisionFor(index, route, 'partner-acme').verdict !== 'allowed')
          .filter((route) => decisionFor(after, route, 'partner-acme').verdict === 'allowed');
        const said = [...plan.opens, ...plan.alsoOpens].map(({ id }) => id).sort();
        expect(opened.map(({ id }) => id).sort()).toEqual(said);
        const again = planFor(anAsk(), after);
        expect(again).toMatchObject({ ok: true, value: { outcome: 'nothing to change' } });
      }),
    );
  });

  it('and taking it back leaves what was there before', () => {
    const { snapshot } = smallShop();
    const plan = aPlan();
    const back = plan.changes.map((change) => ({ ...change, want: 'absent' as const }));
    expect(snapshotAfter(snapshotAfter(snapshot, plan.changes), back)).toEqual(snapshot);
  });
});

const backwards = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, one]) => [key, backwards(one)]),
  );
};
