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
  { grants }: Pick<Ports, 'grants'>,
  pageId: string,
  { requests, now }: { requests: readonly AccessRequest[]; now: number },
): Promise<Result<Alarm[], StorageFailure>> {
  const held = await grants.list({ by: 'page', pageId });
  if (!held.ok) return held;
  const closed = held.value
    .filter(({ state }) => state === 'closed')
    .map((holding): Alarm => ({ kind: 'closed', holding }));
  return ok([...requests.flatMap((request) => alarmOf(request, now)), ...closed]);
}

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
