import { factsOf } from '../../domain/access/entry-facts';
import type { Head, LedgerRecord } from '../../domain/access/ledger';
import { concludeChain, walkChain, wholeChain, type ChainOutcome } from '../../domain/access/verify-chain';
import { err, ok, type Result } from '../../domain/result';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';

/** Who did it. `forgotten`: a person whose account was closed, or who was erased. */
export type DoneBy = { kind: 'person'; accountId: string } | { kind: 'job' } | { kind: 'forgotten' };

export type LedgerPage = {
  /** The latest first. */
  rows: (LedgerRecord & { by: DoneBy; facts: { people: DoneBy[]; text: string }[] })[];
  head: Head | null;
  cursor: string | null;
};

const SHOWN = 50;

/** How a chain names what did something by itself. */
const JOB = 'job:';

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

const doneBy = (ref: string, people: ReadonlyMap<string, string>): DoneBy => {
  if (ref.startsWith(JOB)) return { kind: 'job' };
  const accountId = people.get(ref);
  return accountId === undefined ? { kind: 'forgotten' } : { kind: 'person', accountId };
};

export type LedgerVerdict = { outcome: ChainOutcome | { outcome: 'empty' }; entries: number };

const A_WALK = 100;
/** Kept back to answer in. */
const RESERVE_MS = 3_000;

/** Walks the whole chain to its signed head. err CANNOT_VERIFY when it is too long for one call. */
export async function verifyLedger(
  ports: ResolverPorts,
  chain: string,
): Promise<Result<LedgerVerdict, AccessRefusal>> {
  const [head, keys] = await Promise.all([ports.requests.head(chain), ports.signing.verifying()]);
  if (!head.ok) return head;
  if (!keys.ok) return keys;
  if (head.value === null) return ok({ outcome: { outcome: 'empty' }, entries: 0 });
  const { seq } = head.value;
  let cursor = wholeChain(chain);
  for (let from = 1; from <= seq; from += A_WALK) {
    if (ports.clock.remainingMs() < RESERVE_MS)
      return err({ code: 'CANNOT_VERIFY', what: [`${from - 1} of ${seq} entries were verified in time`] });
    const records = await ports.requests.records(chain, { from, to: Math.min(seq, from + A_WALK - 1) });
    if (!records.ok) return records;
    cursor = walkChain(cursor, records.value);
  }
  return ok({ outcome: concludeChain(cursor, { head: head.value, keys: keys.value }), entries: seq });
}
