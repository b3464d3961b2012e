import type { Connection, Owner } from '../domain/connection';
import { err, ok, type Result } from '../domain/result';
import type { ConnectionWithHealth } from './list-connections';
import type { Ports, SpaceFacts } from './ports';
import { allOrRefusal } from './read-environment';
import type { Refusal } from './refusal';

export type ConnectionDetails = ConnectionWithHealth & {
  owners: (Owner & { name: string | null })[];
  /** Those of the rules' spaces that the admin may see. */
  spaces: SpaceFacts[];
};

type ConnectionPorts = Pick<Ports, 'connections' | 'confluence'>;

export async function readConnection(
  ports: ConnectionPorts,
  id: string,
): Promise<Result<ConnectionDetails, Refusal>> {
  const found = await ports.connections.get(id);
  if (!found.ok) return found;
  return found.value === null ? err({ code: 'CONNECTION_GONE' }) : detailsOf(ports, found.value);
}

/** Adds the names that Confluence knows: of owning groups, and of the spaces that the rules speak of. */
export async function detailsOf(
  ports: ConnectionPorts,
  connection: Connection,
): Promise<Result<ConnectionDetails, Refusal>> {
  const [health, owners, spaces] = await Promise.all([
    ports.connections.health(connection.id),
    namedOwners(ports, connection.owners),
    connection.spaceRules.length === 0
      ? ok([])
      : ports.confluence.spaces(connection.spaceRules.map((rule) => rule.spaceId)),
  ]);
  if (!health.ok) return health;
  if (!owners.ok) return owners;
  if (!spaces.ok) return spaces;
  return ok({ connection, health: health.value, owners: owners.value, spaces: spaces.value });
}

/** A person's name is drawn by the interface from the account id; a group's must be asked for, and is null when it is gone. */
export async function namedOwners(
  { confluence }: Pick<Ports, 'confluence'>,
  owners: readonly Owner[],
): Promise<Result<ConnectionDetails['owners'], Refusal>> {
  return allOrRefusal(
    await Promise.all(
      owners.map(async (owner): Promise<Result<ConnectionDetails['owners'][number], Refusal>> => {
        if (owner.kind === 'person') return ok({ ...owner, name: null });
        const group = await confluence.group(owner.groupId);
        return group.ok ? ok({ ...owner, name: group.value?.name ?? null }) : group;
      }),
    ),
  );
}
