import { dropGrant as drop, revokeGrant as revoke } from '../../domain/access/end-grant';
import type { AccessRequest } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { aliasTable } from './aliases';
import { answeredBefore, keepStep, nowOf } from './keep-step';
import { standingsOf } from './standings';

type Given = { by: string; seen: { rev: number }; command: Command };

/** Whoever asked, or has the access, gives it up. */
export async function dropGrant(
  ports: ResolverPorts,
  request: AccessRequest,
  { command, ...given }: Given,
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  const aliases = await aliasTable(ports);
  if (!aliases.ok) return aliases;
  return keepStep(ports, drop(request, given, { now: nowOf(ports), aliases: aliases.value }), command);
}

/** Somebody who may decide takes it back, or gives up on what could not be carried out. */
export async function revokeGrant(
  ports: ResolverPorts,
  request: AccessRequest,
  { command, ...given }: Given & { reason: string },
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const { policy } = stored.value;
  const where = { by: given.by, spaceId: request.spaceId, pageId: request.pageId };
  const standings = await standingsOf(ports, policy, where);
  const facts = { now: nowOf(ports), standings, reasonMinLength: policy.reasonMinLength };
  return keepStep(ports, revoke(request, given, facts), command);
}
