import pLimit from 'p-limit';
import type { Environment } from '../../domain/binding';
import {
  homedName,
  homedService,
  homedWorkload,
  homeKey,
  isAbout,
  type Home,
  type Homed,
} from '../../domain/access/home';
import { err, ok, type Result } from '../../domain/result';
import type { KongReading, PageFacts } from '../ports';
import { SETTINGS_AT_ONCE, type Setting } from '../ports-of-access';
import type { EnvironmentReading } from '../read-environment';
import type { Refusal } from '../refusal';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';

/** `title` null: the page is hidden from whoever asks. `spaceId`: where it is now, or was when it became the home. */
export type Elsewhere = { homed: Homed; rev: number; pageId: string; spaceId: string; title: string | null };

/** `elsewhere`: access to these is asked for on another page. `free`: these have no home yet, or none any more; each as it becomes the page's. */
export type HomesSeen = { elsewhere: Elsewhere[]; free: Setting<'home'>[] };

/** A tag may have a hundred services. */
const READ_AT_A_TIME = 10;

type HomePorts = Pick<ResolverPorts, 'recorded' | 'confluence'>;

/** The services that were read of an environment's gateway, and its workload. */
export const homedIn = (
  { kong, kubernetes }: Environment,
  reading: EnvironmentReading<KongReading>['reading'] | null,
): Homed[] => {
  const services = reading !== null && 'data' in reading ? reading.data.services : [];
  return [
    ...(kong === null ? [] : services.map((service) => homedService(kong.connectionId, service))),
    ...(kubernetes === null ? [] : [homedWorkload(kubernetes)]),
  ];
};

/** Where access to each is asked for, seen from the page. A home that cannot be looked at stays one. */
export async function homesSeen(
  ports: HomePorts,
  page: Pick<PageFacts, 'id' | 'spaceId'>,
  all: readonly Homed[],
): Promise<Result<HomesSeen, Refusal>> {
  const seen: HomesSeen = { elsewhere: [], free: [] };
  const atATime = pLimit(READ_AT_A_TIME);
  const found = await Promise.all(
    all.map((homed) => atATime(() => ports.recorded.get('home', homeKey(homed)))),
  );
  const look = lookingAt(ports);
  for (const [n, homed] of all.entries()) {
    const stored = found[n];
    if (stored?.ok !== true) return stored ?? ok(seen);
    const home = stored.value;
    if (home === null) seen.free.push(homeOn(page, homed, 1));
    else if (home.value.pageId !== page.id) {
      const is = await look(homed, home.value);
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

/** A page as far as it may be a home. `environments` null: what it is about cannot be understood, or is hidden. */
type Looked = { title: string | null; spaceId: string | null; environments: Environment[] | null };

/**
 * Looks at homes, at each page once, however many services have it. null: it is none any more, for it is in the bin, or bound to something
 * else. One that is hidden may be so.
 */
const lookingAt = ({ confluence }: HomePorts) => {
  const looked = new Map<string, Promise<Result<Looked | 'in the bin', Refusal>>>();
  return async (
    homed: Homed,
    home: Home,
  ): Promise<Result<Pick<Elsewhere, 'title' | 'spaceId'> | null, Refusal>> => {
    const page = looked.get(home.pageId) ?? lookAt(confluence, home.pageId);
    looked.set(home.pageId, page);
    const found = await page;
    if (!found.ok) return found;
    if (found.value === 'in the bin') return ok(null);
    const { title, spaceId, environments } = found.value;
    const isHome = environments === null || isAbout(environments, homed);
    return ok(isHome ? { title, spaceId: spaceId ?? home.spaceId } : null);
  };
};

async function lookAt(
  confluence: HomePorts['confluence'],
  pageId: string,
): Promise<Result<Looked | 'in the bin', Refusal>> {
  const page = await confluence.page(pageId);
  if (!page.ok) {
    if (page.error.code !== 'PAGE_NOT_VISIBLE') return page;
    const trashed = await confluence.isTrashed(pageId);
    if (!trashed.ok) return trashed;
    return ok(trashed.value ? 'in the bin' : { title: null, spaceId: null, environments: null });
  }
  const bound = await confluence.readBinding(pageId);
  const { title, spaceId } = page.value;
  return ok({ title, spaceId, environments: bound.ok ? (bound.value.binding?.environments ?? []) : null });
}
