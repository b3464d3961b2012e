import { canonicalJson, hashOf, type Hash } from './canonical-json';
import { genesis, type Head, type LedgerRecord } from './ledger';
import { verifyHead, type SignedHead } from './signed-head';
import type { VerifyingKey } from './signature';

/** How far a chain has been walked; plain data, so that a job can store it and go on later. */
export type Cursor = { walked: 'so far'; head: Head; checked: number } | Broken;

export type Broken = { walked: 'broken'; chain: string; at: number; cause: BreakCause };

export type BreakCause =
  | 'gap' // not the next number, or of another chain
  | 'link' // does not name the entry before
  | 'altered' // its content does not have its hash
  | 'body' // the body is not the one that was recorded
  | 'time' // earlier than the entry before
  | 'anchor' // not what was published outside at the time
  | 'signature' // the head was not signed by us
  | 'beyond the head'; // an entry that the signed head does not know

/** Hashes that were published outside (pages, checkpoints), by sequence number. */
export type Anchors = ReadonlyMap<number, Hash>;

export type ChainOutcome =
  | { outcome: 'verified'; head: Head; checked: number }
  | { outcome: 'broken'; at: number; cause: BreakCause }
  /** Entries up to `expected` were published outside; they end at `at`. */
  | { outcome: 'truncated'; at: number; expected: number }
  | { outcome: 'unknown key'; kid: string };

export const wholeChain = (chain: string): Cursor => fromHead(genesis(chain));

/** From a head that was verified before, such as a checkpoint's. */
export const fromHead = (head: Head): Cursor => ({ walked: 'so far', head, checked: 0 });

/** Walks on over the next records, in order. A broken chain stays broken. */
export const walkChain = (
  cursor: Cursor,
  records: readonly LedgerRecord[],
  anchors: Anchors = new Map(),
): Cursor => {
  let current = cursor;
  for (const record of records) {
    if (current.walked === 'broken') return current;
    const cause = breakAt(current.head, record, anchors);
    const { chain } = current.head;
    const at = current.head.seq + 1;
    current =
      cause === null
        ? {
            walked: 'so far',
            head: { chain, seq: at, hash: record.hash, at: record.entry.at },
            checked: current.checked + 1,
          }
        : { walked: 'broken', chain, at, cause };
  }
  return current;
};

const breakAt = (head: Head, { entry, hash, body }: LedgerRecord, anchors: Anchors): BreakCause | null => {
  if (entry.chain !== head.chain || entry.seq !== head.seq + 1) return 'gap';
  if (entry.prev !== head.hash) return 'link';
  if (safeHash(entry) !== hash) return 'altered';
  if (body !== null && safeHash(body) !== entry.bodyHash) return 'body';
  if (entry.at < head.at) return 'time';
  const anchored = anchors.get(entry.seq);
  return anchored !== undefined && anchored !== hash ? 'anchor' : null;
};

/** What cannot be hashed at all was not written by us. */
const safeHash = (value: Parameters<typeof hashOf>[0]): Hash | null => {
  try {
    return hashOf(value);
  } catch {
    return null;
  }
};

/** The verdict at the end of a walk: the signed head has to be where the walk ended, and nothing published may lie beyond it. */
export const concludeChain = (
  cursor: Cursor,
  { head, keys, anchors = new Map() }: { head: SignedHead; keys: readonly VerifyingKey[]; anchors?: Anchors },
): ChainOutcome => {
  if (cursor.walked === 'broken') return { outcome: 'broken', at: cursor.at, cause: cursor.cause };
  const signature = verifyHead(head, keys);
  if (signature === 'unknown key') return { outcome: 'unknown key', kid: head.kid };
  if (signature === 'bad' || head.chain !== cursor.head.chain)
    return { outcome: 'broken', at: head.seq, cause: 'signature' };
  const expected = Math.max(head.seq, ...anchors.keys());
  if (cursor.head.seq < expected) return { outcome: 'truncated', at: cursor.head.seq, expected };
  if (cursor.head.seq > head.seq) return { outcome: 'broken', at: head.seq + 1, cause: 'beyond the head' };
  const { chain, seq, hash, at } = head;
  return canonicalJson({ chain, seq, hash, at }) === canonicalJson(cursor.head)
    ? { outcome: 'verified', head: cursor.head, checked: cursor.checked }
    : { outcome: 'broken', at: seq, cause: 'anchor' };
};
