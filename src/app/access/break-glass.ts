import { declareBreakGlass as declare } from '../../domain/access/break-glass';
import { judgeBreakGlass as judge } from '../../domain/access/judge-break-glass';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { beneficiariesOf } from './beneficiaries';
import { aliasTable } from './aliases';
import { answeredBefore, keepStep, nowOf } from './keep-step';
import { planNowOf } from './plan-now';
import { standingAmong, standingsOf } from './standings';

type Declaring = {
  by: string;
  reason: string;
  seen: { rev: number; planHash: string };
  command: Command;
};

/** Takes the access of a pending request without approval, by the right that the space's policy gives. */
export async function declareBreakGlass(
  ports: ResolverPorts,
  request: AccessRequest,
  { command, ...given }: Declaring,
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const { policy } = stored.value;
  if (policy.breakGlass === null) return err({ code: 'NO_BREAK_GLASS' });
  const where = { by: given.by, spaceId: request.spaceId, pageId: request.pageId };
  const standing = await standingAmong(ports, policy.breakGlass.mayDeclare, where);
  // The gateway is not read for somebody who may not declare it anyway.
  if (standing === 'no') return err({ code: 'MAY_NOT_DECLARE' });
  const planNow = await planNowOf(ports, request, { kind: 'person', accountId: given.by });
  if (!planNow.ok) return planNow;
  const facts = { now: nowOf(ports), policy, standing, planNow: planNow.value };
  return keepStep(ports, declare(request, given, facts), command);
}

type Judging = {
  by: string;
  verdict: 'JUSTIFIED' | 'VIOLATION';
  reason: string;
  seen: { rev: number };
  command: Command;
};

/** Judges access that was taken without approval, once it has ended. */
export async function judgeBreakGlass(
  ports: ResolverPorts,
  request: AccessRequest,
  { command, ...given }: Judging,
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const { policy } = stored.value;
  const where = { by: given.by, spaceId: request.spaceId, pageId: request.pageId };
  const [standings, beneficiaries, aliases] = await Promise.all([
    standingsOf(ports, policy, where),
    beneficiariesOf(ports, request),
    aliasTable(ports),
  ]);
  if (!aliases.ok) return aliases;
  const step = judge(request, given, {
    now: nowOf(ports),
    aliases: aliases.value,
    standings,
    beneficiaries,
    reasonMinLength: policy.reasonMinLength,
  });
  return keepStep(ports, step, command);
}
