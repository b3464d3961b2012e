import type { ConnectionId } from '../../domain/binding';
import type { Drift, DriftedGrant } from '../../domain/access/grant-drift';
import { stateAt } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import { keptDrift } from './kept-drift';

/** A difference, and the grants here that it is about as of now: at least one. */
export type DriftHere = { drift: Drift; grants: [DriftedGrant, ...DriftedGrant[]] };

type Asked = {
  connectionIds: readonly ConnectionId[];
  isHere: (grant: DriftedGrant) => boolean;
  now: number;
};

/** What the newest comparisons of these connections say about grants here; without what was about grants that have ended since. */
export async function driftsHere(
  ports: Pick<Ports, 'readings' | 'requests'>,
  { connectionIds, isHere, now }: Asked,
): Promise<Result<DriftHere[], StorageFailure>> {
  const found: DriftHere[] = [];
  for (const connectionId of new Set(connectionIds)) {
    const report = await keptDrift(ports, connectionId);
    if (!report.ok) return report;
    for (const drift of report.value?.drifts ?? []) {
      const grants: DriftedGrant[] = [];
      for (const grant of drift.grants.filter(isHere)) {
        const counts = await stillCounts(ports, { drift, grant, now });
        if (!counts.ok) return counts;
        if (counts.value) grants.push(grant);
      }
      const [first, ...others] = grants;
      if (first !== undefined) found.push({ drift, grants: [first, ...others] });
    }
  }
  return ok(found);
}

/** What no grant holds has no grant that could end; a deny-all outlives the one that it was set for. */
async function stillCounts(
  { requests }: Pick<Ports, 'requests'>,
  { drift: { is, thing }, grant, now }: { drift: Drift; grant: DriftedGrant; now: number },
): Promise<Result<boolean, StorageFailure>> {
  if (is === 'extra' || thing.kind === 'istio-deny-all') return ok(true);
  const found = await requests.get(grant.requestId);
  if (!found.ok) return found;
  return ok(found.value !== null && stateAt(found.value, now) === 'ACTIVE');
}
