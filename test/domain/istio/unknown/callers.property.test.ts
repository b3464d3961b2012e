import fc from 'fast-check';

import type { DataPlane } from '../../../../src/domain/istio/resources';
import { aCall } from '../meshes';
import { aPeerAuthentication } from '../policies';
import {
  holdsAgainstAll,
  operationsOf,
  policiesOf,
  some,
  sourcesOf,
  textsOver,
  without,
} from './completions';

describe('who calls', () => {
  const few = textsOver('abx', 2).filter((text) => text !== '');
  const names = [...few, 'aab', 'axb', 'bxb', 'a.b', 'storefront'];
  // Of the mesh, its alias, one more that `o*` takes, and a stranger's.
  const identities = ['cluster.local', 'old', 'ox', 'x'].flatMap((domain) =>
    names.flatMap((namespace) =>
      ['a', 'b', 'x', 'ab', 'axb', 'a.b'].map((account) => `${domain}/ns/${namespace}/sa/${account}`),
    ),
  );
  const principals = [
    'cluster.local/ns/a/sa/b',
    'old/ns/a/sa/b',
    'cluster.local/ns/a*',
    'old/*',
    '*/sa/b',
    '*/ns/a.b/sa/a',
    '*',
    'odd one',
  ];
  const rule = fc.oneof(
    sourcesOf({ principals: some(...principals), notPrincipals: some(...principals) }),
    sourcesOf({
      namespaces: some('a', 'a*', '*b', 'a.b', '*'),
      notNamespaces: some('b', 'a*', 'a*b'),
      notPrincipals: some(...principals),
    }),
    sourcesOf({ serviceAccounts: some('a/b', 'b', 'a/a.b'), trustDomains: some('old', 'o*', '*') }),
    sourcesOf({ notServiceAccounts: some('a/b', 'a'), notTrustDomains: some('cluster.local') }),
  );
  const planes = fc.constantFrom<DataPlane>('sidecar', 'ztunnel', 'gateway');

  it('of the mesh, of another, or nobody', () => {
    fc.assert(
      fc.property(policiesOf(rule), planes, fc.boolean(), (policies, dataPlane, mutual) => {
        const partial = { ...without(aCall(), 'principal'), ...(mutual && { mtls: true }) };
        const odd = JSON.stringify(policies).includes('odd one') ? ['odd one'] : [];
        const all = [...identities, ...odd, ...(mutual ? [] : [null])];
        holdsAgainstAll(
          { policies, dataPlane, mesh: { trustDomainAliases: ['old'] } },
          partial,
          all.map((principal) => ({ ...partial, principal })),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('some account of a namespace, or of any but some', () => {
    fc.assert(
      fc.property(policiesOf(rule), planes, fc.boolean(), (policies, dataPlane, within) => {
        const identity = within
          ? { trustDomain: 'cluster.local', namespace: 'a', notOf: [], not: ['cluster.local/ns/a/sa/b'] }
          : { trustDomain: 'cluster.local', namespace: null, notOf: ['a'], not: ['cluster.local/ns/b/sa/a'] };
        const partial = { ...without(aCall(), 'principal'), identity };
        const all = identities.filter(
          (principal) =>
            principal.startsWith('cluster.local/') &&
            principal.startsWith('cluster.local/ns/a/') === within &&
            !identity.not.includes(principal),
        );
        holdsAgainstAll(
          { policies, dataPlane },
          partial,
          all.map((principal) => ({ ...without(partial, 'identity'), principal })),
        );
      }),
      { numRuns: 100 },
    );
  });
});

it('mutual TLS that differs by port, where port or caller is not known', () => {
  const modes = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET');
  const authentications = fc.record({ mode: modes, port: modes }).map(({ mode, port }) =>
    aPeerAuthentication({
      selector: { matchLabels: { app: 'cart' } },
      mtls: { mode },
      portLevelMtls: { '8080': { mode: port } },
    }),
  );
  const rule = fc.oneof(
    sourcesOf({ namespaces: some('orders', 'x'), notNamespaces: some('orders') }),
    operationsOf({ ports: some('8080'), notPorts: some('9090') }),
  );
  const principals = ['cluster.local/ns/orders/sa/orders', 'cluster.local/ns/x/sa/y', 'x/ns/y/sa/z', null];
  const planes = fc.constantFrom<DataPlane>('sidecar', 'ztunnel');
  fc.assert(
    fc.property(policiesOf(rule), authentications, planes, (list, authentication, dataPlane) => {
      const policies = [...list, authentication];
      const ports = [8080, 9090, 1];
      const all = principals.flatMap((principal) => ports.map((port) => aCall({ principal, port })));
      holdsAgainstAll({ policies, dataPlane }, without(aCall(), 'principal', 'port'), all);
      for (const principal of principals) {
        const partial = without(aCall({ principal }), 'port');
        holdsAgainstAll(
          { policies, dataPlane },
          partial,
          all.filter((call) => call.principal === principal),
        );
      }
    }),
    { numRuns: 100 },
  );
});
