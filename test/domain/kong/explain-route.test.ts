import type { Plugin, Route } from '../../../src/domain/kong/entities';
import { explainPlugin } from '../../../src/domain/kong/plugin-phrase';
import { explainRoute } from '../../../src/domain/kong/explain-route';
import { indexKong, type KongSnapshot } from '../../../src/domain/kong/snapshot';
import { aConsumer, aPlugin, aRoute, aService, aSnapshot } from './builders';

const explain = (plugins: Plugin[], over: Partial<KongSnapshot> & { route?: Route } = {}): string[] => {
  const { route = aRoute(), ...rest } = over;
  return explainRoute(indexKong(aSnapshot({ plugins, ...rest })), route);
};

const headerKey = { key_names: ['apikey'], key_in_header: true, key_in_query: false };

describe('what a route needs, in words', () => {
  it('names the credential, the group and the limit', () => {
    const plugins = [
      aPlugin('key-auth', { config: headerKey }),
      aPlugin('acl', { config: { allow: ['orders-read'] } }),
      aPlugin('rate-limiting', { config: { minute: 300, limit_by: 'consumer' } }),
    ];
    expect(explain(plugins)).toEqual([
      'Needs an API key in header `apikey`; members of `orders-read` only; 300 requests a minute per consumer.',
    ]);
  });

  it('says that both credentials are needed, or either', () => {
    const both = [aPlugin('key-auth', { config: headerKey }), aPlugin('basic-auth')];
    expect(explain(both)).toEqual([
      'Needs an API key in header `apikey` and a user name and password (Basic).',
    ]);
    const either = both.map((plugin) => ({ ...plugin, config: { ...plugin.config, anonymous: 'guest' } }));
    const guest = aConsumer('guest');
    expect(explain(either, { consumers: [guest] })).toEqual([
      'Takes an API key in header `apikey` or a user name and password (Basic), and lets everybody else in as `guest`.',
    ]);
  });

  it('does not say that everybody is let in when the anonymous consumer is stopped', () => {
    const plugins = [
      aPlugin('key-auth', { config: { ...headerKey, anonymous: 'web-storefront' } }),
      aPlugin('request-termination', { on: 'c', config: { status_code: 401, message: 'Sign in first' } }),
    ];
    expect(explain(plugins)).toEqual([
      'Needs an API key in header `apikey`.',
      'For `web-storefront` instead: answered with 401 `Sign in first` before the service is reached.',
    ]);
  });

  it('says when a consumer has a limit of its own', () => {
    const plugins = [
      aPlugin('key-auth', { config: headerKey }),
      aPlugin('rate-limiting', { config: { second: 5, minute: 300 } }),
      aPlugin('rate-limiting', { on: 'c', config: { minute: 1200 } }),
    ];
    expect(explain(plugins)).toEqual([
      'Needs an API key in header `apikey`; 5 requests a second and 300 a minute per consumer.',
      'For `web-storefront` instead: 1200 requests a minute per consumer.',
    ]);
  });

  it('counts the consumers with settings of their own when there are too many to tell', () => {
    const own = Array.from({ length: 11 }, (_, n) =>
      aPlugin('rate-limiting', {
        id: `own-${n}`,
        scope: { routeId: null, serviceId: null, consumerId: `c${n}`, consumerGroupId: null },
      }),
    );
    expect(explain([aPlugin('key-auth', { config: headerKey }), ...own])).toEqual([
      'Needs an API key in header `apikey`.',
      '11 consumers or consumer groups have settings of their own for `rate-limiting`.',
    ]);
  });

  it('says open, closed and incomplete', () => {
    expect(explain([])).toEqual(['Open to everybody.']);
    expect(explain([], { services: [aService({ enabled: false })] })).toEqual([
      'Closed to everybody: the service `orders` is switched off.',
    ]);
    expect(explain([], { unread: [{ part: 'plugins', code: 'TIMEOUT' }] })).toEqual([
      'Which credential is asked for is not known.',
      'This may be incomplete, since Kong’s plugins could not be read.',
    ]);
  });

  it('says when a credential is asked for only under a condition, in the condition’s own text', () => {
    const condition = 'http.path ^= "/admin"';
    const plugins = [aPlugin('key-auth', { config: headerKey, condition }), aPlugin('cors', { condition })];
    expect(explain(plugins)).toEqual([
      'Needs an API key in header `apikey` (only when `http.path ^= "/admin"`).',
    ]);
  });

  it('names what it cannot judge', () => {
    expect(explain([aPlugin('our-own'), aPlugin('ace')])).toEqual([
      'No credential that Gatehouse knows of is asked for; `our-own` runs, a plugin that Gatehouse does not know; access is granted in the developer portal, which Gatehouse cannot see.',
    ]);
  });
});

describe('what a plugin does, in words', () => {
  it.each<[string, Parameters<typeof aPlugin>[1], string]>([
    [
      'jwt',
      { config: { header_names: ['authorization'], uri_param_names: ['jwt'] } },
      'Needs a signed token (JWT) in header `authorization` or query argument `jwt`.',
    ],
    [
      'key-auth',
      { config: { key_names: ['apikey', 'x-key'], key_in_header: true, key_in_query: true } },
      'Needs an API key in header or query argument `apikey` or `x-key`.',
    ],
    [
      'openid-connect',
      { config: { issuer: 'https://login.shop.example/', scopes_required: ['orders'] } },
      'Needs a token of `https://login.shop.example/` with scope `orders`.',
    ],
    [
      'hmac-auth',
      { config: { enforce_headers: ['date'] } },
      'Needs a request signature (HMAC) over headers `date`.',
    ],
    [
      'ip-restriction',
      { config: { allow: ['10.0.0.0/8'], deny: ['10.9.0.1'] } },
      'From `10.0.0.0/8` only, not from `10.9.0.1`.',
    ],
    ['acl', { config: { deny: ['banned'] } }, 'Nobody in `banned`.'],
    ['acl', { hiddenFields: ['allow'] }, 'Members of groups that are not shown.'],
    ['request-size-limiting', { config: { allowed_payload_size: 1 } }, 'Bodies of up to 1 MB.'],
    [
      'rate-limiting-advanced',
      { config: { limit: [10, 50], window_size: [60, 90], identifier: 'ip' } },
      '10 requests a minute and 50 every 90 seconds per address.',
    ],
    [
      'cors',
      { config: { origins: ['https://www.shop.example'] } },
      'Browsers may call from `https://www.shop.example`.',
    ],
    [
      'request-transformer',
      { config: { add: { headers: ['Authorization'] } } },
      'The gateway sets `Authorization`.',
    ],
    [
      'rate-limiting',
      { enabled: false, config: { hour: 9 } },
      'Switched off: 9 requests an hour per consumer.',
    ],
    [
      'request-termination',
      { condition: 'http.method == "PUT"' },
      'Only when `http.method == "PUT"`: answered with 503 before the service is reached.',
    ],
    ['prometheus', {}, '`prometheus` runs.'],
  ])('%s', (name, over, words) => {
    expect(explainPlugin(aPlugin(name, over))).toBe(words);
  });
});
