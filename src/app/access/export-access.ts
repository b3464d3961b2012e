import { isOfKong, type IstioChange, type KongChange, type PlannedChange } from '../../domain/access/change';
import { deckExport, type DeckExport, type Exportable } from '../../domain/access/export-deck';
import { stateAt, type AccessRequest, type RequestState } from '../../domain/access/request';
import { writtenPolicy } from '../../domain/access/written-policy';
import type { JsonObject } from '../../domain/json';
import { ok, type Result } from '../../domain/result';
import type { StorageFailure } from '../ports';
import type { ResolverPorts } from '../resolver-ports';
import { nowOf } from './keep-step';
import { requestsOn } from './page-requests';

/** What is approved, in the formats of those who would carry it out by hand. */
export type Exported =
  | { format: 'deck'; decks: (DeckExport & { connection: string })[] }
  | { format: 'istio'; meshes: { connection: string; manifests: JsonObject[] }[] }
  | { format: 'json'; requests: { request: AccessRequest; state: RequestState }[] };
export type ExportFormat = Exported['format'];

type ExportPorts = Pick<ResolverPorts, 'snapshots' | 'requests' | 'connections' | 'clock'>;

/** The changes of one request, whatever its state. */
export const exportRequest = (
  ports: ExportPorts,
  request: AccessRequest,
  format: ExportFormat,
): Promise<Result<Exported, StorageFailure>> => exportOf(ports, [request], format);

/** States whose changes are in force, or are to be. */
const APPROVED: readonly RequestState[] = ['APPROVED', 'APPLYING', 'ACTIVE'];

/** The approved state of a page: the changes of all its requests that are in force or are to be. */
export async function exportPageAccess(
  ports: ExportPorts,
  pageId: string,
  format: ExportFormat,
): Promise<Result<Exported, StorageFailure>> {
  const found = await requestsOn(ports, pageId);
  if (!found.ok) return found;
  const now = nowOf(ports);
  const approved = found.value.filter((request) => APPROVED.includes(stateAt(request, now)));
  return exportOf(ports, approved, format);
}

async function exportOf(
  ports: ExportPorts,
  requests: readonly AccessRequest[],
  format: ExportFormat,
): Promise<Result<Exported, StorageFailure>> {
  const sorted = [...requests].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (format === 'json') {
    const now = nowOf(ports);
    return ok({ format, requests: sorted.map((request) => ({ request, state: stateAt(request, now) })) });
  }
  const changes = sorted.flatMap(({ plan, id }) => plan.changes.map((change) => ({ change, requestId: id })));
  return format === 'istio' ? meshesOf(ports, changes) : decksOf(ports, changes);
}

type All = readonly Exportable<PlannedChange>[];

async function decksOf(ports: ExportPorts, changes: All): Promise<Result<Exported, StorageFailure>> {
  const decks: (DeckExport & { connection: string })[] = [];
  for (const [connectionId, some] of byConnection(changes.filter(goesToKong))) {
    const [snapshot, connection] = await Promise.all([
      ports.snapshots.current(connectionId),
      nameOf(ports, connectionId),
    ]);
    if (!snapshot.ok) return snapshot;
    if (!connection.ok) return connection;
    decks.push({ ...deckExport(some, snapshot.value?.snapshot ?? null), connection: connection.value });
  }
  return ok({ format: 'deck', decks });
}

async function meshesOf(ports: ExportPorts, changes: All): Promise<Result<Exported, StorageFailure>> {
  const meshes: { connection: string; manifests: JsonObject[] }[] = [];
  for (const [connectionId, some] of byConnection(changes.filter(goesToMesh))) {
    const connection = await nameOf(ports, connectionId);
    if (!connection.ok) return connection;
    const manifests = some.map(({ change, requestId }) =>
      writtenPolicy(change, { requestId, apiVersion: 'security.istio.io/v1' }),
    );
    meshes.push({ connection: connection.value, manifests });
  }
  return ok({ format: 'istio', meshes });
}

const byConnection = <C extends PlannedChange>(changes: readonly Exportable<C>[]) => {
  const groups = new Map<string, Exportable<C>[]>();
  for (const one of changes) {
    const id = one.change.connectionId;
    groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  return groups;
};

const nameOf = async ({ connections }: ExportPorts, id: string): Promise<Result<string, StorageFailure>> => {
  const found = await connections.get(id);
  return found.ok ? ok(found.value?.name ?? id) : found;
};

const goesToKong = (one: Exportable<PlannedChange>): one is Exportable<KongChange> => isOfKong(one.change);
const goesToMesh = (one: Exportable<PlannedChange>): one is Exportable<IstioChange> => !isOfKong(one.change);
