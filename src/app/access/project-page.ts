import { judgeProjection, type StoredProjection } from '../../domain/access/judge-projection';
import { projectAnew, type PageProjection } from '../../domain/access/page-projection';
import { PROJECTION_KEY, type Projection } from '../../domain/access/projection';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Ports } from '../ports';
import type { PagePort } from '../ports-of-pages';
import type { AccessRefusal } from './access-refusal';
import { nowOf } from './keep-step';
import { keepTable } from './keep-table';
import { noteAlteration, noteRestoration, type Found, type NotingPorts } from './note-alteration';
import { requestsOfPage } from './page-requests';

export type ProjectingPorts = NotingPorts &
  Pick<Ports, 'projections' | 'placeOf' | 'recorded'> & { confluence: PagePort };

export type ProjectRefusal = AccessRefusal | { code: 'NOT_THERE_YET' };

export type Projecting = {
  pageId: string;
  /** What the caller holds of the page's requests: an index may not name it yet. */
  known?: readonly AccessRequest[];
  /** A look for its own sake: when it was is kept. */
  looks?: boolean;
  /** The table is written over whatever somebody made of it. */
  anew?: boolean;
};

/** Once more after somebody else was faster; then it is left to the outbox. */
const ATTEMPTS = 2;

/**
 * Makes the page show what the record says: the kept row first, then the property, then that it was written, then the table. Killed
 * between any two of these and begun again it ends the same. Whatever stood there in the property's place is recorded before it is written over.
 * Asked as whoever `confluence` speaks for: the person who decided, or the app.
 * @returns the row as it is afterwards; err PAGE_NOT_VISIBLE and NOT_PAGE_EDITOR as Confluence says them, CONFLICT when others were faster
 * twice, NOT_THERE_YET when no request of the page is known
 */
export async function projectPage(
  ports: ProjectingPorts,
  projecting: Projecting,
): Promise<Result<PageProjection, ProjectRefusal>> {
  for (let tries = 1; ; tries += 1) {
    const done = await attempt(ports, projecting);
    if (done.ok || done.error.code !== 'CONFLICT' || tries >= ATTEMPTS) return done;
  }
}

async function attempt(
  ports: ProjectingPorts,
  { pageId, known = [], looks = false, anew = false }: Projecting,
): Promise<Result<PageProjection, ProjectRefusal>> {
  const [kept, key] = await Promise.all([ports.projections.get(pageId), ports.signing.current()]);
  if (!kept.ok) return kept;
  if (!key.ok) return key;
  const facts = await requestsOfPage(ports, { pageId, kept: kept.value, known });
  if (!facts.ok) return facts;
  const place = ports.placeOf(pageId);
  const made = projectAnew(kept.value, { place, ...facts.value, now: nowOf(ports) }, key.value);
  if (made.isNew) {
    const saved = await ports.projections.save(made.row);
    if (!saved.ok) return saved;
  }
  const found = await lookAt(ports, { pageId, stored: made.row.property });
  if (!found.ok) return found;
  const noted = await noteAlteration(ports, made.row, { ...found.value, restores: true });
  if (!noted.ok) return noted;
  const wrote = found.value.verdict.verdict !== 'verified';
  if (wrote) {
    const written = await write(ports, made.projection, found.value);
    if (!written.ok) return written;
  }
  const settled = await settle(ports, noted.value, { looks, wrote });
  if (!settled.ok) return settled;
  return keepTable(ports, settled.value, { requests: facts.value.requests, looks, anew });
}

/** What stands on the page, and what it is worth beside what is kept. */
export async function lookAt(
  ports: Pick<ProjectingPorts, 'confluence' | 'signing' | 'placeOf'>,
  { pageId, stored }: { pageId: string; stored: StoredProjection },
): Promise<Result<Found, ProjectRefusal>> {
  const [property, keys] = await Promise.all([
    ports.confluence.readProperty(pageId, PROJECTION_KEY),
    ports.signing.verifying(),
  ]);
  if (!property.ok) return property;
  if (!keys.ok) return keys;
  const expected = { ...ports.placeOf(pageId), keys: keys.value };
  const verdict = judgeProjection(property.value?.value, stored, expected);
  return ok({ verdict, property: property.value });
}

const write = async (
  { confluence }: ProjectingPorts,
  projection: Projection,
  { property }: Found,
): Promise<Result<unknown, ProjectRefusal>> =>
  confluence.writeProperty(projection.page, {
    key: PROJECTION_KEY,
    // Flat JSON by its making; the type names its fields.
    value: projection,
    seen: property?.version ?? 0,
    message: `Gatehouse: access of this page, revision ${projection.rev}`,
  });

/** The page shows the row's revision now. */
async function settle(
  ports: ProjectingPorts,
  row: PageProjection,
  { looks, wrote }: { looks: boolean; wrote: boolean },
): Promise<Result<PageProjection, ProjectRefusal>> {
  const { rev, writtenRev } = row.property;
  const now = nowOf(ports);
  const shown: PageProjection = {
    ...row,
    property: {
      ...row.property,
      writtenRev: rev,
      writtenAt: wrote || writtenRev !== rev ? now : row.property.writtenAt,
    },
    barred: null,
    checkedAt: now,
  };
  if (row.alteration !== null && row.alteration.restoredAt === null)
    return noteRestoration(ports, shown, row.alteration);
  if (!looks && !wrote && writtenRev === rev && row.barred === null) return ok(row);
  const next = { ...shown, rev: row.rev + 1 };
  const saved = await ports.projections.save(next);
  return saved.ok ? ok(next) : err(saved.error);
}
