import { parseService } from '../../../../src/domain/istio/parse-kubernetes';
import {
  DEFAULT_MESH_CONFIG,
  type MeshSurroundings,
  type Policy,
} from '../../../../src/domain/istio/resources';
import {
  dependsSentence,
  explainedPassages,
  triedPhrase,
} from '../../../../src/domain/istio/workload/explain-call';
import { guardedWorkload } from '../../../../src/domain/istio/workload/guards';
import { answerCall, type TriedCall } from '../../../../src/domain/istio/workload/tried-call';
import type { Unread } from '../../../../src/domain/source';
import { anAuthorizationPolicy as aPolicy, aPeerAuthentication, aPolicyOf } from '../policies';

const aService = (ports: object[]) => {
  const read = parseService({
    metadata: { name: 'cart', namespace: 'storefront' },
    spec: { selector: { app: 'cart' }, ports },
  });
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
};
const HTTP = aService([{ name: 'http', port: 80, targetPort: 8080 }]);

type Around = { policies?: Policy[]; unread?: Unread[] } & Partial<MeshSurroundings>;
const guarded = ({ policies = [], unread = [], ...around }: Around) =>
  guardedWorkload({
    bound: { namespace: 'storefront', labels: { app: 'cart' } },
    policies,
    mesh: DEFAULT_MESH_CONFIG,
    unread,
    surroundings: {
      namespaceLabels: { 'istio-injection': 'enabled' },
      services: [HTTP],
      podLabels: [{ app: 'cart' }],
      gateways: [],
      serviceAccounts: [],
      ...around,
    },
  });
const aCall = (parts: Partial<TriedCall> = {}): TriedCall => ({
  caller: { kind: 'account', namespace: 'orders', name: 'orders' },
  method: 'GET',
  path: '/',
  port: null,
  host: null,
  headers: null,
  token: null,
  ...parts,
});
const answer = (
  around: Around,
  call: Partial<TriedCall> = {},
  accounts: { namespace: string; name: string }[] = [],
) => answerCall(guarded(around), aCall(call), accounts);
const only = (source: object, more: object = {}) => aPolicy({ rules: [{ from: [{ source }], ...more }] });
const orders = only({ serviceAccounts: ['orders/orders'] });
const sentences = (...asked: Parameters<typeof answer>) =>
  explainedPassages(answer(...asked)).flatMap((part) => part.sentences);

