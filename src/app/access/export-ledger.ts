import { proofOf, type CheckpointProof } from '../../domain/access/checkpoint';
import { factsOf } from '../../domain/access/entry-facts';
import type { LedgerRecord } from '../../domain/access/ledger';
import type { LedgerExport } from '../../domain/access/ledger-export';
import { ok, type Result } from '../../domain/result';
import type { Ports } from '../ports';
import type { Refusal } from '../refusal';
import { nowOf } from './keep-step';

type ExportPorts = Pick<Ports, 'clock' | 'requests' | 'signing' | 'audit'>;

export type LedgerExporting = {
  chain: string;
  by: string;
  /** The number of the first entry of this page. */
  from: number;
  /** The last entry of the export; null: this is the first page, and the chain's end is taken now. */
  to: number | null;
  /** With the accounts that the pseudonyms are of. */
  withPeople: boolean;
};

/** `start`: everything but records and people; on the first page alone. `next` null: this was the last page. */
export type LedgerExportPage = {
  start: Omit<LedgerExport, 'records' | 'people'> | null;
  records: LedgerRecord[];
  people: Record<string, string> | null;
  next: number | null;
  to: number;
};

const A_CALL = 1_000;
const A_PAGE = 100;
/** An answer to the browser takes 5 MB; half of it leaves room for what is around the records. */
const MOST_CHARACTERS = 2_500_000;
/** Checkpoints whose end of the chain is in an export. */
const DAYS = 31;

/** A page of a chain, to be put together and verified elsewhere. */
export async function exportLedger(
  ports: ExportPorts,
  { chain, by, from, to, withPeople }: LedgerExporting,
): Promise<Result<LedgerExportPage, Refusal>> {
  const start = to === null ? await startOf(ports, chain, by) : ok(null);
  if (!start.ok) return start;
  const last = to ?? start.value?.head?.seq ?? 0;
  const records = await recordsFrom(ports, { chain, from, last });
  if (!records.ok) return records;
  const people = withPeople ? await peopleIn(ports, records.value, by) : ok(null);
  if (!people.ok) return people;
  const end = records.value.at(-1)?.entry.seq ?? last;
  return ok({
    start: start.value,
    records: records.value,
    people: people.value,
    next: end < last ? end + 1 : null,
    to: last,
  });
}

const startOf = async (
  ports: ExportPorts,
  chain: string,
  by: string,
): Promise<Result<LedgerExportPage['start'], Refusal>> => {
  const at = nowOf(ports);
  // The end first: what is appended meanwhile is in none of the pages.
  const head = await ports.requests.head(chain);
  if (!head.ok) return head;
  const [keys, checkpoints, refs] = await Promise.all([
    ports.signing.verifying(),
    checkpointsOf(ports, chain, { end: head.value?.seq ?? 0, at }),
    ports.requests.pseudonyms([by], at),
  ]);
  if (!keys.ok) return keys;
  if (!checkpoints.ok) return checkpoints;
  if (!refs.ok) return refs;
  return ok({
    v: 1,
    kind: 'gatehouse ledger',
    chain,
    madeAt: new Date(at).toISOString(),
    madeBy: refs.value.get(by) ?? '',
    head: head.value,
    keys: keys.value,
    checkpoints: checkpoints.value,
  });
};

/** The latest first; one that was made after the end was taken says nothing about the export. */
const checkpointsOf = async (
  { audit }: ExportPorts,
  chain: string,
  taken: { end: number; at: number },
): Promise<Result<CheckpointProof[], Refusal>> => {
  const kept = await audit.checkpoints({ before: null, limit: DAYS });
  if (!kept.ok) return kept;
  const proofs: CheckpointProof[] = [];
  for (const { day } of kept.value) {
    const checkpoint = await audit.checkpoint(day);
    if (!checkpoint.ok) return checkpoint;
    const proof = checkpoint.value === null ? null : proofOf(chain, checkpoint.value);
    if (proof === null || (proof.head.seq > taken.end && proof.root.at >= taken.at)) continue;
    proofs.push(proof);
  }
  return ok(proofs);
};

const recordsFrom = async (
  { requests }: ExportPorts,
  { chain, from, last }: { chain: string; from: number; last: number },
): Promise<Result<LedgerRecord[], Refusal>> => {
  const found: LedgerRecord[] = [];
  let characters = 0;
  for (let next = from; next <= last && found.length < A_CALL; next += A_PAGE) {
    const to = Math.min(last, next + A_PAGE - 1);
    const page = await requests.records(chain, { from: next, to });
    if (!page.ok) return page;
    for (const record of page.value) {
      characters += JSON.stringify(record).length;
      if (characters > MOST_CHARACTERS && found.length > 0) return ok(found);
      found.push(record);
    }
    // What is missing is missing in the export too: whoever verifies it is told.
    if (page.value.length < to - next + 1 && page.value.at(-1)?.entry.seq !== to) return ok(found);
  }
  return ok(found);
};

const peopleIn = async (
  { requests, clock }: ExportPorts,
  records: readonly LedgerRecord[],
  by: string,
): Promise<Result<Record<string, string>, Refusal>> => {
  const mine = await requests.pseudonyms([by], nowOf({ clock }));
  if (!mine.ok) return mine;
  const refs = new Set([
    ...mine.value.values(),
    ...records.flatMap((record) => [
      record.entry.actorRef,
      ...factsOf(record).flatMap(({ refs: told }) => told),
    ]),
  ]);
  const people = await requests.people([...refs]);
  return people.ok ? ok(Object.fromEntries(people.value)) : people;
};
