import type { JobPorts } from '../job-ports';
import type { Effected } from './do-work';
import { endUnbound } from './end-unbound';
import { projectAsApp } from './project-as-app';

const PREFIX = 'check#';

/** The message that asks for a look at a page. There is no outbox row behind it: the sweep asks again until the page was looked at. */
export const checkKey = (pageId: string): string => `${PREFIX}${pageId}`;

export const pageToCheck = (key: string): string | null =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null;

/** The daily look: whatever on the page is not as the record has it is recorded and put right, and grants do not outlive what it is about. */
export async function checkPage(ports: JobPorts, pageId: string): Promise<Effected> {
  const ended = await endUnbound(ports, pageId);
  if (!ended.ok) return { outcome: 'later', because: ended.error.code };
  return projectAsApp(ports, { pageId, looks: true });
}
