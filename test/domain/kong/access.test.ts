import fc from 'fast-check';
import { decideAccess, type KongDecision } from '../../../src/domain/kong/access';
import { holderOfAll, STRANGER, type Caller } from '../../../src/domain/kong/caller';
import type { Plugin, Route } from '../../../src/domain/kong/entities';
import { indexKong, type KongSnapshot } from '../../../src/domain/kong/snapshot';
import { aConsumer, aPlugin, aRoute, aService, aSnapshot } from './builders';

type World = Partial<KongSnapshot> & { route?: Route };

const decide = (caller: Caller, { route = aRoute(), ...over }: World): KongDecision =>
  decideAccess(indexKong(aSnapshot({ routes: [route], ...over })), route, caller);

const storefront = holderOfAll('web-storefront');
const acme = holderOfAll('partner-acme');
const keyAuth = aPlugin('key-auth');
const readersOnly = aPlugin('acl', { config: { allow: ['orders-read'] } });
const codes = ({ reasons }: KongDecision): string[] => reasons.map(({ code }) => code);

describe('a call to a route', () => {
  it('is allowed with every reason on the way when nothing refuses it', () => {
    const decision = decide(storefront, { plugins: [keyAuth, readersOnly, aPlugin('rate-limiting')] });
    expect(decision).toMatchObject({ verdict: 'allowed', status: null, unread: [] });
    expect(codes(decision)).toEqual(['AUTHENTICATED', 'GROUP_HELD', 'LIMITED', 'NOTHING_REFUSES']);
  });

  it('is denied to a consumer of another group and to a stranger, with Kong’s own words', () => {
    const plugins = [keyAuth, readersOnly];
    expect(decide(acme, { plugins })).toMatchObject({
      verdict: 'denied',
      status: 403,
      message: 'You cannot consume this service',
    });
    expect(decide(STRANGER, { plugins })).toMatchObject({
      status: 401,
      message: 'No API key found in request',
    });
  });

  it('is denied when the service is disabled, whoever asks and whatever could not be read', () => {
    const unread = [{ part: 'plugins', code: 'TIMEOUT' as const }];
    const decision = decide(storefront, { services: [aService({ enabled: false })], unread });
    expect(decision).toMatchObject({ verdict: 'denied', status: 404 });
  });

  it('is sent to https where the route takes nothing else', () => {
    const route = aRoute({ protocols: ['https'], httpsRedirectStatusCode: 301 });
    expect(decide({ ...storefront, scheme: 'http' }, { route })).toMatchObject({
      verdict: 'denied',
      status: 301,
    });
    expect(decide(storefront, { route }).verdict).toBe('allowed');
  });

  it('ends at the gateway when the route has no service and no plugin answers', () => {
    const route = aRoute({ serviceId: null });
    expect(decide(STRANGER, { route })).toMatchObject({ verdict: 'denied', status: 503 });
    const plugins = [
      aPlugin('request-termination', { on: 'r', config: { status_code: 418, message: 'teapot' } }),
    ];
    expect(decide(STRANGER, { route, plugins })).toMatchObject({
      verdict: 'denied',
      status: 418,
      message: 'teapot',
    });
    const lambda = [aPlugin('aws-lambda', { on: 'r' })];
    expect(codes(decide(STRANGER, { route, plugins: lambda }))).toEqual(['ANSWERED']);
  });

  it('as the anonymous consumer is stopped by a termination made for that consumer alone', () => {
    const plugins = [
      aPlugin('key-auth', { config: { anonymous: 'anonymous' } }),
      aPlugin('request-termination', {
        config: { status_code: 401, message: 'Sign in first' },
        scope: { routeId: null, serviceId: null, consumerId: 'anon-id', consumerGroupId: null },
      }),
    ];
    const consumers = [aConsumer('web-storefront'), aConsumer('anon-id', { username: 'anonymous' })];
    expect(decide(STRANGER, { plugins, consumers })).toMatchObject({ status: 401, message: 'Sign in first' });
    expect(decide(storefront, { plugins, consumers }).verdict).toBe('allowed');
  });

  it('is denied with 500 when the anonymous consumer does not exist', () => {
    const plugins = [aPlugin('key-auth', { config: { anonymous: 'gone' } })];
    expect(decide(STRANGER, { plugins })).toMatchObject({ verdict: 'denied', status: 500 });
  });

  it.each([
    ['10.1.2.3', 'allowed'],
    ['::ffff:10.1.2.3', 'allowed'],
    ['10.9.0.1', 'denied'],
    ['192.0.2.1', 'denied'],
    ['2001:db8::1', 'allowed'],
    [null, 'unknown'],
  ])('from %s is %s by an address list', (ip, verdict) => {
    const config = { allow: ['10.0.0.0/8', '2001:db8::/32'], deny: ['10.9.0.1'] };
    expect(decide({ ...STRANGER, ip }, { plugins: [aPlugin('ip-restriction', { config })] }).verdict).toBe(
      verdict,
    );
  });
});

