import type { Connection, CredentialRole } from '../domain/connection';
import { addressOf } from '../domain/connection-draft';
import type { Failure } from '../domain/reading';
import { err, ok, type Result } from '../domain/result';
import type { IsoTime } from '../domain/time';
import type { Viewer } from './authorize';
import { targetOf } from './connection-target';
import type { Errand, Fetched, KongTest, MeshTest, StoredSecrets } from './ports';
import type { ResolverPorts } from './resolver-ports';
import type { Refusal } from './refusal';
import { errandFor, keepExchanges, secretsInForce } from './source-errand';

export type ConnectionTest =
  | ({ outcome: 'answered'; kind: 'kong'; at: IsoTime } & KongTest)
  | ({ outcome: 'answered'; kind: 'kubernetes'; at: IsoTime } & MeshTest)
  | { outcome: 'failed'; at: IsoTime; failure: Failure; address: string };

/** Calls the connection with one of its credentials and tells what answered, or why nothing did. */
export async function testConnection(
  ports: ResolverPorts,
  { id, role, viewer }: { id: string; role: CredentialRole; viewer: Viewer },
): Promise<Result<ConnectionTest, Refusal>> {
  const found = await ports.connections.get(id);
  if (!found.ok) return found;
  const connection = found.value;
  if (connection === null) return err({ code: 'CONNECTION_GONE' });
  const secrets = await secretsInForce(ports, connection, role);
  if (!secrets.ok) return secrets;
  const errand = errandFor(ports, { viewer, purpose: 'test-connection' });
  const fetched = await tested(ports, { connection, role, secrets: secrets.value, errand });
  const logged = await keepExchanges(ports, connection, fetched);
  if (!logged.ok) return logged;
  const at = ports.clock.now();
  if (!fetched.result.ok) {
    return ok({
      outcome: 'failed',
      at,
      failure: fetched.result.error,
      address: addressOf(targetOf(connection)),
    });
  }
  const answer = fetched.result.value;
  return ok(
    'node' in answer
      ? { outcome: 'answered', kind: 'kong', at, ...answer }
      : { outcome: 'answered', kind: 'kubernetes', at, ...answer },
  );
}

type Trial = { connection: Connection; role: CredentialRole; secrets: StoredSecrets | null; errand: Errand };

/** A reader is tried on what it reads, a writer on what it would write. */
const tested = (
  ports: Pick<ResolverPorts, 'kong' | 'mesh' | 'kongWriter' | 'meshWriter'>,
  { connection, role, secrets, errand }: Trial,
): Promise<Fetched<KongTest | MeshTest>> =>
  connection.kind === 'kong'
    ? (role === 'reader' ? ports.kong : ports.kongWriter).test({ connection, secrets }, errand)
    : (role === 'reader' ? ports.mesh : ports.meshWriter).test({ connection, secrets }, errand);
