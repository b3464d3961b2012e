import { differencesBetween } from '../src/domain/kong/difference';
import { explainRoute } from '../src/domain/kong/explain-route';
import { indexKong, type KongSnapshot } from '../src/domain/kong/snapshot';
import { whoMayCall } from '../src/domain/kong/who-may-call';
import { aConsumer, anAcl, aPlugin, aRoute, aService, aSnapshot } from '../test/domain/kong/builders';
import type { Benchmark } from './run';

/** A large shop: 10 000 routes of 2 000 services, 5 000 consumers in 20 000 ACL groups' memberships, 6 000 plugins. */
export const kongDomain: Benchmark = () => {
  const estate = aLargeSnapshot();
  const index = indexKong(estate);
  const routes = estate.routes.slice(0, 50);
  return {
    'index the snapshot': () => indexKong(estate),
    'one page of 50 consumers × 50 routes': () =>
      whoMayCall(index, routes, { search: '', offset: 2_000, limit: 50 }),
    'all 5 000 consumers × 50 routes': () =>
      whoMayCall(index, routes, { search: '', offset: 0, limit: 5_000 }),
    'explain 1 000 routes': () => estate.routes.slice(0, 1_000).map((route) => explainRoute(index, route)),
    'difference of two whole snapshots': () => differencesBetween(estate, estate),
  };
};

const aLargeSnapshot = (): KongSnapshot => {
  const services = numbered(2_000, (n) => aService({ id: `s${n}` }));
  const routes = numbered(10_000, (n) => aRoute({ id: `r${n}`, serviceId: `s${n % 2_000}` }));
  const scope = { routeId: null, serviceId: null, consumerId: null, consumerGroupId: null };
  return aSnapshot({
    services,
    routes,
    consumers: numbered(5_000, (n) => aConsumer(`c${n}`)),
    acls: numbered(20_000, (n) => anAcl(`c${n % 5_000}`, `group-${(n * 7) % 40}`)),
    plugins: [
      aPlugin('prometheus', { on: '' }),
      ...numbered(2_000, (n) =>
        aPlugin('key-auth', { id: `k${n}`, scope: { ...scope, serviceId: `s${n}` } }),
      ),
      ...numbered(2_000, (n) =>
        aPlugin('acl', {
          id: `a${n}`,
          scope: { ...scope, serviceId: `s${n}` },
          config: { allow: [`group-${n % 40}`] },
        }),
      ),
      ...numbered(2_000, (n) =>
        aPlugin('rate-limiting', {
          id: `l${n}`,
          scope: { ...scope, consumerId: `c${n}` },
          config: { minute: n },
        }),
      ),
    ],
  });
};

const numbered = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));
