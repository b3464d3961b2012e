import type { ConnectionId } from '../binding';
import type { KongId, Route } from '../kong/entities';
import { pluginSlots } from '../kong/plugins-in-force';
import { textSetting } from '../kong/settings';
import type { KongIndex } from '../kong/snapshot';
import { err, ok, type Result } from '../result';
import { chooseGroups } from './group-choice';
import type { Openness } from './openness';
import type { KongAclChange } from './change';
import type { Beneficiary, Lifetime, Plan, PlannedRoute } from './plan';
import { plannedRoute } from './planned-route';
import { allowedGroups, trialOf, type Trial } from './trial';

/** What somebody asks for, before anything is known about how it could be given. */
export type Ask = {
  connectionId: ConnectionId;
  beneficiary: Beneficiary;
  routeIds: KongId[];
  lifetime: Lifetime;
  /** Groups that the consumer is in only by the grant that this request extends; empty otherwise. */
  heldByGrant: string[];
};

export type Planned =
  | { outcome: 'changes'; plan: Plan }
  /** Every route that was asked for is open to the consumer as things are; one sentence per route says why. */
  | { outcome: 'nothing to change'; because: string[] };

export type CannotPlan =
  | { code: 'NOT_READ'; parts: string[] }
  | { code: 'CONSUMER_GONE'; consumer: string }
  | { code: 'ROUTE_GONE'; routes: string[] }
  /** Callers without a credential are taken for this consumer: what it may do, everybody may. */
  | { code: 'CONSUMER_IS_ANYBODY'; plugins: string[] }
  | { code: 'NOT_KNOWN'; because: string[] }
  /** No membership opens the routes: something else refuses, or what opens one closes another. */
  | { code: 'SPEAKS_AGAINST'; because: string[] };

/**
 * The least that has to change so that the consumer may call every route that was asked for: which ACL groups to join, and everything
 * else that opens or closes. Tried out with the same decision that the page shows. Deterministic, whatever the order of the reading.
 * @param index a complete reading: routes beyond the page decide what else a group opens
 */
export const planFor = (ask: Ask, index: KongIndex): Result<Planned, CannotPlan> => {
  const fault = preconditionFault(ask, index);
  if (fault !== null) return err(fault);
  const trial = trialOf(index, ask.beneficiary.consumer, ask.heldByGrant);
  const asked = byId(index.snapshot.routes.filter(({ id }) => ask.routeIds.includes(id)));
  const unclear = asked.filter((route) => trial.before(route) === 'not known');
  if (unclear.length > 0) return err({ code: 'NOT_KNOWN', because: unclear.map(trial.reasonBefore) });
  const closed = asked.filter((route) => trial.before(route) === 'closed');
  if (closed.length === 0)
    return ok({ outcome: 'nothing to change', because: asked.map(trial.reasonBefore) });

  const options = closed.map((route) => trial.groupsThatOpen(route));
  const hopeless = closed.filter((_, nth) => options[nth]?.length === 0);
  if (hopeless.length > 0) {
    const because = hopeless.map((route) => trial.reasonAfter(route, allowedGroups(index, route)));
    return err({ code: 'SPEAKS_AGAINST', because });
  }
  const groups = chooseGroups(options, (group) => trial.openedBeside(group, new Set(ask.routeIds)));
  const after = trial.after(groups);
  const unserved = asked.filter((route) => after(route) !== 'open');
  if (unserved.length > 0) {
    const because = unserved.map((route) => trial.reasonAfter(route, groups));
    return err({ code: 'SPEAKS_AGAINST', because });
  }
  return ok({ outcome: 'changes', plan: planOf(ask, index, { trial, asked, groups }) });
};

/** Collections without which nobody can say what a group opens. */
const NEEDED = ['services', 'routes', 'plugins', 'consumers', 'acls'];

const preconditionFault = (ask: Ask, index: KongIndex): CannotPlan | null => {
  const { snapshot } = index;
  const parts = index.unread(...NEEDED).map(({ part }) => part);
  if (snapshot.acls === undefined && !parts.includes('acls')) parts.push('acls');
  if (parts.length > 0) return { code: 'NOT_READ', parts };
  const { consumer } = ask.beneficiary;
  const known = snapshot.consumers.find(({ id }) => id === consumer.id);
  if (known === undefined) return { code: 'CONSUMER_GONE', consumer: consumer.name };
  const ids = new Set(snapshot.routes.map(({ id }) => id));
  const gone = ask.routeIds.filter((id) => !ids.has(id));
  if (gone.length > 0 || ask.routeIds.length === 0) return { code: 'ROUTE_GONE', routes: gone };
  const standIns = snapshot.plugins.filter((plugin) => {
    const anonymous = textSetting(plugin, 'anonymous');
    return plugin.enabled && anonymous !== null && (anonymous === known.id || anonymous === known.username);
  });
  const names = [...new Set(standIns.map(({ name }) => name))].sort();
  return names.length > 0 ? { code: 'CONSUMER_IS_ANYBODY', plugins: names } : null;
};

const byId = <T extends { id: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

type Draft = { trial: Trial; asked: Route[]; groups: string[] };

const planOf = (ask: Ask, index: KongIndex, { trial, asked, groups }: Draft): Plan => {
  const after = trial.after(groups);
  const others = byId(index.snapshot.routes.filter(({ id }) => !ask.routeIds.includes(id)));
  const named = (routes: Route[], isOne: (was: Openness, is: Openness) => boolean): PlannedRoute[] =>
    routes
      .filter((route) => isOne(trial.before(route), after(route)))
      .map((route) => plannedRoute(index, route));
  return {
    v: 1,
    connectionId: ask.connectionId,
    beneficiary: ask.beneficiary,
    lifetime: ask.lifetime,
    changes: groups.map((group) => joining(ask, index, group)),
    opens: named(asked, (was) => was === 'closed'),
    alreadyOpen: named(asked, (was) => was === 'open'),
    alsoOpens: named(others, (was, is) => was !== 'open' && is === 'open'),
    mayChange: named(others, (was, is) => was !== is && is !== 'open' && [was, is].includes('not known')),
    closes: named(others, (was, is) => was === 'open' && is === 'closed'),
    seen: seenBy(ask, index, asked),
  };
};

const joining = (ask: Ask, index: KongIndex, group: string): KongAclChange => {
  const { consumer } = ask.beneficiary;
  const acl = index.snapshot.acls?.find((one) => one.consumerId === consumer.id && one.group === group);
  return {
    kind: 'kong-acl',
    connectionId: ask.connectionId,
    consumer,
    group,
    want: 'present',
    seen: { aclId: acl?.id ?? null },
  };
};

const seenBy = (ask: Ask, index: KongIndex, asked: Route[]): Plan['seen'] => {
  const { id } = ask.beneficiary.consumer;
  const plugins = asked
    .flatMap((route) => pluginSlots(index, route))
    .filter(({ name, known }) => name === 'acl' || known?.role === 'authenticates')
    .flatMap(({ instances }) => instances);
  const distinct = [...new Map(plugins.map((plugin) => [plugin.id, plugin])).values()];
  return {
    consumer: { id, createdAt: index.consumer(id)?.createdAt ?? null },
    routes: asked.map((route) => ({
      id: route.id,
      name: route.name ?? route.id,
      updatedAt: route.updatedAt,
    })),
    plugins: byId(distinct).map((plugin) => ({
      id: plugin.id,
      name: plugin.name,
      updatedAt: plugin.updatedAt,
    })),
  };
};