describe('unknown', () => {
  it('is the answer when ACLs were not read, and names them', () => {
    const unread = [{ part: 'acls', code: 'NOT_PERMITTED' as const }];
    const decision = decide(storefront, { plugins: [keyAuth, readersOnly], acls: [], unread });
    expect(decision).toMatchObject({ verdict: 'unknown', unread });
    expect(codes(decision)).toEqual(['GROUPS_NOT_KNOWN']);
  });

  it('is not the answer when the groups would change nothing', () => {
    const unread = [{ part: 'acls', code: 'TIMEOUT' as const }];
    expect(decide(STRANGER, { plugins: [keyAuth, readersOnly], unread }).verdict).toBe('denied');
    expect(decide(storefront, { plugins: [keyAuth], unread }).verdict).toBe('allowed');
  });

  it('is the answer when plugins were not read, though those that were would refuse', () => {
    const unread = [{ part: 'plugins', code: 'BUDGET_SPENT' as const }];
    expect(decide(STRANGER, { plugins: [keyAuth], unread })).toMatchObject({ verdict: 'unknown', unread });
  });

  it('is the answer beside a plugin nobody here knows, since it may let anybody in or nobody', () => {
    const plugins = [aPlugin('our-own-auth'), keyAuth];
    expect(codes(decide(storefront, { plugins }))).toContain('PLUGIN_NOT_KNOWN');
    expect(decide(STRANGER, { plugins }).verdict).toBe('unknown');
  });

  it('is not the answer beside an unknown plugin when every call is refused anyway', () => {
    const plugins = [aPlugin('our-own-auth'), aPlugin('request-termination')];
    expect(decide(storefront, { plugins }).verdict).toBe('denied');
  });

  it('is the answer where a developer portal or code decides', () => {
    for (const name of ['konnect-application-auth', 'ace', 'pre-function', 'opa']) {
      expect(codes(decide(storefront, { plugins: [aPlugin(name)] }))).toEqual(['DECIDED_ELSEWHERE']);
    }
  });

  it('is the answer when a refusing plugin runs only under a condition, with the condition’s text', () => {
    const condition = 'http.path ^= "/admin"';
    const decision = decide(storefront, { plugins: [aPlugin('request-termination', { condition })] });
    expect(decision).toMatchObject({
      verdict: 'unknown',
      reasons: [{ code: 'CONDITION_NOT_KNOWN', condition }],
    });
  });

  it('is not the answer when the conditional plugin refuses nothing', () => {
    expect(decide(storefront, { plugins: [aPlugin('rate-limiting', { condition: 'x' })] }).verdict).toBe(
      'allowed',
    );
  });

  it('is the answer when an allow list is hidden or the consumer’s group membership decides which instance runs', () => {
    const hidden = aPlugin('acl', { hiddenFields: ['allow'] });
    expect(decide(storefront, { plugins: [keyAuth, hidden] }).verdict).toBe('unknown');
    const forGold = aPlugin('request-termination', { on: 'g' });
    expect(decide(storefront, { plugins: [keyAuth, forGold] }).verdict).toBe('unknown');
    const nobodyIsGold = { consumerGroups: [], consumerGroupMembers: [] };
    expect(decide(storefront, { plugins: [keyAuth, forGold], ...nobodyIsGold }).verdict).toBe('allowed');
  });
});

