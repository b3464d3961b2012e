import type { Route } from '../kong/entities';
import { pluginSlots } from '../kong/plugins-in-force';
import { textSetting } from '../kong/settings';
import { indexKong, type KongIndex } from '../kong/snapshot';
import { err, ok, type Result } from '../result';
import type { KongAsk } from './ask';
import type { CannotPlan } from './cannot-plan';
import {
  aclKey,
  rateLimitKey,
  type KongAclChange,
  type KongChange,
  type KongConsumerChange,
  type PlannedConsumer,
} from './change';
import { snapshotAfter } from './desired-state';
import { chooseGroups } from './group-choice';
import { withoutHeld, type Held } from './held';
import type { Openness } from './openness';
import type { Plan, PlannedRoute } from './plan';
import { requestInTags } from './ownership';
import { planLimits } from './plan-limits';
import { plannedRoute } from './planned-route';
import { allowedGroups, trialOf, type Trial } from './trial';

/** What of an ask is asked of the gateway. */
export type AskedOfKong = { kong: KongAsk; consumer: PlannedConsumer; held: Held };

/** The gateway's part of a plan. `because`: one sentence per route, of use when nothing has to change. */
export type KongPart = Pick<
  Plan,
  'opens' | 'alreadyOpen' | 'alsoOpens' | 'mayChange' | 'closes' | 'limits'
> & {
  changes: KongChange[];
  seen: Pick<Plan['seen'], 'consumer' | 'routes' | 'plugins'>;
  because: string[];
};

/**
 * The least that has to change so that the consumer may call every route that was asked for: which ACL groups to join, and everything
 * else that opens or closes. Tried out with the same decision that the page shows. Deterministic, whatever the order of the reading.
 * @param index a complete reading: routes beyond the page decide what else a group opens
 */
export const planKong = (asked: AskedOfKong, index: KongIndex): Result<KongPart, CannotPlan> => {
  const base = baseOf(asked, index);
  const fault = preconditionFault(asked, base);
  if (fault !== null) return err(fault);
  const { kong, consumer } = asked;
  const start = kong.isNewConsumer ? indexKong(snapshotAfter(base.snapshot, [making(asked, index)])) : base;
  const trial = trialOf(start, consumer);
  const routes = byId(start.snapshot.routes.filter(({ id }) => kong.routeIds.includes(id)));
  const groups = groupsToJoin(routes, { trial, index: start });
  if (!groups.ok) return groups;
  const limits = planLimits({ ...asked, routes, read: index }, start);
  if (!limits.ok) return limits;
  const changes = [
    ...(kong.isNewConsumer ? [making(asked, index)] : []),
    ...limits.value.changes,
    ...groups.value.map((group) => joining(asked, index, group)),
  ];
  return ok(partOf({ asked, index, trial }, { routes, groups: groups.value, changes, limits: limits.value }));
};

/**
 * The gateway as it would be without what ends with a grant: what is held, and memberships that other grants of ours give the consumer. Those
 * let in for as long as the others last; whoever asks for longer joins them, and the membership stays until the last of them ends.
 */
const baseOf = ({ kong, consumer, held }: AskedOfKong, index: KongIndex): KongIndex => {
  const { connectionId } = kong;
  const given = (index.snapshot.acls ?? []).filter(
    ({ consumerId, tags }) => consumerId === consumer.id && requestInTags(tags) !== null,
  );
  const ending = new Set([...held, ...given.map(({ group }) => aclKey(connectionId, consumer.id, group))]);
  return ending.size === 0 ? index : indexKong(withoutHeld(index.snapshot, { held: ending, connectionId }));
};

type Trying = { trial: Trial; index: KongIndex };

/** Empty where every route is open as things are. */
const groupsToJoin = (routes: Route[], { trial, index }: Trying): Result<string[], CannotPlan> => {
  const unclear = routes.filter((route) => trial.before(route) === 'not known');
  if (unclear.length > 0) return err({ code: 'NOT_KNOWN', because: unclear.map(trial.reasonBefore) });
  const closed = routes.filter((route) => trial.before(route) === 'closed');
  if (closed.length === 0) return ok([]);
  const options = closed.map((route) => trial.groupsThatOpen(route));
  const hopeless = closed.filter((_, nth) => options[nth]?.length === 0);
  if (hopeless.length > 0) {
    const because = hopeless.map((route) => trial.reasonAfter(route, allowedGroups(index, route)));
    return err({ code: 'SPEAKS_AGAINST', because });
  }
  const ids = new Set(routes.map(({ id }) => id));
  const groups = chooseGroups(options, (group) => trial.openedBeside(group, ids));
  const after = trial.after(groups);
  const unserved = routes.filter((route) => after(route) !== 'open');
  if (unserved.length === 0) return ok(groups);
  return err({ code: 'SPEAKS_AGAINST', because: unserved.map((route) => trial.reasonAfter(route, groups)) });
};

