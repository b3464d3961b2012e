import { z } from 'zod';

import type { Marked, WriteFailure } from '../../app/ports-of-writing';
import type { SourceFailure } from '../../app/ports';
import type { KongConsumerChange } from '../../domain/access/change';
import { consumerStanding } from '../../domain/access/kong-standing';
import { kongTagsOf, requestInTags } from '../../domain/access/ownership';
import type { Consumer } from '../../domain/kong/entities';
import { err, ok, type Result } from '../../domain/result';
import { segment } from '../http/address';
import { collect, fetchOne } from './collection';
import { consumer, plugin } from './entity-shapes';
import type { KongLine } from './line';
import { acl } from './snapshot-shapes';
import { tryOut } from './try-out';
import { deletedOutcome, outcomeOf, type About, type KongLook } from './write-outcome';

const ABOUT: About = { entity: 'consumers', needs: '' };

/**
 * A consumer is made with POST and its planned id: Kong then refuses a second one of that id or name, where a PUT would have reset what
 * somebody set. It is never changed. A deletion takes everything of the consumer's along, so it is only made when nothing is left of it,
 * and nothing that could not be read might be; what somebody adds between that reading and the deletion goes with it, as Kong has no
 * condition for this.
 */
export const lookAtConsumer = async (
  line: KongLine,
  { change, requestId }: Marked<KongConsumerChange>,
): Promise<Result<KongLook, WriteFailure>> => {
  const { id, name } = change.consumer;
  const path = `/consumers/${encodeURIComponent(id)}`;
  const there = await consumerAt(line, id);
  if (!there.ok) return there;
  const found = there.value;
  const isNew = found === null && change.want === 'present';
  const other = isNew ? await consumerAt(line, name) : ok(null);
  if (!other.ok) return other;
  const isOurs = found !== null && requestInTags(found.tags) !== null;
  const held = isOurs && change.want === 'absent' ? await heldBy(line, path) : ok([]);
  if (!held.ok) return held;
  const body = { id, username: name, tags: kongTagsOf(requestId) };
  const standing = consumerStanding(change, { consumer: found, namesake: other.value, holds: held.value });
  return ok({
    standing,
    write: async () =>
      change.want === 'present'
        ? outcomeOf(await line.write({ method: 'POST', path: '/consumers', body }), ABOUT)
        : deletedOutcome(await line.write({ method: 'DELETE', path })),
    rehearse: () => tryOut(line, ABOUT, change.want === 'present' ? body : null),
  });
};

/** By id or username. A name that no entity may have is answered with 400, and there is none of that name. */
const consumerAt = async (line: KongLine, name: string): Promise<Result<Consumer | null, SourceFailure>> => {
  const place = segment(name);
  if (place === null) return ok(null);
  const { items, failure } = await fetchOne(line, { path: `/consumers/${place}`, shape: consumer });
  if (failure?.code === 'NOT_THERE' || failure?.status === 400) return ok(null);
  return failure === null ? ok(items[0] ?? null) : err(failure);
};

/** Below a consumer. Of credentials it is only counted that they are there; each of their bodies ends in its parser. */
const CREDENTIALS = [
  'key-auth',
  'key-auth-enc',
  'basic-auth',
  'jwt',
  'hmac-auth',
  'oauth2',
  'mtls-auth',
] as const;

const anything = z.object({ id: z.string() }).transform(({ id }) => ({ id }));
const group = z.object({ name: z.string() }).transform(({ name }) => ({ name }));

/** What would go with the consumer, in words. A list that the edition does not have (404) is empty. */
const heldBy = async (line: KongLine, path: string): Promise<Result<string[], SourceFailure>> => {
  const listed = async <T>(nested: string, shape: z.ZodType<T>): Promise<Result<T[], SourceFailure>> => {
    const { items, failure } = await collect(line, { path: `${path}/${nested}`, shape });
    if (failure?.code === 'NOT_THERE') return ok([]);
    return failure === null ? ok(items) : err(failure);
  };
  const named = async <T>(nested: string, shape: z.ZodType<T>, wordsOf: (items: T[]) => string[]) => {
    const read = await listed(nested, shape);
    return read.ok ? ok(wordsOf(read.value)) : read;
  };
  const parts = await Promise.all([
    named('acls', acl, (acls) => acls.map((one) => `the group ${one.group}`)),
    named('plugins', plugin, (plugins) => plugins.map((one) => `the plugin ${one.name}`)),
    named('consumer_groups', group, (groups) => groups.map((one) => `the consumer group ${one.name}`)),
    ...CREDENTIALS.map((kind) =>
      named(kind, anything, ({ length }) => (length === 0 ? [] : [`${length} ${kind}`])),
    ),
  ]);
  const failed = parts.find((part) => !part.ok);
  if (failed?.ok === false) return failed;
  return ok(parts.flatMap((part) => (part.ok ? part.value : [])));
};
