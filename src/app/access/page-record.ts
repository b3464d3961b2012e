import type { ProjectionVerdict } from '../../domain/access/judge-projection';
import {
  alterationIn,
  NEVER_PROJECTED,
  type Alteration,
  type Barred,
  type PageProjection,
} from '../../domain/access/page-projection';
import type { AccountId } from '../../domain/access/people';
import { outboxKey } from '../../domain/access/transition';
import { ok, type Result } from '../../domain/result';
import type { StorageFailure } from '../ports';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { nowOf } from './keep-step';
import { noteAlteration } from './note-alteration';
import { lookAt } from './project-page';

/** What the page's own record, its property and its table, is worth now. */
export type PageRecord = {
  /** `not read`: nobody knows. `nothing yet`: nothing was asked for here. */
  outcome: ProjectionVerdict['verdict'] | 'nothing yet' | 'not read';
  /** The last one that is not forgotten yet; `by` null: Confluence does not say, or somebody who was forgotten. */
  alteration: (Alteration & { by: AccountId | null }) | null;
  barred: Barred['from'] | null;
  table: 'not kept' | 'kept' | 'edited by hand';
};

/** A restored alteration is told for so long. */
const TOLD_FOR_MS = 14 * 86_400_000;
/** Somebody else may write the row while it is looked at. */
const ATTEMPTS = 3;

/**
 * Looks at the page's property as the person who reads the page. What somebody altered is recorded, once, and its restoration begun. No
 * decision rests on what is found.
 */
export async function readPageRecord(
  ports: ResolverPorts,
  pageId: string,
): Promise<Result<PageRecord, AccessRefusal>> {
  for (let tries = 1; ; tries += 1) {
    const looked = await look(ports, pageId);
    if (looked.ok || looked.error.code !== 'CONFLICT') return looked;
    // Whoever writes so often has something new to tell.
    if (tries >= ATTEMPTS) return ok({ outcome: 'BEHIND', ...NOTHING_KEPT });
  }
}

async function look(ports: ResolverPorts, pageId: string): Promise<Result<PageRecord, AccessRefusal>> {
  const [kept, waiting] = await Promise.all([
    ports.projections.get(pageId),
    ports.outbox.get(outboxKey({ do: 'project', pageId })),
  ]);
  if (!kept.ok) return kept;
  if (!waiting.ok) return waiting;
  const row = kept.value;
  const found = await lookAt(ports, { pageId, stored: row?.property ?? NEVER_PROJECTED });
  if (!found.ok) return ok({ outcome: 'not read', ...(await standingOf(ports, row)) });
  const { verdict } = found.value;
  if (row === null) return ok({ outcome: withoutRow(verdict, waiting.value !== null), ...NOTHING_KEPT });
  const noted = await noteAlteration(ports, row, { ...found.value, restores: false });
  if (!noted.ok) return noted;
  const isOurs = alterationIn(verdict, row, nowOf(ports)) === null;
  const isBehind = waiting.value !== null || verdict.verdict !== 'verified';
  const outcome = isOurs ? (isBehind ? 'BEHIND' : 'verified') : verdict.verdict;
  return ok({ outcome, ...(await standingOf(ports, noted.value)) });
}

/** What was found when the page was last written or looked at; Confluence is not asked. */
export async function keptPageRecord(ports: ResolverPorts, row: PageProjection | null): Promise<PageRecord> {
  return { outcome: keptOutcome(row), ...(await standingOf(ports, row)) };
}

const keptOutcome = (row: PageProjection | null): PageRecord['outcome'] => {
  if (row === null || row.property.writtenRev < row.property.rev) return 'BEHIND';
  const { alteration } = row;
  if (alteration === null || alteration.restoredAt !== null) return 'verified';
  const { because } = alteration;
  return STANDS_FOR.find((verdict) => verdict === because) ?? 'altered';
};

const STANDS_FOR = ['unsigned', 'missing', 'foreign', 'unknown key'] as const;

const NOTHING_KEPT = { alteration: null, barred: null, table: 'not kept' } as const;

const withoutRow = (verdict: ProjectionVerdict, isWaiting: boolean): PageRecord['outcome'] => {
  if (isWaiting) return 'BEHIND';
  return verdict.verdict === 'missing' ? 'nothing yet' : verdict.verdict;
};

const standingOf = async (
  ports: ResolverPorts,
  row: PageProjection | null,
): Promise<Omit<PageRecord, 'outcome'>> => {
  if (row === null) return NOTHING_KEPT;
  const { alteration, barred, table } = row;
  return {
    alteration: alteration === null ? null : await told(ports, alteration),
    barred: barred?.from ?? null,
    table: table.handEdited !== null ? 'edited by hand' : table.written === null ? 'not kept' : 'kept',
  };
};

/** With who it was, whom the record alone knows; what cannot be read now is not known. */
const told = async (ports: ResolverPorts, alteration: Alteration): Promise<PageRecord['alteration']> => {
  const { restoredAt, chain, entry } = alteration;
  if (restoredAt !== null && nowOf(ports) - restoredAt > TOLD_FOR_MS) return null;
  const by = await actorOf(ports, { chain, entry });
  return { ...alteration, by: by.ok ? by.value : null };
};

const actorOf = async (
  { requests }: ResolverPorts,
  { chain, entry }: { chain: string; entry: number },
): Promise<Result<AccountId | null, StorageFailure>> => {
  const records = await requests.records(chain, { from: entry, to: entry });
  if (!records.ok) return records;
  const ref = records.value[0]?.entry.actorRef ?? '';
  const people = await requests.people([ref]);
  return people.ok ? ok(people.value.get(ref) ?? null) : people;
};

/** May whoever asks write the page's record? Asked where there is something to write. */
export async function mayBeWrittenBy(
  { confluence }: ResolverPorts,
  pageId: string,
  { outcome, table }: PageRecord,
): Promise<boolean> {
  if (table !== 'edited by hand' && IN_ORDER.includes(outcome)) return false;
  const mayEdit = await confluence.mayEdit(pageId);
  return mayEdit.ok && mayEdit.value;
}

const IN_ORDER: readonly PageRecord['outcome'][] = ['verified', 'nothing yet', 'not read'];
