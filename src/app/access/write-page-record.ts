import { outboxKey } from '../../domain/access/transition';
import { err, type Result } from '../../domain/result';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { readPageRecord, type PageRecord } from './page-record';
import { projectPage } from './project-page';

/** Has the page say what the record says, in the name of an editor who asks for it: where the app may not, or a table was edited by hand. */
export async function writePageRecord(
  ports: ResolverPorts,
  { pageId, anew }: { pageId: string; anew: boolean },
): Promise<Result<PageRecord, AccessRefusal>> {
  const waiting = await ports.outbox.get(outboxKey({ do: 'project', pageId }));
  if (!waiting.ok) return waiting;
  const done = await projectPage(ports, { pageId, looks: true, anew });
  if (done.ok && waiting.value !== null) await ports.outbox.done(waiting.value);
  if (done.ok) return readPageRecord(ports, pageId);
  const { error } = done;
  return error.code === 'NOT_THERE_YET' ? readPageRecord(ports, pageId) : err(error);
}
