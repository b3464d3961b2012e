import { factsOf } from '../../domain/access/entry-facts';
import type { Head, LedgerRecord } from '../../domain/access/ledger';
import { ok, type Result } from '../../domain/result';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { doneBy, type DoneBy } from './who-did';

export type LedgerPage = {
  /** The latest first. */
  rows: (LedgerRecord & { by: DoneBy; facts: { people: DoneBy[]; text: string }[] })[];
  head: Head | null;
  cursor: string | null;
};

const SHOWN = 50;

/** The record of a chain. The cursor is the number of the entry that the next page begins with. */
export async function readLedger(
  ports: ResolverPorts,
  { chain, cursor }: { chain: string; cursor: string | null },
): Promise<Result<LedgerPage, AccessRefusal>> {
  const head = await ports.requests.head(chain);
  if (!head.ok) return head;
  const last = head.value?.seq ?? 0;
  const to = Math.min(last, cursor === null ? last : Number(cursor));
  const from = Math.max(1, to - SHOWN + 1);
  const records = await ports.requests.records(chain, { from, to });
  if (!records.ok) return records;
  const told = records.value.map((record) => ({ record, facts: factsOf(record) }));
  const people = await ports.requests.people(
    told.flatMap(({ record, facts }) => [record.entry.actorRef, ...facts.flatMap(({ refs }) => refs)]),
  );
  if (!people.ok) return people;
  const whoIs = (ref: string): DoneBy => doneBy(ref, people.value);
  const rows = told.map(({ record, facts }) => ({
    ...record,
    by: whoIs(record.entry.actorRef),
    facts: facts.map(({ refs, text }) => ({ people: refs.map(whoIs), text })),
  }));
  return ok({ rows: rows.reverse(), head: head.value, cursor: from > 1 ? String(from - 1) : null });
}