/** Collections without which nobody can say what a group opens. */
const NEEDED = ['services', 'routes', 'plugins', 'consumers', 'acls'];

const preconditionFault = ({ kong, consumer }: AskedOfKong, index: KongIndex): CannotPlan | null => {
  const { snapshot } = index;
  const parts = index.unread(...NEEDED).map(({ part }) => part);
  if (snapshot.acls === undefined && !parts.includes('acls')) parts.push('acls');
  if (parts.length > 0) return { code: 'NOT_READ', parts };
  const known = snapshot.consumers.find(({ id }) => id === consumer.id);
  const isTaken =
    known !== undefined || snapshot.consumers.some(({ username }) => username === consumer.name);
  if (kong.isNewConsumer && isTaken) return { code: 'CONSUMER_EXISTS', consumer: consumer.name };
  if (!kong.isNewConsumer && known === undefined) return { code: 'CONSUMER_GONE', consumer: consumer.name };
  const ids = new Set(snapshot.routes.map(({ id }) => id));
  const gone = kong.routeIds.filter((id) => !ids.has(id));
  if (gone.length > 0 || kong.routeIds.length === 0) return { code: 'ROUTE_GONE', routes: gone };
  const username = known === undefined ? consumer.name : known.username;
  const standIns = snapshot.plugins.filter((plugin) => {
    const anonymous = textSetting(plugin, 'anonymous');
    return plugin.enabled && anonymous !== null && (anonymous === consumer.id || anonymous === username);
  });
  const names = [...new Set(standIns.map(({ name }) => name))].sort();
  return names.length > 0 ? { code: 'CONSUMER_IS_ANYBODY', plugins: names } : null;
};

const byId = <T extends { id: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

type World = { asked: AskedOfKong; index: KongIndex; trial: Trial };
type Chosen = {
  routes: Route[];
  groups: string[];
  changes: KongChange[];
  limits: { limits: Plan['limits'] };
};

const partOf = ({ asked, index, trial }: World, { routes, groups, changes, limits }: Chosen): KongPart => {
  const after = trial.after(groups);
  const ids = new Set(routes.map(({ id }) => id));
  const others = byId(index.snapshot.routes.filter(({ id }) => !ids.has(id)));
  const named = (of: Route[], isOne: (was: Openness, is: Openness) => boolean): PlannedRoute[] =>
    of.filter((route) => isOne(trial.before(route), after(route))).map((route) => plannedRoute(index, route));
  return {
    changes,
    opens: named(routes, (was) => was === 'closed'),
    alreadyOpen: named(routes, (was) => was === 'open'),
    alsoOpens: named(others, (was, is) => was !== 'open' && is === 'open'),
    mayChange: named(others, (was, is) => was !== is && is !== 'open' && [was, is].includes('not known')),
    closes: named(others, (was, is) => was === 'open' && is === 'closed'),
    limits: limits.limits,
    seen: seenBy(asked, index, routes),
    because: changes.length > 0 ? [] : routes.map(trial.reasonBefore),
  };
};

const making = ({ kong, consumer }: AskedOfKong, index: KongIndex): KongConsumerChange => ({
  kind: 'kong-consumer',
  connectionId: kong.connectionId,
  consumer,
  want: 'present',
  seen: { consumerId: index.snapshot.consumers.find(({ id }) => id === consumer.id)?.id ?? null },
});

const joining = ({ kong, consumer }: AskedOfKong, index: KongIndex, group: string): KongAclChange => {
  const acl = index.snapshot.acls?.find((one) => one.consumerId === consumer.id && one.group === group);
  return {
    kind: 'kong-acl',
    connectionId: kong.connectionId,
    consumer,
    group,
    want: 'present',
    seen: { aclId: acl?.id ?? null },
  };
};

const seenBy = (
  { kong, consumer, held }: AskedOfKong,
  index: KongIndex,
  routes: Route[],
): KongPart['seen'] => {
  const plugins = routes
    .flatMap((route) => pluginSlots(index, route))
    .filter(
      ({ name, known }) =>
        name === 'acl' || known?.role === 'authenticates' || (kong.tier !== null && known?.role === 'limits'),
    )
    .flatMap(({ instances }) => instances)
    .filter(({ id }) => !held.has(rateLimitKey(kong.connectionId, id)));
  const distinct = [...new Map(plugins.map((plugin) => [plugin.id, plugin])).values()];
  const createdAt = kong.isNewConsumer ? null : (index.consumer(consumer.id)?.createdAt ?? null);
  return {
    consumer: { id: consumer.id, createdAt },
    routes: routes.map(({ id, name, updatedAt }) => ({ id, name: name ?? id, updatedAt })),
    plugins: byId(distinct).map(({ id, name, updatedAt }) => ({ id, name, updatedAt })),
  };
};