describe('trying a call', () => {
  it('lets in who is named, and says which rule does', () => {
    expect(answer({ policies: [orders] }).verdict).toBe('allowed');
    expect(sentences({ policies: [orders] })).toEqual([
      'Let through by the sidecar beside it.',
      '`storefront/policy`, rule 1 lets it in.',
    ]);
    expect(
      answer({ policies: [orders] }, { caller: { kind: 'account', namespace: 'orders', name: 'other' } })
        .verdict,
    ).toBe('denied');
  });

  it('refuses plaintext where only mutual TLS is taken', () => {
    const strict = aPeerAuthentication({ mtls: { mode: 'STRICT' } });
    expect(answer({ policies: [strict] }, { caller: { kind: 'stranger' } }).verdict).toBe('denied');
    expect(answer({}, { caller: { kind: 'stranger' } }).verdict).toBe('allowed');
  });

  it('knows a whole namespace only where all its accounts fare alike', () => {
    const caller = { kind: 'namespace', namespace: 'orders' } as const;
    const accounts = [{ namespace: 'orders', name: 'orders' }];
    const asked = answer({ policies: [orders] }, { caller }, accounts);
    expect(asked).toMatchObject({ verdict: 'unknown', dependsOn: ['ACCOUNT'] });
    expect(dependsSentence(asked)).toBe('It depends on which service account calls.');
    expect(answer({ policies: [only({ namespaces: ['orders'] })] }, { caller }, accounts).verdict).toBe(
      'allowed',
    );
    expect(answer({ policies: [only({ namespaces: ['media'] })] }, { caller }, accounts).verdict).toBe(
      'denied',
    );
  });

  it('does not overlook accounts of a namespace that a policy lets in by the beginning of their name', () => {
    const caller = { kind: 'namespace', namespace: 'orders' } as const;
    const asked = { policies: [only({ principals: ['cluster.local/ns/orders/sa/ci-*'] })] };
    expect(answer(asked, { caller }).verdict).toBe('unknown');
    expect(sentences(asked, { caller })).toContain('`storefront/policy`, rule 1 decides by who calls.');
  });

  it('takes claims of a token that are not said for not known, not for absent', () => {
    const jwt = aPolicyOf('RequestAuthentication', {
      jwtRules: [{ issuer: 'idp', audiences: ['shop'], fromHeaders: [{ name: 'x-jwt' }] }],
    });
    const byGroup = only({}, { when: [{ key: 'request.auth.claims[groups]', values: ['admin'] }] });
    const asked = { policies: [jwt, byGroup] };
    const token = { issuer: 'idp', subject: 'ann', audiences: ['shop'] };
    expect(answer(asked, { token }).verdict).toBe('unknown');
    expect(sentences(asked, { token }).join(' ')).toContain("decides by the token's claim `groups`");
    expect(answer(asked, { token: { ...token, issuer: 'other' } }).verdict).toBe('denied');
    expect(answer(asked, { token: 'none' }).verdict).toBe('denied');
    const bySubject = [jwt, only({ requestPrincipals: ['idp/ann'] })];
    expect(answer({ policies: bySubject }, { token }).verdict).toBe('allowed');
    expect(answer({ policies: bySubject }, { token: { ...token, audiences: [] } }).verdict).toBe('unknown');
    expect(answer({ policies: bySubject }, { token: { ...token, subject: '' } }).verdict).toBe('unknown');
  });

  it('says what would have to be known', () => {
    const byHeader = only({}, { when: [{ key: 'request.headers[x-group]', values: ['partners'] }] });
    expect(answer({ policies: [byHeader] }).verdict).toBe('unknown');
    expect(sentences({ policies: [byHeader] }).join(' ')).toContain('decides by header x-group');
    expect(answer({ policies: [byHeader] }, { headers: { 'X-Group': 'partners' } }).verdict).toBe('allowed');
    expect(answer({ policies: [byHeader] }, { headers: { 'x-group': null } }).verdict).toBe('denied');
    // What is not named may be there.
    expect(answer({ policies: [byHeader] }, { headers: { 'x-env': 'prod' } }).verdict).toBe('unknown');
  });

  it('asks about the pods’ port, not the service’s', () => {
    const onPod = only({}, { to: [{ operation: { ports: ['8080'] } }] });
    expect(answer({ policies: [onPod] }, { port: 80 }).verdict).toBe('allowed');
    expect(
      answer({ policies: [only({}, { to: [{ operation: { ports: ['80'] } }] })] }, { port: 80 }).verdict,
    ).toBe('denied');
  });

  it('treats a port that is declared as TCP as one that knows no methods', () => {
    const services = [aService([{ name: 'tcp-orders', port: 7000 }])];
    const byMethod = only({}, { to: [{ operation: { methods: ['GET'] } }] });
    expect(answer({ policies: [byMethod], services }, { port: 7000 }).verdict).toBe('denied');
    expect(answer({ policies: [byMethod] }, { port: 80 }).verdict).toBe('allowed');
  });

  it('does not guess the protocol of a port where services could not be read', () => {
    const byMethod = only({}, { to: [{ operation: { methods: ['GET'] } }] });
    expect(answer({ policies: [byMethod], services: null })).toMatchObject({
      verdict: 'unknown',
      dependsOn: ['PROTOCOL'],
    });
  });

  it('does not guess the proxy where the namespace’s labels could not be read', () => {
    expect(answer({ policies: [orders], namespaceLabels: null }).verdict).toBe('allowed');
    const other = { kind: 'account', namespace: 'orders', name: 'other' } as const;
    expect(answer({ policies: [orders], namespaceLabels: null }, { caller: other })).toMatchObject({
      verdict: 'unknown',
      dependsOn: ['DATA_PLANE'],
    });
  });

  it('tells pods apart that policies tell apart', () => {
    const podLabels = [
      { app: 'cart', version: 'v1' },
      { app: 'cart', version: 'v2' },
    ];
    const closed = aPolicy({ selector: { matchLabels: { version: 'v2' } } });
    const asked = answer({ policies: [closed], podLabels });
    expect(asked).toMatchObject({ verdict: 'unknown', dependsOn: ['PODS'] });
    expect(explainedPassages(asked).map(({ where, verdict }) => [where, verdict])).toEqual([
      ['With pods labelled `version=v1`', 'allowed'],
      ['With pods labelled `version=v2`', 'denied'],
    ]);
    expect(answer({ podLabels }).verdict).toBe('allowed');
  });

  describe('in ambient mode', () => {
    const namespaceLabels = { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'w' };
    const atWaypoint = aPolicy({
      targetRefs: [{ kind: 'Service', group: '', name: 'cart' }],
      rules: [{ from: [{ source: { serviceAccounts: ['orders/orders'] } }] }],
    });

    it('asks the waypoint about the caller, and ztunnel about the waypoint', () => {
      expect(answer({ policies: [atWaypoint], namespaceLabels }).verdict).toBe('allowed');
      const onlyWaypoint = aPolicy(
        { rules: [{ from: [{ source: { serviceAccounts: ['w'] } }] }] },
        { name: 'l4' },
      );
      expect(answer({ policies: [atWaypoint, onlyWaypoint], namespaceLabels }).verdict).toBe('allowed');
      const onlyOrders = only({ serviceAccounts: ['orders/orders'] });
      expect(answer({ policies: [onlyOrders], namespaceLabels }).verdict).toBe('denied');
    });

    it('knows what no port gets past: what the one lets through the other refuses', () => {
      const refusing = (operation: object, more: object = {}) =>
        aPolicy(
          { action: 'DENY', rules: [{ to: [{ operation }] }], ...more },
          { name: JSON.stringify(operation) },
        );
      const targetRefs = [{ kind: 'Service', group: '', name: 'cart' }];
      const both = [refusing({ ports: ['8080'] }, { targetRefs }), refusing({ notPorts: ['8080'] })];
      const asked = answer({ policies: both, namespaceLabels });
      expect(asked.verdict).toBe('denied');
      expect(asked.passages[0].decisions.map(({ dataPlane }) => dataPlane).sort()).toEqual([
        'waypoint',
        'ztunnel',
      ]);
      expect(answer({ policies: both.slice(1), namespaceLabels }).verdict).toBe('unknown');
    });

    it('lets plaintext pass by the waypoint', () => {
      expect(
        answer({ policies: [atWaypoint], namespaceLabels }, { caller: { kind: 'stranger' } }).verdict,
      ).toBe('allowed');
    });
  });

  it('is not sure of a policy list that could not be read', () => {
    const unread = [{ part: 'authorizationpolicies in storefront', code: 'UNREADABLE' as const }];
    expect(answer({ unread }).verdict).toBe('unknown');
  });

  it('is repeated in words', () => {
    expect(triedPhrase(aCall({ port: 80 }))).toBe('`GET /` on port 80 by service account `orders/orders`');
  });
});
