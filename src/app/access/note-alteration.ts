import type { ProjectionVerdict } from '../../domain/access/judge-projection';
import { chainOfSpace } from '../../domain/access/ledger';
import {
  alterationIn,
  isNoticed,
  type Alteration,
  type PageProjection,
} from '../../domain/access/page-projection';
import {
  job,
  outboxKey,
  person,
  type Effect,
  type EntryDraft,
  type EntryType,
} from '../../domain/access/transition';
import type { JsonObject } from '../../domain/json';
import { ok, type Result } from '../../domain/result';
import type { Ports } from '../ports';
import type { PageProperty } from '../ports-of-pages';
import type { AccessRefusal } from './access-refusal';
import { nowOf, store, type StoringPorts } from './keep-step';

export type Found = { verdict: ProjectionVerdict; property: PageProperty | null };

export type NotingPorts = StoringPorts & Pick<Ports, 'outbox'>;

/**
 * Records that somebody altered what the page says, and who Confluence says it was: once, however often it is seen. The row is compared
 * and swapped with the entry, so that nobody is accused of what is really a newer writing of ours: err CONFLICT then, and it is to be
 * looked at again.
 * @param restores whoever notices is about to put it right: then work that waits for the page anyway is enough, should they not get to it
 * @returns the row, with what was noticed
 */
export async function noteAlteration(
  ports: NotingPorts,
  row: PageProjection,
  { verdict, property, restores }: Found & { restores: boolean },
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
    alteration: {
      because,
      ...seen,
      seenAt: now,
      chain: chainOfSpace(row.spaceId),
      entry: number,
      restoredAt: null,
    },
  });
  const project: Effect = { do: 'project', pageId: row.pageId };
  const waiting = restores ? await ports.outbox.get(outboxKey(project)) : ok(null);
  if (!waiting.ok) return waiting;
  return storeRow(ports, { entry, noticed, effects: waiting.value === null ? [project] : [] });
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
  return storeRow(ports, { entry, noticed, effects: [] });
}

type Telling = Pick<EntryDraft, 'at' | 'actor'> & { type: EntryType; body: JsonObject };

const entryOf = (row: PageProjection, { body, ...told }: Telling): EntryDraft => ({
  ...told,
  req: null,
  rev: row.property.rev,
  planHash: null,
  body: { page: row.pageId, ...body },
});

type Noting = { entry: EntryDraft; noticed: (number: number) => PageProjection; effects: Effect[] };

const storeRow = async (
  ports: StoringPorts,
  { entry, noticed, effects }: Noting,
): Promise<Result<PageProjection, AccessRefusal>> => {
  const { spaceId } = noticed(0);
  let kept = noticed(0);
  const stored = await store(ports, {
    chain: chainOfSpace(spaceId),
    entry,
    page: ({ seq }) => (kept = noticed(seq)),
    effects,
  });
  return stored.ok ? ok(kept) : stored;
};
