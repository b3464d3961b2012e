import type { Binding } from '../../domain/binding';
import { isStillBound } from '../../domain/access/still-bound';
import { err, ok, type Result } from '../../domain/result';
import type { Viewer } from '../authorize';
import type { PageFacts } from '../ports';
import type { PageBinding } from '../read-binding';
import type { ResolverPorts } from '../resolver-ports';
import { saveBinding } from '../save-binding';
import type { AccessRefusal } from './access-refusal';
import { checkKey } from './check-page';
import { nowOf } from './keep-step';
import { requestsOn } from './page-requests';
import { isLiveAt, liveGrants, orphanAll } from './live-grants';

/** Longer than saving and ending take, and longer than Confluence's lists lag behind what was just written. */
const LOOKED_AFTER_SECONDS = 120;

type Rebinding = { version: number; binding: Binding; viewer: Viewer; by: string; endsGrants: boolean };

/**
 * Binds the page. Grants that were asked for on it rest on what it is bound to: those whose gateway or workload is none of the page's any
 * more end with the change, if whoever makes it says so. A look at the page is asked for before anything is saved: where saving is the last
 * thing that this process does, the look ends them.
 * @returns err LIVE_GRANTS when they did not say so; nothing is changed then
 */
export async function rebindWithGrants(
  ports: ResolverPorts,
  page: PageFacts,
  { version, binding, viewer, by, endsGrants }: Rebinding,
): Promise<Result<PageBinding, AccessRefusal>> {
  const listed = await requestsOn(ports, page.id);
  if (!listed.ok) return listed;
  const orphans = listed.value
    .filter(isLiveAt(nowOf(ports)))
    .filter((request) => !isStillBound(request, binding));
  if (orphans.length > 0 && !endsGrants) return err(liveGrants(orphans));
  // A message that is lost leaves it to the daily look.
  if (orphans.length > 0) await ports.work.push([checkKey(page.id)], LOOKED_AFTER_SECONDS);
  const saved = await saveBinding(ports, page, { version, binding, viewer });
  if (!saved.ok) return saved;
  const ended = await orphanAll(ports, orphans, { because: 'page unbound', by, leaves: false });
  return ended.ok ? ok(saved.value) : ended;
}
