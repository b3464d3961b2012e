import type { ConnectionId } from '../../domain/binding';
import { asReadersSee, type Drift, type DriftedGrant, type ToldDrift } from '../../domain/access/grant-drift';
import { stateAt, type AccessRequest } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import { keptDrift } from './kept-drift';

/** A difference, and a grant here that it is about as of now. */
export type DriftHere = { drift: ToldDrift; grant: DriftedGrant };

type Asked = {
  connectionIds: readonly ConnectionId[];
  isHere: (grant: DriftedGrant) => boolean;
  now: number;
};

type Reading = Pick<Ports, 'connections' | 'readings' | 'requests'>;

/**
 * What the newest comparisons of these connections say about grants here; without what was about grants that have ended since, or about
 * something that the connection does not lead to any more. A request is asked about once, however many differences there are.
 */
export async function driftsHere(
  ports: Reading,
  { connectionIds, isHere, now }: Asked,
): Promise<Result<DriftHere[], StorageFailure>> {
  const found: DriftHere[] = [];
  const unnamed = new Set<string>();
  const requests = readingOnce(ports);
  for (const connectionId of new Set(connectionIds)) {
    const connection = await ports.connections.get(connectionId);
    if (!connection.ok) return connection;
    // Nobody reads through one that was removed: what was found there is told for good otherwise.
    if (connection.value === null) continue;
    const report = await keptDrift(ports, connection.value);
    if (!report.ok) return report;
    for (const drift of report.value?.drifts ?? []) {
      const grant = await firstThatCounts(requests, { drift, grants: drift.grants.filter(isHere), now });
      if (!grant.ok) return grant;
      if (grant.value === null) continue;
      const { requestId } = grant.value;
      // They read alike: once is enough.
      if (drift.isUnnamed === true && unnamed.has(requestId)) continue;
      if (drift.isUnnamed === true) unnamed.add(requestId);
      found.push({ drift: asReadersSee(drift), grant: grant.value });
    }
  }
  return ok(found);
}

type ReadRequest = (id: string) => Promise<Result<AccessRequest | null, StorageFailure>>;

const readingOnce = ({ requests }: Pick<Ports, 'requests'>): ReadRequest => {
  const read = new Map<string, AccessRequest | null>();
  return async (id) => {
    const known = read.get(id);
    if (known !== undefined) return ok(known);
    const found = await requests.get(id);
    if (found.ok) read.set(id, found.value);
    return found;
  };
};

type Counting = { drift: Drift; grants: readonly DriftedGrant[]; now: number };

/** What no grant holds has no grant that could end; a deny-all outlives the one that it was set for. */
async function firstThatCounts(
  requestOf: ReadRequest,
  { drift: { is, thing }, grants, now }: Counting,
): Promise<Result<DriftedGrant | null, StorageFailure>> {
  if (is === 'extra' || thing.kind === 'istio-deny-all') return ok(grants[0] ?? null);
  for (const grant of grants) {
    const found = await requestOf(grant.requestId);
    if (!found.ok) return found;
    if (found.value !== null && stateAt(found.value, now) === 'ACTIVE') return ok(grant);
  }
  return ok(null);
}
