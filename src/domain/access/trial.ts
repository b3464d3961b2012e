import { explainAccess } from '../kong/explain-access';
import type { KongId, Plugin, Route } from '../kong/entities';
import { pluginSlots } from '../kong/plugins-in-force';
import { listSetting } from '../kong/settings';
import { indexKong, type KongIndex } from '../kong/snapshot';
import { snapshotAfter } from './desired-state';
import { decisionFor, opennessOf, type Openness } from './openness';
import type { PlannedConsumer } from './change';

/** What a consumer may call before and after it joins groups, tried out on a copy of the snapshot. */
export type Trial = {
  before: (route: Route) => Openness;
  after: (groups: readonly string[]) => (route: Route) => Openness;
  /** Groups of which each alone opens the route, sorted. */
  groupsThatOpen: (route: Route) => string[];
  /** Ids of routes other than `asked` that are not as closed as before. */
  openedBeside: (group: string, asked: ReadonlySet<KongId>) => ReadonlySet<KongId>;
  /** Why the route stands as it does, in words. */
  reasonBefore: (route: Route) => string;
  /** Why it stands as it does once the consumer is in `groups`. */
  reasonAfter: (route: Route, groups: readonly string[]) => string;
};

export const trialOf = (base: KongIndex, consumer: PlannedConsumer): Trial => {
  const joined = (groups: readonly string[]): KongIndex =>
    indexKong(
      snapshotAfter(
        base.snapshot,
        groups.map((group) => ({ kind: 'kong-acl', consumer, group, want: 'present' })),
      ),
    );
  const known = new Map<KongId, Openness>();
  const before = (route: Route): Openness => {
    const openness = known.get(route.id) ?? opennessOf(decisionFor(base, route, consumer.id));
    known.set(route.id, openness);
    return openness;
  };
  const after = (groups: readonly string[]): ((route: Route) => Openness) => {
    const then = joined(groups);
    return (route) => opennessOf(decisionFor(then, route, consumer.id));
  };
  const reasonIn = (world: KongIndex, route: Route): string => {
    const sentences = explainAccess(decisionFor(world, route, consumer.id));
    return `\`${route.name ?? route.id}\`: ${sentences[sentences.length - 1] ?? ''}`;
  };
  return {
    before,
    after,
    groupsThatOpen: (route) => allowedGroups(base, route).filter((group) => after([group])(route) === 'open'),
    openedBeside: (group, asked) => {
      const then = after([group]);
      const changes = base.snapshot.routes
        .filter(({ id }) => !asked.has(id))
        .filter((route) => before(route) !== 'open' && then(route) !== before(route));
      return new Set(changes.map(({ id }) => id));
    },
    reasonBefore: (route) => reasonIn(base, route),
    reasonAfter: (route, groups) => reasonIn(joined(groups), route),
  };
};

/** Groups that an ACL on the route lets in, sorted. */
export const allowedGroups = (index: KongIndex, route: Route): string[] =>
  [...new Set(aclsOn(index, route).flatMap((acl) => listSetting(acl, 'allow')))].sort();

const aclsOn = (index: KongIndex, route: Route): Plugin[] =>
  pluginSlots(index, route)
    .filter(({ name }) => name === 'acl')
    .flatMap(({ instances }) => instances);
