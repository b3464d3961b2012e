import { chainOfSpace, type Head, type LedgerRecord } from '../../domain/access/ledger';
import { concludeChain, walkChain, wholeChain, type ChainOutcome } from '../../domain/access/verify-chain';
import { err, ok, type Result } from '../../domain/result';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';

export type LedgerPage = {
  /** The latest first; `actor` null: a job, or somebody who was forgotten. */
  rows: (LedgerRecord & { actor: string | null })[];
  head: Head | null;
  cursor: string | null;
};

const SHOWN = 50;

/** The space's record. The cursor is the number of the entry that the next page begins with. */
export async function readLedger(
  ports: ResolverPorts,
  { spaceId, cursor }: { spaceId: string; cursor: string | null },
): Promise<Result<LedgerPage, AccessRefusal>> {
  const chain = chainOfSpace(spaceId);
  const head = await ports.requests.head(chain);
  if (!head.ok) return head;
  const last = head.value?.seq ?? 0;
  const to = Math.min(last, cursor === null ? last : Number(cursor));
  const from = Math.max(1, to - SHOWN + 1);
  const records = await ports.requests.records(chain, { from, to });
  if (!records.ok) return records;
  const people = await ports.requests.people(records.value.map(({ entry }) => entry.actorRef));
  if (!people.ok) return people;
  const rows = records.value.map((one) => ({ ...one, actor: people.value.get(one.entry.actorRef) ?? null }));
  return ok({ rows: rows.reverse(), head: head.value, cursor: from > 1 ? String(from - 1) : null });
}

export type LedgerVerdict = { outcome: ChainOutcome | { outcome: 'empty' }; entries: number };

const A_WALK = 100;
/** Kept back to answer in. */
const RESERVE_MS = 3_000;

/** Walks the whole chain to its signed head. err CANNOT_VERIFY when it is too long for one call. */
export async function verifyLedger(
  ports: ResolverPorts,
  spaceId: string,
): Promise<Result<LedgerVerdict, AccessRefusal>> {
  const chain = chainOfSpace(spaceId);
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
