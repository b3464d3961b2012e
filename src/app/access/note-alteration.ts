import type { ProjectionVerdict } from '../../domain/access/judge-projection';
import { chainOfSpace } from '../../domain/access/ledger';
import {
  alterationIn,
  isNoticed,
  type Alteration,
  type PageProjection,
} from '../../domain/access/page-projection';
import { job, person, type EntryDraft, type EntryType } from '../../domain/access/transition';
import type { JsonObject } from '../../domain/json';
import { ok, type Result } from '../../domain/result';
import type { PageProperty } from '../ports-of-pages';
import type { AccessRefusal } from './access-refusal';
import { nowOf, store, type StoringPorts } from './keep-step';

export type Found = { verdict: ProjectionVerdict; property: PageProperty | null };

/**
 * Records that somebody altered what the page says, and who Confluence says it was: once, however often it is seen. The row is compared
 * and swapped with the entry, so that nobody is accused of what is really a newer writing of ours: err CONFLICT then, and it is to be
 * looked at again.
 * @returns the row, with what was noticed
 */
export async function noteAlteration(
  ports: StoringPorts,
  row: PageProjection,
  { verdict, property }: Found,
): Promise<Result<PageProjection, AccessRefusal>> {
  const now = nowOf(ports);
  const because = alterationIn(verdict, row, now);
  const seen = { version: property?.version ?? 0, at: property?.at ?? null };
  if (because === null || isNoticed(row, seen)) return ok(row);
  const entry = entryOf(row, {
    type: 'projection.altered',
    at: now,
    // Nobody is named beside a property that is gone.
    actor: property === null || property.by === '' ? job('check') : person(property.by),
    body: { because, version: seen.version },
  });
  const noticed = (number: number): PageProjection => ({
    ...row,
    rev: row.rev + 1,
    alteration: { because, ...seen, seenAt: now, entry: number, restoredAt: null },
  });
  return storeRow(ports, { entry, noticed, restores: true });
}

/** Records that what was altered is again as the record has it. */
export async function noteRestoration(
  ports: StoringPorts,
  row: PageProjection,
  alteration: Alteration,
): Promise<Result<PageProjection, AccessRefusal>> {
  const now = nowOf(ports);
  const entry = entryOf(row, {
    type: 'projection.restored',
    at: now,
    actor: job('project'),
    body: { altered: alteration.entry },
  });
  const noticed = (): PageProjection => ({
    ...row,
    rev: row.rev + 1,
    alteration: { ...alteration, restoredAt: now },
  });
  return storeRow(ports, { entry, noticed, restores: false });
}

type Telling = Pick<EntryDraft, 'at' | 'actor'> & { type: EntryType; body: JsonObject };

const entryOf = (row: PageProjection, { body, ...told }: Telling): EntryDraft => ({
  ...told,
  req: null,
  rev: row.property.rev,
  planHash: null,
  body: { page: row.pageId, ...body },
});

type Noting = { entry: EntryDraft; noticed: (number: number) => PageProjection; restores: boolean };

const storeRow = async (
  ports: StoringPorts,
  { entry, noticed, restores }: Noting,
): Promise<Result<PageProjection, AccessRefusal>> => {
  const { pageId, spaceId } = noticed(0);
  let kept = noticed(0);
  const stored = await store(ports, {
    chain: chainOfSpace(spaceId),
    entry,
    page: ({ seq }) => (kept = noticed(seq)),
    effects: restores ? [{ do: 'project', pageId }] : [],
  });
  return stored.ok ? ok(kept) : stored;
};
