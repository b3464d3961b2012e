import type { PageProjection } from '../../domain/access/page-projection';
import type { AccessRequest } from '../../domain/access/request';
import { isStillBound } from '../../domain/access/still-bound';
import { ok, type Result } from '../../domain/result';
import type { JobPorts } from '../job-ports';
import type { AccessRefusal } from './access-refusal';
import { nowOf } from './keep-step';
import { isLiveAt, orphanAll } from './live-grants';
import { requestsOn } from './page-requests';

/** A bit less than the day between two looks. */
const UNBOUND_FOR_MS = 20 * 3_600_000;

/**
 * Ends grants on a page that is no longer about what they are for. A page that is bound to something else was bound so by an editor, who is
 * asked what becomes of its grants where that is done with us: those left over end at once. A page without a macro of ours, or without
 * any binding, is nobody's decision yet: text is taken out of a page and put back within an hour, Confluence's lists lag, and ended access
 * does not come back by itself. So that is noted, and ends them when a look a day later finds the same. What cannot be read, or not be
 * understood, ends nothing. The page's text is read only where access rests on it.
 * @returns how many were ended
 */
export async function endUnbound(ports: JobPorts, pageId: string): Promise<Result<number, AccessRefusal>> {
  const listed = await requestsOn(ports, pageId);
  if (!listed.ok) return listed;
  const live = listed.value.filter(isLiveAt(nowOf(ports)));
  if (live.length === 0) return ok(0);
  const [bound, hasMacro] = await Promise.all([
    ports.confluence.readBinding(pageId),
    ports.confluence.hasMacro(pageId),
  ]);
  if (!bound.ok || !hasMacro.ok) return ok(0);
  const { binding } = bound.value;
  if (binding === null || !hasMacro.value) return endIfUnboundForLong(ports, pageId, live);
  const noted = await note(ports, pageId, null);
  if (!noted.ok) return noted;
  return endAll(
    ports,
    live.filter((request) => !isStillBound(request, binding)),
  );
}

const endIfUnboundForLong = async (
  ports: JobPorts,
  pageId: string,
  live: readonly AccessRequest[],
): Promise<Result<number, AccessRefusal>> => {
  const noted = await note(ports, pageId, nowOf(ports));
  if (!noted.ok) return noted;
  const since = noted.value;
  return since !== null && nowOf(ports) - since >= UNBOUND_FOR_MS ? endAll(ports, live) : ok(0);
};

const endAll = (ports: JobPorts, requests: readonly AccessRequest[]) =>
  orphanAll(ports, requests, { because: 'page unbound', by: null, leaves: false });

/** Since when it is unbound, as far as that is known: the first who notes it wins, and whoever loses to another writer looks again tomorrow. */
const note = async (
  { projections }: Pick<JobPorts, 'projections'>,
  pageId: string,
  now: number | null,
): Promise<Result<number | null, AccessRefusal>> => {
  const kept = await projections.get(pageId);
  if (!kept.ok) return kept;
  if (kept.value === null) return ok(null);
  const { unboundSince = null, ...row } = kept.value;
  if ((unboundSince === null) === (now === null)) return ok(unboundSince);
  const next: PageProjection = { ...row, rev: row.rev + 1, ...(now === null ? {} : { unboundSince: now }) };
  const saved = await projections.save(next);
  if (saved.ok) return ok(now);
  return saved.error.code === 'CONFLICT' ? ok(null) : saved;
};
