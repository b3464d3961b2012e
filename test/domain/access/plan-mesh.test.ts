import fc from 'fast-check';
import { policyKey } from '../../../src/domain/access/change';
import { policiesAfter, policyOf } from '../../../src/domain/access/desired-mesh';
import { meshTrialOf } from '../../../src/domain/access/mesh-trial';
import { planHash, type Plan } from '../../../src/domain/access/plan';
import { planDifferences } from '../../../src/domain/access/plan-difference';
import { planFor } from '../../../src/domain/access/plan-for';
import { explainPlan } from '../../../src/domain/access/plan-words';
import type { IstioGrantChange } from '../../../src/domain/access/change';
import type { Policy } from '../../../src/domain/istio/resources';
import type { WorkloadFacts } from '../../../src/domain/istio/workload/guards';
import { specs } from '../istio/meshes';
import { anAuthorizationPolicy, aPeerAuthentication } from '../istio/policies';
import { anAsk, smallShop } from './builders';
import { aMeshAsk, aMeshOnlyAsk, aWorkload, REFUNDS, theirs } from './mesh-builders';

const planned = (facts: WorkloadFacts = aWorkload(), over = {}) => planFor(aMeshOnlyAsk(over), null, facts);

const planOf = (facts?: WorkloadFacts, over = {}): Plan => {
  const found = planned(facts, over);
  if (!found.ok || found.value.outcome !== 'changes') throw new Error(JSON.stringify(found));
  return found.value.plan;
};

const grantIn = (plan: Plan): IstioGrantChange => {
  const [change] = plan.changes;
  if (change?.kind !== 'istio-grant') throw new Error('no grant');
  return change;
};

const around = (over: Partial<WorkloadFacts['surroundings']>): WorkloadFacts => {
  const facts = aWorkload();
  return { ...facts, surroundings: { ...facts.surroundings, ...over } };
};

describe('what a request would change in the mesh', () => {
  it('is one policy for the caller and the calls, beside an ALLOW of somebody else', () => {
    const plan = planOf();
    expect(plan.changes).toEqual([
      expect.objectContaining({
        kind: 'istio-grant',
        namespace: 'orders',
        labels: { app: 'orders' },
        from: { principals: [REFUNDS] },
        to: { methods: ['GET'], paths: ['/orders/*'] },
        seen: { resourceVersion: null },
      }),
    ]);
    expect(plan.reach).toMatchObject({ opens: ['GET /orders/*'], letIn: [], shutOut: [], dependsOn: [] });
    expect(explainPlan(plan)[0]).toBe(
      'Lets `payments/refunds` make `GET /orders/*` of workload `orders/app=orders` in the mesh, beside `orders/orders-callers`.',
    );
  });

  it('has a name that Kubernetes takes, and the same one each time', () => {
    const { name } = grantIn(planOf());
    expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
    expect(grantIn(planOf(aWorkload(), { paths: ['/orders/*'] })).name).toBe(name);
    expect(grantIn(planOf(aWorkload(), { paths: ['/refunds'] })).name).not.toBe(name);
  });

  it('says that nothing has to change when the caller is let in already', () => {
    const open = theirs({ rules: [{ from: [{ source: { namespaces: ['payments'] } }] }] });
    expect(planned(aWorkload([open]))).toMatchObject({ value: { outcome: 'nothing to change' } });
  });

  it('names what still refuses, and makes no plan', () => {
    const deny = anAuthorizationPolicy(
      { action: 'DENY', rules: [{ from: [{ source: { namespaces: ['payments'] } }] }] },
      { name: 'no-payments', namespace: 'orders' },
    );
    const found = planned(aWorkload([theirs(), deny]));
    expect(found).toMatchObject({ error: { code: 'SPEAKS_AGAINST' } });
    expect(JSON.stringify(found)).toContain('`orders/no-payments`, rule 1 refuses it.');
  });

  it('says what decides elsewhere', () => {
    const custom = anAuthorizationPolicy(
      { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}] },
      { name: 'ask-opa', namespace: 'orders' },
    );
    const facts = aWorkload([theirs(), custom]);
    const plan = planOf({ ...facts, mesh: { ...facts.mesh, extensionProviders: ['opa'] } });
    expect(plan.reach?.dependsOn[0]).toContain("the provider's answer");
    expect(explainPlan(plan).join(' ')).toContain('May still be refused: `GET /orders/*`');
  });

  it('says who else would be let in or shut out', () => {
    const plan = planOf();
    const others = [{ caller: 'any other account', operations: ['GET /orders/*'] }];
    if (plan.reach === null) throw new Error('no reach');
    const sentences = explainPlan({ ...plan, reach: { ...plan.reach, letIn: others, shutOut: others } });
    expect(sentences).toContain('Also lets in: any other account (`GET /orders/*`).');
    expect(sentences).toContain('Shuts out: any other account (`GET /orders/*`).');
  });

  it('writes a principal of another trust domain as it was given', () => {
    const principal = 'partner.example/ns/shop/sa/buyer';
    expect(grantIn(planOf(aWorkload(), { caller: { kind: 'principal', principal } })).from).toEqual({
      principals: [principal],
    });
  });

  it('is made together with the gateway’s part, memberships last', () => {
    const tier = { minute: 60 };
    const found = planFor(anAsk({ mesh: aMeshAsk(), tier }), smallShop(), aWorkload());
    if (!found.ok || found.value.outcome !== 'changes') throw new Error(JSON.stringify(found));
    expect(found.value.plan.changes.map(({ kind }) => kind)).toEqual([
      'kong-rate-limit',
      'istio-grant',
      'kong-acl',
    ]);
  });
});

