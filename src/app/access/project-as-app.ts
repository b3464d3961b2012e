import type { Barred } from '../../domain/access/page-projection';
import { ok, type Result } from '../../domain/result';
import type { JobPorts } from '../job-ports';
import type { StoredOutcome } from '../ports-of-access';
import type { Effected } from './do-work';
import { nowOf } from './keep-step';
import { projectPage, type ProjectRefusal } from './project-page';

/** After so many attempts, which take hours, an index that lags is no explanation any more: there is nothing to show. */
const NOTHING_TO_SHOW_AFTER = 8;

/**
 * Projects as the app. A page that is closed to it, or gone, is done with: it is kept as barred and shown so, until somebody who may edit
 * the page decides there, or the daily look finds it open.
 */
export async function projectAsApp(
  ports: JobPorts,
  { pageId, attempts = 0, looks = false }: { pageId: string; attempts?: number; looks?: boolean },
): Promise<Effected> {
  const done = await projectPage(ports, { pageId, looks });
  if (done.ok) return { outcome: 'done' };
  const from = barredFrom(done.error);
  if (from !== null) return outcomeOf(await bar(ports, { pageId, from }));
  if (done.error.code === 'NOT_THERE_YET' && attempts >= NOTHING_TO_SHOW_AFTER) return { outcome: 'done' };
  return { outcome: 'later', because: done.error.code };
}

const barredFrom = ({ code }: ProjectRefusal): Barred['from'] | null =>
  code === 'PAGE_NOT_VISIBLE' ? 'page' : code === 'NOT_PAGE_EDITOR' ? 'edit' : null;

const bar = async (
  ports: JobPorts,
  { pageId, from }: { pageId: string; from: Barred['from'] },
): Promise<StoredOutcome> => {
  const kept = await ports.projections.get(pageId);
  if (!kept.ok) return kept;
  if (kept.value === null) return ok(true);
  const now = nowOf(ports);
  const row = kept.value;
  return ports.projections.save({ ...row, rev: row.rev + 1, barred: { from, at: now }, checkedAt: now });
};

const outcomeOf = (saved: Result<unknown>): Effected =>
  saved.ok ? { outcome: 'done' } : { outcome: 'later', because: saved.error.code };
