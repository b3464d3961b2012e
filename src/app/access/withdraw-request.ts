import type { AccessRequest } from '../../domain/access/request';
import { withdrawRequest as withdraw } from '../../domain/access/withdraw-request';
import { ok, type Result } from '../../domain/result';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { aliasTable } from './aliases';
import { answeredBefore, keepStep, nowOf } from './keep-step';

/** The requester takes the request back. */
export async function withdrawRequest(
  ports: ResolverPorts,
  request: AccessRequest,
  { command, ...given }: { by: string; seen: { rev: number }; command: Command },
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  const aliases = await aliasTable(ports);
  if (!aliases.ok) return aliases;
  const facts = { now: nowOf(ports), aliases: aliases.value };
  return keepStep(ports, withdraw(request, given, facts), command);
}
