import { homedName, homeKey, isAbout, type Home, type Homed } from '../../domain/access/home';
import { err, ok, type Result } from '../../domain/result';
import type { PageFacts } from '../ports';
import { SETTINGS_AT_ONCE, type Setting } from '../ports-of-access';
import type { Refusal } from '../refusal';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';

/** `title` null: the page is hidden from whoever asks. `spaceId`: where it is now, or was when it became the home. */
export type Elsewhere = { homed: Homed; rev: number; pageId: string; spaceId: string; title: string | null };

/** `elsewhere`: access to these is asked for on another page. `free`: these have no home yet, or none any more; each as it becomes the page's. */
export type HomesSeen = { elsewhere: Elsewhere[]; free: Setting<'home'>[] };

type HomePorts = Pick<ResolverPorts, 'recorded' | 'confluence'>;

/** Where access to each is asked for, seen from the page. A home that cannot be looked at stays one. */
export async function homesSeen(
  ports: HomePorts,
  page: Pick<PageFacts, 'id' | 'spaceId'>,
  all: readonly Homed[],
): Promise<Result<HomesSeen, Refusal>> {
  const seen: HomesSeen = { elsewhere: [], free: [] };
  const found = await Promise.all(all.map((homed) => ports.recorded.get('home', homeKey(homed))));
  for (const [n, homed] of all.entries()) {
    const stored = found[n];
    if (stored?.ok !== true) return stored ?? ok(seen);
    const home = stored.value;
    if (home === null) seen.free.push(homeOn(page, homed, 1));
    else if (home.value.pageId !== page.id) {
      const is = await lookAt(ports, homed, home.value);
      if (!is.ok) return is;
      if (is.value === null) seen.free.push(homeOn(page, homed, home.rev + 1));
      else seen.elsewhere.push({ ...is.value, homed, rev: home.rev, pageId: home.value.pageId });
    }
  }
  return ok(seen);
}

/** The page as the home of it, to be stored as that revision. */
export const homeOn = (
  { id: pageId, spaceId }: Pick<PageFacts, 'id' | 'spaceId'>,
  homed: Homed,
  rev: number,
): Setting<'home'> => ({ kind: 'home', id: homeKey(homed), rev, value: { spaceId, pageId } });

/**
 * What has to be set so that the page is the home of each: nothing where it is already.
 * @returns err NOT_HOME when access to some of them is asked for elsewhere; BAD_INPUT when they are too many to be set at once
 */
export async function atHome(
  ports: HomePorts,
  page: Pick<PageFacts, 'id' | 'spaceId'>,
  all: readonly Homed[],
): Promise<Result<Setting<'home'>[], AccessRefusal>> {
  const seen = await homesSeen(ports, page, all);
  if (!seen.ok) return seen;
  const { elsewhere, free } = seen.value;
  if (elsewhere.length > 0) {
    const named = elsewhere.map(({ homed, title }) => ({ name: homedName(homed), title }));
    return err({ code: 'NOT_HOME', elsewhere: named });
  }
  return free.length > SETTINGS_AT_ONCE ? err(TOO_MANY) : ok(free);
}

const TOO_MANY = {
  code: 'BAD_INPUT',
  field: 'ask.routeIds',
  detail: `Ask for routes of at most ${String(SETTINGS_AT_ONCE)} services at once.`,
} as const;

/** null: it is none any more, for it is in the bin, or bound to something else. One that is hidden may be so. */
async function lookAt(
  { confluence }: HomePorts,
  homed: Homed,
  { pageId, spaceId }: Home,
): Promise<Result<Pick<Elsewhere, 'title' | 'spaceId'> | null, Refusal>> {
  const page = await confluence.page(pageId);
  if (!page.ok) {
    if (page.error.code !== 'PAGE_NOT_VISIBLE') return page;
    const trashed = await confluence.isTrashed(pageId);
    if (!trashed.ok) return trashed;
    return ok(trashed.value ? null : { title: null, spaceId });
  }
  const bound = await confluence.readBinding(pageId);
  const isHome = !bound.ok || isAbout(bound.value.binding?.environments ?? [], homed);
  return ok(isHome ? { title: page.value.title, spaceId: page.value.spaceId } : null);
}
