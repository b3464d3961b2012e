import { differencesBetween } from '../../../src/domain/kong/difference';
import type { KongSnapshot } from '../../../src/domain/kong/snapshot';
import { aPlugin, aRoute, aService, aSnapshot } from './builders';

const told = (before: Partial<KongSnapshot>, after: Partial<KongSnapshot>): string[] =>
  differencesBetween(aSnapshot(before), aSnapshot(after)).map(({ sentence }) => sentence);

describe('what changed in Kong, in words', () => {
  it('tells what came, what went and what a new plugin does', () => {
    const acl = aPlugin('acl', { config: { allow: ['orders-read'] } });
    expect(told({}, { plugins: [acl] })).toEqual([
      'Plugin `acl` on service `orders` is new. Members of `orders-read` only.',
    ]);
    expect(told({ plugins: [acl] }, { routes: [aRoute({ id: 'export', name: 'orders-export' })] })).toEqual([
      'Route `orders-export` is new.',
      'Route `orders-list` is gone.',
      'Plugin `acl` on service `orders` is gone.',
    ]);
  });

  it('tells which setting changed, from what to what', () => {
    const limit = (minute: number, enabled: boolean) =>
      aPlugin('rate-limiting', { on: 'rc', enabled, config: { minute } });
    expect(told({ plugins: [limit(300, true)] }, { plugins: [limit(1200, false)] })).toEqual([
      'Plugin `rate-limiting` on route `orders-list` for `web-storefront`: switched on from yes to no, `minute` from `300` to `1200`.',
    ]);
    expect(told({ services: [aService()] }, { services: [aService({ host: 'new.example' })] })).toEqual([
      'Service `orders`: address from `http://orders.shop.example:80` to `http://new.example:80`.',
    ]);
  });

  it('tells nothing for times and for another order of the same names', () => {
    const before = { routes: [aRoute({ paths: ['/a', '/b'], updatedAt: 1 })] };
    expect(told(before, { routes: [aRoute({ paths: ['/b', '/a'], updatedAt: 2 })] })).toEqual([]);
  });

  it('does not take a collection that could not be read for an empty one', () => {
    const unread = [{ part: 'plugins', code: 'TIMEOUT' as const }];
    expect(told({ plugins: [aPlugin('acl')] }, { unread })).toEqual([
      'Kong’s plugins could not be read and are not compared.',
    ]);
  });
});
