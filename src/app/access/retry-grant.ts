import { beginApply } from '../../domain/access/begin-apply';
import { retryRevoke } from '../../domain/access/finish-revoke';
import { isSamePerson } from '../../domain/access/people';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { aliasTable } from './aliases';
import { factsNow } from './carry/apply-grant';
import { answeredBefore, keepStep, nowOf } from './keep-step';
import { standingsOf } from './standings';

/**
 * Somebody who may decide, or who asked, has tried again what failed. Carrying out: everything that it rests on is checked anew, and the job
 * that writes does so once more. Taking back: it is tried for ever anyway, ever more seldom, and at once when somebody asks.
 */
export async function retryGrant(
  ports: ResolverPorts,
  request: AccessRequest,
  { by, seen, command }: { by: string; seen: { rev: number }; command: Command },
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  if (request.state !== 'APPLY_FAILED' && request.state !== 'REVOKE_FAILED')
    return err({ code: 'WRONG_STATE', now: request.state });
  const may = await mayHaveItCarriedOut(ports, request, by);
  if (!may.ok) return may;
  if (request.state === 'REVOKE_FAILED')
    return keepStep(ports, retryRevoke(request, { by, seen }, { now: nowOf(ports) }), command);
  const facts = await factsNow(ports, request);
  if (!facts.ok) return facts;
  return keepStep(ports, beginApply(request, facts.value, { by, seen }), command);
}

/** Who asked, or who decides. err NOT_AN_APPROVER */
export async function mayHaveItCarriedOut(
  ports: ResolverPorts,
  { requester, spaceId, pageId }: AccessRequest,
  by: string,
): Promise<Result<true, AccessRefusal>> {
  const aliases = await aliasTable(ports);
  if (!aliases.ok) return aliases;
  if (isSamePerson(aliases.value, requester, by)) return ok(true);
  const stored = await ports.policies.get(spaceId);
  if (!stored.ok) return stored;
  const standings = await standingsOf(ports, stored.value.policy, { by, spaceId, pageId });
  if (standings.includes('yes')) return ok(true);
  return standings.includes('not known')
    ? err({ code: 'CANNOT_VERIFY', what: ['approvers'] })
    : err({ code: 'NOT_AN_APPROVER' });
}