describe('a grant is never the only ALLOW', () => {
  it.each<[string, Policy[]]>([
    ['no policy guards the workload', []],
    [
      'the one ALLOW is only tried out',
      [{ ...theirs(), metadata: { ...theirs().metadata, annotations: { 'istio.io/dry-run': 'true' } } }],
    ],
    ['there is a DENY alone', [theirs({ action: 'DENY' })]],
    ['the ALLOW is for other pods', [theirs({ selector: { matchLabels: { app: 'other' } } })]],
    [
      'the ALLOW is for some of the pods',
      [theirs({ selector: { matchLabels: { app: 'orders', version: 'v1' } } })],
    ],
    [
      'sidecars ignore the ALLOW, which names a target',
      [theirs({ selector: undefined, targetRefs: [{ group: '', kind: 'Service', name: 'orders' }] })],
    ],
    ['the one ALLOW has a field that nobody here knows', [theirs({ onlyOnSundays: true })]],
    ['the one policy has an action that nobody here knows', [theirs({ action: 'ALLOW_SOMETIMES' })]],
    [
      'the one ALLOW is a grant of ours',
      [policyOf({ ...grantIn(planOf()), name: 'gatehouse-other' }, 'REQ')],
    ],
  ])('and is not planned where %s', (_, policies) => {
    expect(planned(aWorkload(policies))).toEqual({
      ok: false,
      error: { code: 'NO_OTHER_ALLOW', workload: 'orders/app=orders' },
    });
  });

  it('and is planned beside an ALLOW that lets nobody in', () => {
    expect(planOf(aWorkload([theirs({ rules: undefined })])).reach?.opens).toEqual(['GET /orders/*']);
  });

  it.each<[string, Partial<WorkloadFacts>]>([
    ['policies', { unread: [{ part: 'authorizationpolicies in orders', code: 'NOT_PERMITTED' }] }],
    ['settings of the mesh', { unread: [{ part: 'meshconfig', code: 'NOT_PERMITTED' }] }],
    ['pods', { unread: [{ part: 'pods in orders', code: 'TIMEOUT' }] }],
  ])('and is not planned while %s could not be read', (_, over) => {
    expect(planned({ ...aWorkload(), ...over })).toMatchObject({ error: { code: 'NOT_READ' } });
  });

  it.each<[string, WorkloadFacts]>([
    ['nobody knows whether a proxy stands there', around({ namespaceLabels: {} })],
    ['no proxy stands there', around({ namespaceLabels: { 'istio-injection': 'disabled' } })],
    [
      'a waypoint stands there',
      around({ namespaceLabels: { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'w' } }),
    ],
    [
      'ztunnel would have to know methods',
      around({ namespaceLabels: { 'istio.io/dataplane-mode': 'ambient' } }),
    ],
    [
      'it would be for the whole mesh',
      { ...aWorkload(), mesh: { ...aWorkload().mesh, rootNamespace: 'orders' } },
    ],
  ])('and is not planned where %s', (_, facts) => {
    expect(planned(facts)).toMatchObject({ error: { code: 'NOT_ENFORCEABLE' } });
  });

  it('and is not planned for a whole namespace', () => {
    const guarded = aWorkload([theirs({ selector: undefined })]);
    const facts = { ...guarded, bound: { namespace: 'orders', labels: {} } };
    expect(planned(facts, { labels: {} })).toMatchObject({ error: { code: 'NOT_ENFORCEABLE' } });
  });

  it('and is planned on ztunnel for every call', () => {
    const ambient = around({ namespaceLabels: { 'istio.io/dataplane-mode': 'ambient' } });
    const plan = planOf(ambient, { methods: [], paths: [] });
    expect(plan.reach).toMatchObject({ dataPlanes: ['ztunnel'], opens: ['any method any path'] });
  });

  it('so that nobody else is ever let in or shut out, whatever else guards the workload', () => {
    const mesh = fc.array(specs(fc.constantFrom('ALLOW', 'DENY')), { maxLength: 4 });
    const callers = ['cluster.local/ns/orders/sa/orders', 'cluster.local/ns/storefront/sa/search', null];
    fc.assert(
      fc.property(mesh, (list) => {
        const policies = list.map((spec, n) =>
          anAuthorizationPolicy(spec, { name: `p${n}`, namespace: 'orders' }),
        );
        const found = planned(aWorkload(policies));
        if (!found.ok || found.value.outcome !== 'changes') return;
        const { plan } = found.value;
        expect([plan.reach?.letIn, plan.reach?.shutOut]).toEqual([[], []]);
        const before = meshTrialOf(aWorkload(policies));
        const after = meshTrialOf(aWorkload(policiesAfter(policies, grantIn(plan), 'REQ')));
        for (const caller of callers)
          for (const method of ['GET', 'POST'])
            for (const path of ['/items', '/orders/7', '/admin'])
              expect(after(caller, { method, path }).verdict).toBe(before(caller, { method, path }).verdict);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a plan for the mesh', () => {
  it('has the same hash whatever the order of the reading', () => {
    const policies = [
      theirs(),
      theirs({ action: 'AUDIT' }, 'b'),
      aPeerAuthentication({}, { name: 'm', namespace: 'orders' }),
    ];
    expect(planHash(planOf(aWorkload([...policies].reverse())))).toBe(planHash(planOf(aWorkload(policies))));
  });

  it('has another one when a policy beside it is edited, and says which', () => {
    const edited = theirs({ rules: [{ from: [{ source: { namespaces: ['storefront'] } }] }] });
    expect(planDifferences(planOf(), planOf(aWorkload([edited])))).toEqual([
      'AuthorizationPolicy `orders/orders-callers` was changed in the mesh.',
    ]);
    const more = planOf(aWorkload([theirs(), theirs({}, 'second')]));
    expect(planDifferences(planOf(), more)).toEqual([
      '`orders/app=orders` is guarded by `orders/orders-callers` and `orders/second` now.',
      'AuthorizationPolicy `orders/second` is new.',
    ]);
  });

  it('has another one when the settings of the mesh are edited, and says so', () => {
    const facts = aWorkload();
    const edited = { ...facts, mesh: { ...facts.mesh, extensionProviders: ['opa'] } };
    expect(planHash(planOf(edited))).not.toBe(planHash(planOf()));
    expect(planDifferences(planOf(), planOf(edited))).toEqual([
      'The settings of the mesh, or the proxy that guards the workload, were changed.',
    ]);
  });

  it('does not change with a status that Istio writes, nor with a grant of ours for somebody else', () => {
    const touched = { ...theirs(), metadata: { ...theirs().metadata, resourceVersion: '77', generation: 3 } };
    const other = policyOf({ ...grantIn(planOf(aWorkload(), { paths: ['/x'] })) }, 'OTHER');
    expect(planHash(planOf(aWorkload([touched, other])))).toBe(planHash(planOf()));
  });

  it('takes what a grant lets in for a time as not there, be it the one that it extends or another', () => {
    const change = grantIn(planOf());
    const facts = aWorkload([theirs(), policyOf(change, 'FIRST')]);
    const opened = {
      value: { plan: { changes: [{ name: change.name }], reach: { opens: ['GET /orders/*'] } } },
    };
    expect(planned(facts)).toMatchObject(opened);
    const held = [policyKey('mesh', change)];
    expect(planFor(aMeshOnlyAsk({}, held), null, facts)).toMatchObject(opened);
  });

  it('touches nothing of somebody else’s that has its name', () => {
    const { name } = grantIn(planOf());
    expect(planned(aWorkload([theirs(), theirs({ rules: [] }, name)]))).toEqual({
      ok: false,
      error: { code: 'NAME_TAKEN', name: `orders/${name}` },
    });
  });
});
