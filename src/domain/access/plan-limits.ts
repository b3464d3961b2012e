import type { Plugin, Route } from '../kong/entities';
import { limitPhrase } from '../kong/limit-phrase';
import { pluginsInForce } from '../kong/plugins-in-force';
import { numberSetting, textSetting } from '../kong/settings';
import { indexKong, type KongIndex } from '../kong/snapshot';
import { err, ok, type Result } from '../result';
import type { CannotPlan } from './cannot-plan';
import type { KongRateLimitChange, RateLimits } from './change';
import { RATE_LIMITING } from './desired-state';
import { isInScope, RATE_PERIODS } from './kong-standing';
import { rateLimitIdFor } from './made-ids';
import { requestInTags } from './ownership';
import type { PlannedLimit } from './plan';
import type { AskedOfKong } from './plan-kong';

export type LimitPart = { changes: KongRateLimitChange[]; limits: PlannedLimit[] };

/** `read`: the gateway as it was read, with what is held. */
type Asked = AskedOfKong & { routes: readonly Route[]; read: KongIndex };

/**
 * A limit of its own for the consumer on each service that routes are asked of. Kong takes one instance for a service and a consumer, and
 * it takes the place of whatever limit holds for everybody, be that stricter or not. One that another grant of ours holds with the same numbers is
 * held by this one, too: it must not end with the other while this one still lets in.
 * @source facts on Kong 3.9.3: a consumer-scoped limit replaces the service's (measured)
 */
export const planLimits = (asked: Asked, index: KongIndex): Result<LimitPart, CannotPlan> => {
  const { tier } = asked.kong;
  const part: LimitPart = { changes: [], limits: [] };
  if (tier === null) return ok(part);
  const serviceIds = [...new Set(asked.routes.flatMap(({ serviceId }) => serviceId ?? []))].sort();
  for (const serviceId of serviceIds) {
    const change = limiting(asked, { index, serviceId, tier });
    const there = index.snapshot.plugins.find((plugin) => isInScope(change, plugin)); // switched off or not
    const isShared = there !== undefined && requestInTags(there.tags) !== null;
    if (there !== undefined && !isThatLimit(there, tier)) {
      const names = { service: change.service.name, consumer: asked.consumer.name };
      return isShared
        ? err({ code: 'OTHER_TIER_GRANTED', ...names })
        : err({ code: 'TIER_TAKEN', taken: { change, theirs: there } });
    }
    part.limits.push(limitOf(asked, isShared ? without(index, there) : index, change));
    if (isShared || there === undefined) part.changes.push(change);
  }
  return ok(part);
};

const without = ({ snapshot }: KongIndex, { id }: Plugin): KongIndex =>
  indexKong({ ...snapshot, plugins: snapshot.plugins.filter((plugin) => plugin.id !== id) });

type Where = { index: KongIndex; serviceId: string; tier: RateLimits };

const limiting = (
  { kong, consumer, read }: Asked,
  { index, serviceId, tier }: Where,
): KongRateLimitChange => {
  const id = rateLimitIdFor(kong.connectionId, serviceId, consumer.id);
  const held = read.snapshot.plugins.find((plugin) => plugin.id === id);
  return {
    kind: 'kong-rate-limit',
    connectionId: kong.connectionId,
    id,
    service: { id: serviceId, name: index.service(serviceId)?.name ?? serviceId },
    consumer,
    limits: tier,
    want: 'present',
    seen: { pluginId: held?.id ?? null, updatedAt: held?.updatedAt ?? null },
  };
};

/** Counted for the consumer, and not for each of its addresses. */
const isThatLimit = (plugin: Plugin, tier: RateLimits): boolean =>
  plugin.enabled &&
  (textSetting(plugin, 'limit_by') ?? 'consumer') === 'consumer' &&
  RATE_PERIODS.every((period) => numberSetting(plugin, period) === (tier[period] ?? null));

const limitOf = (
  { routes, consumer }: Asked,
  index: KongIndex,
  { service, limits }: KongRateLimitChange,
): PlannedLimit => {
  const who = { consumer: consumer.id, consumerGroups: index.consumerGroupsOf(consumer.id) ?? [] };
  const inForce = routes
    .filter(({ serviceId }) => serviceId === service.id)
    .map((route) => {
      const found = pluginsInForce(index, route, who).find(({ plugin }) => plugin.name === RATE_LIMITING);
      return { route, limit: found?.plugin ?? null };
    });
  const goesFirst = ({ limit }: (typeof inForce)[number]): boolean =>
    limit !== null && limit.scope.consumerId !== null && limit.scope.routeId !== null;
  const replaced = inForce.filter((one) => !goesFirst(one)).flatMap(({ limit }) => limit ?? []);
  return {
    service: service.name,
    limits,
    instead: [...new Set(replaced.map(limitPhrase))].filter((phrase) => phrase !== '').sort(),
    except: inForce.filter(goesFirst).map(({ route }) => route.name ?? route.id),
  };
};
