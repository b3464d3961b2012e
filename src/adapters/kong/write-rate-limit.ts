import type { SourceFailure } from '../../app/ports';
import type { Marked, WriteFailure } from '../../app/ports-of-writing';
import type { KongRateLimitChange } from '../../domain/access/change';
import {
  isInScope,
  ownRateLimit,
  rateLimitConfig,
  rateLimitStanding,
} from '../../domain/access/kong-standing';
import { kongTagsOf, remarkedTags } from '../../domain/access/ownership';
import type { JsonObject } from '../../domain/json';
import type { Plugin } from '../../domain/kong/entities';
import { err, ok, type Result } from '../../domain/result';
import type { WriteOutcome } from '../http/make-so';
import { collect, fetchOne } from './collection';
import { consumer as consumerShape, plugin, service as serviceShape } from './entity-shapes';
import type { KongLine } from './line';
import { tryOut } from './try-out';
import { notThereYet } from './write-acl';
import { deletedOutcome, outcomeOf, type About, type KongLook, type Rehearsed } from './write-outcome';

/**
 * A plugin instance is made with POST and its planned id, changed with PATCH, and removed by its id. POST is refused where Kong has one of
 * that id or in that scope. PATCH merges the settings, so that what others set beside the limits stays; Konnect has none, and gets the
 * whole entity as it was just read, age included, with ours in it.
 */
export const lookAtRateLimit = async (
  line: KongLine,
  { change, requestId }: Marked<KongRateLimitChange>,
): Promise<Result<KongLook, WriteFailure>> => {
  const found = await instances(line, change);
  if (!found.ok) return found;
  const ours = ownRateLimit(found.value);
  const { service, consumer } = change;
  const about: About = { entity: 'plugins', needs: `service ${service.name} or consumer ${consumer.name}` };
  const body = newPlugin(change, requestId);
  return ok({
    standing: rateLimitStanding(change, found.value),
    write: async () => {
      if (change.want === 'absent')
        return deletedOutcome(await line.write({ method: 'DELETE', path: pathOf(ours?.id ?? '') }));
      if (ours === null) {
        const made = await line.write({ method: 'POST', path: '/plugins', body });
        return explained(line, change, outcomeOf(made, about));
      }
      const changed = changedFields(change, { requestId, before: ours });
      return line.api.type === 'konnect'
        ? replace(line, { plugin: ours, changed, about })
        : changeOutcome(await line.write({ method: 'PATCH', path: pathOf(ours.id), body: changed }), about);
    },
    rehearse: () => rehearse(line, { change, about, body }),
  });
};

const pathOf = (id: string): string => `/plugins/${encodeURIComponent(id)}`;

/** What stands at the planned id, and what else is in the scope. A consumer that is not there has no plugins. */
const instances = async (
  line: KongLine,
  change: KongRateLimitChange,
): Promise<Result<Plugin[], SourceFailure>> => {
  const planned = await fetchOne(line, { path: pathOf(change.id), shape: plugin });
  if (planned.failure !== null && planned.failure.code !== 'NOT_THERE') return err(planned.failure);
  if (planned.items.some((one) => isInScope(change, one))) return ok(planned.items);
  const path = `/consumers/${encodeURIComponent(change.consumer.id)}/plugins`;
  const { items, failure } = await collect(line, { path, shape: plugin });
  if (failure !== null && failure.code !== 'NOT_THERE') return err(failure);
  return ok([...planned.items, ...items.filter((one) => one.id !== change.id && isInScope(change, one))]);
};

const newPlugin = (
  { id, service, consumer, limits }: KongRateLimitChange,
  requestId: string,
): JsonObject => ({
  id,
  name: 'rate-limiting',
  service: { id: service.id },
  consumer: { id: consumer.id },
  config: Object.fromEntries(Object.entries(rateLimitConfig(limits)).filter(([, value]) => value !== null)),
  tags: kongTagsOf(requestId),
});

type Changed = JsonObject & { config: JsonObject };

/** All that is ours of it. */
const changedFields = (
  { service, consumer, limits }: KongRateLimitChange,
  { requestId, before }: { requestId: string; before: Plugin },
): Changed => ({
  enabled: true,
  service: { id: service.id },
  consumer: { id: consumer.id },
  route: null,
  config: rateLimitConfig(limits),
  tags: remarkedTags(before.tags, requestId),
});

/** What was there a moment ago and is not now was removed by somebody. */
const changeOutcome = (...[answer, about]: Parameters<typeof outcomeOf>): ReturnType<typeof outcomeOf> =>
  !answer.ok && answer.failure.status === 404
    ? { is: 'overtaken', failure: { code: 'CHANGED_MEANWHILE', status: 404 } }
    : outcomeOf(answer, about);

type Replacement = { plugin: Plugin; changed: Changed; about: About };

/** The body may hold a secret (a redis password): it goes back where it came from and nowhere else. */
const replace = async (line: KongLine, { plugin: { id }, changed, about }: Replacement) => {
  const read = await line.get(pathOf(id));
  if (!read.ok) return { is: 'refused', failure: read.error } as const;
  const { updated_at: _set, ...whole } = read.value as JsonObject;
  const config = { ...(whole.config as JsonObject), ...changed.config };
  const body = { ...whole, ...changed, config };
  return changeOutcome(await line.write({ method: 'PUT', path: pathOf(id), body }), about);
};

/** What the plugin refers to: the first that is not there. */
const missing = async (
  line: KongLine,
  { service, consumer }: KongRateLimitChange,
): Promise<Result<'service' | 'consumer' | null, SourceFailure>> => {
  const [served, calling] = await Promise.all([
    fetchOne(line, { path: `/services/${encodeURIComponent(service.id)}`, shape: serviceShape }),
    fetchOne(line, { path: `/consumers/${encodeURIComponent(consumer.id)}`, shape: consumerShape }),
  ]);
  if (served.failure?.code === 'NOT_THERE') return ok('service');
  if (served.failure !== null) return err(served.failure);
  if (calling.failure?.code === 'NOT_THERE') return ok('consumer');
  return calling.failure === null ? ok(null) : err(calling.failure);
};

const notThere = (change: KongRateLimitChange, what: 'service' | 'consumer'): WriteFailure => ({
  code: 'NOT_THERE',
  detail: `${what} ${change[what].name}`,
});

/** Konnect does not say that it was the service or the consumer, and the Admin API not which of them. */
const explained = async (
  line: KongLine,
  change: KongRateLimitChange,
  outcome: WriteOutcome,
): Promise<WriteOutcome> => {
  if (outcome.is === 'written' || !['NOT_THERE', 'INVALID'].includes(outcome.failure.code)) return outcome;
  const gone = await missing(line, change);
  return gone.ok && gone.value !== null ? { is: 'refused', failure: notThere(change, gone.value) } : outcome;
};

/** Only the plan's own consumer may still be missing. */
const rehearse = async (
  line: KongLine,
  { change, about, body }: { change: KongRateLimitChange; about: About; body: JsonObject },
): Promise<Rehearsed> => {
  if (change.want === 'absent') return tryOut(line, about, null);
  const gone = await missing(line, change);
  if (!gone.ok) return gone;
  if (gone.value === 'service') return err(notThere(change, 'service'));
  const tried = await tryOut(line, about, body);
  if (!tried.ok || gone.value === null) return tried;
  return ok({ warnings: [...tried.value.warnings, notThereYet(change.consumer.name)] });
};
