import fc from 'fast-check';
import type { Call } from '../../../src/domain/istio/authorization/call';
import { ask, calls, dataPlanes, specs } from './meshes';
import { anAuthorizationPolicy } from './policies';

const anyAction = fc.constantFrom('ALLOW' as const, 'DENY' as const, 'AUDIT' as const);
const policiesOf = (list: readonly unknown[]) =>
  list.map((spec, index) => anAuthorizationPolicy(spec, { name: `p${index}` }));
const asked = fc.record({ call: calls, dataPlane: dataPlanes });
const meshes = fc.array(specs(anyAction), { maxLength: 4 });

it('never allows more when a DENY is added', () => {
  fc.assert(
    fc.property(meshes, specs(fc.constant('DENY')), asked, (before, deny, { call, dataPlane }) => {
      const closed = ask(policiesOf(before), call, { dataPlane }).verdict !== 'allowed';
      if (closed) expect(ask(policiesOf([...before, deny]), call, { dataPlane }).verdict).not.toBe('allowed');
    }),
    { numRuns: 300 },
  );
});

it('never denies more when an ALLOW is added beside an enforced one', () => {
  fc.assert(
    fc.property(meshes, specs(fc.constant('ALLOW')), asked, (before, allow, { call, dataPlane }) => {
      fc.pre(before.some(({ action }) => action === 'ALLOW'));
      const open = ask(policiesOf(before), call, { dataPlane }).verdict === 'allowed';
      if (open) expect(ask(policiesOf([...before, allow]), call, { dataPlane }).verdict).toBe('allowed');
    }),
    { numRuns: 300 },
  );
});

it('decides the same in whatever order policies are read', () => {
  fc.assert(
    fc.property(meshes, asked, (list, { call, dataPlane }) => {
      const policies = policiesOf(list);
      const forwards = ask(policies, call, { dataPlane });
      expect(ask([...policies].reverse(), call, { dataPlane })).toEqual(forwards);
    }),
    { numRuns: 300 },
  );
});

const forgettable = ['principal', 'sourceIp', 'port', 'method', 'host', 'path'] as const;
const values = {
  principal: [
    'cluster.local/ns/orders/sa/orders',
    'cluster.local/ns/storefront/sa/search',
    'x/ns/y/sa/z',
    null,
  ],
  sourceIp: ['10.1.2.3', '10.2.3.4', '192.0.2.1'],
  port: [8080, 9090, 1],
  method: ['GET', 'POST', 'PUT'],
  host: ['cart.storefront', 'shop.example', 'other'],
  path: ['/items', '/items/7', '/items.html', '/x.html', '/admin', '/admin/a.html', '/q'],
};

it('never contradicts what it says about the same call with more known', () => {
  const forgotten = fc.subarray([...forgettable], { minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(meshes, asked, forgotten, (list, { call, dataPlane }, gone) => {
      const policies = policiesOf(list);
      const partial: Call = Object.fromEntries(
        Object.entries(call).filter(([key]) => !gone.some((one) => one === key)),
      ) as Call;
      const { verdict } = ask(policies, partial, { dataPlane });
      const whole = new Set(
        completed(partial, gone).map((each) => ask(policies, each, { dataPlane }).verdict),
      );
      if (verdict !== 'unknown') expect([...whole]).toEqual([verdict]);
      else if (gone.every((one) => one !== 'path' && one !== 'principal'))
        expect(whole.size).toBeGreaterThan(1);
    }),
    { numRuns: 300 },
  );
});

const completed = (call: Call, gone: readonly (keyof typeof values)[]): Call[] =>
  gone.reduce<Call[]>(
    (some, key) => some.flatMap((one) => values[key].map((value) => ({ ...one, [key]: value }))),
    [call],
  );
