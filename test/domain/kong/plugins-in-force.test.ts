import fc from 'fast-check';
import type { ConsumerGroup, Plugin, Route } from '../../../src/domain/kong/entities';
import { pluginsInForce } from '../../../src/domain/kong/plugins-in-force';
import { indexKong } from '../../../src/domain/kong/snapshot';
import { aPlugin, aRoute, aSnapshot } from './builders';

const gold: ConsumerGroup = { id: 'gold', name: 'gold', tags: [] };
const platinum: ConsumerGroup = { id: 'platinum', name: 'platinum', tags: [] };

type Who = { consumer: string | null; consumerGroups: ConsumerGroup[]; route?: Route };
const storefront: Who = { consumer: 'web-storefront', consumerGroups: [] };

const idsInForce = (plugins: Plugin[], { route = aRoute(), ...who }: Who = storefront): string[] => {
  const snapshot = aSnapshot({ plugins, consumerGroups: [gold, platinum], consumerGroupMembers: [] });
  return pluginsInForce(indexKong(snapshot), route, who).map(({ plugin }) => plugin.id);
};

describe('the plugins in force on a route', () => {
  it('let a consumer’s own looser limit replace the stricter one of the service', () => {
    const plugins = [
      aPlugin('key-auth'),
      aPlugin('rate-limiting', { on: 's', config: { minute: 300 } }),
      aPlugin('rate-limiting', { on: 'c', config: { minute: 1200 } }),
    ];
    expect(idsInForce(plugins)).toEqual(['key-auth@s', 'rate-limiting@c']);
    expect(idsInForce(plugins, { consumer: 'partner-acme', consumerGroups: [] })).toEqual([
      'key-auth@s',
      'rate-limiting@s',
    ]);
  });

  it('never include a consumer’s instance on a route where nothing says who calls', () => {
    expect(idsInForce([aPlugin('rate-limiting', { on: 'c' })])).toEqual([]);
  });

  it('never include a consumer’s instance of a plugin that runs before authentication', () => {
    const plugins = [aPlugin('key-auth'), aPlugin('bot-detection', { on: 'c' }), aPlugin('cors', { on: '' })];
    expect(idsInForce(plugins)).toEqual(['cors@', 'key-auth@s']);
  });

  it('leave out plugins of another route, another service and the other subsystem', () => {
    const plugins = [
      aPlugin('cors', {
        scope: { routeId: 'other', serviceId: null, consumerId: null, consumerGroupId: null },
      }),
      aPlugin('acl', {
        scope: { routeId: 'orders-list', serviceId: 'other', consumerId: null, consumerGroupId: null },
      }),
      aPlugin('ip-restriction', { protocols: ['tcp', 'tls'] }),
      aPlugin('prometheus', { on: '', protocols: ['https'] }),
    ];
    expect(idsInForce(plugins)).toEqual(['prometheus@']);
  });

  it('work on a route without a service', () => {
    const plugins = [aPlugin('request-termination', { on: 'r' }), aPlugin('key-auth', { on: 's' })];
    expect(idsInForce(plugins, { ...storefront, route: aRoute({ serviceId: null }) })).toEqual([
      'request-termination@r',
    ]);
  });

  it('run in the order of Kong’s priorities, a plugin nobody knows first', () => {
    const plugins = ['rate-limiting', 'acl', 'our-own', 'key-auth', 'jwt', 'cors'].map((name) =>
      aPlugin(name),
    );
    expect(idsInForce(plugins)).toEqual([
      'our-own@s',
      'cors@s',
      'jwt@s',
      'key-auth@s',
      'acl@s',
      'rate-limiting@s',
    ]);
  });

  it('run as Enterprise’s ordering says, and by priority when the ordering is a circle', () => {
    const before = (name: string) => ({ before: [name], after: [] });
    const limitFirst = [aPlugin('key-auth'), aPlugin('rate-limiting', { ordering: before('key-auth') })];
    expect(idsInForce(limitFirst)).toEqual(['rate-limiting@s', 'key-auth@s']);
    const circle = [
      aPlugin('key-auth', { ordering: before('rate-limiting') }),
      aPlugin('rate-limiting', { ordering: before('key-auth') }),
    ];
    expect(idsInForce(circle)).toEqual(['key-auth@s', 'rate-limiting@s']);
  });

  it('follow Enterprise’s precedence with consumer groups', () => {
    const order = ['crs', 'grs', 'cr', 'cs', 'gr', 'gs', 'rs', 'c', 'g', 'r', 's', ''];
    const member = { consumer: 'web-storefront', consumerGroups: [gold] };
    order.forEach((best, at) => {
      const rivals = order.slice(at).map((on) => aPlugin('rate-limiting', { on }));
      expect(idsInForce([aPlugin('key-auth'), ...rivals], member)).toContain(`rate-limiting@${best}`);
    });
  });

  it('take the first of two consumer groups by name', () => {
    const inGroup = (group: string, id: string) =>
      aPlugin('rate-limiting', {
        id,
        scope: { routeId: null, serviceId: null, consumerId: null, consumerGroupId: group },
      });
    const member = { consumer: 'web-storefront', consumerGroups: [platinum, gold] };
    expect(idsInForce([aPlugin('key-auth'), inGroup('platinum', 'a'), inGroup('gold', 'b')], member)).toEqual(
      ['key-auth@s', 'b'],
    );
  });
});

describe('laws of precedence', () => {
  const plugin = fc.record({
    name: fc.constantFrom('key-auth', 'acl', 'rate-limiting', 'request-termination', 'our-own'),
    on: fc.constantFrom('crs', 'grs', 'cr', 'cs', 'gr', 'gs', 'rs', 'c', 'g', 'r', 's', ''),
    enabled: fc.boolean(),
    n: fc.integer({ min: 0, max: 2 }),
  });
  const built = ({
    name,
    on,
    enabled,
    n,
  }: {
    name: string;
    on: string;
    enabled: boolean;
    n: number;
  }): Plugin => aPlugin(name, { on, enabled, id: `${name}@${on}#${n}` });
  const plugins = fc.uniqueArray(plugin.map(built), { selector: ({ id }) => id, maxLength: 12 });
  const who = fc.record({
    consumer: fc.constantFrom('web-storefront', 'partner-acme', null),
    consumerGroups: fc.subarray([gold, platinum]),
  });

  it('the order of the list decides nothing', () => {
    const shuffled = plugins.chain((list) =>
      fc.shuffledSubarray(list, { minLength: list.length }).map((other) => [list, other] as const),
    );
    fc.assert(
      fc.property(shuffled, who, ([a, b], caller) => {
        expect(idsInForce(a, caller)).toEqual(idsInForce(b, caller));
      }),
    );
  });

  it('a disabled plugin changes nothing', () => {
    fc.assert(
      fc.property(plugins, plugin, who, (list, extra, caller) => {
        const disabled = built({ ...extra, n: 9, enabled: false });
        expect(idsInForce([...list, disabled], caller)).toEqual(idsInForce(list, caller));
      }),
    );
  });

  it('one instance of a name runs', () => {
    fc.assert(
      fc.property(plugins, who, (list, caller) => {
        const names = idsInForce(list, caller).map((id) => id.split('@')[0]);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});
