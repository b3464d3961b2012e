import type { KubernetesConnection } from '../../domain/connection';
import type { MeshAsk } from '../../domain/access/ask';
import type { WorkloadFacts } from '../../domain/istio/workload/guards';
import { ok, type Result } from '../../domain/result';
import { coversKubernetes, scopeOf } from '../../domain/space-rules';
import type { Ports, StorageFailure } from '../ports';
import { withLists } from '../read-policies';
import { errandFor, keepExchanges, secretsInForce, type Doer } from '../source-errand';

/** The workload that a grant is asked of, as it is now; or what of it could not be read. `refused`: the space may not change it. */
export type FreshMesh =
  | { read: 'not'; parts: string[] }
  | { read: 'connection gone' }
  | { read: 'whole'; facts: WorkloadFacts; refused: string[] };

type ReadingPorts = Pick<Ports, 'clock' | 'ids' | 'connections' | 'secrets' | 'exchanges' | 'mesh'>;
export type Workload = Pick<MeshAsk, 'connectionId' | 'namespace' | 'labels'>;

/** Parts that could not be read stand in `facts.unread`: what they mean for a plan is the plan's question. */
export async function freshMesh(
  ports: ReadingPorts,
  { doer, spaceId, workload }: { doer: Doer; spaceId: string; workload: Workload },
): Promise<Result<FreshMesh, StorageFailure>> {
  const found = await ports.connections.get(workload.connectionId);
  if (!found.ok) return found;
  const connection = found.value;
  if (connection?.kind !== 'kubernetes') return ok({ read: 'connection gone' });
  const facts = await workloadFacts(ports, connection, { doer, workload });
  if (!facts.ok) return facts;
  if (facts.value === null) return ok({ read: 'not', parts: ['the workload'] });
  const isCovered = coversKubernetes(scopeOf(connection.spaceRules, spaceId, 'change'), workload);
  return ok({
    read: 'whole',
    facts: facts.value,
    refused: isCovered ? [] : [`namespace ${workload.namespace}`],
  });
}

/** Read live, with the reader's credential; null when nothing of it could be read. */
async function workloadFacts(
  ports: ReadingPorts,
  connection: KubernetesConnection,
  { doer, workload }: { doer: Doer; workload: Workload },
): Promise<Result<WorkloadFacts | null, StorageFailure>> {
  const secrets = await secretsInForce(ports, connection, 'reader');
  if (!secrets.ok) return secrets;
  const errand = errandFor(ports, { viewer: doer, purpose: 'plan-access', sources: 2 });
  const fetched = await ports.mesh.readTarget({ connection, secrets: secrets.value }, workload, errand);
  const logged = await keepExchanges(ports, connection, fetched);
  if (!logged.ok) return logged;
  if (!fetched.result.ok) return ok(null);
  const { policies, mesh, surroundings, unread } = withLists(fetched.result.value);
  const bound = { namespace: workload.namespace, labels: workload.labels };
  return ok({ bound, policies, mesh: mesh.config, surroundings, unread });
}
