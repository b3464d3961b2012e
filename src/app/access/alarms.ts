import type { ToldDrift } from '../../domain/access/grant-drift';
import { connectionOf, type Holding } from '../../domain/access/holding';
import { connectionsOf } from '../../domain/access/plan';
import type { AccessRequest } from '../../domain/access/request';
import { stateAt } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import { driftsHere, type DriftHere } from './drifts-here';

/** What somebody has to know on the page, whoever looks. */
export type Alarm =
  | { kind: 'revoke-failed' | 'apply-failed' | 'break-glass' | 'judgement-due'; request: AccessRequest }
  /** A deny-all of ours keeps the workload closed. */
  | { kind: 'closed'; holding: Holding }
  /** What is there is not what was granted. */
  | { kind: 'drift'; drift: ToldDrift; requestId: string };

/** Access that does not end, does not begin, or was taken without approval; and workloads that are closed, since their last ALLOW ended. */
export async function alarmsOn(
  ports: Pick<Ports, 'grants' | 'requests' | 'readings' | 'connections'>,
  pageId: string,
  { requests, now }: { requests: readonly AccessRequest[]; now: number },
): Promise<Result<Alarm[], StorageFailure>> {
  const held = await ports.grants.list({ by: 'page', pageId });
  if (!held.ok) return held;
  const inUse = held.value.filter(({ state }) => state !== 'left');
  const older = await holdersBeside(ports, pageId, { requests, held: inUse });
  if (!older.ok) return older;
  const closed = held.value
    .filter(({ state }) => state === 'closed')
    .map((holding): Alarm => ({ kind: 'closed', holding }));
  const drifts = await driftsHere(ports, {
    connectionIds: [...held.value.map(connectionOf), ...requests.flatMap(({ plan }) => connectionsOf(plan))],
    isHere: (grant) => grant.pageId === pageId,
    now,
  });
  if (!drifts.ok) return drifts;
  const raised = [...requests, ...older.value].flatMap((request) => alarmOf(request, now));
  return ok([...raised, ...closed, ...drifts.value.map(driftAlarm)]);
}

export const driftAlarm = ({ drift, grant }: DriftHere): Alarm => ({
  kind: 'drift',
  drift,
  requestId: grant.requestId,
});

/** Something is held for these, however many have been asked for since. */
const holdersBeside = async (
  { requests: stored }: Pick<Ports, 'requests'>,
  pageId: string,
  { requests, held }: { requests: readonly AccessRequest[]; held: readonly Holding[] },
): Promise<Result<AccessRequest[], StorageFailure>> => {
  const known = new Set(requests.map(({ id }) => id));
  const holders = held.flatMap((holding) => holding.holders).filter((holder) => holder.pageId === pageId);
  const older: AccessRequest[] = [];
  for (const id of new Set(holders.map(({ requestId }) => requestId))) {
    if (known.has(id)) continue;
    const found = await stored.get(id);
    if (!found.ok) return found;
    if (found.value !== null) older.push(found.value);
  }
  return ok(older);
};

const alarmOf = (request: AccessRequest, now: number): Alarm[] => {
  switch (stateAt(request, now)) {
    case 'REVOKE_FAILED':
      return [{ kind: 'revoke-failed', request }];
    case 'APPLY_FAILED':
      return [{ kind: 'apply-failed', request }];
    case 'POST_REVIEW':
      return [{ kind: 'judgement-due', request }];
    case 'APPROVED':
    case 'APPLYING':
    case 'ACTIVE':
      return 'decidedBy' in request && request.decidedBy.kind === 'break-glass'
        ? [{ kind: 'break-glass', request }]
        : [];
    default:
      return [];
  }
};
