import { answerQuestion as answer, askBack as ask } from '../../domain/access/conversation';
import type { AccessRequest } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { Command } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { aliasTable } from './aliases';
import { answeredBefore, keepStep, nowOf } from './keep-step';
import { openQuestion } from './request-detail';
import { standingsOf } from './standings';

export type Saying = { by: string; text: string; seen: { rev: number }; command: Command };

/** Somebody who may decide asks the requester. */
export async function askBack(
  ports: ResolverPorts,
  request: AccessRequest,
  { command, ...said }: Saying,
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const where = { by: said.by, spaceId: request.spaceId, pageId: request.pageId };
  const standings = await standingsOf(ports, stored.value.policy, where);
  return keepStep(ports, ask(request, said, { now: nowOf(ports), standings }), command);
}

/** The requester answers the question that waits longest. */
export async function answerQuestion(
  ports: ResolverPorts,
  request: AccessRequest,
  { command, ...said }: Saying,
): Promise<Result<AccessRequest, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.request) return ok(before.value.request);
  const aliases = await aliasTable(ports);
  if (!aliases.ok) return aliases;
  const given = { ...said, question: openQuestion(request) };
  const facts = { now: nowOf(ports), aliases: aliases.value };
  return keepStep(ports, answer(request, given, facts), command);
}
