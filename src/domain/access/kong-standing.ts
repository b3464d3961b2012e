import type { Acl, Consumer, Plugin } from '../kong/entities';
import type { KongAclChange, KongConsumerChange, KongRateLimitChange, RateLimits } from './change';
import { requestInTags } from './ownership';
import type { Standing } from './standing';

/** @param acls those of the change's consumer; of others among them nothing is taken */
export const aclStanding = (change: KongAclChange, acls: readonly Acl[]): Standing => {
  const { consumer, group, want } = change;
  const acl = acls.find((one) => one.consumerId === consumer.id && one.group === group);
  if (acl === undefined) return nothingThere(want);
  const by = requestInTags(acl.tags);
  if (want === 'present') return { is: 'as wanted', by };
  return by === null
    ? leftAlone(`the membership of ${consumer.name} in ${group}, which is not Gatehouse’s`)
    : { is: 'to be written', by };
};

/** What is there of a consumer. */
export type ConsumerFound = {
  /** The one with the planned id. */
  consumer: Consumer | null;
  /** Another one that has the username. */
  namesake: Consumer | null;
  /** What would go with it if it were removed, in words: `2 key-auth credentials`. */
  holds: readonly string[];
};

/** A consumer is its id: one that was renamed by somebody stays the one that was planned. */
export const consumerStanding = (change: KongConsumerChange, found: ConsumerFound): Standing => {
  const { consumer, namesake, holds } = found;
  const { name } = change.consumer;
  if (consumer === null && change.want === 'present' && namesake !== null)
    return { is: 'foreign', what: `a consumer of the name ${name} with another id` };
  if (consumer === null) return nothingThere(change.want);
  const by = requestInTags(consumer.tags);
  if (change.want === 'present') return { is: 'as wanted', by };
  if (by === null) return leftAlone(`the consumer ${name}, which is not Gatehouse’s`);
  return holds.length === 0
    ? { is: 'to be written', by }
    : { is: 'as wanted', by, left: `the consumer ${name}, which has ${holds.join(', ')}` };
};

/** @param plugins at the planned id, and of that name in the scope of service and consumer */
export const rateLimitStanding = (change: KongRateLimitChange, plugins: readonly Plugin[]): Standing => {
  const foreign = plugins.find(({ name, tags }) => name !== 'rate-limiting' || requestInTags(tags) === null);
  const ours = ownRateLimit(plugins);
  if (change.want === 'absent') {
    if (ours !== null) return { is: 'to be written', by: requestInTags(ours.tags) };
    return foreign === undefined
      ? nothingThere('absent')
      : leftAlone(`${nameOf(foreign)}, which is not Gatehouse’s`);
  }
  if (foreign !== undefined) return { is: 'foreign', what: nameOf(foreign) };
  if (ours === null) return nothingThere('present');
  const by = requestInTags(ours.tags);
  return isAsWanted(change, ours) ? { is: 'as wanted', by } : { is: 'to be written', by };
};

/** The instance that is ours, whatever its id is by now. */
export const ownRateLimit = <P extends Pick<Plugin, 'name' | 'tags'>>(plugins: readonly P[]): P | null =>
  plugins.find(({ name, tags }) => name === 'rate-limiting' && requestInTags(tags) !== null) ?? null;

export const RATE_PERIODS = [
  'second',
  'minute',
  'hour',
  'day',
  'month',
  'year',
] as const satisfies readonly (keyof RateLimits)[];

/** The settings that are ours: a period that is not limited is null, and the rest of the plugin's settings are whoever's set them. */
export const rateLimitConfig = (
  limits: RateLimits,
): Record<(typeof RATE_PERIODS)[number], number | null> & { limit_by: 'consumer' } => ({
  second: limits.second ?? null,
  minute: limits.minute ?? null,
  hour: limits.hour ?? null,
  day: limits.day ?? null,
  month: limits.month ?? null,
  year: limits.year ?? null,
  limit_by: 'consumer',
});

const isAsWanted = (change: KongRateLimitChange, plugin: Plugin): boolean =>
  rateLimitDifferences(change, plugin).length === 0;

/** The fields in which the plugin is not what the change wants, as Kong names them. */
export const rateLimitDifferences = (change: KongRateLimitChange, plugin: Plugin): string[] => [
  ...(plugin.enabled ? [] : ['enabled']),
  ...(isInScope(change, plugin) ? [] : ['service, consumer or route']),
  ...Object.entries(rateLimitConfig(change.limits))
    .filter(([key, value]) => (plugin.config[key] ?? null) !== value)
    .map(([key]) => `config.${key}`),
];

/** Whether it is a rate limit of exactly this service and this consumer: Kong takes one. */
export const isInScope = (
  { service, consumer }: Pick<KongRateLimitChange, 'service' | 'consumer'>,
  { name, scope }: Pick<Plugin, 'name' | 'scope'>,
): boolean =>
  name === 'rate-limiting' &&
  scope.serviceId === service.id &&
  scope.consumerId === consumer.id &&
  scope.routeId === null &&
  scope.consumerGroupId === null;

const nothingThere = (want: 'present' | 'absent'): Standing =>
  want === 'present' ? { is: 'to be written', by: null } : { is: 'as wanted', by: null };

const leftAlone = (left: string): Standing => ({ is: 'as wanted', by: null, left });

const nameOf = ({ name, id }: Plugin): string => `the ${name} plugin ${id}`;
