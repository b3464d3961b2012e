import { explainAccess } from '../kong/explain-access';
import type { KongId, Plugin, Route } from '../kong/entities';
import { pluginSlots } from '../kong/plugins-in-force';
import { listSetting } from '../kong/settings';
import { indexKong, type KongIndex } from '../kong/snapshot';
import { snapshotAfter } from './desired-state';
import { decisionFor, opennessOf, type Openness } from './openness';
import type { PlannedConsumer, Wanted } from './change';

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

/** @param without groups that the consumer is taken to have left first */
export const trialOf = (index: KongIndex, consumer: PlannedConsumer, without: readonly string[]): Trial => {
  const moved = (from: KongIndex, groups: readonly string[], want: Wanted): KongIndex =>
    indexKong(
      snapshotAfter(
        from.snapshot,
        groups.map((group) => ({ consumer, group, want })),
      ),
    );
  const base = moved(index, without, 'absent');
  const known = new Map<KongId, Openness>();
  const before = (route: Route): Openness => {
    const openness = known.get(route.id) ?? opennessOf(decisionFor(base, route, consumer.id));
    known.set(route.id, openness);
    return openness;
  };
  const after = (groups: readonly string[]): ((route: Route) => Openness) => {
    const then = moved(base, groups, 'present');
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
    reasonAfter: (route, groups) => reasonIn(moved(base, groups, 'present'), route),
  };
};

/** Groups that an ACL on the route lets in, sorted. */
export const allowedGroups = (index: KongIndex, route: Route): string[] =>
  [...new Set(aclsOn(index, route).flatMap((acl) => listSetting(acl, 'allow')))].sort();

const aclsOn = (index: KongIndex, route: Route): Plugin[] =>
  pluginSlots(index, route)
    .filter(({ name }) => name === 'acl')
    .flatMap(({ instances }) => instances);
