import type { Effect } from '../../domain/access/transition';
import type { JobPorts } from '../job-ports';
import type { OutboxItem } from '../ports-of-access';
import type { Effected } from './do-work';
import { nowOf } from './keep-step';
import { projectAsApp } from './project-as-app';

type Item = OutboxItem & { effect: Extract<Effect, { do: 'project-space' }> };

const A_LIST = 25;
/** Kept back of the run's time: for the pages of one list. */
const RESERVE_MS = 60_000;

/**
 * Projects every page of a space that something was ever asked for on, a list of requests at a time. How far it came is kept in the work
 * itself, so that a run which is cut short, or has no time left, goes on where it was.
 */
export async function projectSpace(ports: JobPorts, item: Item): Promise<Effected> {
  const { spaceId } = item.effect;
  const filter = { by: 'space', spaceId, state: null } as const;
  const seen = new Set<string>();
  let { after } = item.effect;
  // Whoever began this put it off once.
  let { attempts } = item;
  for (;;) {
    const page = await ports.requests.list(filter, { cursor: after, limit: A_LIST });
    if (!page.ok) return { outcome: 'later', because: page.error.code };
    for (const { pageId } of page.value.requests.filter((one) => !seen.has(one.pageId))) {
      seen.add(pageId);
      const done = await projectAsApp(ports, { pageId });
      if (done.outcome === 'later') return done;
    }
    after = page.value.cursor;
    if (after === null) return { outcome: 'done' };
    attempts += 1;
    const kept = await ports.outbox.putOff(
      { ...item, attempts, effect: { ...item.effect, after } },
      nowOf(ports),
    );
    if (!kept.ok) return { outcome: 'later', because: kept.error.code };
    if (ports.clock.remainingMs() < RESERVE_MS) return goOn(ports, item);
  }
}

const goOn = async (ports: JobPorts, { key }: Item): Promise<Effected> => {
  await ports.work.push([key]);
  return { outcome: 'later', because: 'MORE_TO_DO' };
};
