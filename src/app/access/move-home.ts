import { homedName, type Homed } from '../../domain/access/home';
import { CHAIN_OF_SITE, chainOfSpace } from '../../domain/access/ledger';
import { homeEntry } from '../../domain/access/space-entries';
import { person } from '../../domain/access/transition';
import { err, ok, type Result } from '../../domain/result';
import { coversKong, coversKubernetes, scopeOf } from '../../domain/space-rules';
import { boundPage } from '../bound-page';
import type { ConfluencePort, PageFacts } from '../ports';
import { SETTINGS_AT_ONCE } from '../ports-of-access';
import type { Refusal } from '../refusal';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { homedIn, homeOn, homesSeen, type Elsewhere } from './homes';
import { nowOf, store } from './keep-step';
import { routesReadLast } from './routes-read-last';

/** Whether somebody may have all of it asked for on a page of the space: an admin there and where it is now, or of Confluence. */
export async function mayMoveHomes(
  confluence: ConfluencePort,
  { spaceId }: Pick<PageFacts, 'spaceId'>,
  elsewhere: readonly Pick<Elsewhere, 'spaceId'>[],
): Promise<Result<boolean, Refusal>> {
  const here = await confluence.isSpaceAdmin(spaceId);
  if (!here.ok || !here.value) return here;
  for (const other of new Set(elsewhere.map((one) => one.spaceId))) {
    const there = other === spaceId ? here : await confluence.isSpaceAdmin(other);
    if (!there.ok) return there;
    if (!there.value) return confluence.isConfluenceAdmin();
  }
  return ok(true);
}

/**
 * Has access asked for on this page to everything of the environment that is asked for elsewhere so far, with an entry that tells it. Requests
 * and grants stay on the page they were asked for on. Answers how many homes moved.
 * @returns err NOT_SPACE_ADMIN for somebody who is no admin of both spaces; NOT_CHANGED_HERE where the space may not change it
 */
export async function moveHome(
  ports: ResolverPorts,
  page: PageFacts,
  { environment, by }: { environment: string; by: string },
): Promise<Result<number, AccessRefusal>> {
  const viewer = { kind: 'person', accountId: by } as const;
  const bound = await boundPage(ports.confluence, page, viewer);
  if (!bound.ok) return bound;
  const of = bound.value.environments.find(({ name }) => name === environment);
  if (of === undefined) return err({ code: 'NOT_BOUND' });
  const read = of.kong === null ? ok([]) : await routesReadLast(ports, page, viewer);
  if (!read.ok) return read;
  const reading = read.value.find(({ name }) => name === environment)?.reading ?? null;
  const seen = await homesSeen(ports, page, homedIn(of, reading));
  if (!seen.ok) return seen;
  const { elsewhere } = seen.value;
  const may = await mayMoveHomes(ports.confluence, page, elsewhere);
  if (!may.ok) return may;
  if (!may.value) return err({ code: 'NOT_SPACE_ADMIN' });
  for (const { homed } of elsewhere) {
    const changed = await mayChange(ports, page.spaceId, homed);
    if (!changed.ok) return changed;
  }
  for (let from = 0; from < elsewhere.length; from += SETTINGS_AT_ONCE) {
    const moved = await keepMove(ports, page, {
      by,
      elsewhere: elsewhere.slice(from, from + SETTINGS_AT_ONCE),
    });
    if (!moved.ok) return moved;
  }
  return ok(elsewhere.length);
}

async function mayChange(
  ports: ResolverPorts,
  spaceId: string,
  homed: Homed,
): Promise<Result<true, AccessRefusal>> {
  const found = await ports.connections.get(homed.connectionId);
  if (!found.ok) return found;
  if (found.value === null) return err({ code: 'CONNECTION_GONE' });
  const scope = scopeOf(found.value.spaceRules, spaceId, 'change');
  const { connectionId } = homed;
  const may =
    homed.kind === 'service'
      ? coversKong(scope, { connectionId, service: homedName(homed) }, homed.tags)
      : coversKubernetes(scope, homed);
  return may ? ok(true) : err({ code: 'NOT_CHANGED_HERE', detail: homedName(homed) });
}

/** What concerns two spaces is told in the chain of the site. */
async function keepMove(
  ports: ResolverPorts,
  page: PageFacts,
  { by, elsewhere }: { by: string; elsewhere: readonly Elsewhere[] },
): Promise<Result<unknown, Refusal>> {
  const isOwn = elsewhere.every(({ spaceId }) => spaceId === page.spaceId);
  return store(ports, {
    chain: isOwn ? chainOfSpace(page.spaceId) : CHAIN_OF_SITE,
    entry: homeEntry({
      at: nowOf(ports),
      actor: person(by),
      pageId: page.id,
      moved: elsewhere.map(({ homed, pageId }) => ({ name: homedName(homed), from: pageId })),
    }),
    settings: elsewhere.map(({ homed, rev }) => homeOn(page, homed, rev + 1)),
  });
}
