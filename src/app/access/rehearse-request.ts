import type { PlannedChange } from '../../domain/access/change';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { rehearseChange, type ChangeFailure } from './carry/write-change';
import { standingsOf } from './standings';

/** How the other side would take one change: `failure` null when it would. */
export type Rehearsal = { change: PlannedChange; failure: ChangeFailure | null; warnings: string[] };

/**
 * Asks each connection whether it would take each change of the plan, without writing, for people who decide. Each change alone: what a
 * change needs of one before it is not there yet.
 */
export async function rehearseRequest(
  ports: ResolverPorts,
  request: AccessRequest,
  by: string,
): Promise<Result<Rehearsal[], AccessRefusal>> {
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const where = { by, spaceId: request.spaceId, pageId: request.pageId };
  const standings = await standingsOf(ports, stored.value.policy, where);
  if (!standings.includes('yes'))
    return standings.includes('not known')
      ? err({ code: 'CANNOT_VERIFY', what: ['approvers'] })
      : err({ code: 'NOT_AN_APPROVER' });
  const doer = { kind: 'person', accountId: by } as const;
  const rehearsed: Rehearsal[] = [];
  for (const change of request.plan.changes) {
    const done = await rehearseChange(ports, { change, requestId: request.id, doer });
    if (done.ok) rehearsed.push({ change, failure: null, warnings: done.value.warnings });
    else if (done.error.code !== 'NOT_MADE') return err(done.error);
    else rehearsed.push({ change, failure: done.error.failure, warnings: [] });
  }
  return ok(rehearsed);
}
