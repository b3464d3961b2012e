import type { Holding } from '../../domain/access/holding';
import type { AccessRequest } from '../../domain/access/request';
import { stateAt } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';

/** What somebody has to know on the page, whoever looks. */
export type Alarm =
  | { kind: 'revoke-failed' | 'apply-failed' | 'break-glass' | 'judgement-due'; request: AccessRequest }
  /** A deny-all of ours keeps the workload closed. */
  | { kind: 'closed'; holding: Holding };

/** Access that does not end, does not begin, or was taken without approval; and workloads that are closed, since their last ALLOW ended. */
export async function alarmsOn(
  ports: Pick<Ports, 'grants' | 'requests'>,
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
  return ok([...[...requests, ...older.value].flatMap((request) => alarmOf(request, now)), ...closed]);
}

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
