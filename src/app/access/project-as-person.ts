import type { AccessRequest } from '../../domain/access/request';
import { outboxKey } from '../../domain/access/transition';
import type { ResolverPorts } from '../resolver-ports';
import { projectPage } from './project-page';

/** What a step leaves of a resolver's time has to be this much: a handful of calls, and the answer. */
const TAKES_MS = 8_000;

/**
 * Tells a step on its page in the name of whoever took it, if they may edit the page and there is time. Whatever comes of it, the work
 * stays in the outbox until it is done: if not here, the app does it.
 */
export async function projectAsPerson(ports: ResolverPorts, request: AccessRequest): Promise<void> {
  const { pageId } = request;
  const key = outboxKey({ do: 'project', pageId });
  const waiting = await ports.outbox.get(key);
  if (!waiting.ok || waiting.value === null) return;
  const isDone = await writtenByThem(ports, request);
  if (isDone) await ports.outbox.done(waiting.value);
  else await ports.work.push([key]);
}

const writtenByThem = async (ports: ResolverPorts, request: AccessRequest): Promise<boolean> => {
  if (ports.clock.remainingMs() < TAKES_MS) return false;
  const mayEdit = await ports.confluence.mayEdit(request.pageId);
  if (!mayEdit.ok || !mayEdit.value) return false;
  const done = await projectPage(ports, { pageId: request.pageId, known: [request] });
  return done.ok;
};