describe('laws of access', () => {
  const config = fc.record(
    {
      anonymous: fc.constantFrom('partner-acme', 'gone'),
      allow: fc.subarray(['orders-read', 'partners', '10.0.0.0/8', 'nonsense'], { minLength: 1 }),
      deny: fc.subarray(['orders-read', '::1/128', '']),
      status_code: fc.constantFrom(200, 301, 403, 503),
      trigger: fc.constant('x-stop'),
    },
    { requiredKeys: [] },
  );
  const names = [
    'key-auth',
    'basic-auth',
    'acl',
    'ip-restriction',
    'request-termination',
    'rate-limiting',
    'our-own',
    'opa',
    'aws-lambda',
  ];
  const plugin: fc.Arbitrary<Plugin> = fc
    .record({
      name: fc.constantFrom(...names),
      on: fc.constantFrom('crs', 'gr', 'c', 'rs', 'r', 's', ''),
      enabled: fc.boolean(),
      config,
      condition: fc.option(fc.constant('net.src.ip == 10.0.0.1'), { freq: 5 }),
    })
    .map(({ name, on, ...over }) => aPlugin(name, { on, ...over }));
  const plugins = fc.uniqueArray(plugin, { selector: ({ id }) => id, maxLength: 8 });
  const callers = fc.record<Caller>({
    credentials: fc.subarray([
      { kind: 'key-auth', state: 'accepted', consumerId: 'web-storefront' },
      { kind: 'basic-auth', state: 'accepted', consumerId: null },
    ]),
    ip: fc.constantFrom(null, '10.1.1.1', '::1', 'not an address'),
    authenticatedGroups: fc.constantFrom(null, [], ['orders-read']),
    scheme: fc.constantFrom('http', 'https'),
  });

  it('adding a disabled plugin changes nothing', () => {
    fc.assert(
      fc.property(plugins, plugin, callers, (list, extra, caller) => {
        const disabled = { ...extra, id: 'extra', enabled: false };
        expect(decide(caller, { plugins: [...list, disabled] })).toEqual(decide(caller, { plugins: list }));
      }),
    );
  });

  it('reading less turns an answer into unknown or leaves it, and never into its opposite', () => {
    fc.assert(
      fc.property(
        plugins,
        callers,
        fc.constantFrom('acls', 'consumers', 'plugins', 'services'),
        (list, caller, part) => {
          const whole = decide(caller, { plugins: list }).verdict;
          const unread = [{ part, code: 'TIMEOUT' as const }];
          const less = decide(caller, {
            plugins: list,
            unread,
            ...(part === 'acls' ? { acls: [] } : {}),
          }).verdict;
          expect([whole, 'unknown']).toContain(less);
        },
      ),
    );
  });

  it('a plugin less is among the completions of plugins that were not read', () => {
    fc.assert(
      fc.property(plugins, callers, (list, caller) => {
        const unread = [{ part: 'plugins', code: 'TIMEOUT' as const }];
        expect([decide(caller, { plugins: list }).verdict, 'unknown']).toContain(
          decide(caller, { plugins: list.slice(1), unread }).verdict,
        );
      }),
    );
  });

  it('a decision always has a reason, and parts that were not read only when it is unknown', () => {
    fc.assert(
      fc.property(plugins, callers, (list, caller) => {
        const { verdict, reasons, unread } = decide(caller, { plugins: list });
        expect(reasons.length).toBeGreaterThan(0);
        if (verdict !== 'unknown') expect(unread).toEqual([]);
      }),
    );
  });
});
