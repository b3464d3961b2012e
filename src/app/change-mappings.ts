import { CHAIN_OF_SITE } from '../domain/access/ledger';
import { mappingEntry, type MappingsTold, type NamedSubject } from '../domain/access/site-entries';
import { person, type Actor } from '../domain/access/transition';
import {
  sameSubject,
  type Mapping,
  type MappingChange,
  type MappingPair,
  type Subject,
} from '../domain/identity/mapping';
import type { Consumer } from '../domain/kong/entities';
import { err, ok, type Result } from '../domain/result';
import { nowOf, store, type StoringPorts } from './access/keep-step';
import { consumerName, estateOf, named, type NamedMapping } from './mappings';
import type { Ports } from './ports';
import { MAPPINGS_AT_ONCE } from './ports-of-access';
import type { Refusal } from './refusal';
import type { ResolverPorts } from './resolver-ports';

type Pair = { id: string; subject: Subject; consumerId: string };

/**
 * An admin says that a person or a group is a consumer. Lists lag a moment behind, so the answer is put together with what was just said.
 * @returns err SNAPSHOT_MISSING, GROUP_GONE, BAD_INPUT when the consumer does not exist, CONFLICT when the pair is mapped already
 */
export async function saveMapping(
  ports: ResolverPorts,
  { by, ...pair }: Pair & { by: string },
): Promise<Result<NamedMapping[], Refusal>> {
  const known = await knownConsumer(ports, pair);
  if (!known.ok) return known;
  const exists = await subjectExists(ports, pair.subject);
  if (!exists.ok) return exists;
  const mapping: Mapping = {
    connectionId: pair.id,
    subject: pair.subject,
    consumer: { id: known.value.id, name: consumerName(known.value) },
    source: 'admin',
    assertedBy: by,
    assertedAt: ports.clock.now(),
  };
  const actor = person(by);
  const added = await record(ports, [{ change: 'add', mapping }], { actor, because: 'an admin said so' });
  return added.ok ? others(ports, pair, [mapping]) : added;
}

/** Takes an admin's word back. Done already is done. */
export async function removeMapping(
  ports: ResolverPorts,
  { by, ...pair }: Pair & { by: string },
): Promise<Result<NamedMapping[], Refusal>> {
  const listed = await ports.mappings.list(pair.id);
  if (!listed.ok) return listed;
  const known = listed.value.find(
    ({ consumer, subject }) => consumer.id === pair.consumerId && sameSubject(subject, pair.subject),
  );
  const consumer = known?.consumer ?? { id: pair.consumerId, name: pair.consumerId };
  const mapping = { connectionId: pair.id, subject: pair.subject, consumer };
  const given = { actor: person(by), because: 'an admin said so' } as const;
  const removed = await record(ports, [{ change: 'remove', mapping }], given);
  return removed.ok || removed.error.code === 'CONFLICT' ? others(ports, pair, []) : removed;
}

export type RecordingPorts = StoringPorts & Pick<Ports, 'connections' | 'confluence'>;
type Recording = { actor: Actor; because: MappingsTold['because'] };

/** Takes all of them back, so many in one entry as one transaction takes. What is gone already is left out. */
export async function removeMappings(
  ports: RecordingPorts,
  mappings: readonly MappingPair[],
  given: Recording,
): Promise<Result<true, Refusal>> {
  for (let n = 0; n < mappings.length; n += MAPPINGS_AT_ONCE) {
    const some = mappings
      .slice(n, n + MAPPINGS_AT_ONCE)
      .map((mapping): MappingChange => ({ change: 'remove', mapping }));
    const removed = await record(ports, some, given);
    if (removed.ok) continue;
    if (removed.error.code !== 'CONFLICT') return removed;
    // The list lagged behind: which of them are still there shows one by one.
    for (const one of some) {
      const alone = await record(ports, [one], given);
      if (!alone.ok && alone.error.code !== 'CONFLICT') return alone;
    }
  }
  return ok(true);
}

/** Stores edits of one connection and one kind together with their entry. */
async function record(
  ports: RecordingPorts,
  edits: readonly MappingChange[],
  { actor, because }: Recording,
): Promise<Result<true, Refusal>> {
  const [first] = edits;
  if (first === undefined) return ok(true);
  const at = nowOf(ports);
  const found = await ports.connections.get(first.mapping.connectionId);
  if (!found.ok) return found;
  const connection = {
    id: first.mapping.connectionId,
    name: found.value?.name ?? first.mapping.connectionId,
  };
  const subjects = await namedSubjects(
    ports,
    edits.map(({ mapping }) => mapping.subject),
    at,
  );
  if (!subjects.ok) return subjects;
  const pairs = edits.flatMap(({ mapping }, n) => {
    const subject = subjects.value[n];
    return subject === undefined ? [] : [{ subject, consumer: mapping.consumer }];
  });
  const change = first.change === 'add' ? 'added' : 'removed';
  const entry = mappingEntry({ at, actor, change, connection, pairs, because });
  const stored = await store(ports, { chain: CHAIN_OF_SITE, entry, mappings: edits });
  return stored.ok ? ok(true) : stored;
}

const namedSubjects = async (
  ports: RecordingPorts,
  subjects: readonly Subject[],
  at: number,
): Promise<Result<NamedSubject[], Refusal>> => {
  const accountIds = subjects.flatMap((one) => (one.kind === 'account' ? [one.accountId] : []));
  const refs = await ports.requests.pseudonyms(accountIds, at);
  if (!refs.ok) return refs;
  return ok(
    await Promise.all(
      subjects.map(async (subject): Promise<NamedSubject> => {
        if (subject.kind === 'account')
          return { kind: 'account', ref: refs.value.get(subject.accountId) ?? '' };
        const group = await ports.confluence.group(subject.groupId);
        return { ...subject, name: group.ok ? (group.value?.name ?? null) : null };
      }),
    ),
  );
};

/** The list without the pair, and with what is said of it now. */
async function others(
  ports: ResolverPorts,
  { id, subject, consumerId }: Pair,
  now: readonly Mapping[],
): Promise<Result<NamedMapping[], Refusal>> {
  const listed = await ports.mappings.list(id);
  if (!listed.ok) return listed;
  const rest = listed.value.filter(
    (other) => other.consumer.id !== consumerId || !sameSubject(other.subject, subject),
  );
  return ok(await named(ports, [...rest, ...now]));
}

async function knownConsumer(
  ports: ResolverPorts,
  { id, consumerId }: Pair,
): Promise<Result<Consumer, Refusal>> {
  const read = await estateOf(ports, id);
  if (!read.ok) return read;
  const consumer = read.value.snapshot.consumers.find((each) => each.id === consumerId);
  return consumer === undefined
    ? err({
        code: 'BAD_INPUT',
        field: 'consumerId',
        detail: 'The gateway had no such consumer when it was read.',
      })
    : ok(consumer);
}

async function subjectExists(ports: ResolverPorts, subject: Subject): Promise<Result<true, Refusal>> {
  if (subject.kind === 'account') {
    const people = await ports.confluence.people([subject.accountId]);
    if (!people.ok) return people;
    return people.value.includes(subject.accountId)
      ? ok(true)
      : err({ code: 'BAD_INPUT', field: 'subject.accountId', detail: 'There is no such person.' });
  }
  const group = await ports.confluence.group(subject.groupId);
  if (!group.ok) return group;
  return group.value === null ? err({ code: 'GROUP_GONE', field: 'subject.groupId' }) : ok(true);
}
