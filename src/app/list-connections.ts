import type { Connection, ConnectionHealth } from '../domain/connection';
import { ok, type Result } from '../domain/result';
import type { Ports } from './ports';
import { allOrRefusal } from './read-environment';
import type { Refusal } from './refusal';

export type ConnectionWithHealth = { connection: Connection; health: ConnectionHealth };

/** Every connection with its health, by name. */
export async function listConnections({
  connections,
}: Pick<Ports, 'connections'>): Promise<Result<ConnectionWithHealth[], Refusal>> {
  const listed = await connections.list();
  if (!listed.ok) return listed;
  return allOrRefusal(
    await Promise.all(
      listed.value.map(async (connection) => {
        const health = await connections.health(connection.id);
        return health.ok ? ok({ connection, health: health.value }) : health;
      }),
    ),
  );
}
