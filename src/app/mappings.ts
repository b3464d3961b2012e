import type { KongConnection } from '../domain/connection';
import {
  looksLikeAccountId,
  suggestMappings,
  type Mapping,
  type MappingSuggestion,
} from '../domain/identity/mapping';
import type { Consumer } from '../domain/kong/entities';
import type { KongIndex } from '../domain/kong/snapshot';
import { err, ok, type Result } from '../domain/result';
import { snapshotOf } from './page-estate';
import type { Refusal } from './refusal';
import type { ResolverPorts } from './resolver-ports';

export type NamedMapping = Mapping & { groupName: string | null };
/** The mappings of a Kong connection, by consumer, with the names of their groups. */
export async function listMappings(
  ports: ResolverPorts,
  id: string,
): Promise<Result<NamedMapping[], Refusal>> {
  const listed = await ports.mappings.list(id);
  return listed.ok ? ok(await named(ports, listed.value)) : listed;
}

export type Suggestions = {
  suggestions: (MappingSuggestion & { groupName: string | null })[];
  missing: string[];
};

/** Pairs that an admin may want to confirm: exact matches of ids and names. What could not be looked through is named. */
export async function suggest(ports: ResolverPorts, id: string): Promise<Result<Suggestions, Refusal>> {
  const read = await estateOf(ports, id);
  if (!read.ok) return read;
  const { consumers } = read.value.snapshot;
  const mapped = await ports.mappings.list(id);
  if (!mapped.ok) return mapped;
  const accountIds = [...new Set(consumers.map(({ customId }) => customId ?? ''))].filter(looksLikeAccountId);
  const [people, groups] = await Promise.all([
    ports.confluence.people(accountIds),
    ports.confluence.groups(),
  ]);
  const knownGroups = groups.ok ? groups.value.groups : [];
  const found = suggestMappings(
    consumers,
    { accountIds: people.ok ? people.value : [], groups: knownGroups },
    mapped.value,
  );
  const names = new Map(knownGroups.map((group) => [group.id, group.name]));
  return ok({
    suggestions: found.map((each) => ({
      ...each,
      groupName: each.subject.kind === 'group' ? (names.get(each.subject.groupId) ?? null) : null,
    })),
    missing: [
      ...(people.ok ? [] : ['Confluence’s people could not be read']),
      ...(groups.ok ? [] : ['Confluence’s groups could not be read']),
      ...(groups.ok && !groups.value.all ? ['Only the first thousand groups were looked through'] : []),
      ...(read.value.unread('consumers').length === 0 ? [] : ['Kong’s consumers were not read completely']),
    ],
  });
}

const MOST_CHOICES = 50;

/** Consumers of the snapshot whose name or custom id contains `query`, by name. */
export async function searchConsumers(
  ports: ResolverPorts,
  { id, query }: { id: string; query: string },
): Promise<Result<{ id: string; name: string }[], Refusal>> {
  const read = await estateOf(ports, id);
  if (!read.ok) return read;
  const wanted = query.trim().toLowerCase();
  return ok(
    read.value.snapshot.consumers
      .filter(({ username, customId }) =>
        `${username ?? ''}\n${customId ?? ''}`.toLowerCase().includes(wanted),
      )
      .map((consumer) => ({ id: consumer.id, name: consumerName(consumer) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, MOST_CHOICES),
  );
}

export async function estateOf(ports: ResolverPorts, id: string): Promise<Result<KongIndex, Refusal>> {
  const found = await ports.connections.get(id);
  if (!found.ok) return found;
  if (found.value?.kind !== 'kong') return err({ code: 'CONNECTION_GONE' });
  const connection: KongConnection = found.value;
  const read = await snapshotOf(ports, connection);
  if (!read.ok) return read;
  return read.value.indexed === null ? err({ code: 'SNAPSHOT_MISSING' }) : ok(read.value.indexed.index);
}

/** Names help the reader; that one cannot be read does not hide the mapping. */
export const named = async (
  { confluence }: Pick<ResolverPorts, 'confluence'>,
  mappings: readonly Mapping[],
): Promise<NamedMapping[]> => {
  const ids = new Set(mappings.flatMap(({ subject }) => (subject.kind === 'group' ? [subject.groupId] : [])));
  const names = new Map(
    await Promise.all(
      [...ids].map(async (id) => {
        const group = await confluence.group(id);
        return [id, group.ok ? (group.value?.name ?? null) : null] as const;
      }),
    ),
  );
  return mappings
    .map((mapping) => ({
      ...mapping,
      groupName: mapping.subject.kind === 'group' ? (names.get(mapping.subject.groupId) ?? null) : null,
    }))
    .sort((a, b) => (a.consumer.name < b.consumer.name ? -1 : a.consumer.name > b.consumer.name ? 1 : 0));
};

export const consumerName = ({ username, customId, id }: Consumer): string => username ?? customId ?? id;
