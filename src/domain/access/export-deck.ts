import type { JsonObject } from '../json';
import type { Consumer } from '../kong/entities';
import type { KongSnapshot } from '../kong/snapshot';
import type { KongAclChange, KongChange, KongRateLimitChange, PlannedConsumer } from './change';
import { RATE_PERIODS } from './kong-standing';
import { kongTagsOf } from './ownership';

export type Exportable<C> = { change: C; requestId: string };

/** `file`: null when there is nothing to write. `notes`: sentences on what to know before it is used. */
export type DeckExport = { file: JsonObject | null; notes: string[] };

/**
 * What changes put into force, as a decK file for `deck gateway apply`, which writes what the file has and deletes nothing. Never for
 * `sync`: that would delete everything else.
 *
 * Our marks stand on what is ours, one by one: `_info.select_tags` would be added to every entity, and so to consumers that are somebody
 * else's. Such a consumer has to be in the file all the same, since memberships hang on it; it is written with every field that Kong has
 * of it, so that applying it changes nothing. Services are only referred to, by a tag of theirs, since a file that held them would reset
 * what it leaves out.
 * @param kong as it was read last: fields of consumers and tags of services; null: it never was
 * @source facts on decK: go-database-reconciler pkg/file/types.go; `deck gateway apply`
 */
export const deckExport = (
  changes: readonly Exportable<KongChange>[],
  kong: KongSnapshot | null,
): DeckExport => {
  if (changes.length === 0) return { file: null, notes: [] };
  const consumers = [...new Map(changes.map(({ change }) => [change.consumer.id, change.consumer])).values()];
  const entities = consumers.map((consumer) => consumerEntity(consumer, { changes, kong }));
  const limits = changes.flatMap(({ change, requestId }) =>
    change.kind === 'kong-rate-limit' ? [{ change, requestId }] : [],
  );
  const lookups = lookupTags(limits, kong);
  const info = lookups.length === 0 ? {} : { _info: { default_lookup_tags: { services: lookups } } };
  return {
    file: {
      _format_version: '3.0',
      ...info,
      consumers: entities,
      ...(limits.length === 0 ? {} : { plugins: limits.map(pluginEntity) }),
    },
    notes: [
      'Use it with `deck gateway apply`. Never with `deck gateway sync`, which deletes what a file does not have.',
      ...notesOn(consumers, { changes, kong }),
      ...untagged(limits, kong).map(
        (service) =>
          `Service ${service} has no tag by which decK could find it: give it one, and name it under \`_info.default_lookup_tags.services\`.`,
      ),
    ],
  };
};

type Around = { changes: readonly Exportable<KongChange>[]; kong: KongSnapshot | null };

const readConsumer = (consumer: PlannedConsumer, kong: KongSnapshot | null): Consumer | undefined =>
  kong?.consumers.find(({ id }) => id === consumer.id);

const consumerEntity = (consumer: PlannedConsumer, { changes, kong }: Around): JsonObject => {
  const made = changes.find(
    ({ change }) => change.kind === 'kong-consumer' && change.consumer.id === consumer.id,
  );
  const known = readConsumer(consumer, kong);
  const fields =
    made === undefined
      ? {
          username: known?.username ?? consumer.name,
          custom_id: known?.customId ?? null,
          tags: known?.tags ?? [],
        }
      : { username: consumer.name, custom_id: null, tags: kongTagsOf(made.requestId) };
  const acls = changes.flatMap(({ change, requestId }) =>
    isAclOf(change, consumer) ? [{ group: change.group, tags: kongTagsOf(requestId) }] : [],
  );
  return {
    id: consumer.id,
    username: fields.username,
    ...(fields.custom_id === null ? {} : { custom_id: fields.custom_id }),
    ...(fields.tags.length === 0 ? {} : { tags: fields.tags }),
    ...(acls.length === 0 ? {} : { acls }),
  };
};

const isAclOf = (change: KongChange, consumer: PlannedConsumer): change is KongAclChange =>
  change.kind === 'kong-acl' && change.consumer.id === consumer.id;

const pluginEntity = ({ change, requestId }: Exportable<KongRateLimitChange>): JsonObject => ({
  id: change.id,
  name: 'rate-limiting',
  service: change.service.name,
  consumer: change.consumer.name,
  config: {
    limit_by: 'consumer',
    ...Object.fromEntries(
      RATE_PERIODS.flatMap((period) => {
        const limit = change.limits[period];
        return limit === undefined ? [] : [[period, limit] as const];
      }),
    ),
  },
  tags: kongTagsOf(requestId),
});

type Limits = readonly Exportable<KongRateLimitChange>[];

const tagsOfService = (id: string, kong: KongSnapshot | null): string[] =>
  kong?.services.find((service) => service.id === id)?.tags ?? [];

/** One tag a service is enough to find it. */
const lookupTags = (limits: Limits, kong: KongSnapshot | null): string[] => [
  ...new Set(limits.flatMap(({ change }) => tagsOfService(change.service.id, kong).slice(0, 1))),
];

const untagged = (limits: Limits, kong: KongSnapshot | null): string[] => [
  ...new Set(
    limits
      .filter(({ change }) => tagsOfService(change.service.id, kong).length === 0)
      .map(({ change }) => change.service.name),
  ),
];

const notesOn = (consumers: readonly PlannedConsumer[], { changes, kong }: Around): string[] =>
  consumers
    .filter(
      (consumer) =>
        readConsumer(consumer, kong) === undefined &&
        !changes.some(({ change }) => change.kind === 'kong-consumer' && change.consumer.id === consumer.id),
    )
    .map(
      ({ name }) =>
        `Consumer ${name} was not read, so its custom id and its tags are not in the file: add them, or decK takes them away.`,
    );
