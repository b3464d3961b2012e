import { extensionOf } from '../../domain/access/extend-grant';
import { openRequest as open } from '../../domain/access/open-request';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { aliasTable } from './aliases';
import { answeredBefore, keepStep, nowOf } from './keep-step';
import { planIn } from './fresh-world';
import { worldOf } from './plan-now';
import { planRefusal } from './plan-refusal';

export type Extending = {
  by: string;
  seen: { rev: number };
  durationMs: number;
  reason: string;
  ticket: string | null;
  command: Command;
};

/** Asks for more time: a request of its own for the same, which is approved as any other. What both hold stays in place. */
export async function extendGrant(
  ports: ResolverPorts,
  request: AccessRequest,
  { by, seen, durationMs, reason, ticket, command }: Extending,
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  const aliases = await aliasTable(ports);
  if (!aliases.ok) return aliases;
  const facts = { now: nowOf(ports), aliases: aliases.value };
  const wanted = extensionOf(request, { by, ms: durationMs, seen }, facts);
  if (!wanted.ok) return wanted;
  const { ask, extension } = wanted.value;
  const world = await worldOf(ports, request, { kind: 'person', accountId: by });
  if (!world.ok) return world;
  const planNow = planIn(world.value, ask);
  if (!planNow.ok) return err(planRefusal(planNow.error));
  if (planNow.value.outcome === 'nothing to change')
    return err({ code: 'NO_PLAN', because: ['Nothing would change.', ...planNow.value.because] });
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const { spaceId, pageId } = request;
  const opening = { id: ports.ids.next(), by, spaceId, pageId, ask, reason, ticket, extension };
  const step = open(opening, { now: nowOf(ports), policy: stored.value.policy, plan: planNow.value.plan });
  return keepStep(ports, step, command);
}
